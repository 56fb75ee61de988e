package dev.gatehouse.realm.htpasswd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.codec.digest.Crypt;
import org.apache.commons.codec.digest.Md5Crypt;
import org.apache.shiro.authc.AuthenticationException;
import org.apache.shiro.authc.AuthenticationInfo;
import org.apache.shiro.authc.IncorrectCredentialsException;
import org.apache.shiro.authc.UsernamePasswordToken;
import org.apache.shiro.mgt.DefaultSecurityManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class HtpasswdRealmTest {
    private static final String PASSWORD = "correct horse";

    /** Long enough ago that the file counts as settled. */
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-02-02T02:02:02Z"));

    private final ListAppender<ILoggingEvent> warnings = new ListAppender<>();

    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void copyEveryFormat() throws IOException {
        file = folder.resolve("users.htpasswd");
        try (InputStream in = getClass().getResourceAsStream("every-format.htpasswd")) {
            Files.copy(in, file);
        }
        warnings.start();
        logger().addAppender(warnings);
    }

    @AfterEach
    void detach() {
        logger().detachAppender(warnings);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bcrypt-2y",
                "bcrypt-2a",
                "bcrypt-2b",
                "bcrypt-cost-8",
                "apr1",
                "md5",
                "sha1",
                "sha256",
                "sha512",
                "sha256-rounds",
                "sha512-rounds"
            })
    void login_everyFormat_takesTheRightPasswordAndNoOther(String user) throws IOException {
        HtpasswdRealm realm = new HtpasswdRealm(file, false);

        assertThat(login(realm, user, PASSWORD).getPrincipals().getPrimaryPrincipal())
                .isEqualTo(user);
        assertRefused(realm, user, "Correct horse");
        assertRefused(realm, user, PASSWORD + " ");
        assertRefused(realm, user, "");
        assertRefused(realm, user, literal(user));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jürgen", "jürgen-apr1"})
    void login_nameAndPasswordBeyondAscii_areUtf8(String user) {
        HtpasswdRealm realm = new HtpasswdRealm(file, false);

        assertThat(login(realm, user, "pässwörd ☃")).isNotNull();
        assertRefused(realm, user, "password");
    }

    @Test
    void login_bcrypt_takesNoPasswordOfWhichItCountsOnlyAPart() {
        HtpasswdRealm realm = new HtpasswdRealm(file, false);

        assertThat(login(realm, "bcrypt-72", "x".repeat(72))).isNotNull();
        assertRefused(realm, "bcrypt-72", "x".repeat(72) + "tail");
        assertRefused(realm, "bcrypt-72", "x".repeat(71));
    }

    @Test
    void login_passwordOf64FourByteCharacters_isTakenWhole() throws IOException {
        String password = "\ud83d\udd11".repeat(64);
        byte[] utf8 = password.getBytes(StandardCharsets.UTF_8);
        write(
                "six:" + Crypt.crypt(utf8.clone(), "$6$saltsalt"),
                "apr1:" + Md5Crypt.apr1Crypt(utf8.clone(), "$apr1$saltsalt"));
        HtpasswdRealm realm = new HtpasswdRealm(file, false);

        for (String user : List.of("six", "apr1")) {
            assertThat(login(realm, user, password)).isNotNull();
            assertRefused(realm, user, "\ud83d\udd11".repeat(63) + "\ud83d\udd12");
            assertRefused(realm, user, "\ud83d\udd11".repeat(63));
        }
    }

    @Test
    void login_plainText_onlyWhereAllowed() {
        assertRefused(new HtpasswdRealm(file, false), "plain", PASSWORD);

        HtpasswdRealm plain = new HtpasswdRealm(file, true);
        assertThat(login(plain, "plain", PASSWORD)).isNotNull();
        assertRefused(plain, "plain", "correct hors");
        assertThat(login(plain, "apr1", PASSWORD)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "crypt rqXexS6ZhobKA",
                "yescrypt $y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7",
                "ssha {SSHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=",
                "broken-bcrypt $2y$05$tooshort",
                "broken-sha {SHA}notbase64",
                "broken-md5 $apr1$saltsalt$short"
            })
    void login_hashItCannotRead_isNeverPlainText(String user, String hash) throws IOException {
        write(user + ":" + hash);
        HtpasswdRealm realm = new HtpasswdRealm(file, true);

        assertRefused(realm, user, hash);
        assertRefused(realm, user, hash);
        assertThat(warnings.list).hasSize(1);
        assertThat(warnings.list.get(0).getFormattedMessage())
                .contains("line 1", "htpasswd -B")
                .doesNotContain(hash);
    }

    @Test
    void login_twoLinesOfOneName_takesTheFirst() throws IOException {
        write("bob:first", "bob:second");
        HtpasswdRealm realm = new HtpasswdRealm(file, true);

        assertThat(login(realm, "bob", "first")).isNotNull();
        assertRefused(realm, "bob", "second");
    }

    @Test
    void login_name_isCaseSensitiveAndExact() throws IOException {
        write("Bob:secret", "#eve:secret", "", "no colon", ":secret", "tom:secret:a third field");
        HtpasswdRealm realm = new HtpasswdRealm(file, true);

        assertThat(login(realm, "Bob", "secret")).isNotNull();
        assertThat(login(realm, "tom", "secret")).isNotNull();
        for (String user : List.of("bob", "BOB", " Bob", "Bob ", "#eve", "eve", "", "no colon")) {
            assertRefused(realm, user, "secret");
        }
    }

    @Test
    void login_windowsLineEnds_areNotPartOfThePassword() throws IOException {
        Files.writeString(file, "bob:secret\r\neve:other\r\n");
        HtpasswdRealm realm = new HtpasswdRealm(file, true);

        assertThat(login(realm, "bob", "secret")).isNotNull();
        assertThat(login(realm, "eve", "other")).isNotNull();
    }

    @Test
    void login_attributes_areAPlainMapWithTheNameAsEmail() {
        AuthenticationInfo info = login(new HtpasswdRealm(file, false), "apr1", PASSWORD);

        assertThat((Object) info.getPrincipals().asList())
                .isEqualTo(List.of("apr1", Map.of("email", "apr1", "groups", List.of())));
        assertThat(info.getCredentials()).isNull();
    }

    @Test
    void login_refusals_lookAlike() {
        HtpasswdRealm realm = new HtpasswdRealm(file, false);

        for (String user : List.of("apr1", "nobody", "des")) {
            assertThatThrownBy(() -> login(realm, user, "wrong"))
                    .isExactlyInstanceOf(IncorrectCredentialsException.class)
                    .hasMessage("user name or password is wrong");
        }
    }

    @Test
    void login_unknownNames_areComparedWithEveryHashOfTheFile() {
        List<PasswordHash> hashes =
                List.of(
                        PasswordHash.read("one", true),
                        PasswordHash.read("two", true),
                        PasswordHash.read("three", true));
        PasswordFile users = new PasswordFile(file, true);

        assertThat(IntStream.range(0, 200).mapToObj(i -> users.stranger(hashes, "nobody" + i)))
                .containsAll(hashes);
        assertThat(users.stranger(hashes, "eve")).isSameAs(users.stranger(hashes, "eve"));
    }

    @Test
    void stored_ofAnotherPassword_isAnother() throws IOException {
        HtpasswdRealm realm = new HtpasswdRealm(file, true);
        for (List<String> change :
                List.of(
                        List.of("one", "two"),
                        List.of("{SHA}" + "a".repeat(27) + "=", "{SHA}" + "b".repeat(27) + "="),
                        List.of("$apr1$s$" + "a".repeat(22), "$apr1$s$" + "b".repeat(22)),
                        List.of("$2y$05$" + "a".repeat(53), "$2y$05$" + "b".repeat(53)))) {
            write("bob:" + change.get(0));
            String before = realm.stored("bob").orElseThrow();
            assertThat(realm.stored("bob")).contains(before);
            write("bob:" + change.get(1));
            assertThat(realm.stored("bob").orElseThrow()).isNotEqualTo(before);
        }
        write("eve:one");
        assertThat(realm.stored("bob")).isEmpty();
    }

    @Test
    void login_unknownNameWithAKnownPassword_isRefused() throws IOException {
        write("bob:secret");
        assertRefused(new HtpasswdRealm(file, true), "eve", "secret");
    }

    @Test
    void login_passwordOverTheBound_isRefusedUnread() throws IOException {
        String longest = "x".repeat(HtpasswdRealm.MAX_PASSWORD_BYTES);
        write("bob:" + longest, "eve:" + longest + "x");
        HtpasswdRealm realm = new HtpasswdRealm(file, true);

        assertThat(login(realm, "bob", longest)).isNotNull();
        assertRefused(realm, "eve", longest + "x");
    }

    @Test
    void login_changedFile_countsAtOnce() throws IOException {
        write("bob:one");
        HtpasswdRealm realm = new HtpasswdRealm(file, true);
        assertThat(login(realm, "bob", "one")).isNotNull();

        write("bob:two"); // same size, perhaps the same tick of the time stamp

        assertThat(login(realm, "bob", "two")).isNotNull();
        assertRefused(realm, "bob", "one");
    }

    @Test
    void login_fileReplacedBySameSizeAndTime_isSeenByItsKey() throws IOException {
        write("bob:one");
        Files.setLastModifiedTime(file, LONG_AGO);
        HtpasswdRealm realm = new HtpasswdRealm(file, true);
        assertThat(login(realm, "bob", "one")).isNotNull();

        Path other = Files.writeString(folder.resolve("other"), "bob:two\n");
        Files.setLastModifiedTime(other, LONG_AGO);
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);

        assertThat(login(realm, "bob", "two")).isNotNull();
        assertRefused(realm, "bob", "one");
    }

    @Test
    void login_settledFile_isNotReadAgain() throws IOException {
        write("bob:one");
        Files.setLastModifiedTime(file, LONG_AGO);
        HtpasswdRealm realm = new HtpasswdRealm(file, true);
        assertThat(login(realm, "bob", "one")).isNotNull();

        // Same file, size and time: nothing tells that it was written.
        write("bob:two");
        Files.setLastModifiedTime(file, LONG_AGO);

        assertThat(login(realm, "bob", "one")).isNotNull();
    }

    @Test
    void login_unreadableFile_letsNobodyInAndWarnsOnce() throws IOException {
        HtpasswdRealm realm = new HtpasswdRealm(file, false);
        assertThat(login(realm, "apr1", PASSWORD)).isNotNull();
        warnings.list.clear();

        Path aside = Files.move(file, folder.resolve("aside"));
        assertRefused(realm, "apr1", PASSWORD);
        assertRefused(realm, "apr1", PASSWORD);
        assertThat(warnings.list).hasSize(1);
        assertThat(warnings.list.get(0).getFormattedMessage())
                .contains("nobody can log in", file.toString());

        Files.move(aside, file);
        assertThat(login(realm, "apr1", PASSWORD)).isNotNull();
    }

    @Test
    void login_folderInsteadOfFile_letsNobodyIn() {
        assertRefused(new HtpasswdRealm(folder, true), "bob", "secret");
        assertThat(warnings.list).hasSize(1);
    }

    @Test
    void login_fileOverTheBound_letsNobodyIn() throws IOException {
        Files.writeString(
                file,
                "bob:secret\n"
                        + ("#" + "x".repeat(99) + "\n")
                                .repeat((int) (PasswordFile.MAX_BYTES / 100)));
        assertRefused(new HtpasswdRealm(file, true), "bob", "secret");
        assertThat(warnings.list.get(0).getFormattedMessage()).contains("at most 8388608");
    }

    @Test
    void login_throughAShiroSecurityManager_authenticatesASubject() {
        DefaultSecurityManager manager = new DefaultSecurityManager(new HtpasswdRealm(file, false));

        AuthenticationInfo info =
                manager.authenticate(new UsernamePasswordToken("sha512", PASSWORD));
        assertThat(info.getPrincipals().getPrimaryPrincipal()).isEqualTo("sha512");
        assertThatThrownBy(() -> manager.authenticate(new UsernamePasswordToken("sha512", "no")))
                .isInstanceOf(AuthenticationException.class);
    }

    private static AuthenticationInfo login(HtpasswdRealm realm, String user, String password) {
        return realm.getAuthenticationInfo(new UsernamePasswordToken(user, password));
    }

    private static void assertRefused(HtpasswdRealm realm, String user, String password) {
        assertThatThrownBy(() -> login(realm, user, password))
                .describedAs("%s with '%s'", user, password)
                .isInstanceOf(AuthenticationException.class);
    }

    private void write(String... lines) throws IOException {
        Files.writeString(file, String.join("\n", lines) + "\n");
    }

    private String literal(String user) throws IOException {
        return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                .filter(line -> line.startsWith(user + ":"))
                .map(line -> line.substring(user.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(PasswordFile.class);
    }
}
