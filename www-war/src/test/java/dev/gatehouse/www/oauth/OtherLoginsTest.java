package dev.gatehouse.www.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The whole way over GitLab, Bitbucket, Google and Keycloak. */
class OtherLoginsTest {

    @Test
    void gitLab_groups_areThoseOneIsIn() throws Exception {
        try (var gitlab = new FakeOthers.GitLabSite();
                Site site = new Site(Site.read("GitLabAuth", "instanceUri: " + gitlab.url()))) {
            assertThat(site.user(site.browser().login(gitlab, "/auth/login")))
                    .containsEntry("username", "lisa")
                    .containsEntry("full_name", "Lisa Simpson")
                    .containsEntry("email", "lisa@example.org")
                    .containsEntry("avatar_url", "https://gitlab.example.org/lisa.png")
                    .containsEntry("groups", List.of("band", "band/admins"));
            assertHeadersOnly(gitlab);

            gitlab.confirmed = null;
            assertThat(site.user(site.browser().login(gitlab, "/auth/login")))
                    .doesNotContainKey("email");
        }
    }

    @Test
    void bitbucket_allPages_areRead() throws Exception {
        try (var bitbucket = new FakeOthers.BitbucketSite();
                Site site =
                        new Site(
                                Bitbucket.provider(
                                        Site.client(),
                                        bitbucket.url(),
                                        bitbucket.url() + "/2.0"))) {
            assertThat(site.user(site.browser().login(bitbucket, "/auth/login")))
                    .containsEntry("username", "bart")
                    .containsEntry("full_name", "Bart Simpson")
                    .containsEntry("email", "bart@example.org")
                    .containsEntry("groups", List.of("one", "two"));
            assertHeadersOnly(bitbucket);

            bitbucket.confirmed = false;
            assertThat(site.user(site.browser().login(bitbucket, "/auth/login")))
                    .doesNotContainKey("email");
        }
    }

    @Test
    void google_nameIsMadeOfAVerifiedAddress() throws Exception {
        try (var google = new FakeOthers.GoogleSite();
                Site site =
                        new Site(
                                Google.provider(
                                        Site.client(),
                                        google.url(),
                                        google.url() + "/oauth2/v1"))) {
            assertThat(site.user(site.browser().login(google, "/auth/login")))
                    .containsEntry("username", "marge")
                    .containsEntry("email", "marge@example.org")
                    .containsEntry("full_name", "Marge Simpson")
                    .containsEntry("avatar_url", "https://lh3.example.org/m.jpg")
                    .doesNotContainKey("groups");
            assertHeadersOnly(google);

            google.verified = false;
            assertThat(site.browser().login(google, "/auth/login").statusCode()).isEqualTo(403);
        }
    }

    @Test
    void keycloak_answerOfAnotherIssuer_isRefusedUnasked() throws Exception {
        try (var keycloak = new FakeOthers.KeycloakSite();
                Site site =
                        new Site(
                                Site.read(
                                        "KeyCloakAuth",
                                        "instance_uri: '"
                                                + keycloak.url()
                                                + "/', realm: spring field"))) {
            assertThat(site.user(site.browser().login(keycloak, "/auth/login")))
                    .containsEntry("username", "maggie")
                    .containsEntry("email", "maggie@example.org")
                    .containsEntry("groups", List.of("/quiet", "/small"));
            assertHeadersOnly(keycloak);

            keycloak.asked.clear();
            keycloak.issuer = "https://evil.example";
            assertThat(site.browser().login(keycloak, "/auth/login").statusCode()).isEqualTo(400);
            assertThat(keycloak.asked).isEmpty();
        }
    }

