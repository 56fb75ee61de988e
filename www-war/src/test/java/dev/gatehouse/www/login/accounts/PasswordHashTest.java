package dev.gatehouse.www.login.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PasswordHashTest {
    /** Of the reference implementation's own tests. */
    private static final String REFERENCE =
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    private final PasswordHash hashes = new PasswordHash();

    @Test
    void matches_takesWhatTheReferenceHasMade() {
        assertThat(hashes.matches("password", REFERENCE)).isTrue();
        assertThat(hashes.matches("Password", REFERENCE)).isFalse();
        assertThat(hashes.matches("password ", REFERENCE)).isFalse();
    }

    @Test
    void of_isAnotherEachTime_andMatches() {
        String one = hashes.of("correct horse");

        assertThat(one).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").hasSizeLessThan(255);
        assertThat(hashes.of("correct horse")).isNotEqualTo(one);
        assertThat(hashes.matches("correct horse", one)).isTrue();
    }

    @Test
    void matches_countsEveryCharacter() {
        String emoji = "\uD83D\uDE00".repeat(63);
        String stored = hashes.of(emoji + "\uD83D\uDE01");

        assertThat(hashes.matches(emoji + "\uD83D\uDE01", stored)).isTrue();
        assertThat(hashes.matches(emoji + "\uD83D\uDE02", stored)).isFalse();
    }

    @Test
    void matches_nobodysPassword_isNeverRight() {
        assertThat(hashes.matches("", "")).isFalse();
        assertThat(hashes.matches("password", "")).isFalse();
        assertThat(hashes.matches("plain", "plain")).isFalse();
        assertThat(hashes.matches(REFERENCE, REFERENCE)).isFalse();
    }
}
