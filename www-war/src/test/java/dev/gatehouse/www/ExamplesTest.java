package dev.gatehouse.www;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.realm.ldap.Slapd;
import dev.gatehouse.www.login.CustomAuth;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The files of {@code docs/examples}: each is good, and does what its text says. */
class ExamplesTest {
    private static final Pattern SECRET = Pattern.compile("\\$\\{(env|file|secret):([^}]+)}");

    /** Of {@code htpasswd -nbB homer 'doh!'}. */
    private static final String HOMER =
            "homer:$2y$05$1J7xgv2HYW2TvYPFLi3luOgBn0QMsKvnuisAOwxuCwcwzNswAckbq\n";

    private static final String PEOPLE =
            """
            dn: dc=example,dc=org
            objectClass: domain
            dc: example

            dn: cn=searcher,ou=services,dc=example,dc=org
            objectClass: organizationalRole
            objectClass: simpleSecurityObject
            cn: searcher
            userPassword: look

            dn: uid=homer,ou=people,dc=example,dc=org
            objectClass: inetOrgPerson
            uid: homer
            cn: Homer Simpson
            sn: Simpson
            mail: homer@example.org
            employeeType: release engineer
            userPassword: doh!

            dn: uid=marge,ou=people,dc=example,dc=org
            objectClass: inetOrgPerson
            uid: marge
            cn: Marge Simpson
            sn: Simpson
            userPassword: blue hair

            dn: cn=ci-staff,ou=groups,dc=example,dc=org
            objectClass: groupOfNames
            cn: ci-staff
            member: uid=homer,ou=people,dc=example,dc=org
            """
                    .replace(
                            "dn: cn=searcher",
                            """
                            dn: ou=services,dc=example,dc=org
                            objectClass: organizationalUnit
                            ou: services

                            dn: ou=people,dc=example,dc=org
                            objectClass: organizationalUnit
                            ou: people

                            dn: ou=groups,dc=example,dc=org
                            objectClass: organizationalUnit
                            ou: groups

                            dn: cn=searcher""");

    private static final String ACTIVE_DIRECTORY =
            """
            dn: dc=corp,dc=mycompany,dc=com
            objectClass: domain
            dc: corp

            dn: cn=ldap_user,dc=corp,dc=mycompany,dc=com
            objectClass: organizationalRole
            objectClass: simpleSecurityObject
            cn: ldap_user
            userPassword: p4$$wd

            dn: cn=Homer Simpson,dc=corp,dc=mycompany,dc=com
            objectClass: user
            objectClass: person
            cn: Homer Simpson
            sAMAccountName: homer
            displayName: Homer Simpson
            mail: homer@mycompany.com

            dn: cn=buildbot-admins,dc=corp,dc=mycompany,dc=com
            objectClass: group
            cn: buildbot-admins
            member: cn=Homer Simpson,dc=corp,dc=mycompany,dc=com
            """;

    @TempDir Path folder;

    @BeforeEach
    void files() throws Exception {
        Files.writeString(folder.resolve("my_htpasswd"), HOMER);
        Path secrets = Files.createDirectory(folder.resolve("secrets"));
        secret(secrets.resolve("ldap"), "look");
        secret(secrets.resolve("guest"), "be our guest");
        compile(Examples.file("custom-auth/MyAuth.java"));
    }