    @Test
    void gitLab_answerOfAnotherIssuer_isRefusedUnasked() throws Exception {
        try (var gitlab = new FakeOthers.GitLabSite();
                Site site = new Site(Site.read("GitLabAuth", "instanceUri: " + gitlab.url()))) {
            gitlab.besides = Map.of("iss", "https://evil.example");
            assertThat(site.browser().login(gitlab, "/auth/login").statusCode()).isEqualTo(400);
            assertThat(gitlab.asked).isEmpty();

            gitlab.besides = Map.of("iss", gitlab.url());
            site.user(site.browser().login(gitlab, "/auth/login"));
        }
    }

    @Test
    void bitbucket_answerOfAnyIssuer_isRefusedUnasked() throws Exception {
        try (var bitbucket = new FakeOthers.BitbucketSite();
                Site site =
                        new Site(
                                Bitbucket.provider(
                                        Site.client(),
                                        bitbucket.url(),
                                        bitbucket.url() + "/2.0"))) {
            bitbucket.besides = Map.of("iss", "https://evil.example");
            assertThat(site.browser().login(bitbucket, "/auth/login").statusCode()).isEqualTo(400);
            assertThat(bitbucket.asked).isEmpty();
        }
    }

    /** Names and addresses are given to somebody else one day; these never are. */
    @Test
    void subject_isTheAccountThatIsNeverAnybodyElses() throws Exception {
        try (var github = new FakeGitHub();
                var gitlab = new FakeOthers.GitLabSite();
                var bitbucket = new FakeOthers.BitbucketSite();
                var google = new FakeOthers.GoogleSite();
                var keycloak = new FakeOthers.KeycloakSite();
                var oidc = new FakeOidc()) {
            assertSubject(github, "4711", Site.read("GitHubAuth", "serverURL: " + github.url()));
            assertSubject(
                    github,
                    "4711",
                    Site.read("GitHubAuth", "apiVersion: 4, serverURL: " + github.url()));
            assertSubject(gitlab, "42", Site.read("GitLabAuth", "instanceUri: " + gitlab.url()));
            assertSubject(
                    bitbucket,
                    "{b1-2}",
                    Bitbucket.provider(Site.client(), bitbucket.url(), bitbucket.url() + "/2.0"));
            assertSubject(
                    google,
                    "10769150350006150715113082367",
                    Google.provider(Site.client(), google.url(), google.url() + "/oauth2/v1"));
            assertSubject(
                    keycloak,
                    "9f-8e",
                    Site.read(
                            "KeyCloakAuth",
                            "instance_uri: '" + keycloak.url() + "/', realm: spring field"));
            assertSubject(
                    oidc,
                    oidc.url() + " sub-1",
                    Site.read("OIDCAuth", "issuer: '" + oidc.url() + "', name: staff"));
        }
    }

    private static void assertSubject(FakeSite fake, String subject, Provider provider)
            throws Exception {
        try (Site site = new Site(provider)) {
            site.user(site.browser().login(fake, "/auth/login"));
            assertThat(site.served.audited)
                    .last()
                    .asString()
                    .contains("\"event\":\"login\"", "\"subject\":\"" + subject + "\"");
        }
    }

    private static void assertHeadersOnly(FakeSite site) {
        assertThat(site.asked)
                .isNotEmpty()
                .noneMatch(request -> request.contains("token-") || request.contains("s3cr3t"));
    }

    @Test
    void several_theChosenOneIsAsked_andNoneAnswersForAnother() throws Exception {
        try (var gitlab = new FakeOthers.GitLabSite();
                var github = new FakeGitHub();
                Site site =
                        new Site(
                                Site.read("GitLabAuth", "instanceUri: " + gitlab.url()),
                                Site.read("GitHubAuth", "serverURL: " + github.url()))) {
            Browser browser = site.browser();
            assertThat(browser.begin("/auth/login")).startsWith(gitlab.url());
            assertThat(browser.begin("/auth/login?way=GitHub")).startsWith(github.url());

            Map<String, Object> user = site.user(browser.login(github, "/auth/login?way=GitHub"));
            assertThat(user).containsEntry("username", "homer");
            assertThat(gitlab.asked).isEmpty();
        }
    }
}
