package dev.gatehouse.www.login.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
    /** The text 12345678901234567890 of RFC 6238, appendix B. */
    private static final String SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    /** The last six of the RFC's eight digits. */
    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void code_isTheStandards(long second, String code) {
        assertThat(Totp.code(SECRET, second / 30)).isEqualTo(code);
        assertThat(Totp.step(SECRET, code, Instant.ofEpochSecond(second))).hasValue(second / 30);
    }

    @Test
    void step_takesTheNeighboursAndNoOthers() {
        Instant then = Instant.ofEpochSecond(1_800_000_000);
        String code = Totp.code(SECRET, 60_000_000);

        assertThat(Totp.step(SECRET, code, then.minusSeconds(30))).hasValue(60_000_000);
        assertThat(Totp.step(SECRET, code, then.plusSeconds(59))).hasValue(60_000_000);
        assertThat(Totp.step(SECRET, code, then.minusSeconds(31))).isEmpty();
        assertThat(Totp.step(SECRET, code, then.plusSeconds(60))).isEmpty();
        assertThat(Totp.step(SECRET, "", then)).isEmpty();
        assertThat(Totp.step(SECRET, code + " ", then)).isEmpty();
    }

    @Test
    void secret_isRandom_andReadableByAuthenticators() {
        String secret = Totp.secret();

        assertThat(secret).matches("[A-Z2-7]{32}").isNotEqualTo(Totp.secret());
        assertThat(Totp.uri("My CI", "jürgen@x", secret))
                .isEqualTo(
                        "otpauth://totp/My%20CI:j%C3%BCrgen%40x?secret="
                                + secret
                                + "&issuer=My%20CI&algorithm=SHA1&digits=6&period=30");
    }
}
