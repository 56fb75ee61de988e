package dev.gatehouse.www.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.www.Served;
import dev.gatehouse.www.Settings;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
