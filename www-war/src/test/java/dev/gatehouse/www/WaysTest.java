package dev.gatehouse.www;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.www.login.Ways;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code www.auth} may say, and who can log in then. */
class WaysTest {
    private static final String TWO_WAYS =
            """
            www:
              auth:
                - UserPasswordAuth: {users: {homer: "doh!", marge: from the file of users}}
                - HTPasswdAuth: {passwdFile: people, plainAllowed: true}
            """;

    @TempDir Path folder;

    private Whole start(String auth) throws Exception {
        return new Whole(folder, "buildbotURL: http://ci.example.org/\nmaster: none\n" + auth);
    }

    private static HttpResponse<String> login(Whole server, String credentials) throws Exception {
        return server.get(
                "/auth/login",
                "Authorization",
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
    }

    /** What the config document says to whoever has just logged in. */
    private static JsonNode user(Whole server, String credentials) throws Exception {
        HttpResponse<String> answer = login(server, credentials);
        assertThat(answer.statusCode()).isEqualTo(302);
        return config(server, "Cookie", cookie(answer)).get("user");
    }

    private static JsonNode config(Whole server, String... headers) throws Exception {
        return new JsonMapper().readTree(server.get("/config", headers).body());
    }

    @Test
    void severalWays_areTriedInTheirOrder_andTellTheirPeopleApart() throws Exception {
        Files.writeString(folder.resolve("people"), "homer:from the file\nbart:eat my shorts\n");
        try (Whole server = start(TWO_WAYS)) {
            assertThat(user(server, "homer:doh!").get("realm").asText())
                    .isEqualTo("UserPasswordAuth");
            assertThat(user(server, "homer:from the file").get("realm").asText())
                    .isEqualTo("HTPasswdAuth");
            assertThat(user(server, "bart:eat my shorts").toString())
                    .isEqualTo(
                            "{\"username\":\"bart\",\"email\":\"bart\",\"realm\":\"HTPasswdAuth\"}");
            assertThat(login(server, "bart:doh!").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void configDocument_ofSeveralWays_isTheFirstAndTheOthers() throws Exception {
        Files.writeString(folder.resolve("people"), "");
        try (Whole server = start(TWO_WAYS)) {
            assertThat(config(server).get("auth").toString())
                    .isEqualTo(
                            "{\"name\":\"UserPasswordAuth\",\"others\":[{\"name\":\"HTPasswdAuth\"}]}");
        }
    }

    @Test
    void configDocument_ofOneWay_isTheOriginals() throws Exception {
        try (Whole server = start("www: {auth: [{UserPasswordAuth: [[homer, 'doh!']]}]}")) {
            assertThat(config(server).get("auth").toString())
                    .isEqualTo("{\"name\":\"UserPasswordAuth\"}");
            assertThat(user(server, "homer:doh!").get("email").asText()).isEqualTo("homer");
        }
    }

    @Test
    void configDocument_saysToAdministratorsAloneThatTheyAre() throws Exception {
        String config =
                """
                www:
                  auth: {UserPasswordAuth: {homer: doh!, mona: peace}}
                  authz: {roleMatchers: [RolesFromUsername: {roles: [bosses], usernames: [mona]}]}
                  administration: {role: bosses}
                """;
        try (Whole server = start(config)) {
            String mona = cookie(login(server, "mona:peace"));
            String homer = cookie(login(server, "homer:doh!"));
            assertThat(config(server, "Cookie", mona).get("auth").toString())
                    .isEqualTo("{\"name\":\"UserPasswordAuth\",\"administers\":true}");
            for (JsonNode other :
                    List.of(config(server), config(server, "Cookie", homer), config(server))) {
                assertThat(other.get("auth").toString())
                        .isEqualTo("{\"name\":\"UserPasswordAuth\"}");
            }
        }
    }

    private static String cookie(HttpResponse<String> answer) {
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }

    @Test
    void noAuth_letsNobodyIn() throws Exception {
        try (Whole server = start("www: {auth: NoAuth}")) {
            assertThat(config(server).get("auth").toString()).isEqualTo("{\"name\":\"NoAuth\"}");
            assertThat(login(server, "homer:doh!").statusCode()).isEqualTo(501);
        }
    }

    @Test
    void sessionsOfOneUser_beyondTheLimit_theOldestEnds() throws Exception {
        String config =
                """
                www:
                  auth: {UserPasswordAuth: {homer: 'doh!', marge: blue hair}}
                  sessions: {per_user: 2}
                """;
        try (Whole server = start(config)) {
            String marge = cookie(login(server, "marge:blue hair"));
            String first = cookie(login(server, "homer:doh!"));
            String second = cookie(login(server, "homer:doh!"));
            assertThat(name(server, first)).isEqualTo("homer");

            String third = cookie(login(server, "homer:doh!"));

            assertThat(List.of(name(server, first), name(server, second)))
                    .containsExactlyInAnyOrder("homer", "nobody");
            assertThat(name(server, third)).isEqualTo("homer");
            assertThat(name(server, marge)).isEqualTo("marge");
            assertThat(Files.readString(folder.resolve("audit.log")))
                    .contains("more sessions than he may have");
        }
    }

    private static String name(Whole server, String cookie) throws Exception {
        return config(server, "Cookie", cookie).at("/user/username").asText("nobody");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NoAut | 2 | 9 | did you mean 'NoAuth'?",
                "Kerberos | 2 | 9 | there are: NoAuth, UserPasswordAuth",
                "[] | 2 | 3 | names no way to log in",
                "[NoAuth, {UserPasswordAuth: {a: b}}] | 2 | 10 | NoAuth stands alone",
                "{NoAuth: {users: {}}} | 2 | 3 | NoAuth takes no parameters",
                "{UserPasswordAuth: {a: b}, HTPasswdAuth: {}} | 2 | 3 | as a list",
                "[{UserPasswordAuth: {a: b}}, {UserPasswordAuth: {b: c}}] | 2 | 38 | is the second 'UserPasswordAuth'",
                "{UserPasswordAuth: [[homer]]} | 2 | 29 | must be a pair",
                "{UserPasswordAuth: {homer: ''}} | 2 | 36 | empty password",
                "{HTPasswdAuth: {paswdFile: x}} | 2 | 36 | did you mean 'passwdFile'?",
            })
    void faults_areNamedWithTheirPlace(String auth, int line, int column, String text)
            throws Exception {
        Problems problems = new Problems();
        Path file = folder.resolve("gatehouse.yaml");
        Files.writeString(file, "www:\n  auth: " + auth + "\n");

        Server.check(file, Map.of(), problems);

        List<Problems.Problem> errors = problems.errors();
        assertThat(errors).anySatisfy(error -> assertThat(error.text()).contains(text));
        assertThat(errors)
                .filteredOn(error -> error.text().contains(text))
                .allSatisfy(
                        error -> {
                            assertThat(error.line()).isEqualTo(line);
                            assertThat(error.column()).isEqualTo(column);
                        });
    }

    /** Nobody should get a colleague's roles by taking the colleague's name where it is free. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{GitHubAuth: {clientId: c, clientSecret: s}}, {UserPasswordAuth: {homer: a long one}}]"
                        + " | RolesFromUsername: {roles: [a], usernames: [homer]} | true",
                "{GoogleAuth: {clientId: c, clientSecret: s}}"
                        + " | RolesFromUsername: {roles: [a], usernames: [homer]} | true",
                "{GitHubAuth: {clientId: c, clientSecret: s}}"
                        + " | RolesFromUsername: {roles: [a], usernames: [homer]} | false",
                "[{GitHubAuth: {clientId: c, clientSecret: s}}, {UserPasswordAuth: {homer: a long one}}]"
                        + " | RolesFromGroups: {groupPrefix: x} | false",
                "[{GitHubAuth: {clientId: c, clientSecret: s}}, {UserPasswordAuth: {homer: a long one}}]"
                        + " | RolesInRealm: {realm: UserPasswordAuth, roleMatchers: [RolesFromUsername:"
                        + " {roles: [a], usernames: [homer]}]} | false",
                "[RemoteUserAuth, {UserPasswordAuth: {homer: a long one}}]"
                        + " | RolesFromUsername: {roles: [a], usernames: [homer]} | false",
            })
    void rules_byNamesThatPeopleChoose_areWarnedOf(String auth, String roles, boolean warned)
            throws Exception {
        Problems problems = new Problems();
        Path file = folder.resolve("gatehouse.yaml");
        Files.writeString(
                file,
                "www:\n  auth: "
                        + auth
                        + "\n  authz: {allowRules: [AnyControlEndpointMatcher: {role: a}],"
                        + " roleMatchers: ["
                        + roles
                        + "]}\n");

        Server.check(file, Map.of(), problems);

        assertThat(problems.errors()).isEmpty();
        assertThat(problems.warnings())
                .filteredOn(warning -> warning.text().contains("by any way in"))
                .hasSize(warned ? 1 : 0);
    }

    @Test
    void mayBring_besideAProxysHeader_isStillTheConfiguredAlone() {
        try (Ways ways =
                Realms.read(
                        Settings.of(
                                new Problems(),
                                "[RemoteUserAuth, UserPasswordAuth: {users: {homer: doh}}]"),
                        folder,
                        null)) {
            assertThat(ways.mayBring("RemoteUserAuth")).isTrue();
            assertThat(ways.mayBring("UserPasswordAuth")).isTrue();
            assertThat(ways.mayBring("LDAPAuth")).isFalse();
            assertThat(ways.mayBring("anything")).isFalse();
        }
    }
}
