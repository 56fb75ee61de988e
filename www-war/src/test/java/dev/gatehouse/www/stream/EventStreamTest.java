package dev.gatehouse.www.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.www.Served;
import dev.gatehouse.www.Settings;
import dev.gatehouse.www.Things;
import dev.gatehouse.www.access.RuleList;
import dev.gatehouse.www.access.Rules;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD, unit = TimeUnit.SECONDS)
class EventStreamTest {
    private Served served;

    @AfterEach
    void stop() throws Exception {
        served.close();
    }

    @Test
    void listen_tellsItsUuidThenEvents() throws Exception {
        served = new Served(RuleList.open());
        try (StreamClient client = new StreamClient(served, "/sse/listen/builds/*/*")) {
            assertThat(client.answer.statusCode()).isEqualTo(200);
            assertThat(client.answer.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/event-stream");
            assertThat(client.uuid()).matches("[0-9a-f-]{36}");

            served.announce(Things.build(7, 11, "ü\n"), "new");

            assertThat(client.next())
                    .isEqualTo(
                            "id: e1-1\nevent: event\ndata: {\"key\": [\"builds\", \"7\","
                                    + " \"new\"], \"message\": {\"buildid\": 7, \"builderid\": 11,"
                                    + " \"name\": \"\\u00fc\\n\", \"complete\": false,"
                                    + " \"started_at\": 1007, \"complete_at\": null, \"tags\": [],"
                                    + " \"properties\": {\"z\": [1.5, \"Src\"], \"a\": null}}}\n");
        }
    }

    @Test
    void addAndRemove_changeAStream() throws Exception {
        served = new Served(RuleList.open());
        try (StreamClient client = new StreamClient(served, "/sse/listen")) {
            String uuid = client.uuid();
            HttpResponse<String> added = served.get("/sse/add/" + uuid + "/builds/*/new?x=1");
            assertThat(added.statusCode()).isEqualTo(200);
            assertThat(added.body()).isEqualTo("ok");
            served.announce(Things.build(7, 11, "a"), "new");
            assertThat(client.next()).contains("\"builds\", \"7\", \"new\"");

            assertThat(served.get("/sse/remove/" + uuid + "/builds/*/new/").body()).isEqualTo("ok");
            served.announce(Things.build(8, 11, "a"), "new");
            served.get("/sse/add/" + uuid + "/builds/9/*");
            served.announce(Things.build(9, 11, "a"), "new");
            assertThat(client.next()).contains("\"builds\", \"9\", \"new\"");
        }
    }

    @Test
    void addAndRemove_faults_areTextsAlone() throws Exception {
        served = new Served(RuleList.open());
        try (StreamClient client = new StreamClient(served, "/sse/listen")) {
            String uuid = client.uuid();

            assertAnswer("/sse/add", 400, "need uuid");
            assertAnswer("/sse/remove/", 400, "need uuid");
            assertAnswer("/sse/add/nope/builds/*/*", 400, "unknown uuid");
            assertAnswer(
                    "/sse/remove/" + uuid + "/builds/*/*",
                    404,
                    "consumer is not listening to this event");
            assertAnswer("/sse/remove/" + uuid, 404, "consumer is not listening to this event");
        }
    }

    private void assertAnswer(String path, int status, String text) throws Exception {
        HttpResponse<String> answer = served.get(path);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo(text);
    }

    @Test
    void add_bySomebodyElse_isAnUnknownUuid() throws Exception {
        served = new Served(RuleList.open());
        String alice = served.login("alice");
        try (StreamClient client = new StreamClient(served, "/sse/listen", "Cookie", alice)) {
            String path = "/sse/add/" + client.uuid() + "/builds/*/*";

            assertThat(served.get(path).body()).isEqualTo("unknown uuid");
            assertThat(served.get(path, "Cookie", served.login("bob")).body())
                    .isEqualTo("unknown uuid");
            assertThat(served.get(path, "Cookie", alice).body()).isEqualTo("ok");
        }
    }

    @Test
    void event_ofAHiddenBuilder_neverLeaves() throws Exception {
        served =
                new Served(
                        Rules.read(
                                Settings.of(
                                        new Problems(),
                                        "{allowRules: [ViewBuildsEndpointMatcher: {builder:"
                                                + " secret, role: staff}], roleMatchers:"
                                                + " [RolesFromUsername: {roles: [staff],"
                                                + " usernames: [alice]}]}"),
                                () -> Map.of(11L, "open", 12L, "secret")));
        try (StreamClient stranger = new StreamClient(served, "/sse/listen/builds/*/*");
                StreamClient alice =
                        new StreamClient(
                                served,
                                "/sse/listen/builds/*/*",
                                "Cookie",
                                served.login("alice"))) {
            stranger.uuid();
            alice.uuid();
            served.announce(Things.build(7, 12, "hidden"), "new");
            served.announce(Things.build(8, 11, "shown"), "new");

            assertThat(stranger.next()).contains("shown");
            assertThat(alice.next()).contains("hidden");
            assertThat(alice.next()).contains("shown");
        }
    }

    @Test
    void session_thatEnds_endsTheStream() throws Exception {
        served = new Served(RuleList.open());
        try (StreamClient client =
                new StreamClient(
                        served, "/sse/listen/builds/*/*", "Cookie", served.login("alice"))) {
            client.uuid();

            served.now.updateAndGet(now -> now.plus(Duration.ofDays(8)));

            assertThat(client.next()).isEmpty();
            assertThat(served.get("/sse/listen", "Cookie", "TWISTED_SESSION=x").statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void manyEvents_arriveInOrder() throws Exception {
        served = new Served(RuleList.open());
        try (StreamClient client = new StreamClient(served, "/sse/builds/*/*")) {
            client.uuid();
            for (int i = 1; i <= 1500; i++) {
                served.announce(Things.build(i, 11, "a"), "new");
            }
            for (int i = 1; i <= 1500; i++) {
                assertThat(client.next()).startsWith("id: e1-" + i + "\n");
            }
        }
    }
}
