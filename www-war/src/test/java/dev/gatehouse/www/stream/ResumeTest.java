package dev.gatehouse.www.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.www.Served;
import dev.gatehouse.www.Settings;
import dev.gatehouse.www.Things;
import dev.gatehouse.www.access.RuleList;
import dev.gatehouse.www.access.Rules;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that come back to either wire of a real server. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD, unit = TimeUnit.SECONDS)
class ResumeTest {
    private static final String BUILDS = "/sse/listen/builds/*/*";
    private static final String LAST_ID = "Last-Event-ID";

    private Served served;

    @AfterEach
    void stop() throws Exception {
        served.close();
    }

    private void announced(int count) throws Exception {
        for (int i = 1; i <= count; i++) {
            served.announce(Things.build(i, 11 + i % 2, "b" + i), "new");
        }
        told(count);
    }

    private void told(int count) {
        await().until(() -> served.bus.since("e1-" + count).isPresent());
    }

    private static RuleList hidingBuilder12() {
        return Rules.read(
                Settings.of(
                        new Problems(),
                        "{allowRules: [ViewBuildsEndpointMatcher: {builder: secret, role: staff}],"
                                + " roleMatchers: [RolesFromUsername: {roles: [staff], usernames:"
                                + " [alice]}]}"),
                () -> Map.of(11L, "open", 12L, "secret"));
    }

    private static String resumed(String how, String id) {
        return "event: resumed\ndata: {\"resumed\": \""
                + how
                + "\", \"path\": [\"builds\", \"*\", \"*\"]}\nid: "
                + id
                + "\n";
    }

    @Test
    void stream_firstVisit_beginsWithItsPosition() throws Exception {
        served = new Served(RuleList.open());
        announced(2);

        try (StreamClient client = new StreamClient(served, BUILDS)) {
            assertThat(client.next()).matches("event: handshake\ndata: [0-9a-f-]{36}\nid: e1-2\n");
        }
    }

    @Test
    void stream_comingBack_getsWhatWasMissedThenWhatFollows() throws Exception {
        served = new Served(RuleList.open());
        announced(3);

        try (StreamClient again = new StreamClient(served, BUILDS, LAST_ID, "e1-1")) {
            again.uuid();
            assertThat(again.next()).isEqualTo(resumed("replay", "e1-1"));
            assertThat(again.next()).startsWith("id: e1-2\n");
            assertThat(again.next()).startsWith("id: e1-3\n");
            served.announce(Things.build(4, 11, "a"), "new");
            assertThat(again.next()).startsWith("id: e1-4\n");
        }
    }

