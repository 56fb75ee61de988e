package dev.gatehouse.www;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each key of {@code www} that shows on the wire, as a client of the whole server sees it. */
class WwwKeysTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String BASE =
            "buildbotURL: http://ci.example.org/bb\nmaster: none\ntitle: Farm\n";

    @TempDir Path folder;
    private Whole server;

    private void start(String config) throws Exception {
        server = new Whole(folder, config);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private JsonNode json(String path) throws Exception {
        return JSON.readTree(server.get(path).body());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return String.join(", ", answer.headers().allValues(name));
    }

    @Test
    void nothingSet_showsTheDefaults() throws Exception {
        start("buildbotURL: http://ci.example.org/bb\nmaster: none\n");

        JsonNode config = json("/config");

        List<String> keys = new ArrayList<>();
        config.fieldNames().forEachRemaining(keys::add);
        assertThat(keys)
                .containsExactly(
                        "plugins",
                        "auth",
                        "authz",
                        "avatar_methods",
                        "ws_ping_interval",
                        "ui_default_config",
                        "theme",
                        "project_widgets",
                        "versions",
                        "buildbotURL",
                        "title",
                        "titleURL",
                        "multiMaster",
                        "user",
                        "user_any_access_allowed");
        assertThat(config.get("title").asText()).isEqualTo("Gatehouse");
        assertThat(config.get("titleURL").asText()).isEqualTo("https://buildbot.net/");
        assertThat(config.get("buildbotURL").asText()).isEqualTo("http://ci.example.org/bb/");
        assertThat(config.get("multiMaster").asBoolean()).isFalse();
        assertThat(config.get("ws_ping_interval").asInt()).isEqualTo(20);
        assertThat(config.at("/user/anonymous").asBoolean()).isTrue();
        assertThat(config.get("user_any_access_allowed").asBoolean()).isTrue();
        assertThat(config.get("versions").findValuesAsText("0")).isEmpty();
        assertThat(config.get("versions"))
                .anySatisfy(line -> assertThat(line.get(0).asText()).isEqualTo("Buildbot"));
    }

    @Test
    void whatThePagesAreTold_isShownAsWritten() throws Exception {
        start(
                """
                buildbotURL: http://ci.example.org/bb
                master: none
                title: Farm
                titleURL: https://farm.example.org
                multiMaster: true
                www:
                  port: tcp:8010:interface=127.0.0.1
                  plugins: {console_view: {}, waterfall_view: {num_builds: 50}}
                  default_page: console
                  debug: true
                  versions: [[Database, '15.4', extra]]
                  ui_default_config: {Builders.buildFetchLimit: 100, Home.max: '7'}
                  ws_ping_interval: 0
                  theme: {bb-link-color: '#123456'}
                  project_widgets: [{project_name: p, widgets: [{type: x}]}]
                  auth: {UserPasswordAuth: {users: {alice: wonder}}}
                """);

        JsonNode config = json("/config");

        assertThat(config.get("port").asText()).isEqualTo("tcp:8010:interface=127.0.0.1");
        assertThat(config.get("plugins").toString())
                .isEqualTo("{\"console_view\":{},\"waterfall_view\":{\"num_builds\":50}}");
        assertThat(config.get("auth").toString()).isEqualTo("{\"name\":\"UserPasswordAuth\"}");
        assertThat(config.get("default_page").asText()).isEqualTo("console");
        assertThat(config.get("debug").asBoolean()).isTrue();
        assertThat(config.get("versions").get(config.get("versions").size() - 1).toString())
                .isEqualTo("[\"Database\",\"15.4\",\"extra\"]");
        assertThat(config.get("ui_default_config").toString())
                .isEqualTo("{\"Builders.buildFetchLimit\":100,\"Home.max\":\"7\"}");
        assertThat(config.get("ws_ping_interval").asInt()).isZero();
        assertThat(config.get("theme").toString()).isEqualTo("{\"bb-link-color\":\"#123456\"}");
        assertThat(config.get("project_widgets").toString())
                .isEqualTo("[{\"project_name\":\"p\",\"widgets\":[{\"type\":\"x\"}]}]");
        assertThat(config.get("title").asText()).isEqualTo("Farm");
        assertThat(config.get("titleURL").asText()).isEqualTo("https://farm.example.org/");
        assertThat(config.get("multiMaster").asBoolean()).isTrue();
        assertThat(server.get("/config").body()).doesNotContain("wonder", "alice");
    }

    @Test
    void portAsANumber_isShownAsANumber() throws Exception {
        start(BASE + "www: {port: 8010}\n");

        assertThat(json("/config").get("port").isInt()).isTrue();
    }

    @Test
    void configScript_setsTheSameDocument() throws Exception {
        start(BASE);

        String script = server.get("/config.js").body();

        assertThat(script).startsWith("window.buildbotFrontendConfig = ").endsWith(";\n");
        assertThat(JSON.readTree(script.substring(script.indexOf('{'), script.length() - 2)))
                .isEqualTo(json("/config"));
        assertThat(header(server.get("/config.js"), "Content-Type")).startsWith("text/javascript");
        assertThat(server.send("POST", "/config").statusCode()).isEqualTo(405);
    }

    @Test
    void buildbotUrl_isTheBaseOfEveryLink() throws Exception {
        start(BASE + "www: {auth: {UserPasswordAuth: {users: {alice: wonder}}}}\n");

        assertThat(server.get("/api").body())
                .isEqualTo("{\"api_versions\": {\"v2\": \"http://ci.example.org/bb/api/v2\"}}");
        assertThat(header(server.get("/auth/logout"), "Location"))
                .isEqualTo("http://ci.example.org/bb/#/");
        assertThat(server.get("/api/v2/masters", "Origin", "http://ci.example.org").statusCode())
                .isEqualTo(200);
        assertThat(server.get("/api/v2/masters", "Origin", "http://x.example.org").statusCode())
                .isEqualTo(400);
    }

    @Test
    void allowedOrigins_replaceTheOwnOne() throws Exception {
        start(BASE + "www: {allowed_origins: ['https://*.Example.org']}\n");

        HttpResponse<String> allowed =
                server.get("/api/v2/masters", "Origin", "https://ui.example.org");

        assertThat(header(allowed, "Access-Control-Allow-Origin"))
                .isEqualTo("https://ui.example.org");
        assertThat(header(allowed, "Access-Control-Expose-Headers"))
                .contains("ETag", "X-Total-Count");
        assertThat(server.get("/api/v2/masters", "Origin", "http://ci.example.org").statusCode())
                .isEqualTo(400);
    }

    @Test
    void jsonCacheSeconds_areToldOnGoodAnswersAlone() throws Exception {
        start(BASE + "www: {json_cache_seconds: 600}\n");

        HttpResponse<String> good = server.get("/api/v2/masters");
        Instant expires =
                ZonedDateTime.parse(header(good, "Expires"), DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
        Instant date =
                ZonedDateTime.parse(header(good, "Date"), DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();

        assertThat(Duration.between(date, expires))
                .isBetween(Duration.ofSeconds(598), Duration.ofSeconds(602));
        assertThat(header(good, "Pragma")).isEqualTo("no-cache");
        for (String other : List.of("/api/v2/nothing", "/api/v2/masters?x=1", "/api")) {
            assertThat(header(server.get(other), "Expires")).as(other).isEmpty();
            assertThat(header(server.get(other), "Pragma")).as(other).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"0, true, 200", "1, true, 200", "2, false, 200", "3, false, 404"})
    void restMinimumVersion_takesTheApiAway(int minimum, boolean listed, int status)
            throws Exception {
        start(BASE + "www: {rest_minimum_version: " + minimum + "}\n");

        assertThat(json("/api").get("api_versions").has("v2")).isEqualTo(listed);
        assertThat(server.get("/api/v2/masters").statusCode()).isEqualTo(status);
        assertThat(server.get("/api/latest/masters").statusCode()).isEqualTo(status);
    }

    @Test
    void cookieExpirationTime_isHowLongASessionLasts() throws Exception {
        start(
                BASE
                        + "www: {cookie_expiration_time: 2h, auth: {UserPasswordAuth: {users:"
                        + " {alice: wonder}}}}\n");
        String pair = Base64.getEncoder().encodeToString("alice:wonder".getBytes("UTF-8"));
        Instant before = Instant.now();

        String cookie =
                header(server.get("/auth/login", "Authorization", "Basic " + pair), "Set-Cookie");

        String payload = cookie.substring(cookie.indexOf('=') + 1).split("[.;]")[1];
        JsonNode token = JSON.readTree(Base64.getUrlDecoder().decode(payload));
        assertThat(Instant.ofEpochSecond(token.get("exp").asLong()))
                .isBetween(before.plusSeconds(7199), Instant.now().plusSeconds(7201));
    }

    @Test
    void anonymousLimit_boundsWhoHasNotLoggedIn() throws Exception {
        start(BASE + "www: {anonymous_limit: 3}\n");

        assertThat(json("/api/v2/builds").get("builds")).hasSize(3);
        assertThat(server.get("/api/v2/builds?limit=4").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // path, whether exact, total, X-Total-Count: ALL is how many there are
                "builds?limit=2 | false | 2 | -",
                "builds?limit=2 | true | ALL | ALL",
                "builds | false | ALL | ALL",
                "builds?limit=2&offset=100000 | false | 0 | -",
                "builds?limit=2&offset=100000 | true | ALL | ALL",
                "builds?limit=1000&offset=3 | false | REST | ALL",
                "builds?limit=1000&offset=3 | true | ALL | ALL",
                "builders?limit=2 | false | ALL | ALL",
                "builders?limit=2 | true | ALL | ALL",
                "changes?limit=1 | false | 1 | -",
                "changes?limit=1 | true | ALL | ALL",
            })
    void exactTotals_countTheWhole(String path, boolean exact, String total, String count)
            throws Exception {
        start(BASE + "www: {exact_totals: " + exact + "}\n");
        String plural = path.split("\\?")[0];
        int all = json("/api/v2/" + plural).get(plural).size();
        assertThat(all).isGreaterThan(3);

        HttpResponse<String> answer = server.get("/api/v2/" + path);

        assertThat(JSON.readTree(answer.body()).at("/meta/total").asText())
                .isEqualTo(counted(total, all));
        assertThat(header(answer, "X-Total-Count")).isEqualTo(counted(count, all));
        assertThat(header(server.send("HEAD", "/api/v2/" + path), "X-Total-Count"))
                .isEqualTo(counted(count, all));
    }

    private static String counted(String text, int all) {
        return text == null ? "" : text.replace("ALL", "" + all).replace("REST", "" + (all - 3));
    }

    @Test
    void theme_isAStyleSheetThatThePolicyAllows() throws Exception {
        start(
                BASE
                        + "www: {theme: {bb-link-color: '#123456', bb-sidebar-background-color: navy}}\n");

        HttpResponse<String> sheet = server.get("/theme.css");

        assertThat(header(sheet, "Content-Type")).startsWith("text/css");
        assertThat(sheet.body())
                .contains("--bb-link-color: #123456;", "--accent: #123456;", "--top: navy;");
        HttpResponse<String> page = server.get("/");
        assertThat(page.body()).contains("href=\"theme.css\"");
        assertThat(header(page, "Content-Security-Policy"))
                .contains("style-src 'self';")
                .doesNotContain("unsafe-inline");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api",
                "/api/v2",
                "/api/v2/builds?limit=5",
                "/api/v2/builders/1",
                "/api/v2/application.spec",
                "/api/v2/openapi.json",
                "/config",
                "/config.js",
                "/favicon.svg",
                "/icon.svg",
                "/theme.css"
            })
    void whatIsCheapToVersion_isSentOnce(String path) throws Exception {
        start(BASE);
        for (String coding : List.of("identity", "gzip", "br", "zstd")) {
            HttpResponse<String> first = server.get(path, "Accept-Encoding", coding);
            String tag = header(first, "ETag");
            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(tag).as("a strong tag").matches("\"[^\"]+\"");

            for (String known : List.of(tag, "\"x\", " + tag, "W/" + tag)) {
                HttpResponse<String> again =
                        server.get(path, "Accept-Encoding", coding, "If-None-Match", known);
                assertThat(again.statusCode()).as(known).isEqualTo(304);
                assertThat(again.body()).isEmpty();
                assertThat(header(again, "ETag")).isEqualTo(tag);
            }
            assertThat(status(path, coding, "*")).isEqualTo(304);
            assertThat(status(path, coding, "\"x\"")).isEqualTo(200);
            HttpResponse<String> head = server.send("HEAD", path, "Accept-Encoding", coding);
            assertThat(header(head, "ETag")).isEqualTo(tag);
        }
    }

    private int status(String path, String coding, String known) throws Exception {
        return server.get(path, "Accept-Encoding", coding, "If-None-Match", known).statusCode();
    }

    @Test
    void configOfAnother_isNotTakenForOnesOwn() throws Exception {
        start(BASE + "www: {auth: {UserPasswordAuth: {users: {alice: wonder}}}}\n");
        String pair = Base64.getEncoder().encodeToString("alice:wonder".getBytes("UTF-8"));
        String cookie =
                header(server.get("/auth/login", "Authorization", "Basic " + pair), "Set-Cookie")
                        .split(";")[0];
        String tag = header(server.get("/config"), "ETag");

        HttpResponse<String> hers = server.get("/config", "Cookie", cookie, "If-None-Match", tag);

        assertThat(hers.statusCode()).isEqualTo(200);
        assertThat(hers.body()).contains("\"username\": \"alice\"");
        assertThat(header(hers, "Vary")).contains("Cookie");
    }
}
