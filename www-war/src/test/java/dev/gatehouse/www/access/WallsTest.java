package dev.gatehouse.www.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.www.Served;
import dev.gatehouse.www.Settings;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules as a client meets them: the chain of URL rules first, the door behind it. */
class WallsTest {
    private static final Map<Long, String> BUILDERS = Map.of(11L, "open", 12L, "secret");

    private static RuleList rules(String yaml) {
        return Rules.read(Settings.of(new Problems(), yaml), () -> BUILDERS);
    }

    private static String call(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\""
                + method
                + "\",\"params\":"
                + params
                + "}";
    }

    @Test
    void closedServer_refusesEveryWire() throws Exception {
        try (Served served =
                new Served(
                        rules(
                                "{allowRules: [AnyEndpointMatcher: {role: staff}], roleMatchers:"
                                        + " [RolesFromUsername: {roles: [staff], usernames:"
                                        + " [alice]}]}"))) {
            for (String path : new String[] {"/api/v2/builds", "/api/v2/zap", "/api/v2"}) {
                HttpResponse<String> answer = served.get(path);
                assertThat(answer.statusCode()).describedAs(path).isEqualTo(403);
                assertThat(answer.body())
                        .isEqualTo("{\"error\": \"you need to have role 'staff'\"}");
            }
            HttpResponse<String> control =
                    served.rpc("/api/v2/builds/1", call("stop", "{\"reason\":\"r\"}"));
            assertThat(control.statusCode()).isEqualTo(403);
            assertThat(control.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(control.body())
                    .isEqualTo(
                            "{\"jsonrpc\": \"2.0\", \"id\": \"x\", \"error\": {\"code\": -32600,"
                                    + " \"message\": \"you need to have role 'staff'\"}}");
            assertThat(served.send("HEAD", "/api/v2/builds", "").statusCode()).isEqualTo(403);
            assertThat(served.get("/sse/listen/builds/*/*").statusCode()).isEqualTo(403);
            assertThat(served.raw("GET /ws", "Upgrade: websocket")).startsWith("HTTP/1.1 403 ");
            assertThat(served.get("/api").statusCode()).isEqualTo(200);
            assertThat(served.get("/api/v2/builds", "Cookie", served.login("alice")).statusCode())
                    .isEqualTo(200);
            assertThat(served.get("/api/v2/builds", "Cookie", served.login("bob")).statusCode())
                    .isEqualTo(403);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v2/builds",
                "/api/latest/builds",
                "/API/v2/builds",
                "/Api/v2/builds",
                "/%61pi/v2/builds",
                "/%61%70%69/%762/%62uilds",
                "/api%2Fv2%2Fbuilds",
                "/api%2fv2/builds",
                "//api/v2/builds",
                "/api//v2/builds",
                "/./api/v2/builds",
                "/%2e/api/v2/builds",
                "/config/../api/v2/builds",
                "/config/%2e%2e/api/v2/builds",
                "/config/..%2fapi/v2/builds",
                "/config/..;/api/v2/builds",
                "/config/..;x=1/api/v2/builds",
                "/hello/..%5capi/v2/builds",
                "/hello%2f..%2fapi/v2/builds",
                "/hello/%252e%252e/api/v2/builds",
                "/;/api/v2/builds",
                "/api;/v2/builds",
                "/api;x=/v2/builds",
                "/api/v2;jsessionid=1/builds",
                "/api/v2/builds;.css",
                "/api/v2/builds/",
                "/api/v2/builds%00",
                "/api/v2/builds%00.css",
                "/api/v2/builds%20",
                "/api/v2/builds.json",
                "/api/v2/builds?x=/config",
                "/auth/../api/v2/builds",
                "/assets/..%2f..%2fapi/v2/builds",
                "/%c0%ae%c0%ae/api/v2/builds",
                "/%ef%bc%8fapi/v2/builds",
                "/img/%2e%2e%2fapi%2fv2%2fbuilds",
                "http://127.0.0.1/api/v2/builds",
                "/sse/listen",
                "/sse%2Flisten",
                "/SSE/listen",
                "/sse/../sse/listen",
            })
    void closedServer_anySpellingOfAPath_tellsNothing(String path) throws Exception {
        try (Served served =
                new Served(rules("{allowRules: [AnyEndpointMatcher: {role: staff}]}"))) {
            String answer = served.raw("GET " + path);

            assertThat(answer).matches("(?s)HTTP/1.1 (400|403|404) .*");
            assertThat(answer).doesNotContain("builderid").doesNotContain("handshake");
        }
    }

    @Test
    void control_refused_speaksOfTheFirstRuleThatIsAboutIt() throws Exception {
        try (Served served =
                new Served(
                        rules(
                                "{allowRules: [StopBuildEndpointMatcher: {role: owner},"
                                        + " AnyControlEndpointMatcher: {role: admins}]}"))) {
            assertThat(served.rpc("/api/v2/builds/1", call("STOP", "{\"reason\":\"r\"}")).body())
                    .contains("role 'owner'");
            assertThat(served.rpc("/api/v2/zap", call("stop", "{}")).body())
                    .contains("role 'admins'");
            assertThat(served.rpc("/api/v2/builds/1", "{").statusCode()).isEqualTo(400);
            assertThat(served.things.done).isEmpty();
        }
    }

    @Test
    void control_ofEveryBuilder_needsEveryRight() throws Exception {
        try (Served served =
                new Served(
                        rules(
                                "{allowRules: [ForceBuildEndpointMatcher: {builder: secret, role:"
                                        + " staff}]}"))) {
            String both = call("force", "{\"builderids\":[11,12]}");
            String one = call("force", "{\"builderids\":[11]}");

            assertThat(served.rpc("/api/v2/forceschedulers/f", both).statusCode()).isEqualTo(403);
            assertThat(served.things.done).isEmpty();
            assertThat(served.rpc("/api/v2/forceschedulers/f", one).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void readRule_hidesRowsEverywhere() throws Exception {
        try (Served served =
                new Served(
                        rules(
                                "{allowRules: [ViewBuildsEndpointMatcher: {builder: secret, role:"
                                        + " staff}], roleMatchers: [RolesFromUsername: {roles:"
                                        + " [staff], usernames: [alice]}]}"))) {
            assertThat(served.get("/api/v2/builds").body())
                    .contains("\"total\": 1")
                    .doesNotContain("secret");
            assertThat(served.get("/api/v2/builds/2").statusCode()).isEqualTo(404);
            assertThat(served.get("/api/v2/builds/2/raw").statusCode()).isEqualTo(404);
            assertThat(
                            served.rpc("/api/v2/builds/2", call("stop", "{\"reason\":\"r\"}"))
                                    .statusCode())
                    .isEqualTo(404);
            assertThat(served.get("/api/v2/builds", "Cookie", served.login("alice")).body())
                    .contains("\"total\": 2");
        }
    }
}
