package dev.gatehouse.realm.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.shiro.authc.AuthenticationException;
import org.apache.shiro.authc.AuthenticationInfo;
import org.apache.shiro.authc.IncorrectCredentialsException;
import org.apache.shiro.authc.UsernamePasswordToken;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LdapRealmTest {
    private static final String SEARCHER = "cn=searcher,ou=services,dc=example,dc=org";
    private static final LdapSettings.Groups GROUPS =
            new LdapSettings.Groups("ou=groups,dc=example,dc=org", "(member=%(dn)s)", "cn");

    private static TestDirectory directory;

    @BeforeAll
    static void startDirectory() throws Exception {
        directory = TestDirectory.start();
    }

    @AfterAll
    static void stopDirectory() throws Exception {
        directory.close();
    }

    @Test
    void login_rightPassword_bringsNameMailAndGroups() {
        try (LdapRealm realm = searching("(uid=%(username)s)")) {
            AuthenticationInfo info = login(realm, "alice", "wonder");

            assertThat(info.getPrincipals().getPrimaryPrincipal()).isEqualTo("alice");
            Map<String, Object> attributes = attributes(info);
            assertThat(attributes)
                    .containsEntry("full_name", "Alice Liddell")
                    .containsEntry("email", "alice@example.org")
                    .containsEntry("mobile", "+44 1865 0")
                    .containsOnlyKeys("full_name", "email", "mobile", "groups");
            assertThat(attributes.get("groups"))
                    .asInstanceOf(InstanceOfAssertFactories.LIST)
                    .containsExactlyInAnyOrder("admins", "developers");
        }
    }

    @Test
    void login_attributesTheDirectoryHasNot_areLeftOut() {
        try (LdapRealm realm = searching("(uid=%(username)s)")) {
            assertThat(attributes(login(realm, "bob", "can we fix it")))
                    .isEqualTo(Map.of("full_name", "Bob", "groups", List.of("developers")));
        }
    }

    @Test
    void login_wrongPasswordOrUnknownUser_areRefusedAlike() {
        try (LdapRealm realm = searching("(uid=%(username)s)")) {
            for (String user : List.of("alice", "nobody", "ALICE ALICE")) {
                assertThatThrownBy(() -> login(realm, user, "wrong"))
                        .isExactlyInstanceOf(IncorrectCredentialsException.class)
                        .hasMessage("user name or password is wrong");
            }
            assertThat(login(realm, "alice", "wonder")).isNotNull();
        }
    }

    @Test
    void login_emptyPassword_isRefusedWithoutAskingTheServer() throws Exception {
        try (ServerSocket nobodyAnswers = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                LdapRealm realm =
                        new LdapRealm(
                                settings(
                                        server(
                                                "ldap://127.0.0.1:"
                                                        + nobodyAnswers.getLocalPort())))) {
            assertRefused(realm, "alice", "");
            assertRefused(realm, "", "wonder");
            assertRefused(realm, "ali\0ce", "wonder");
            assertRefused(realm, "a".repeat(257), "wonder");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "al*",
                "alice)(uid=*",
                "*)(objectClass=*",
                "alice)(&)",
                "\\61lice",
                "(alice)",
                "alice\\"
            })
    void login_injectionIntoTheFilter_findsNobody(String user) {
        try (LdapRealm realm = searching("(&(objectClass=inetOrgPerson)(uid=%(username)s))")) {
            assertRefused(realm, user, "wonder");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice,ou=people",
                "alice+cn=x",
                "alice,ou=people,dc=example,dc=org",
                "#616c696365",
                "alice\\,",
                "\"alice\""
            })
    void login_injectionIntoTheName_isOnePartOfIt(String user) {
        try (LdapRealm realm = byTemplate("uid=%(username)s,ou=people,dc=example,dc=org")) {
            assertRefused(realm, user, "wonder");
        }
        // Here a name that could break out would name alice.
        try (LdapRealm realm = byTemplate("uid=%(username)s,dc=example,dc=org")) {
            assertRefused(realm, user, "wonder");
        }
    }

    @Test
    void login_nameOfSpecialCharacters_isFoundEitherWay() {
        String odd = "o*dd (näme), #\\";
        try (LdapRealm realm = searching("(uid=%(username)s)")) {
            assertThat(attributes(login(realm, odd, "pässwörd ☃")))
                    .containsEntry("full_name", "Odd")
                    .containsEntry("groups", List.of("developers"));
            assertRefused(realm, odd, "passw?rd ?");
        }
        try (LdapRealm realm = byTemplate("uid=%(username)s,ou=people,dc=example,dc=org")) {
            assertThat(attributes(login(realm, odd, "pässwörd ☃")))
                    .containsEntry("groups", List.of("developers"));
        }
    }

    @Test
    void login_filterThatFindsTwo_letsNeitherIn() {
        try (LdapRealm realm = searching("(uid=%(username)s)")) {
            assertRefused(realm, "twin", "same");
        }
        try (LdapRealm realm = byTemplate("uid=%(username)s,ou=people,dc=example,dc=org")) {
            assertThat(login(realm, "twin", "same")).isNotNull();
        }
    }

    @Test
    void login_byTemplate_needsNoSearcher() {
        try (LdapRealm realm = byTemplate("uid=%(username)s,ou=people,dc=example,dc=org")) {
            assertThat(attributes(login(realm, "alice", "wonder")))
                    .containsEntry("email", "alice@example.org");
            assertRefused(realm, "alice", "wrong");
            assertRefused(realm, "nobody", "wonder");
        }
    }

    @Test
    void login_anonymousSearch_worksWhereTheServerAllowsIt() {
        LdapSettings settings =
                new LdapSettings(
                        LdapSettings.Server.of(ldap(), null, null),
                        account("(uid=%(username)s)", null),
                        null);
        try (LdapRealm realm = new LdapRealm(settings)) {
            assertThat(attributes(login(realm, "alice", "wonder")))
                    .containsEntry("groups", List.of());
            assertRefused(realm, "alice", "wrong");
        }
    }

    @Test
    void login_wrongBindPassword_isATroubleOfTheServerNotOfTheUser() {
        LdapSettings settings =
                new LdapSettings(
                        LdapSettings.Server.of(ldap(), SEARCHER, "wrong"),
                        account("(uid=%(username)s)", null),
                        GROUPS);
        try (LdapRealm realm = new LdapRealm(settings)) {
            assertUnavailable(realm);
        }
    }

    @Test
    void login_baseThatIsNotThere_isATroubleOfTheServer() {
        LdapSettings settings =
                new LdapSettings(
                        server(ldap()),
                        LdapSettings.Account.of(
                                "ou=nowhere,dc=example,dc=org", "(uid=%(username)s)", "cn", "mail"),
                        GROUPS);
        try (LdapRealm realm = new LdapRealm(settings)) {
            assertUnavailable(realm);
        }
    }

    @Test
    void login_startTls_encryptsAndWorks() {
        try (LdapRealm realm =
                new LdapRealm(
                        settings(
                                encrypted(
                                        "ldap://localhost:" + directory.ldapPort(),
                                        true,
                                        directory.trustStore())))) {
            assertThat(attributes(login(realm, "alice", "wonder")))
                    .containsEntry("email", "alice@example.org");
            assertRefused(realm, "alice", "wrong");
        }
    }

    @Test
    void login_ldaps_encryptsAndWorks() {
        try (LdapRealm realm =
                new LdapRealm(
                        settings(
                                encrypted(
                                        "ldaps://localhost:" + directory.ldapsPort(),
                                        false,
                                        directory.trustStore())))) {
            assertThat(login(realm, "alice", "wonder")).isNotNull();
            assertRefused(realm, "alice", "wrong");
        }
    }

    @Test
    void login_serverThatCannotStartTls_isNotAskedInTheClear() {
        try (LdapRealm realm =
                new LdapRealm(
                        settings(
                                encrypted(
                                        "ldap://localhost:" + directory.plainPort(),
                                        true,
                                        directory.trustStore())))) {
            assertUnavailable(realm);
        }
    }

    @Test
    void login_certificateOfAnUnknownAuthority_isRefused() throws Exception {
        Path other = directory.otherTrustStore();
        for (LdapSettings.Server server :
                List.of(
                        encrypted("ldap://localhost:" + directory.ldapPort(), true, other),
                        encrypted("ldaps://localhost:" + directory.ldapsPort(), false, other),
                        encrypted("ldaps://localhost:" + directory.ldapsPort(), false, null))) {
            try (LdapRealm realm = new LdapRealm(settings(server))) {
                assertUnavailable(realm);
            }
        }
    }

    @Test
    void login_certificateForAnotherHost_isRefused() {
        for (LdapSettings.Server server :
                List.of(
                        encrypted(
                                "ldap://127.0.0.1:" + directory.ldapPort(),
                                true,
                                directory.trustStore()),
                        encrypted(
                                "ldaps://127.0.0.1:" + directory.ldapsPort(),
                                false,
                                directory.trustStore()))) {
            try (LdapRealm realm = new LdapRealm(settings(server))) {
                assertUnavailable(realm);
            }
        }
    }

    @Test
    void login_serverThatNeverAnswers_endsWithTheTimeout() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            LdapSettings.Server server =
                    new LdapSettings.Server(
                            List.of("ldap://127.0.0.1:" + silent.getLocalPort()),
                            false,
                            null,
                            null,
                            SEARCHER,
                            "look",
                            Duration.ofMillis(300),
                            1);
            try (LdapRealm realm = new LdapRealm(settings(server))) {
                assertUnavailable(realm);
            }
        }
    }

    @Test
    void login_moreAtATimeThanConnections_waitForOne() throws Exception {
        LdapSettings.Server two =
                new LdapSettings.Server(
                        List.of(ldap()),
                        false,
                        null,
                        null,
                        SEARCHER,
                        "look",
                        Duration.ofSeconds(30),
                        2);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (LdapRealm realm = new LdapRealm(settings(two))) {
            List<Future<AuthenticationInfo>> logins =
                    IntStream.range(0, 24)
                            .mapToObj(i -> threads.submit(() -> login(realm, "alice", "wonder")))
                            .toList();
            for (Future<AuthenticationInfo> login : logins) {
                assertThat(login.get()).isNotNull();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static LdapRealm searching(String pattern) {
        return new LdapRealm(new LdapSettings(server(ldap()), account(pattern, null), GROUPS));
    }

    private static LdapRealm byTemplate(String template) {
        return new LdapRealm(
                new LdapSettings(
                        LdapSettings.Server.of(ldap(), null, null),
                        account("(uid=%(username)s)", template),
                        GROUPS));
    }

    private static LdapSettings settings(LdapSettings.Server server) {
        return new LdapSettings(server, account("(uid=%(username)s)", null), GROUPS);
    }

    private static LdapSettings.Server server(String uri) {
        return LdapSettings.Server.of(uri, SEARCHER, "look");
    }

    private static LdapSettings.Server encrypted(String uri, boolean startTls, Path trustStore) {
        return new LdapSettings.Server(
                List.of(uri),
                startTls,
                trustStore,
                trustStore == null ? null : TestDirectory.STORE_PASSWORD,
                SEARCHER,
                "look",
                Duration.ofSeconds(10),
                4);
    }

    private static LdapSettings.Account account(String pattern, String template) {
        return new LdapSettings.Account(
                "ou=people,dc=example,dc=org", pattern, template, "cn", "mail", List.of("mobile"));
    }

    private static String ldap() {
        return "ldap://127.0.0.1:" + directory.ldapPort();
    }

    private static AuthenticationInfo login(LdapRealm realm, String user, String password) {
        return realm.getAuthenticationInfo(new UsernamePasswordToken(user, password));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> attributes(AuthenticationInfo info) {
        return (Map<String, Object>) info.getPrincipals().asList().get(1);
    }

    private static void assertRefused(LdapRealm realm, String user, String password) {
        assertThatThrownBy(() -> login(realm, user, password))
                .describedAs("%s with '%s'", user, password)
                .isInstanceOf(IncorrectCredentialsException.class);
    }

    private static void assertUnavailable(LdapRealm realm) {
        assertThatThrownBy(() -> login(realm, "alice", "wonder"))
                .isExactlyInstanceOf(AuthenticationException.class)
                .hasMessage("the directory cannot be asked");
    }
}
