package dev.gatehouse.www;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What administrators see and do about others: {@code /auth/admin/…}. */
class AdminPagesTest {
    private static final String CONFIG =
            """
            buildbotURL: http://ci.example.org/
            master: none
            www:
              auth: {UserPasswordAuth: {users: {mona: peaceful, homer: doughnut}}}
              authz: {roleMatchers: [RolesFromUsername: {roles: [admins], usernames: [mona]}]}
            """;

    @TempDir Path folder;
    private Whole server;
    private String mona;
    private String homer;

    @BeforeEach
    void start() throws Exception {
        server = new Whole(folder.resolve("base"), CONFIG);
        mona = cookie(login("mona:peaceful"));
        homer = cookie(login("homer:doughnut"));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private HttpResponse<String> login(String credentials) throws Exception {
        return server.get(
                "/auth/login",
                "Authorization",
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
    }

    private static String cookie(HttpResponse<String> answer) {
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }

    private JsonNode asMona(String path) throws Exception {
        HttpResponse<String> answer = server.get(path, "Cookie", mona);
        assertThat(answer.statusCode()).describedAs(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        return new JsonMapper().readTree(answer.body());
    }

    private String user(String cookie) throws Exception {
        return new JsonMapper()
                .readTree(server.get("/config", "Cookie", cookie).body())
                .at("/user/username")
                .asText("nobody");
    }

    @Test
    void everyCall_ofAnybodyElse_isRefusedAndAudited() throws Exception {
        for (String path : List.of("audit", "sessions")) {
            assertThat(server.get("/auth/admin/" + path).statusCode()).isEqualTo(401);
            HttpResponse<String> answer = server.get("/auth/admin/" + path, "Cookie", homer);
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).isEqualTo("{\"error\":\"this is for administrators\"}");
            assertThat(
                            server.get(
                                            "/auth/admin/" + path,
                                            "Cookie",
                                            mona,
                                            "Sec-Fetch-Site",
                                            "cross-site")
                                    .statusCode())
                    .isEqualTo(403);
        }
        String body = "{\"username\": \"mona\"}";
        assertThat(server.rpc("/auth/admin/logout", body, "Cookie", homer).statusCode())
                .isEqualTo(403);
        String own = asMona("/auth/admin/sessions?username=mona").at("/sessions/0/id").asText();
        assertThat(server.send("DELETE", "/auth/admin/sessions/" + own, "Cookie", homer).body())
                .contains("administrators");
        assertThat(user(mona)).isEqualTo("mona");

        JsonNode refused = asMona("/auth/admin/audit?event=admin.refused");
        assertThat(refused.at("/lines").size()).isEqualTo(4);
        assertThat(refused.at("/lines/0/user").asText()).isEqualTo("homer");
    }

    @Test
    void audit_isTheNewestFirst_andReadingItIsInItToo() throws Exception {
        login("homer:wrong");
        JsonNode page = asMona("/auth/admin/audit?limit=2");
        assertThat(page.at("/lines/0/event").asText()).isEqualTo("login.failed");
        assertThat(page.at("/lines/1/event").asText()).isEqualTo("login");
        assertThat(page.at("/lines/1/user").asText()).isEqualTo("homer");

        JsonNode older = asMona("/auth/admin/audit?before=" + page.at("/before").asText());
        assertThat(older.at("/lines/0/user").asText()).isEqualTo("mona");
        assertThat(older.at("/before").isNull()).isTrue();

        JsonNode reads = asMona("/auth/admin/audit?event=audit.*");
        assertThat(reads.at("/lines").size()).isEqualTo(2);
        assertThat(reads.at("/lines/0/by").asText()).isEqualTo("mona");
        assertThat(asMona("/auth/admin/audit?username=mona&event=login").at("/lines").size())
                .isEqualTo(1);
        assertThat(asMona("/auth/admin/audit?since=2100-01-01T00:00:00Z").at("/lines").size())
                .isZero();
    }

    @Test
    void audit_aNameThatIsMoreThanAName_isPlainAscii() throws Exception {
        login("\u202e<script>\u001b[2J:wrong");

        String body = server.get("/auth/admin/audit", "Cookie", mona).body();

        assertThat(body).matches("[\\x20-\\x7e]*").contains("\\u202E", "\\u001B");
    }

    @Test
    void audit_wrongQuestions_areNamed_andNothingChangesIt() throws Exception {
        for (String query :
                List.of(
                        "limit=0",
                        "limit=501",
                        "limit=x",
                        "before=x",
                        "since=x",
                        "event=a&event=b")) {
            HttpResponse<String> answer = server.get("/auth/admin/audit?" + query, "Cookie", mona);
            assertThat(answer.statusCode()).describedAs(query).isEqualTo(400);
            assertThat(answer.body()).contains(query.split("=")[0]);
        }
        for (String method : List.of("DELETE", "POST", "PUT")) {
            assertThat(server.send(method, "/auth/admin/audit", "Cookie", mona).statusCode())
                    .isIn(405, 501);
        }
    }

    @Test
    void sessions_areListedAndEndedOneByOne() throws Exception {
        String second = cookie(login("homer:doughnut"));
        JsonNode all = asMona("/auth/admin/sessions").get("sessions");
        JsonNode his = asMona("/auth/admin/sessions?username=homer").get("sessions");
        assertThat(all.size()).isEqualTo(3);
        assertThat(all.findValuesAsText("current")).containsOnlyOnce("true");
        assertThat(his.size()).isEqualTo(2);
        assertThat(his.at("/0/realm").asText()).isEqualTo("UserPasswordAuth");
        assertThat(his.at("/0/address").asText()).isEqualTo("127.0.0.1");
        assertThat(his.toString()).doesNotContain(homer.split("=")[1], second.split("=")[1]);

        String path = "/auth/admin/sessions/" + his.at("/0/id").asText();
        assertThat(server.send("DELETE", path, "Cookie", mona).statusCode()).isEqualTo(200);

        assertThat(List.of(user(homer), user(second))).containsExactlyInAnyOrder("homer", "nobody");
        assertThat(server.send("DELETE", path, "Cookie", mona).statusCode()).isEqualTo(404);
        assertThat(server.send("DELETE", "/auth/admin/sessions/%25", "Cookie", mona).statusCode())
                .isEqualTo(404);
        JsonNode line = asMona("/auth/admin/audit?event=session.ended").at("/lines/0");
        assertThat(line.get("user").asText()).isEqualTo("homer");
        assertThat(line.get("by").asText()).isEqualTo("mona");
    }

    @Test
    void logout_endsAllSessionsOfAUser_orOfEverybody() throws Exception {
        String second = cookie(login("homer:doughnut"));
        HttpResponse<String> answer =
                server.rpc("/auth/admin/logout", "{\"username\": \"homer\"}", "Cookie", mona);
        assertThat(answer.body()).isEqualTo("{\"sessions\":2}");
        assertThat(user(homer)).isEqualTo("nobody");
        assertThat(user(second)).isEqualTo("nobody");
        assertThat(user(mona)).isEqualTo("mona");

        String third = cookie(login("homer:doughnut"));
        server.rpc("/auth/admin/logout", "{\"everybody\": true}", "Cookie", mona);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> user(third).equals("nobody") && user(mona).equals("nobody"));
    }

    @Test
    void logout_ofWhatIsNoUser_isRefused() throws Exception {
        for (String body :
                List.of(
                        "{}",
                        "[]",
                        "x",
                        "{\"username\": \"\"}",
                        "{\"username\": 5}",
                        "{\"everybody\": false}",
                        "{\"user\": \"homer\"}",
                        "{\"username\": \"homer\", \"everybody\": true}",
                        "{\"username\": \"homer\", \"username\": \"mona\"}")) {
            assertThat(server.rpc("/auth/admin/logout", body, "Cookie", mona).statusCode())
                    .describedAs(body)
                    .isEqualTo(400);
        }
        assertThat(server.send("POST", "/auth/admin/logout", "Cookie", mona).statusCode())
                .isEqualTo(415);
        String long16k = "{\"username\": \"" + "x".repeat(17_000) + "\"}";
        assertThat(server.rpc("/auth/admin/logout", long16k, "Cookie", mona).statusCode())
                .isEqualTo(413);
        assertThat(user(homer)).isEqualTo("homer");
    }
}
