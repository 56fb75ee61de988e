package dev.gatehouse.www.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.www.Served;
import dev.gatehouse.www.access.RuleList;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class CorsTest {
    private static final Cors OWN = Cors.ownPages(URI.create("http://Farm.example.org:8010/ci/"));
    private static final Cors LISTED = Cors.allowing(List.of("https://*.example.org"));

    @Test
    void get_foreignOrigin_is400() throws Exception {
        try (Served served = new Served(RuleList.open(), "", OWN)) {
            String answer = served.raw("GET /api/v2/builds", "Origin: https://evil.example.com");

            assertThat(answer).startsWith("HTTP/1.1 400 ");
            assertThat(answer).contains("{\"error\": \"invalid origin\"}");
            assertThat(answer).doesNotContain("Access-Control");
            assertThat(served.raw("GET /api/v2/builds", "Origin: null"))
                    .startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void post_foreignOrigin_is400InItsOwnForm() throws Exception {
        try (Served served = new Served(RuleList.open(), "", OWN)) {
            assertThat(
                            served.raw(
                                    "POST /api/v2/builds/1",
                                    "Origin: https://evil.example.com",
                                    "Content-Length: 0"))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("{\"error\": {\"message\": \"invalid origin\"}}");
        }
    }

    @Test
    void get_ownOrigin_isMarked() throws Exception {
        try (Served served = new Served(RuleList.open(), "", OWN)) {
            assertThat(served.raw("GET /api/v2/builds", "Origin: http://FARM.example.org:8010"))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("Access-Control-Allow-Origin: http://farm.example.org:8010")
                    .contains("Access-Control-Allow-Headers: Content-Type")
                    .contains("Access-Control-Max-Age: 3600")
                    .contains("Vary: Origin")
                    .contains("Vary: Accept");
            assertThat(
                            served.raw(
                                    "GET /api/v2/builds",
                                    "Origin: http://127.0.0.1:" + served.port()))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void get_whereOriginsAreListed_theOwnOneIsNotAdded() throws Exception {
        try (Served served = new Served(RuleList.open(), "", LISTED)) {
            assertThat(
                            served.raw(
                                    "GET /api/v2/builds",
                                    "Origin: http://127.0.0.1:" + served.port()))
                    .startsWith("HTTP/1.1 400 ");
            assertThat(served.raw("GET /api/v2/builds", "Origin: https://a.Example.org"))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void options_preflight_isAnsweredOrRefused() throws Exception {
        try (Served served = new Served(RuleList.administrator("admin"), "", LISTED)) {
            assertThat(
                            served.raw(
                                    "OPTIONS /api/v2/builds",
                                    "Origin: https://a.example.org",
                                    "Access-Control-Request-Method: POST"))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("Access-Control-Allow-Origin: https://a.example.org");
            assertThat(
                            served.raw(
                                    "OPTIONS /api/v2/builds",
                                    "Origin: https://a.example.org",
                                    "Access-Control-Request-Method: PUT"))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("{\"error\": \"invalid method\"}");
            assertThat(served.raw("OPTIONS /api/v2/builds", "Origin: https://a.example.org"))
                    .contains("{\"error\": \"invalid method\"}");
            assertThat(served.raw("OPTIONS /api/v2/builds", "Origin: https://evil.com"))
                    .contains("{\"error\": \"invalid origin\"}");
        }
    }
}
