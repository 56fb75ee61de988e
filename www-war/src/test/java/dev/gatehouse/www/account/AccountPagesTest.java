package dev.gatehouse.www.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.data.session.SessionRow;
import dev.gatehouse.data.session.SessionStore;
import dev.gatehouse.www.Served;
import dev.gatehouse.www.access.RuleList;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Somebody's own tokens and sessions, over HTTP. */
class AccountPagesTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String NIGHTLY =
            "{\"name\": \"nightly\", \"scopes\": [\"read\", \"force\"], \"builders\": [\"op*\"],"
                    + " \"expires_in\": 3600}";

    private final Served served;
    private final String cookie;

    AccountPagesTest() throws Exception {
        served = new Served(RuleList.loggedIn());
        cookie = served.login("alice");
    }

    @AfterEach
    void close() throws Exception {
        served.close();
    }

    private HttpResponse<String> make(String body, String... headers) throws Exception {
        return served.rpc("/auth/tokens", body, headers);
    }

    private static JsonNode read(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).describedAs(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        return JSON.readTree(answer.body());
    }

    private JsonNode tokens() throws Exception {
        return read(served.get("/auth/tokens", "Cookie", cookie)).path("tokens");
    }

    @Test
    void token_isMadeShownOnceListedAndRevoked() throws Exception {
        JsonNode made = read(make(NIGHTLY, "Cookie", cookie));
        String token = made.path("token").asText();
        assertThat(token).matches("gh_[0-9A-Za-z]{36}");
        assertThat(served.get("/api/v2/builds", "Authorization", "Bearer " + token).statusCode())
                .isEqualTo(200);

        HttpResponse<String> list = served.get("/auth/tokens", "Cookie", cookie);
        assertThat(list.body()).doesNotContain(token);
        JsonNode shown = read(list).path("tokens").get(0);
        assertThat(shown.path("name").asText()).isEqualTo("nightly");
        assertThat(shown.path("scopes").toString()).isEqualTo("[\"read\",\"force\"]");
        assertThat(shown.path("builders").toString()).isEqualTo("[\"op*\"]");
        assertThat(shown.path("projects").isNull()).isTrue();
        assertThat(shown.path("expires_at").asLong() - shown.path("created_at").asLong())
                .isEqualTo(3600);
        assertThat(shown.path("used_from").asText()).isEqualTo("127.0.0.1");
        assertThat(shown.path("state").asText()).isEqualTo("active");

        String path = "/auth/tokens/" + made.path("id").asText();
        assertThat(served.send("DELETE", path, "", "Cookie", served.login("bob")).statusCode())
                .isEqualTo(404);
        assertThat(read(served.send("DELETE", path, "", "Cookie", cookie)).path("state").asText())
                .isEqualTo("revoked");
        assertThat(served.get("/api/v2/builds", "Authorization", "Bearer " + token).statusCode())
                .isEqualTo(401);
        assertThat(tokens().get(0).path("ended_why").asText()).isEqualTo("by its owner");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"scopes\": [\"read\"]}|'name' must be there",
                "{\"name\": 5, \"scopes\": [\"read\"]}|'name' must be a text",
                "{\"name\": \"t\"}|'scopes' must name one or more of read, force",
                "{\"name\": \"t\", \"scopes\": [\"root\"]}|there is no scope 'root'",
                "{\"name\": \"t\", \"scopes\": \"read\"}|'scopes' must be a list of texts",
                "{\"name\": \"t\", \"scopes\": [\"read\"], \"expires_in\": 99999999}|it may last",
                "{\"name\": \"t\", \"scopes\": [\"read\"], \"expires_in\": 0}|'expires_in' must be",
                "{\"name\": \"t\", \"scopes\": [\"read\"], \"builders\": []}|leave it out for all",
                "{\"name\": \"t\", \"scope\": [\"read\"]}|there is no 'scope' here",
                "[]|the body must be a JSON object",
                "{|the body is no JSON",
            })
    void badWishes_areRefusedByName(String body, String fault) throws Exception {
        HttpResponse<String> answer = make(body, "Cookie", cookie);

        assertThat(answer.statusCode()).describedAs(answer.body()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).path("error").asText()).contains(fault);
        assertThat(tokens()).isEmpty();
    }

    @Test
    void bodies_haveABoundAndAType() throws Exception {
        assertThat(
                        make("{\"name\": \"" + "x".repeat(20_000) + "\"}", "Cookie", cookie)
                                .statusCode())
                .isEqualTo(413);
        assertThat(
                        served.send(
                                        "POST",
                                        "/auth/tokens",
                                        NIGHTLY,
                                        "Content-Type",
                                        "text/plain",
                                        "Cookie",
                                        cookie)
                                .statusCode())
                .isEqualTo(415);
        assertThat(tokens()).isEmpty();
    }

    @Test
    void strangersAndForeignPages_getNothing() throws Exception {
        for (String path : List.of("/auth/tokens", "/auth/sessions")) {
            assertThat(served.get(path).statusCode()).isEqualTo(401);
            for (String[] foreign :
                    List.of(
                            new String[] {"Sec-Fetch-Site", "cross-site"},
                            new String[] {"Sec-Fetch-Site", "same-site"},
                            new String[] {"Origin", "https://evil.example"},
                            new String[] {"Origin", "null"})) {
                assertThat(served.get(path, "Cookie", cookie, foreign[0], foreign[1]).statusCode())
                        .isEqualTo(403);
            }
        }
        assertThat(make(NIGHTLY, "Cookie", cookie, "Sec-Fetch-Site", "cross-site").statusCode())
                .isEqualTo(403);
        assertThat(
                        served.get(
                                        "/auth/tokens",
                                        "Cookie",
                                        cookie,
                                        "Sec-Fetch-Site",
                                        "same-origin")
                                .statusCode())
                .isEqualTo(200);
        assertThat(tokens()).isEmpty();
    }

    @Test
    void makingOne_takesAPasswordOfLate() throws Exception {
        served.now.set(served.now.get().plus(Duration.ofMinutes(11)));

        HttpResponse<String> refused = make(NIGHTLY, "Cookie", cookie);

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(JSON.readTree(refused.body()).path("confirm").asText()).isEqualTo("password");
        assertThat(make(NIGHTLY, "Cookie", served.login("alice")).statusCode()).isEqualTo(200);
    }

    @Test
    void programs_seeTheAccountWithScopeAdminAlone_andMakeNoTokens() throws Exception {
        String reads = read(make(NIGHTLY, "Cookie", cookie)).path("token").asText();
        String admin =
                read(make("{\"name\": \"a\", \"scopes\": [\"admin\"]}", "Cookie", cookie))
                        .path("token")
                        .asText();

        assertThat(served.get("/auth/tokens", "Authorization", "Bearer " + reads).statusCode())
                .isEqualTo(403);
        assertThat(
                        read(served.get("/auth/tokens", "Authorization", "Bearer " + admin))
                                .path("tokens"))
                .hasSize(2);
        assertThat(
                        read(served.get("/auth/sessions", "Authorization", "Bearer " + admin))
                                .path("sessions"))
                .hasSize(1);
        HttpResponse<String> refused = make(NIGHTLY, "Authorization", "Bearer " + admin);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("not an API token");
    }

    @Test
    void sessions_areListedAndEnded() throws Exception {
        String elsewhere = served.login("alice");
        served.login("bob");

        JsonNode sessions = read(served.get("/auth/sessions", "Cookie", cookie)).path("sessions");
        assertThat(sessions).hasSize(2);
        JsonNode own = sessions.get(sessions.get(0).path("current").asBoolean() ? 0 : 1);
        JsonNode other = sessions.get(own == sessions.get(0) ? 1 : 0);
        assertThat(own.path("current").asBoolean()).isTrue();
        assertThat(other.path("current").asBoolean()).isFalse();
        assertThat(own.path("address").asText()).isEqualTo("127.0.0.1");
        assertThat(own.path("realm").asText()).isEqualTo("UserPasswordAuth");
        assertThat(own.path("agent").asText()).contains("Java");

        String path = "/auth/sessions/" + other.path("id").asText();
        assertThat(served.send("DELETE", path, "", "Cookie", served.login("bob")).statusCode())
                .isEqualTo(404);
        assertThat(served.send("DELETE", path, "", "Cookie", cookie).statusCode()).isEqualTo(200);
        assertThat(served.get("/auth/sessions", "Cookie", elsewhere).statusCode()).isEqualTo(401);
        assertThat(served.audited)
                .anyMatch(line -> line.contains("session.ended") && line.contains("by its owner"));

        served.now.set(served.now.get().plus(Duration.ofMinutes(11)));
        String ownPath = "/auth/sessions/" + own.path("id").asText();
        assertThat(served.send("DELETE", ownPath, "", "Cookie", cookie).statusCode())
                .isEqualTo(200);
        assertThat(served.get("/auth/sessions", "Cookie", cookie).statusCode()).isEqualTo(401);
    }

    @Test
    void anotherSession_endsOnlyAfterAConfirmation() throws Exception {
        String elsewhere = served.login("alice");
        served.now.set(served.now.get().plus(Duration.ofMinutes(11)));
        JsonNode sessions =
                read(served.get("/auth/sessions", "Cookie", elsewhere)).path("sessions");
        String other =
                sessions.get(sessions.get(0).path("current").asBoolean() ? 1 : 0)
                        .path("id")
                        .asText();

        HttpResponse<String> refused =
                served.send("DELETE", "/auth/sessions/" + other, "", "Cookie", elsewhere);

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("\"confirm\":\"password\"");
    }

    @Test
    void namesakes_neitherSeeNorEndEachOthersSessions() throws Exception {
        Instant now = served.now.get();
        SessionStore store = served.world.stores().sessions();
        store.begin(
                new SessionRow(
                        "c0ffee".repeat(10),
                        "UserPasswordAuth",
                        "another alice",
                        "alice",
                        "",
                        "192.0.2.1",
                        "",
                        now,
                        now,
                        now.plusSeconds(3600),
                        null),
                List.of());

        JsonNode sessions = read(served.get("/auth/sessions", "Cookie", cookie)).path("sessions");
        assertThat(sessions).hasSize(1);
        assertThat(
                        served.send(
                                        "DELETE",
                                        "/auth/sessions/" + "c0ffee".repeat(10).substring(0, 16),
                                        "",
                                        "Cookie",
                                        cookie)
                                .statusCode())
                .isEqualTo(404);
        String elsewhere = served.login("alice");
        served.send("POST", "/auth/logout?everywhere=true", "", "Cookie", cookie);
        assertThat(served.get("/auth/sessions", "Cookie", elsewhere).statusCode()).isEqualTo(401);
        assertThat(store.open("alice", now))
                .extracting(SessionRow::subject)
                .containsExactly("another alice");
    }
}
