package dev.gatehouse.realm.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"", "ali\0ce", "alice\nWARN forged", "alice\r", "ali\u0085ce", "\u001b[2J"})
    void isName_emptyOrWithControlCharacters_isNone(String name) {
        assertThat(Accounts.isName(name)).isFalse();
    }

    @Test
    void isName_ofOrdinaryLetters_isOne() {
        assertThat(Accounts.isName("o*dd (n\u00e4me), #\\")).isTrue();
    }
}
