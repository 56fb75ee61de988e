package dev.gatehouse.realm.htpasswd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.shiro.authc.IncorrectCredentialsException;
import org.apache.shiro.authc.UsernamePasswordToken;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that Apache's own {@code htpasswd} makes, of every kind that it knows. */
class ApacheHtpasswdTest {
    private static final String PASSWORD = "pässwörd: ☃";

    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void needsTheProgram() {
        file = folder.resolve("users");
        boolean there =
                Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "htpasswd")));
        if (!there) {
            String reason = "there is no 'htpasswd' (Debian's package apache2-utils)";
            if ("all".equals(System.getProperty("gatehouse.require"))) {
                Assertions.fail(reason);
            }
            Assumptions.abort(reason);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-m", "-2", "-5", "-B", "-B -C 6", "-2 -r 6000", "-s"})
    void login_everyHashThatItMakes_takesThePasswordAndNotTheHash(String kind) throws Exception {
        htpasswd((kind + " -c").split(" "), "homer", PASSWORD);
        HtpasswdRealm realm = new HtpasswdRealm(file, true);

        assertThat(login(realm, "homer", PASSWORD)).isEqualTo("homer");
        assertRefused(realm, "homer", PASSWORD + "x");
        assertRefused(realm, "marge", PASSWORD);
        String hash = Files.readString(file).strip().split(":", 2)[1];
        assertRefused(realm, "homer", hash);
    }

    /** Eight characters and no more: such a line lets nobody in, whatever is allowed. */
    @Test
    void login_traditionalCrypt_isRefused() throws Exception {
        htpasswd(new String[] {"-d", "-c"}, "homer", "doh!");

        assertRefused(new HtpasswdRealm(file, true), "homer", "doh!");
    }

    @Test
    void login_plainText_onlyWhereAllowed() throws Exception {
        htpasswd(new String[] {"-p", "-c"}, "homer", "doh!");

        assertThat(login(new HtpasswdRealm(file, true), "homer", "doh!")).isEqualTo("homer");
        assertRefused(new HtpasswdRealm(file, false), "homer", "doh!");
    }

    @Test
    void login_afterItHasChangedTheFile_isByTheNewOne() throws Exception {
        htpasswd(new String[] {"-B", "-c"}, "homer", "doh!");
        HtpasswdRealm realm = new HtpasswdRealm(file, false);
        assertThat(login(realm, "homer", "doh!")).isEqualTo("homer");

        htpasswd(new String[] {"-B"}, "homer", "mmh, donuts");
        htpasswd(new String[] {"-5"}, "marge", "blue");
        assertThat(login(realm, "homer", "mmh, donuts")).isEqualTo("homer");
        assertThat(login(realm, "marge", "blue")).isEqualTo("marge");
        assertRefused(realm, "homer", "doh!");

        htpasswd(new String[] {"-D"}, "homer", null);
        assertRefused(realm, "homer", "mmh, donuts");
    }

    private void htpasswd(String[] options, String user, String password)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("htpasswd"));
        if (password != null) {
            command.add("-i");
        }
        command.addAll(List.of(options));
        command.addAll(List.of(file.toString(), user));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        if (password != null) {
            process.getOutputStream().write(password.getBytes("UTF-8"));
        }
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).describedAs(said).isZero();
    }

    private static Object login(HtpasswdRealm realm, String user, String password) {
        return realm.getAuthenticationInfo(new UsernamePasswordToken(user, password))
                .getPrincipals()
                .getPrimaryPrincipal();
    }

    private static void assertRefused(HtpasswdRealm realm, String user, String password) {
        assertThatThrownBy(() -> login(realm, user, password))
                .isInstanceOf(IncorrectCredentialsException.class);
    }
}
