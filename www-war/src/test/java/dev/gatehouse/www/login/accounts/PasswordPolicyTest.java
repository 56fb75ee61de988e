package dev.gatehouse.www.login.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nulabinc.zxcvbn.StandardDictionaries;
import dev.gatehouse.data.Unavailable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordPolicyTest {
    private static final List<String> ALICE =
            List.of("alice", "alice.jones@acme.example", "Alice Jones");

    @TempDir Path folder;

    private static PasswordPolicy policy(int shortest) {
        return new PasswordPolicy(
                new PasswordPolicy.Settings(shortest, List.of("swordfish"), null),
                () -> List.of("gatehouse", "ci.example.org", "linux-nightly"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "correct horse battery staple",
                "nur kleine buchstaben hier",
                "  blanks  and: a colon  ",
                "ölige Füße über Äsche",
                "пароль из пяти разных слов",
                "73910462859174038261"
            })
    void fault_ofWhatNobodyTries_isNone(String password) {
        assertThat(policy(15).fault(password, ALICE)).isEmpty();
    }

    @Test
    void fault_counts_charactersAndNotBytes() {
        assertThat(policy(15).fault("kxw9 vqz3 jtpl", ALICE).orElseThrow())
                .contains("at least 15 characters, this one has 14");
        assertThat(policy(8).fault("\uD83D\uDE00\uD83D\uDE01\uD83D\uDE02", ALICE).orElseThrow())
                .contains("this one has 3");
        assertThat(policy(15).fault("aZ4-".repeat(65), ALICE).orElseThrow())
                .contains("at most 256");
        StringBuilder emoji = new StringBuilder();
        for (int i = 0; i < 64; i++) {
            emoji.appendCodePoint(0x1F600 + (i * 7) % 64);
        }
        assertThat(policy(15).fault(emoji.toString(), ALICE)).isEmpty();
    }

    @Test
    void fault_ofAShortOneThatIsDrawnByLot_isNone() {
        assertThat(policy(8).fault("kX9#qLz2", ALICE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password1234567",
                "passwordpassword",
                "aaaaaaaaaaaaaaaaaaaa",
                "qwertyuiopasdfgh",
                "1234567890123456",
                "P@ssw0rdP@ssw0rd",
                "drowssapdrowssap",
                "alicealicealice",
                "alicejonesalice",
                "gatehouse-2026-1",
                "linux-nightly-123",
                "swordfishswordfish"
            })
    void fault_ofWhatIsTriedFirst_isSaid(String password) {
        assertThat(policy(8).fault(password, ALICE).orElseThrow()).contains("too easy to guess");
    }

    /** ASVS 6.2.4 asks for three thousand of the least length. */
    @Test
    void fault_ofEachOfTheCommonest_isSaid() throws Exception {
        List<String> common =
                StandardDictionaries.PASSWORDS_LOADER.load().getFrequencies().stream()
                        .filter(password -> password.length() >= PasswordPolicy.FLOOR)
                        .limit(3000)
                        .toList();
        PasswordPolicy policy = policy(PasswordPolicy.FLOOR);

        assertThat(common).hasSize(3000);
        assertThat(common).allMatch(password -> policy.fault(password, List.of()).isPresent());
        PasswordPolicy longer = policy(15);
        assertThat(common.subList(0, 300))
                .allMatch(password -> longer.fault(password + password, ALICE).isPresent());
    }

    @Test
    void fault_ofWhatStandsInTheFile_isSaid() throws Exception {
        Path file = folder.resolve("leaked");
        Files.writeString(file, "one that has leaked\nkolibri über dem Teich\n");
        PasswordPolicy policy =
                new PasswordPolicy(
                        new PasswordPolicy.Settings(15, List.of(), file), () -> List.of());

        assertThat(policy.fault("kolibri über dem Teich", ALICE)).isPresent();
        assertThat(policy.fault("Kolibri über dem Teich", ALICE)).isEmpty();

        Files.delete(file);
        assertThatThrownBy(() -> policy.fault("Kolibri über dem Teich", ALICE))
                .isInstanceOf(Unavailable.class);
    }
}