    @Test
    void stream_comingBack_havingMissedNothing_isToldSo() throws Exception {
        served = new Served(RuleList.open());
        announced(3);

        try (StreamClient again =
                new StreamClient(served, "/sse/listen/builds/1/*", LAST_ID, "e1-1")) {
            again.uuid();
            assertThat(again.next()).contains("\"resumed\": \"complete\"").endsWith("id: e1-3\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"e0-77", "e1-99", "rubbish", "e1-", "-1"})
    void stream_comingBack_withAnUnknownId_mustFetchAgain(String id) throws Exception {
        served = new Served(RuleList.open());
        announced(3);

        try (StreamClient late = new StreamClient(served, BUILDS, LAST_ID, id)) {
            late.uuid();
            assertThat(late.next()).isEqualTo(resumed("refetch", "e1-3"));
            served.announce(Things.build(4, 11, "a"), "new");
            assertThat(late.next()).startsWith("id: e1-4\n");
        }
    }

    @Test
    void stream_thatMissedMoreThanAnOutboxTakes_mustFetchAgain() throws Exception {
        served = new Served(RuleList.open());
        announced(Outbox.MAX_MISSED + 1);

        try (StreamClient late = new StreamClient(served, BUILDS, LAST_ID, "e1-0")) {
            late.uuid();
            assertThat(late.next()).isEqualTo(resumed("refetch", "e1-" + (Outbox.MAX_MISSED + 1)));
            served.announce(Things.build(4, 11, "a"), "new");
            assertThat(late.next()).contains("\"builds\", \"4\"");
        }
    }

    @Test
    void stream_addingAPath_mayResumeIt() throws Exception {
        served = new Served(RuleList.open());
        announced(3);

        try (StreamClient client = new StreamClient(served, "/sse/listen")) {
            String uuid = client.uuid();
            assertThat(served.get("/sse/add/" + uuid + "/builds/*/*", LAST_ID, "e1-2").body())
                    .isEqualTo("ok");

            assertThat(client.next()).isEqualTo(resumed("replay", "e1-2"));
            assertThat(client.next()).startsWith("id: e1-3\n");
        }
    }

    @Test
    void stream_replay_leavesOutWhatMayNotBeSeen() throws Exception {
        served = new Served(hidingBuilder12());
        announced(4);

        try (StreamClient stranger = new StreamClient(served, BUILDS, LAST_ID, "e1-0");
                StreamClient alice =
                        new StreamClient(
                                served, BUILDS, LAST_ID, "e1-2", "Cookie", served.login("alice"))) {
            stranger.uuid();
            alice.uuid();
            stranger.next();
            alice.next();

            assertThat(stranger.next()).startsWith("id: e1-2\n");
            assertThat(stranger.next()).startsWith("id: e1-4\n");
            assertThat(alice.next()).startsWith("id: e1-3\n");
        }
    }

    @Test
    void stream_thatMissedOnlyWhatMayNotBeSeen_missedNothing() throws Exception {
        served = new Served(hidingBuilder12());
        announced(1);

        try (StreamClient stranger = new StreamClient(served, BUILDS, LAST_ID, "e1-0")) {
            stranger.uuid();
            assertThat(stranger.next()).isEqualTo(resumed("complete", "e1-1"));
        }
    }

    @Test
    void stream_ofASessionThatIsOver_getsNothingMore() throws Exception {
        served = new Served(RuleList.open());
        try (StreamClient client =
                new StreamClient(served, BUILDS, "Cookie", served.login("alice"))) {
            client.uuid();
            served.now.updateAndGet(now -> now.plus(Duration.ofDays(8)));
            served.announce(Things.build(1, 11, "a"), "new");

            assertThat(client.next()).isEmpty();
        }
    }

    private SocketClient socket() throws Exception {
        return SocketClient.to(served.ws("/ws"), Map.of());
    }

    private static String consume(String path, String resume) {
        return "{\"cmd\":\"startConsuming\",\"path\":\""
                + path
                + "\",\"resume\":"
                + resume
                + ",\"_id\":7}";
    }

    private static String answer(String how, String id) {
        return "{\"msg\":\"OK\",\"code\":200,\"_id\":7,\"resumed\":\""
                + how
                + "\",\"id\":\""
                + id
                + "\"}";
    }

    @Test
    void socket_thatAsksForIds_getsThemOnThatPathAlone() throws Exception {
        served = new Served(RuleList.open());
        announced(2);
        SocketClient client = socket();
        client.say("{\"cmd\":\"startConsuming\",\"path\":\"*/3/*\",\"_id\":1}");

        assertThat(client.say(consume("builds/*/*", "null"))).isEqualTo(answer("started", "e1-2"));
        served.announce(Things.build(3, 11, "a"), "new");

        String message =
                "{\"k\":\"builds/3/new\",\"m\":{\"buildid\":3,\"builderid\":11,\"name\":\"a\","
                        + "\"complete\":false,\"started_at\":1003,\"complete_at\":null,"
                        + "\"tags\":[],\"properties\":{\"z\":[1.5,\"Src\"],\"a\":null}}";
        assertThat(client.next()).isEqualTo(message + "}");
        assertThat(client.next()).isEqualTo(message + ",\"id\":\"e1-3\"}");
    }

    @Test
    void socket_comingBack_getsWhatWasMissedThenWhatFollows() throws Exception {
        served = new Served(RuleList.open());
        announced(3);
        SocketClient client = socket();

        assertThat(client.say(consume("builds/*/*", "\"e1-1\"")))
                .isEqualTo(answer("replay", "e1-1"));
        served.announce(Things.build(4, 11, "a"), "new");
        for (int i = 2; i <= 4; i++) {
            assertThat(client.next()).endsWith(",\"id\":\"e1-" + i + "\"}");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "builds/1/*, e1-1, complete, e1-3",
        "builds/*/*, e1-3, complete, e1-3",
        "builds/*/*, e0-3, refetch, e1-3",
        "builds/*/*, '', refetch, e1-3",
    })
    void socket_comingBack_isToldWhatItMissed(String path, String last, String how, String id)
            throws Exception {
        served = new Served(RuleList.open());
        announced(3);

        assertThat(socket().say(consume(path, "\"" + last + "\""))).isEqualTo(answer(how, id));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "true", "[]", "{}"})
    void socket_resumeOfAnotherKind_isRefused(String resume) throws Exception {
        served = new Served(RuleList.open());

        assertThat(socket().say(consume("builds/*/*", resume)))
                .isEqualTo(
                        "{\"error\":\"'resume' must be the id of an event or null\",\"code\":400,"
                                + "\"_id\":7}");
    }

    @Test
    void socket_resumeOfWhatItConsumes_isRefused() throws Exception {
        served = new Served(RuleList.open());
        SocketClient client = socket();
        client.say(consume("a/*", "null"));

        assertThat(client.say(consume("a/*", "\"e1-0\""))).contains("\"code\":400");
        client.say("{\"cmd\":\"stopConsuming\",\"path\":\"a/*\",\"_id\":1}");
        assertThat(client.say(consume("a/*", "\"e1-0\""))).isEqualTo(answer("complete", "e1-0"));
    }

    @Test
    void sockets_thatComeBackWhileEventsFlow_missNoneAndDoubleNone() throws Exception {
        served = new Served(RuleList.open());
        announced(1);
        Thread flow =
                new Thread(
                        () -> {
                            for (int i = 2; i <= 900; i++) {
                                served.announce(Things.build(i, 11, "a"), "new");
                            }
                        });
        flow.start();
        SocketClient client = socket();
        client.say(consume("builds/*/*", "\"e1-1\""));
        for (int i = 2; i <= 900; i++) {
            assertThat(client.next()).endsWith(",\"id\":\"e1-" + i + "\"}");
        }
        flow.join();
    }
}
