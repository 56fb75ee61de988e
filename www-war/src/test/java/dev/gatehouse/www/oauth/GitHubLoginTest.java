package dev.gatehouse.www.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole way over a GitHub, and everything that must not get anybody in. */
class GitHubLoginTest {
    private static final String COOKIE = "gatehouse_login";

    private FakeGitHub github;
    private Site site;
    private Browser browser;

    @BeforeEach
    void start() throws Exception {
        github = new FakeGitHub();
        site = new Site(Site.read("GitHubAuth", "serverURL: '" + github.url() + "/'"));
        browser = site.browser();
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
        github.close();
    }

    @Test
    void login_version3_isWhoGitHubSays() throws Exception {
        HttpResponse<String> answer = browser.login(github, "/auth/login");

        assertThat(answer.headers().firstValue("Location")).contains("http://farm.example.org/#/");
        assertThat(site.user(answer))
                .containsEntry("username", "homer")
                .containsEntry("full_name", "Homer Simpson")
                .containsEntry("email", "homer@example.org")
                .containsEntry("groups", List.of("buildbot", "3-scale"));
        assertThat(github.authorization)
                .containsEntry("redirect_uri", FakeSite.BACK)
                .containsEntry("code_challenge_method", "S256")
                .doesNotContainKey("redirect");
    }

    @Test
    void login_realm_namesTheServer() throws Exception {
        assertThat(site.user(browser.login(github, "/auth/login")).get("realm"))
                .isEqualTo("GitHub:" + github.url().substring("http://".length()));
    }

