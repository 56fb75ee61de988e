package dev.gatehouse.www.login.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice",
                "Alice.Jones-2",
                "al@example.org",
                "jürgen",
                "Ольга",
                "山田たろう",
                "देवी",
                "Ægir",
                "\uD842\uDFB7"
            })
    void fault_ofNamesAsPeopleHaveThem_isNone(String name) {
        assertThat(AccountName.fault(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "alice ",
                " alice",
                "alice jones",
                "al:ice",
                "al/ice",
                "al\u200Bice",
                "\u202Eecila",
                "al\u0000ice",
                "al\nice",
                "аdmin",
                "admіn",
                "ａｄｍｉｎ",
                "ﬁn",
                "<b>",
                "a\u00A0b",
                "\uFEFFadmin",
                "\uD800"
            })
    void fault_ofNamesThatPassForOthers_isSaid(String name) {
        assertThat(AccountName.fault(name)).isPresent();
    }

    @Test
    void fault_ofALongName_isSaid() {
        assertThat(AccountName.fault("a".repeat(64))).isEmpty();
        assertThat(AccountName.fault("a".repeat(65))).isPresent();
        assertThat(AccountName.fault("\uD842\uDFB7".repeat(64))).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "Alice, alice",
        "ALICE, alice",
        "jürgen, jurgen",
        "STRASSE, straße",
        "Ὀδυσσεύς, οδυσσευσ"
    })
    void folded_isTheSame_ofNamesThatReadersTakeForOne(String one, String other) {
        assertThat(AccountName.folded(one)).isEqualTo(AccountName.folded(other));
    }
}
