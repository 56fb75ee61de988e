package dev.gatehouse.www.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes into the cookie of a login that begins, and what comes out of it again. */
class AttemptTest {
    private static final Instant UNTIL = Instant.parse("2026-11-22T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "/builders/7, /builders/7",
        "'/x\r\nSet-Cookie: a=b', /x",
        "'/x\nSet-Cookie: a=b', /x",
        "'\r/x', ''",
    })
    void begin_redirect_isOneLine(String redirect, String kept) {
        assertThat(Attempt.begin("GitHub", redirect, false, UNTIL).redirect()).isEqualTo(kept);
    }

    /** Browsers drop a cookie that is too long, and with it the whole login. */
    @Test
    void begin_redirectThatIsTooLong_isLeftOut() {
        assertThat(Attempt.begin("GitHub", "/" + "x".repeat(999), false, UNTIL).redirect())
                .hasSize(1000);
        assertThat(Attempt.begin("GitHub", "/" + "x".repeat(1000), false, UNTIL).redirect())
                .isEmpty();
    }

    @Test
    void begin_secrets_areFreshEachTime() {
        Attempt one = Attempt.begin("GitHub", "", false, UNTIL);
        Attempt other = Attempt.begin("GitHub", "", false, UNTIL);

        assertThat(one.state()).isNotEqualTo(other.state());
        assertThat(one.verifier()).isNotEqualTo(other.verifier());
        assertThat(one.nonce()).isNotEqualTo(other.nonce());
        assertThat(one.matches(one.state().getValue())).isTrue();
        assertThat(one.matches(other.state().getValue())).isFalse();
    }
}