    @Test
    void login_begun_hasOneProtectedCookieAndNoSession() throws Exception {
        HttpResponse<String> answer = browser.get("/auth/login?redirect=/builders/1");

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().allValues("Set-Cookie"))
                .singleElement()
                .asString()
                .startsWith(COOKIE + "=")
                .endsWith("; Path=/; HttpOnly; SameSite=Lax; Max-Age=600");
        assertThat(answer.headers().firstValue("Location").orElseThrow())
                .doesNotContain("builders");
    }

    @ParameterizedTest
    @CsvSource({
        "/builders/7, /builders/7",
        "/x%0d%0aSet-Cookie:a=b, /x",
        "%0aX, /",
        "http://evil.example/, http://evil.example/",
    })
    void login_redirect_isOnlyEverAFragment(String redirect, String fragment) throws Exception {
        HttpResponse<String> answer = browser.login(github, "/auth/login?redirect=" + redirect);

        assertThat(answer.headers().firstValue("Location"))
                .contains("http://farm.example.org/#" + fragment);
        assertThat(answer.headers().allValues("Set-Cookie")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void login_withAToken_isAnOrdinaryBegin(String method) throws Exception {
        HttpResponse<String> answer = browser.send(method, "/auth/login?token=stolen");

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location").orElseThrow())
                .startsWith(github.url() + "/login/oauth/authorize?")
                .doesNotContain("stolen");
        assertThat(github.asked).isEmpty();
    }

    @Test
    void answer_inAnotherBrowser_isRefusedUnasked() throws Exception {
        String back = github.consent(browser.begin("/auth/login"));
        Browser victim = site.browser();

        assertRefused(victim.get(back));
        victim.begin("/auth/login");
        assertRefused(victim.get(back));
        assertThat(victim.cookies).doesNotContainKey("TWISTED_SESSION");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&state=", "&state=redirect%3D%252F", "&state=a&state=b"})
    void answer_withAnotherState_isRefusedUnasked(String state) throws Exception {
        browser.begin("/auth/login");

        assertRefused(browser.get("/auth/login?code=c" + state));
    }

    @Test
    void answer_twice_countsOnce() throws Exception {
        String back = github.consent(browser.begin("/auth/login"));
        String kept = browser.cookies.get(COOKIE);
        assertThat(browser.get(back).statusCode()).isEqualTo(302);
        assertThat(browser.cookies).doesNotContainKey(COOKIE);
        github.asked.clear();

        assertRefused(browser.get(back));
        browser.cookies.put(COOKIE, kept);
        assertRefused(browser.get(back));
    }

    @Test
    void answer_afterTenMinutes_isTooLate() throws Exception {
        String back = github.consent(browser.begin("/auth/login"));
        site.served.now.updateAndGet(now -> now.plus(Duration.ofMinutes(10)));

        assertRefused(browser.get(back));
    }

    @Test
    void answer_withADamagedCookie_isRefused() throws Exception {
        String back = github.consent(browser.begin("/auth/login"));
        String good = browser.cookies.get(COOKIE);
        for (String bad :
                List.of(
                        "",
                        "x",
                        good.substring(1),
                        good.substring(0, good.length() - 2) + "AA",
                        "a.b.c.d.e",
                        "x".repeat(5000))) {
            browser.cookies.put(COOKIE, bad);
            assertRefused(browser.get(back));
        }
    }

    private void assertRefused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/plain");
        assertThat(answer.body()).contains("was not begun in this browser");
        assertThat(github.asked).isEmpty();
    }

    @Test
    void head_neitherBeginsNorFinishes() throws Exception {
        String back = github.consent(browser.begin("/auth/login"));

        for (String address : List.of("/auth/login", back)) {
            HttpResponse<String> answer = browser.send("HEAD", address);
            assertThat(answer.statusCode()).isEqualTo(405);
            assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
        }
        assertThat(github.asked).isEmpty();
    }

    @Test
    void answer_asAnImageOfAForeignPage_isRefused() throws Exception {
        String back = github.consent(browser.begin("/auth/login"));

        HttpResponse<String> answer =
                browser.send(
                        "GET", back, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(github.asked).isEmpty();
    }

    @Test
    void denied_atGitHub_is403WithoutItsWords() throws Exception {
        String state = FakeSite.form(browser.begin("/auth/login").split("\\?")[1]).get("state");

        HttpResponse<String> answer =
                browser.get(
                        "/auth/login?error=access_denied&error_description=internal+words&state="
                                + state);

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body())
                .startsWith("OAuth2 session: creation failed: access was denied")
                .doesNotContain("internal words");
        assertThat(site.served.audited)
                .last()
                .asString()
                .contains("login.failed", "access_denied: internal words");
    }

    @Test
    void code_refused_is503WithoutItsWords() throws Exception {
        github.tokenError = "bad_verification_code";

        HttpResponse<String> answer = browser.login(github, "/auth/login");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/plain");
        assertThat(answer.body())
                .startsWith("OAuth2 session: creation failed: the provider refused the code [")
                .doesNotContain("internal words");
        String incident = answer.body().replaceAll("(?s).*\\[(\\w+)].*", "$1");
        assertThat(site.served.audited)
                .last()
                .asString()
                .contains("bad_verification_code: internal words", incident);
    }

    @Test
    void emails_primary_countsOnlyVerified() throws Exception {
        github.emails =
                List.of(
                        Map.of("email", "boss@example.org", "primary", true, "verified", false),
                        Map.of("email", "h@example.org", "primary", false, "verified", true));

        assertThat(site.user(browser.login(github, "/auth/login"))).doesNotContainKey("email");
    }

    @Test
    void emails_keptFromUs_areNoReasonToStop() throws Exception {
        github.emailStatus = 404;

        assertThat(site.user(browser.login(github, "/auth/login")))
                .containsEntry("username", "homer")
                .doesNotContainKey("email");
    }

    @Test
    void resource_failing_is503AndNamesIt() throws Exception {
        github.emailStatus = 500;

        HttpResponse<String> answer = browser.login(github, "/auth/login");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body())
                .startsWith("OAuth2 session: error accessing resource /user/emails: 500");
    }

    @Test
    void organisations_moreThanAPage_areAllRead() throws Exception {
        github.organisations = IntStream.range(0, 130).mapToObj(i -> "o" + i).toList();

        assertThat(site.user(browser.login(github, "/auth/login")).get("groups"))
                .isEqualTo(github.organisations);
    }

    @Test
    void tokens_neverTravelInAddresses() throws Exception {
        browser.login(github, "/auth/login");

        assertThat(github.asked)
                .contains("POST /login/oauth/access_token", "GET /api/v3/user")
                .noneMatch(request -> request.contains("token-") || request.contains("s3cr3t"));
    }

    @Test
    void login_version4WithTeams_hasThemByNameAndSlug() throws Exception {
        try (Site four =
                new Site(
                        Site.read(
                                "GitHubAuth",
                                "serverURL: '"
                                        + github.url()
                                        + "', apiVersion: 4, getTeamsMembership: true, debug:"
                                        + " true"))) {
            Map<String, Object> user = four.user(four.browser().login(github, "/auth/login"));

            assertThat(user).containsEntry("email", "homer@example.org");
            assertThat(user.get("groups"))
                    .isEqualTo(
                            List.of(
                                    "buildbot",
                                    "3-scale",
                                    "buildbot/Contributors",
                                    "buildbot/Core Developers",
                                    "buildbot/contributors",
                                    "buildbot/core-developers"));
        }
    }

    @Test
    void login_version4_hasOrganisations() throws Exception {
        try (Site four =
                new Site(
                        Site.read(
                                "GitHubAuth",
                                "serverURL: '" + github.url() + "', apiVersion: 4"))) {
            assertThat(four.user(four.browser().login(github, "/auth/login")))
                    .containsEntry("username", "homer")
                    .containsEntry("groups", List.of("buildbot", "3-scale"));
        }
    }
}
