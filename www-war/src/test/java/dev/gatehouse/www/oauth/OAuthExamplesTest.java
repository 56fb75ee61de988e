package dev.gatehouse.www.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.gatehouse.www.Examples;
import dev.gatehouse.www.Whole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of the guide: each starts, and does what its text says. */
class OAuthExamplesTest {
    @TempDir Path folder;

    private Whole start(String example, String... changes) throws Exception {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("oauth.secret"), FakeSite.SECRET + "\n");
        return Examples.start(folder, example, changes);
    }

    /** With the fake in place of the site that the example names, and a public name of our own. */
    private Whole at(FakeSite fake, String example, String... changes) throws Exception {
        String[] all = new String[changes.length + 4];
        System.arraycopy(changes, 0, all, 4, changes.length);
        all[0] = "https://ci.example.org/\n";
        all[1] = Browser.PUBLIC + "/\n";
        all[2] = "clientId: CLIENT_ID";
        all[3] = "clientId: " + FakeSite.CLIENT;
        return start(example, all);
    }

    @ParameterizedTest
    @CsvSource({
        "google.yaml, https://accounts.google.com/o/oauth2/auth, Google",
        "github.yaml, https://github.com/login/oauth/authorize, GitHub",
        "github-enterprise.yaml, https://git.corp.mycompany.com/login/oauth/authorize, GitHub",
        "github-teams.yaml, https://github.com/login/oauth/authorize, GitHub",
        "github-organisation.yaml, https://github.com/login/oauth/authorize, GitHub",
        "gitlab.yaml, https://gitlab.com/oauth/authorize, GitLab",
        "bitbucket.yaml, https://bitbucket.org/site/oauth2/authorize, Bitbucket",
        "keycloak.yaml, https://login.example.org/realms/staff/protocol/openid-connect/auth,"
                + " KeyCloak",
    })
    void example_asItStands_sendsBrowsersToItsSite(String example, String address, String name)
            throws Exception {
        try (Whole server = start(example)) {
            var answer = server.get("/auth/login?redirect=/builders");

            assertThat(answer.statusCode()).isEqualTo(302);
            Map<String, String> sent = sent(answer.headers().firstValue("Location").orElseThrow());
            assertThat(sent)
                    .containsEntry("", address)
                    .containsEntry("client_id", "CLIENT_ID")
                    .containsEntry("redirect_uri", "https://ci.example.org/auth/login");
            assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
                    .startsWith("__Host-gatehouse_login=")
                    .endsWith("; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=600");
            String config = server.get("/config").body();
            JsonNode auth = FakeSite.JSON.readTree(config).get("auth");
            assertThat(auth.get("name").asText()).isEqualTo(name);
            assertThat(auth.get("oauth2").asBoolean()).isTrue();
            assertThat(auth.get("autologin").asBoolean()).isFalse();
            assertThat(config).doesNotContain(FakeSite.SECRET, "CLIENT_ID");
        }
    }

    /** The parameters of an address, and under no name the address itself. */
    private static Map<String, String> sent(String location) {
        Map<String, String> sent = FakeSite.form(location.split("\\?", 2)[1]);
        sent.put("", location.split("\\?", 2)[0]);
        return sent;
    }

    private static JsonNode user(Browser browser) throws Exception {
        return FakeSite.JSON.readTree(browser.get("/config").body()).get("user");
    }

    @Test
    void gitHub_whoeverIsLoggedIn_mayControl() throws Exception {
        try (FakeGitHub github = new FakeGitHub();
                Whole server =
                        at(
                                github,
                                "github-enterprise.yaml",
                                "https://git.corp.mycompany.com",
                                github.url())) {
            Browser browser = new Browser(server.port());
            assertThat(browser.control()).isEqualTo(403);

            browser.login(github, "/auth/login");

            assertThat(user(browser).get("username").asText()).isEqualTo("homer");
            assertThat(browser.control()).isNotEqualTo(403);
        }
    }

    @ParameterizedTest
    @CsvSource({"BuildBot, true", "buildbot, false", "BuildBot-friends, false"})
    void gitHub_organisation_isARole(String organisation, boolean allowed) throws Exception {
        try (FakeGitHub github = new FakeGitHub();
                Whole server =
                        at(
                                github,
                                "github-organisation.yaml",
                                "      clientSecret:",
                                "      serverURL: " + github.url() + "\n      clientSecret:")) {
            github.organisations = List.of("others", organisation);
            Browser browser = new Browser(server.port());

            browser.login(github, "/auth/login");

            assertThat(browser.control() != 403).isEqualTo(allowed);
        }
    }

    @ParameterizedTest
    @CsvSource({"buildbot, true", "others, false"})
    void gitHub_team_isARole(String organisation, boolean allowed) throws Exception {
        try (FakeGitHub github = new FakeGitHub();
                Whole server =
                        at(
                                github,
                                "github-teams.yaml",
                                "      clientSecret:",
                                "      serverURL: " + github.url() + "\n      clientSecret:")) {
            github.organisations = List.of(organisation);
            Browser browser = new Browser(server.port());

            browser.login(github, "/auth/login");

            assertThat(browser.control() != 403).isEqualTo(allowed);
        }
    }

    @Test
    void gitLab_asWritten_logsIn() throws Exception {
        try (var gitlab = new FakeOthers.GitLabSite();
                Whole server = at(gitlab, "gitlab.yaml", "https://gitlab.com", gitlab.url())) {
            Browser browser = new Browser(server.port());

            browser.login(gitlab, "/auth/login");

            assertThat(user(browser).get("groups").toString())
                    .isEqualTo("[\"band\",\"band/admins\"]");
        }
    }

    @Test
    void keycloak_asWritten_logsInAtItsRealm() throws Exception {
        try (var keycloak = new FakeOthers.KeycloakSite();
                Whole server =
                        at(
                                keycloak,
                                "keycloak.yaml",
                                "https://login.example.org",
                                keycloak.url(),
                                "realm: staff",
                                "realm: spring field")) {
            Browser browser = new Browser(server.port());
            assertThat(browser.control()).isEqualTo(403);

            browser.login(keycloak, "/auth/login");

            assertThat(user(browser).get("username").asText()).isEqualTo("maggie");
            assertThat(user(browser).get("groups").toString()).isEqualTo("[\"/quiet\",\"/small\"]");
            assertThat(browser.control()).isNotEqualTo(403);
        }
    }

    @ParameterizedTest
    @CsvSource({"otp, 302", "pwd, 403"})
    void oidc_secondFactor_isDemanded(String amr, int status) throws Exception {
        try (FakeOidc provider = new FakeOidc();
                Whole server =
                        at(
                                provider,
                                "oidc.yaml",
                                "https://login.example.org/realms/staff",
                                provider.url())) {
            provider.userInfo =
                    Map.of(
                            "sub",
                            "sub-1",
                            "preferred_username",
                            "homer",
                            "groups",
                            List.of("/ci-admins"));
            provider.claims = set -> strong(set, amr);
            Browser browser = new Browser(server.port());

            assertThat(browser.login(provider, "/auth/login").statusCode()).isEqualTo(status);
            assertThat(browser.control() != 403).isEqualTo(status == 302);
        }
    }

    private static JWTClaimsSet.Builder strong(JWTClaimsSet.Builder set, String amr) {
        return set.claim("amr", List.of("mfa", amr))
                .claim("auth_time", Instant.now().getEpochSecond());
    }
}
