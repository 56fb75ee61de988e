package dev.gatehouse.www;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in where no way in is configured. */
class FirstAdministratorTest {
    private static final String CONFIG = "buildbotURL: http://ci.example.org/\nmaster: none\n";

    @TempDir Path folder;

    private static int login(Whole server, String user, String password) throws Exception {
        byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return server.get(
                        "/auth/login",
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(both))
                .statusCode();
    }

    private String password(String base) throws Exception {
        return Files.readString(folder.resolve(base).resolve("admin.password")).strip();
    }

    @Test
    void password_isRandomForEachServer_keptForTheOwnerAlone_andTheOnlyOne() throws Exception {
        try (Whole one = new Whole(folder.resolve("one"), CONFIG);
                Whole other = new Whole(folder.resolve("other"), CONFIG)) {
            String password = password("one");
            // 22 letters of 64: 128 bits
            assertThat(password).matches("[A-Za-z0-9_-]{22}").isNotEqualTo(password("other"));
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(
                                            folder.resolve("one/admin.password"))))
                    .isEqualTo("rw-------");

            for (String guess :
                    new String[] {"admin", "password", "", password("other"), "gatehouse"}) {
                assertThat(login(one, "admin", guess)).describedAs(guess).isEqualTo(401);
            }
            assertThat(login(one, "root", password)).isEqualTo(401);
            assertThat(login(one, "admin", password)).isEqualTo(302);
            assertThat(login(other, "admin", password("other"))).isEqualTo(302);
        }
    }

    @Test
    void password_isNothingAnyMore_whereAWayInIsConfigured() throws Exception {
        String password;
        try (Whole before = new Whole(folder.resolve("one"), CONFIG)) {
            password = password("one");
            assertThat(login(before, "admin", password)).isEqualTo(302);
        }
        Files.delete(folder.resolve("one/state.sqlite"));
        try (Whole after =
                new Whole(
                        folder.resolve("one"),
                        CONFIG + "www: {auth: {UserPasswordAuth: {alice: a long word}}}\n")) {
            assertThat(login(after, "admin", password)).isEqualTo(401);
            assertThat(login(after, "alice", "a long word")).isEqualTo(302);
        }
    }
}
