package dev.gatehouse.www.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.www.Served;
import dev.gatehouse.www.access.RuleList;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What gets nobody in, although somewhere else it might: there is no way beside the described ones. */
class OtherWaysInTest {
    private static final String STOP =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"stop\",\"params\":{\"reason\":\"r\"}}";

    private static final String BASIC =
            "Basic "
                    + Base64.getEncoder()
                            .encodeToString("alice:wonder".getBytes(StandardCharsets.UTF_8));

    private static Served served;

    @BeforeAll
    static void start() throws Exception {
        served = new Served(RuleList.loggedIn());
    }

    @AfterAll
    static void stop() throws Exception {
        served.close();
    }

    /** The lock-out of guessers is at {@code /auth/login}: nowhere else is a password looked at. */
    @Test
    void password_onAnotherPage_isNotLookedAt() throws Exception {
        assertThat(served.rpc("/api/v2/builds/1", STOP, "Authorization", BASIC).statusCode())
                .isEqualTo(403);
        HttpResponse<String> read = served.get("/api/v2/builds", "Authorization", BASIC);
        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(read.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "REMOTE_USER, alice@x",
        "Remote-User, alice",
        "X-Forwarded-User, alice",
        "X-Remote-User, alice",
        "Cookie, rememberMe=alice",
        "Cookie, JSESSIONID=alice",
        "Cookie, TWISTED_SESSION=alice",
        "Cookie, TWISTED_SECURE_SESSION=alice",
    })
    void header_thatIsNotConfigured_meansNothing(String name, String value) throws Exception {
        assertThat(served.rpc("/api/v2/builds/1", STOP, name, value).statusCode()).isEqualTo(403);
        assertThat(served.get("/auth/login", name, value).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "token=stolen",
                "username=alice&password=wonder",
                "user=alice&passwd=wonder",
                "code=c&state=s",
                "Authorization=Basic%20YWxpY2U6d29uZGVy",
                "_method=POST",
            })
    void parameters_ofTheLogin_holdNoPassword(String query) throws Exception {
        assertThat(served.get("/auth/login?" + query).statusCode()).isEqualTo(401);
        assertThat(
                        served.send(
                                        "POST",
                                        "/auth/login",
                                        query,
                                        "Content-Type",
                                        "application/x-www-form-urlencoded")
                                .statusCode())
                .isEqualTo(401);
        assertThat(served.rpc("/api/v2/builds/1?" + query, STOP).statusCode()).isEqualTo(403);
    }

    /** A session is what a browser keeps: no link and no header may carry one. */
    @Test
    void session_elsewhereThanInItsCookie_isNothing() throws Exception {
        String token = served.login("alice").split("=", 2)[1];

        assertThat(served.rpc("/api/v2/builds/1?TWISTED_SESSION=" + token, STOP).statusCode())
                .isEqualTo(403);
        assertThat(
                        served.rpc("/api/v2/builds/1", STOP, "Authorization", "Bearer " + token)
                                .statusCode())
                .isIn(401, 403);
        assertThat(
                        served.rpc(
                                        "/api/v2/builds/1",
                                        STOP,
                                        "Cookie",
                                        "TWISTED_SECURE_SESSION=" + token)
                                .statusCode())
                .isEqualTo(403);
        assertThat(
                        served.rpc("/api/v2/builds/1", STOP, "Cookie", "TWISTED_SESSION=" + token)
                                .statusCode())
                .isEqualTo(200);
    }
}
