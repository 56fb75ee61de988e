package dev.gatehouse.www;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.www.access.RuleList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathFilterTest {
    private static Served served;

    @BeforeAll
    static void start() throws Exception {
        served = new Served(RuleList.open());
    }

    @AfterAll
    static void stop() throws Exception {
        served.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v2/..;/x",
                "/hello/%2e%2e/api",
                "/hello/a%5Cb",
                "/hello/%252e%252e",
                "/hello//x",
                "/hello/a;b=c",
                "/hello/%C0%AE",
            })
    void request_confusingPath_is400WithJson(String path) throws Exception {
        String answer = served.raw("GET " + path);

        assertThat(answer).startsWith("HTTP/1.1 400 ");
        assertThat(answer.toLowerCase(java.util.Locale.ROOT))
                .contains("content-type: text/plain;charset=utf-8");
        assertThat(answer).contains("{\"error\": \"segment ");
    }

    @Test
    void request_withNul_is400WhoeverSeesItFirst() throws Exception {
        assertThat(served.raw("GET /hello/%00")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void request_slashInsideAName_reachesItAsOneSegment() throws Exception {
        assertThat(served.get("/hello/a%2Fb").body()).isEqualTo("[hello, a/b]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/HELLO/x", "/Hello/x", "/hello%2Fx", "/nothing", "/api%2Fv2/builds"})
    void request_whatIsNotNamed_isDenied(String path) throws Exception {
        assertThat(served.get(path).statusCode()).isEqualTo(404);
    }
}