    static List<Path> examples() throws IOException {
        return Examples.configurations();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExample_isGood(Path example) throws Exception {
        Problems problems = new Problems();
        Path file = folder.resolve("gatehouse.yaml");
        String text = Files.readString(example);
        Files.writeString(file, text);
        Map<String, String> environment = new HashMap<>();
        for (Matcher secret = SECRET.matcher(text); secret.find(); ) {
            String name = secret.group(2);
            switch (secret.group(1)) {
                case "env" -> environment.put(name, "a secret of some length");
                case "file" -> secret(folder.resolve(name), "a secret of some length");
                default -> secret(folder.resolve("secrets/" + name), "a secret of some length");
            }
        }

        Server.check(file, environment, problems);

        assertThat(problems.errors()).isEmpty();
        assertThat(text).startsWith("# ");
    }

    @ParameterizedTest
    @CsvSource({
        "user-password.yaml, homer, doh!, UserPasswordAuth",
        "admins-by-email.yaml, my@email.com, mypass, UserPasswordAuth",
        "user-password-list.yaml, homer, doh!, UserPasswordAuth",
        "user-password-list.yaml, marge, 'mmh, a longer one', UserPasswordAuth",
        "custom-auth.yaml, snow, white, MyAuth",
        "htpasswd.yaml, homer, doh!, HTPasswdAuth",
        "several-ways.yaml, guest, be our guest, UserPasswordAuth",
        "several-ways.yaml, homer, doh!, HTPasswdAuth"
    })
    void passwords_letTheirUserIn(String example, String user, String password, String realm)
            throws Exception {
        try (Whole server = Examples.start(folder, example)) {
            JsonNode shown = login(server, user, password);
            assertThat(shown.at("/user/username").asText()).isEqualTo(user);
            assertThat(shown.at("/user/email").asText()).isEqualTo(user);
            assertThat(shown.at("/user/realm").asText()).isEqualTo(realm);
            assertThat(basic(server, user, "wrong").statusCode()).isEqualTo(401);
            assertThat(basic(server, "nobody", password).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void database_letsInWhoHasAnAccount() throws Exception {
        try (Whole server = Examples.start(folder, "database.yaml")) {
            ServerConfig config =
                    Server.check(folder.resolve("gatehouse.yaml"), Map.of(), new Problems());
            try (LoginOffice office = LoginOffice.open(config, folder)) {
                office.accounts()
                        .add(
                                "homer",
                                "homer@example.org",
                                "",
                                List.of(),
                                true,
                                Optional.of("more doughnuts than plutonium"));
            }
            JsonNode user = login(server, "homer", "more doughnuts than plutonium").get("user");
            assertThat(user.get("realm").asText()).isEqualTo("DatabaseAuth");
            assertThat(basic(server, "homer", "wrong").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void secondFactor_isTheProxysWord() throws Exception {
        try (Whole server = Examples.start(folder, "second-factor.yaml")) {
            String weak = headerLogin(server, "X-Forwarded-User", "homer@corp");
            assertThat(force(server, weak)).contains("this takes a second factor");
            String twice =
                    headerLogin(
                            server,
                            "X-Forwarded-User",
                            "homer@corp",
                            "X-Second-Factor",
                            "yes",
                            "X-Second-Factor",
                            "yes");
            assertThat(force(server, twice)).contains("this takes a second factor");
            String strong =
                    headerLogin(server, "X-Forwarded-User", "homer@corp", "X-Second-Factor", "yes");
            assertThat(force(server, strong)).doesNotContain("second factor");
        }
    }

    private static String headerLogin(Whole server, String... headers) throws Exception {
        return server.get("/config", headers)
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow()
                .split(";")[0];
    }

    private static String force(Whole server, String cookie) throws Exception {
        return server.rpc(
                        "/api/v2/forceschedulers/force",
                        "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"force\", \"params\": {}}",
                        "Cookie",
                        cookie)
                .body();
    }

    @Test
    void customAuth_isShownByItsOwnName() throws Exception {
        try (Whole server = Examples.start(folder, "custom-auth.yaml")) {
            assertThat(json(server.get("/config")).get("auth").toString())
                    .isEqualTo("{\"name\":\"MyAuth\"}");
        }
    }

    @Test
    void remoteUser_isWhomTheProxyNames() throws Exception {
        try (Whole server = Examples.start(folder, "remote-user.yaml")) {
            JsonNode user =
                    json(server.get("/config", "REMOTE_USER", "homer@CORP.EXAMPLE.ORG"))
                            .get("user");
            assertThat(user.get("username").asText()).isEqualTo("homer");
            assertThat(user.get("realm").asText()).isEqualTo("CORP.EXAMPLE.ORG");
        }
    }

    @Test
    void adminsByEmail_controlAndEverybodyElseReads() throws Exception {
        try (Whole server =
                Examples.start(
                        folder, "admins-by-email.yaml", "mypass}", "mypass, homer: another one}")) {
            assertThat(server.get("/api/v2/builds").statusCode()).isEqualTo(200);
            assertThat(stop(server, "x=y")).isEqualTo(403);
            assertThat(stop(server, "homer", "another one")).isEqualTo(403);
            assertThat(stop(server, "my@email.com", "mypass")).isNotEqualTo(403);
        }
    }

    @Test
    void severalWays_givesARoleToTheHomerOfOneRealm() throws Exception {
        try (Whole server =
                Examples.start(
                        folder, "several-ways.yaml", "{guest:", "{homer: another one, guest:")) {
            assertThat(stop(server, "homer", "doh!")).isNotEqualTo(403);
            assertThat(stop(server, "homer", "another one")).isEqualTo(403);
            assertThat(stop(server, "guest", "be our guest")).isEqualTo(403);
        }
    }

    @Test
    void ldap_letsInWhomTheDirectoryKnows() throws Exception {
        try (Slapd slapd = Slapd.start("dc=example,dc=org", PEOPLE);
                Whole server =
                        Examples.start(
                                folder,
                                "ldap.yaml",
                                "ldap://ldap1.example.org",
                                "ldap://localhost:1",
                                "ldap://ldap2.example.org",
                                slapd.ldap(),
                                "{startTls: true}",
                                "{startTls: true, trustStore: " + slapd.authorities() + "}")) {
            JsonNode user = login(server, "homer", "doh!").get("user");
            assertThat(user.toString())
                    .isEqualTo(
                            "{\"username\":\"homer\",\"email\":\"homer@example.org\","
                                    + "\"full_name\":\"Homer Simpson\",\"groups\":[\"ci-staff\"],"
                                    + "\"realm\":\"LDAPAuth\"}");
            assertThat(basic(server, "homer", "wrong").statusCode()).isEqualTo(401);
            assertThat(basic(server, "*", "doh!").statusCode()).isEqualTo(401);
            // His group gives him the role staff, his employeeType the role admins; her neither.
            assertThat(stop(server, "homer", "doh!")).isNotEqualTo(403);
            assertThat(stop(server, "marge", "blue hair")).isEqualTo(403);

            slapd.stop();
            HttpResponse<String> away = basic(server, "homer", "doh!");
            assertThat(away.statusCode()).isEqualTo(503);
            assertThat(away.body()).contains("the directory cannot be asked");
        }
    }

    @Test
    void ldapUserInfo_tellsTheRestOfWhomTheProxyNames() throws Exception {
        try (Slapd slapd = Slapd.start("dc=corp,dc=mycompany,dc=com", ACTIVE_DIRECTORY);
                Whole server = Examples.startBeside(slapd, folder)) {
            assertThat(server.get("/config", "REMOTE_USER", "homer@CORP").body())
                    .doesNotContain("on_load_warning");
            HttpResponse<String> page = server.get("/", "REMOTE_USER", "homer@CORP");
            String cookie = page.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
            JsonNode user = json(server.get("/config", "Cookie", cookie)).get("user");
            assertThat(user.toString())
                    .isEqualTo(
                            "{\"username\":\"homer\",\"email\":\"homer@mycompany.com\","
                                    + "\"full_name\":\"Homer Simpson\",\"groups\":[\"buildbot-admins\"],"
                                    + "\"realm\":\"CORP\"}");
            assertThat(stop(server, cookie)).isNotEqualTo(403);

            JsonNode stranger = json(server.get("/config", "REMOTE_USER", "*@CORP"));
            assertThat(stranger.at("/user/anonymous").asBoolean()).isTrue();
            assertThat(stranger.get("on_load_warning").asText()).contains("no single user");
        }
    }

    private static void secret(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static HttpResponse<String> basic(Whole server, String user, String password)
            throws Exception {
        byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return server.get(
                "/auth/login",
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(both));
    }

    private static String cookie(Whole server, String user, String password) throws Exception {
        HttpResponse<String> answer = basic(server, user, password);
        assertThat(answer.statusCode()).describedAs(answer.body()).isEqualTo(302);
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }

    private static JsonNode login(Whole server, String user, String password) throws Exception {
        return json(server.get("/config", "Cookie", cookie(server, user, password)));
    }

    /** The status of an attempt at control: without a master it cannot succeed, but it may be forbidden. */
    private static int stop(Whole server, String user, String password) throws Exception {
        return stop(server, cookie(server, user, password));
    }

    private static int stop(Whole server, String cookie) throws Exception {
        return server.rpc(
                        "/api/v2/builds/1",
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"stop\",\"params\":{}}",
                        "Cookie",
                        cookie)
                .statusCode();
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return new JsonMapper().readTree(answer.body());
    }

    /** Makes {@code lib/own.jar} in the base directory. */
    private void compile(Path source) throws Exception {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        int result =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-proc:none",
                                "-d",
                                classes.toString(),
                                "-classpath",
                                Path.of(
                                                CustomAuth.class
                                                        .getProtectionDomain()
                                                        .getCodeSource()
                                                        .getLocation()
                                                        .toURI())
                                        .toString(),
                                source.toString());
        assertThat(result).isZero();
        Path lib = Files.createDirectory(folder.resolve("lib"));
        try (OutputStream out = Files.newOutputStream(lib.resolve("own.jar"));
                JarOutputStream jar = new JarOutputStream(out)) {
            for (String name : List.of("org/example/MyAuth.class")) {
                jar.putNextEntry(new JarEntry(name));
                Files.copy(classes.resolve(name), jar);
                jar.closeEntry();
            }
        }
    }
}
