package dev.gatehouse.www.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A token is good for one thing: none of those that a login has to do with serves as another. */
class TokenConfusionTest {
    private static final String STOP =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"stop\",\"params\":{\"reason\":\"r\"}}";
    private static final String SESSION = "TWISTED_SESSION";
    private static final String ATTEMPT = "gatehouse_login";

    private final List<String> idTokens = new ArrayList<>();
    private FakeOidc provider;
    private Site site;
    private Browser browser;

    @BeforeEach
    void start() throws Exception {
        provider = new FakeOidc();
        provider.signer =
                set -> {
                    idTokens.add(FakeOidc.signed(set, provider.key));
                    return idTokens.get(idTokens.size() - 1);
                };
        site = new Site(Site.read("OIDCAuth", "issuer: '" + provider.url() + "', name: staff"));
        browser = site.browser();
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
        provider.close();
    }

    private int control(String header, String value) throws Exception {
        return site.served.rpc("/api/v2/builds/1", STOP, header, value).statusCode();
    }

    @Test
    void tokens_ofTheProviderAndOfTheTry_areNoSession() throws Exception {
        String back = provider.consent(browser.begin("/auth/login"));
        String attempt = browser.cookies.get(ATTEMPT);
        browser.get(back);
        String session = browser.cookies.get(SESSION);
        String idToken = idTokens.get(0);

        assertThat(control("Cookie", SESSION + "=" + session)).isEqualTo(200);
        assertThat(control("Cookie", SESSION + "=" + idToken)).isEqualTo(403);
        assertThat(control("Cookie", SESSION + "=" + attempt)).isEqualTo(403);
        for (String bearer : List.of(idToken, session, attempt, "token-1")) {
            assertThat(control("Authorization", "Bearer " + bearer)).isIn(401, 403);
        }
    }

    @Test
    void session_isNoTry() throws Exception {
        browser.login(provider, "/auth/login");
        String session = browser.cookies.get(SESSION);
        String back = provider.consent(browser.begin("/auth/login"));
        browser.cookies.put(ATTEMPT, session);
        provider.asked.clear();

        assertThat(browser.get(back).statusCode()).isEqualTo(400);
        assertThat(provider.asked).isEmpty();
    }

    /** What the provider gave us stays here: the browser gets a session of ours and nothing else. */
    @Test
    void tokens_ofTheProvider_reachNoBrowserAndNoLog() throws Exception {
        var answer = browser.login(provider, "/auth/login");
        String seen =
                answer.headers().map()
                        + answer.body()
                        + site.user(answer)
                        + site.served.audited
                        + browser.get("/api/v2/builds").body();

        assertThat(idTokens).hasSize(1);
        assertThat(seen).doesNotContain(idTokens.get(0).split("\\.")[1], "token-");
    }
}
