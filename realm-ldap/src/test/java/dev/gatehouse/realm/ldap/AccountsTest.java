package dev.gatehouse.realm.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.directory.api.ldap.model.entry.DefaultEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @ParameterizedTest
    @CsvSource({
        "userAccountControl, 514, true",
        "userAccountControl, 512, false",
        "userAccountControl, x, false",
        "pwdAccountLockedTime, 000001010000Z, true",
        "pwdAccountLockedTime, 20261122180000Z, false",
        "nsAccountLock, TRUE, true",
        "nsAccountLock, false, false",
        "loginDisabled, true, true",
        "mail, true, false"
    })
    void isSwitchedOff_inTheWordsOfEachDirectory(String attribute, String value, boolean off)
            throws Exception {
        DefaultEntry entry = new DefaultEntry("uid=alice,dc=example,dc=org");
        entry.add(attribute, value);

        assertThat(Accounts.isSwitchedOff(entry)).isEqualTo(off);
    }
}
