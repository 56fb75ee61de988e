package dev.gatehouse.realm.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.shiro.authc.AuthenticationException;
import org.apache.shiro.authc.IncorrectCredentialsException;
import org.apache.shiro.authc.UsernamePasswordToken;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins, user information and pictures from OpenLDAP's own server. */
class SlapdTest {
    private static final String SUFFIX = "dc=example,dc=org";
    private static final String SEARCHER = "cn=searcher,ou=services,dc=example,dc=org";
    private static final byte[] PICTURE = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, -1, 0, -128};

    /** Sixty-four characters of four bytes each. */
    private static final String KEYS = "\ud83d\udd11".repeat(64);

    private static Slapd slapd;

    @BeforeAll
    static void start() throws Exception {
        try (InputStream people = SlapdTest.class.getResourceAsStream("people.ldif")) {
            String all = new String(people.readAllBytes(), StandardCharsets.UTF_8);
            slapd = Slapd.start(SUFFIX, all + "\n" + more());
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (slapd != null) {
            slapd.close();
        }
    }

    /** Somebody in more groups than a page has, pictures, and a referral such as Active Directory's. */
    private static String more() {
        String groups =
                IntStream.range(0, 450)
                        .mapToObj(
                                i ->
                                        """
                                        dn: cn=team-%1$d,ou=groups,dc=example,dc=org
                                        objectClass: groupOfNames
                                        cn: team-%1$d
                                        member: uid=busy,ou=people,dc=example,dc=org

                                        """
                                                .formatted(i))
                        .collect(Collectors.joining());
        return """
                dn: uid=busy,ou=people,dc=example,dc=org
                objectClass: inetOrgPerson
                uid: busy
                cn: Busy
                sn: Bee
                mail: busy@example.org
                userPassword: buzz
                thumbnailPhoto:: %s

                dn: uid=fake,ou=people,dc=example,dc=org
                objectClass: inetOrgPerson
                uid: fake
                cn: Fake
                sn: Fake
                mail: fake@example.org
                userPassword: fake
                thumbnailPhoto:: PHNjcmlwdD4=

                dn: uid=long,ou=people,dc=example,dc=org
                objectClass: inetOrgPerson
                uid: long
                cn: Long
                sn: Long
                userPassword:: %s

                dn: ou=elsewhere,ou=people,dc=example,dc=org
                objectClass: referral
                objectClass: extensibleObject
                ou: elsewhere
                ref: ldap://192.0.2.1/ou=people,dc=example,dc=org

                """
                        .formatted(
                                Base64.getEncoder().encodeToString(PICTURE),
                                Base64.getEncoder()
                                        .encodeToString(KEYS.getBytes(StandardCharsets.UTF_8)))
                + groups;
    }

    @Test
    void login_overEachEncryption_bringsNameMailAndGroups() {
        for (LdapSettings.Server server :
                List.of(
                        server(List.of(slapd.ldap()), false, null),
                        server(List.of(slapd.ldap()), true, slapd.authorities()),
                        server(List.of(slapd.ldaps()), false, slapd.authorities()))) {
            try (LdapRealm realm = realm(server)) {
                assertThat(login(realm, "alice", "wonder"))
                        .containsEntry("full_name", "Alice Liddell")
                        .containsEntry("email", "alice@example.org");
                assertThat(groups(login(realm, "alice", "wonder")))
                        .containsExactlyInAnyOrder("admins", "developers");
                assertRefused(realm, "alice", "wrong");
                assertRefused(realm, "nobody", "wonder");
                assertRefused(realm, "alice", "");
            }
        }
    }

    @Test
    void login_certificateOfAnUnknownAuthorityOrForAnotherHost_isRefused() {
        String byAddress = slapd.ldaps().replace("localhost", "127.0.0.1");
        for (LdapSettings.Server server :
                List.of(
                        server(List.of(slapd.ldaps()), false, null),
                        server(List.of(slapd.ldap()), true, null),
                        server(List.of(byAddress), false, slapd.authorities()))) {
            try (LdapRealm realm = realm(server)) {
                assertUnavailable(realm);
            }
        }
    }

    @Test
    void login_passwordOf64FourByteCharacters_isTakenWhole() {
        try (LdapRealm realm = realm(server(List.of(slapd.ldap()), false, null))) {
            assertThat(login(realm, "long", KEYS)).containsEntry("full_name", "Long");
            assertRefused(realm, "long", KEYS.substring(0, KEYS.length() - 2));
            assertRefused(realm, "long", KEYS + " ");
        }
    }

    @Test
    void login_moreGroupsThanAPageHas_bringsThemAll() {
        try (LdapRealm realm = realm(server(List.of(slapd.ldap()), false, null))) {
            assertThat(groups(login(realm, "busy", "buzz"))).hasSize(450);
        }
    }

    /** The base has a referral below it: it is no second user, and nobody goes where it leads. */
    @Test
    void login_referralBesideTheUser_isNoResult() {
        try (LdapRealm realm = realm(server(List.of(slapd.ldap()), false, null))) {
            assertThat(login(realm, "busy", "buzz")).containsEntry("full_name", "Busy");
            assertRefused(realm, "elsewhere", "buzz");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "busy)(uid=*", "\\62usy", "*)(objectClass=*", "busy)(&", "\\"})
    void login_injectionIntoTheFilter_findsNobody(String user) {
        try (LdapRealm realm = realm(server(List.of(slapd.ldap()), false, null))) {
            assertRefused(realm, user, "buzz");
        }
    }

    @Test
    void login_firstServerRefusesConnections_isServedByTheSecond() throws Exception {
        int nobody;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = closed.getLocalPort();
        }
        List<String> both = List.of("ldap://127.0.0.1:" + nobody, slapd.ldap());
        try (LdapRealm realm = realm(server(both, false, null))) {
            assertThat(login(realm, "alice", "wonder")).containsEntry("full_name", "Alice Liddell");
            assertRefused(realm, "alice", "wrong");
        }
    }

    /** A server that hangs costs the first login its time-out and the next ones nothing. */
    @Test
    void login_firstServerHangs_isAskedOnceAndThenComesLast() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            List<String> both = List.of("ldap://127.0.0.1:" + silent.getLocalPort(), slapd.ldap());
            LdapSettings.Server server =
                    new LdapSettings.Server(
                            both, false, null, null, SEARCHER, "look", Duration.ofSeconds(2), 2);
            try (LdapRealm realm = realm(server)) {
                for (int i = 0; i < 3; i++) {
                    assertThat(login(realm, "alice", "wonder")).containsKey("groups");
                }
            }
            silent.accept().close();
            silent.setSoTimeout(1);
            assertThatThrownBy(silent::accept).isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void login_serverGoesAndComesBack_worksAgain() throws Exception {
        try (InputStream people = SlapdTest.class.getResourceAsStream("people.ldif")) {
            String all = new String(people.readAllBytes(), StandardCharsets.UTF_8);
            try (Slapd other = Slapd.start(SUFFIX, all);
                    LdapRealm realm = realm(server(List.of(other.ldap()), false, null))) {
                assertThat(login(realm, "alice", "wonder")).containsKey("groups");
                other.stop();
                assertUnavailable(realm);
                other.startAgain();
                assertThat(login(realm, "alice", "wonder")).containsKey("groups");
            }
        }
    }

    @Test
    void find_user_isWhatTheDirectoryKnows() throws Exception {
        try (LdapUserInfo info = info("thumbnailPhoto")) {
            assertThat(info.find("alice").orElseThrow())
                    .containsEntry("full_name", "Alice Liddell")
                    .containsEntry("email", "alice@example.org")
                    .containsEntry("mobile", "+44 1865 0");
            for (String none : List.of("nobody", "twin", "*", "", "al*", "x".repeat(300))) {
                assertThat(info.find(none)).describedAs(none).isEmpty();
            }
        }
    }

    @Test
    void picture_byNameAndByMail_isTheRawBytesWithTheirType() throws Exception {
        try (LdapUserInfo info = info("thumbnailPhoto")) {
            for (List<String> by : List.of(List.of("busy", ""), List.of("", "busy@example.org"))) {
                Picture picture = info.picture(by.get(0), by.get(1)).orElseThrow();
                assertThat(picture.mediaType()).isEqualTo("image/png");
                assertThat(picture.content()).isEqualTo(PICTURE);
            }
        }
    }

    /** The user name goes first; a picture of somebody else is worse than none. */
    @Test
    void picture_nobodyOrNoPicture_isNone() throws Exception {
        try (LdapUserInfo info = info("thumbnailPhoto")) {
            assertThat(info.picture("fake", "")).isEmpty();
            assertThat(info.picture("alice", "busy@example.org")).isEmpty();
            assertThat(info.picture("", "")).isEmpty();
            assertThat(info.picture("", "nobody@example.org")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "*@example.org",
                "busy@example.org)(uid=*",
                "x)(|(uid=busy",
                "\\62usy@example.org",
                "busy\0"
            })
    void picture_injection_findsNothing(String text) throws Exception {
        try (LdapUserInfo info = info("thumbnailPhoto")) {
            assertThat(info.picture("", text)).isEmpty();
            assertThat(info.picture(text, "")).isEmpty();
        }
    }

    private static LdapUserInfo info(String data) {
        return new LdapUserInfo(
                settings(server(List.of(slapd.ldap()), false, null)),
                new LdapUserInfo.Avatar("(mail=%(email)s)", data));
    }

    private static LdapRealm realm(LdapSettings.Server server) {
        return new LdapRealm(settings(server));
    }

    private static LdapSettings settings(LdapSettings.Server server) {
        return new LdapSettings(
                server,
                new LdapSettings.Account(
                        "ou=people,dc=example,dc=org",
                        "(uid=%(username)s)",
                        null,
                        "cn",
                        "mail",
                        List.of("mobile")),
                new LdapSettings.Groups("ou=groups,dc=example,dc=org", "(member=%(dn)s)", "cn"));
    }

    private static LdapSettings.Server server(
            List<String> uris, boolean startTls, Path authorities) {
        return new LdapSettings.Server(
                uris, startTls, authorities, null, SEARCHER, "look", Duration.ofSeconds(20), 4);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> login(LdapRealm realm, String user, String password) {
        return (Map<String, Object>)
                realm.getAuthenticationInfo(new UsernamePasswordToken(user, password))
                        .getPrincipals()
                        .asList()
                        .get(1);
    }

    @SuppressWarnings("unchecked")
    private static Collection<String> groups(Map<String, Object> user) {
        return (Collection<String>) user.get("groups");
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
