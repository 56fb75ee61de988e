package dev.gatehouse.www.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What takes that somebody has shown of late who he is, where another site lets people in. */
class ConfirmationTest {
    private static final String NIGHTLY = "{\"name\": \"nightly\", \"scopes\": [\"read\"]}";
    private static final String CONFIRM =
            "/auth/login?way=OIDC:staff&confirm=true&redirect=/account";

    private FakeOidc provider;
    private Site site;
    private Browser browser;

    @BeforeEach
    void start() throws Exception {
        provider = new FakeOidc();
        site = new Site(Site.read("OIDCAuth", "issuer: '" + provider.url() + "', name: staff"));
        browser = site.browser();
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
        provider.close();
    }

    /** When the provider has asked for the password. */
    private void askedBefore(int seconds) {
        provider.claims = set -> set.claim("auth_time", Instant.now().getEpochSecond() - seconds);
    }

    private static JsonNode refused(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
        return new JsonMapper().readTree(answer.body());
    }

    @Test
    void loginThatAskedForNothing_confirmsNothing_untilTheProviderHasAsked() throws Exception {
        askedBefore(3600);
        site.user(browser.login(provider, "/auth/login"));

        JsonNode refused = refused(browser.post("/auth/tokens", NIGHTLY));
        assertThat(refused.path("confirm").asText()).isEqualTo("provider");
        assertThat(refused.path("way").asText()).isEqualTo("OIDC:staff");

        askedBefore(0);
        HttpResponse<String> back = browser.login(provider, CONFIRM);
        assertThat(provider.authorization)
                .containsEntry("prompt", "login")
                .containsEntry("max_age", "0");
        assertThat(back.headers().firstValue("Location").orElseThrow()).endsWith("/#/account");
        assertThat(browser.post("/auth/tokens", NIGHTLY).statusCode()).isEqualTo(200);

        site.served.now.set(site.served.now.get().plus(Duration.ofMinutes(10)).plusSeconds(1));
        refused(browser.post("/auth/tokens", NIGHTLY));
    }

    @Test
    void loginWithAPasswordThereJustNow_needsNoOther() throws Exception {
        askedBefore(0);
        site.user(browser.login(provider, "/auth/login"));

        assertThat(browser.post("/auth/tokens", NIGHTLY).statusCode()).isEqualTo(200);
    }

    @Test
    void loginOfWhichTheProviderSaysNothing_confirmsNothing() throws Exception {
        site.user(browser.login(provider, "/auth/login"));

        refused(browser.post("/auth/tokens", NIGHTLY));
    }

    /** Seconds ago; none: it does not say. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 120})
    void providerThatDoesNotAskAlthoughItIsTold_getsNobodyIn(int before) throws Exception {
        askedBefore(0);
        site.user(browser.login(provider, "/auth/login"));
        if (before < 0) {
            provider.claims = set -> set;
        } else {
            askedBefore(before);
        }

        HttpResponse<String> answer = browser.login(provider, CONFIRM);

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("the login at the provider is too old");
    }

    /** Nobody can tell a GitHub to ask; docs/secure.md says so. */
    @Test
    void siteThatCannotBeTold_confirmsByALoginLikeAnyOther() throws Exception {
        try (FakeGitHub github = new FakeGitHub();
                Site other =
                        new Site(Site.read("GitHubAuth", "serverURL: '" + github.url() + "/'"))) {
            Browser guest = other.browser();
            other.user(guest.login(github, "/auth/login"));
            assertThat(guest.post("/auth/tokens", NIGHTLY).statusCode()).isEqualTo(200);

            other.served.now.set(other.served.now.get().plus(Duration.ofMinutes(11)));
            assertThat(refused(guest.post("/auth/tokens", NIGHTLY)).path("confirm").asText())
                    .isEqualTo("login");
        }
    }
}
