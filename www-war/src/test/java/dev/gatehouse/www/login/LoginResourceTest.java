package dev.gatehouse.www.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.www.Served;
import dev.gatehouse.www.access.RuleList;
import dev.gatehouse.www.rest.Cors;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoginResourceTest {
    private static Served served;

    @BeforeAll
    static void start() throws Exception {
        served = new Served(RuleList.loggedIn());
    }

    @AfterAll
    static void stop() throws Exception {
        served.close();
    }

    private static String basic(String credentials) {
        return "Basic "
                + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void login_rightPassword_setsOneCookieAndGoesBack(String method) throws Exception {
        HttpResponse<String> answer =
                served.send(
                        method,
                        "/auth/login?redirect=/builders/1",
                        "",
                        "Authorization",
                        basic("alice:wonder"));

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location"))
                .contains("http://farm.example.org/#/builders/1");
        List<String> cookies = answer.headers().allValues("Set-Cookie");
        assertThat(cookies).hasSize(1);
        assertThat(cookies.get(0)).contains("; Path=/; HttpOnly; SameSite=Lax");
        assertThat(served.sessions.read(cookies.get(0).split("[=;]")[1]).orElseThrow().user())
                .containsEntry("username", "alice")
                .containsEntry("email", "alice");
    }

    @Test
    void login_nonAsciiPassword_isUtf8() throws Exception {
        assertThat(served.login("dave@example.com")).startsWith("TWISTED_SESSION=ey");
    }

    @ParameterizedTest
    @CsvSource({"alice:wrong", "alice:", "alice", ":wonder", "nobody:wonder", "Alice:wonder"})
    void login_wrong_is401WithOneChallenge(String credentials) throws Exception {
        HttpResponse<String> answer =
                served.get("/auth/login", "Authorization", basic(credentials));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().allValues("WWW-Authenticate"))
                .containsExactly("basic realm=\"buildbot\"");
        assertThat(answer.body()).isEqualTo("Unauthorized");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic !!!", "Basic", "Bearer abc", "Digest username=\"alice\""})
    void login_otherHeader_is401(String header) throws Exception {
        assertThat(served.get("/auth/login", "Authorization", header).statusCode()).isEqualTo(401);
        assertThat(served.get("/auth/login").statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "/x%0d%0aSet-Cookie:a=b, /x",
        "%0aX, /",
        "http://evil/, http://evil/",
        "/gr%C3%BCn%20x, /gr%C3%BCn%20x",
    })
    void logout_redirect_isOnlyEverAFragment(String redirect, String fragment) throws Exception {
        HttpResponse<String> answer = served.get("/auth/logout?redirect=" + redirect);

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location"))
                .contains("http://farm.example.org/#" + fragment);
        List<String> cookies = answer.headers().allValues("Set-Cookie");
        assertThat(cookies).hasSize(1);
        assertThat(served.sessions.read(cookies.get(0).split("[=;]")[1]).orElseThrow().anonymous())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE"})
    void login_otherMethods_are405(String method) throws Exception {
        assertThat(served.raw(method + " /auth/login", "Content-Length: 0"))
                .startsWith("HTTP/1.1 405 ")
                .containsPattern("Allow: .*GET");
    }

    @Test
    void auth_unknown_is404() throws Exception {
        assertThat(served.get("/auth/zap").statusCode()).isEqualTo(404);
        assertThat(served.get("/auth/").statusCode()).isEqualTo(404);
    }

    @Test
    void logout_asAnImageOfAForeignPage_isRefused() throws Exception {
        assertThat(logout("no-cors").statusCode()).isEqualTo(403);
        assertThat(logout("navigate").statusCode()).isEqualTo(302);
    }

    private static HttpResponse<String> logout(String mode) throws Exception {
        return served.get("/auth/logout", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", mode);
    }

    @Test
    void request_withASession_getsNoFurtherCookie() throws Exception {
        assertThat(
                        served.get("/api/v2/builds", "Cookie", served.login("bob"))
                                .headers()
                                .allValues("Set-Cookie"))
                .isEmpty();
        assertThat(served.get("/api/v2/builds").headers().allValues("Set-Cookie")).isEmpty();
    }

    @Test
    void cookie_underAContextPath_belongsToIt() throws Exception {
        try (Served deployed =
                new Served(
                        RuleList.loggedIn(),
                        "/ci",
                        Cors.ownPages(URI.create("http://farm.example.org/ci/")))) {
            HttpResponse<String> answer =
                    deployed.get("/auth/login", "Authorization", basic("alice:wonder"));

            assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
                    .contains("; Path=/ci;");
            assertThat(deployed.get("/api/v2/builds").statusCode()).isEqualTo(200);
        }
    }
}
