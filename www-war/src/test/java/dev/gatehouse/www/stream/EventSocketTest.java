package dev.gatehouse.www.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.www.Served;
import dev.gatehouse.www.Settings;
import dev.gatehouse.www.Things;
import dev.gatehouse.www.access.RuleList;
import dev.gatehouse.www.access.Rules;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventSocketTest {
    private Served served;

    private SocketClient open(RuleList rules, String... headers) throws Exception {
        served = new Served(rules);
        return connect(headers);
    }

    private SocketClient connect(String... headers) throws Exception {
        Map<String, String> all = new java.util.HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        return SocketClient.to(served.ws("/ws"), all);
    }

    @AfterEach
    void stop() throws Exception {
        served.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"cmd\":\"ping\",\"_id\":1} | {\"msg\":\"pong\",\"code\":200,\"_id\":1}",
                "{\"cmd\":\"ping\",\"_id\":{\"a\":[1]}} |"
                        + " {\"msg\":\"pong\",\"code\":200,\"_id\":{\"a\":[1]}}",
                "{\"cmd\":\"startConsuming\",\"path\":\"a/*\",\"_id\":\"x\"} |"
                        + " {\"msg\":\"OK\",\"code\":200,\"_id\":\"x\"}",
                "{\"cmd\":\"ping\"} | {\"error\":\"no '_id' or 'type' in websocket frame\","
                        + "\"code\":400,\"_id\":null}",
                "{\"_id\":1} | {\"error\":\"no 'cmd' in websocket frame\",\"code\":400,\"_id\":null}",
                "{\"cmd\":\"poing\",\"_id\":3} |"
                        + " {\"error\":\"no such command type 'poing'\",\"code\":404,\"_id\":3}",
                "{\"cmd\":\"startConsuming\",\"_id\":10} | {\"error\":\"Invalid method argument"
                        + " 'WsProtocol.cmd_startConsuming() missing 1 required positional"
                        + " argument: 'path''\",\"code\":400,\"_id\":10}",
                "{\"cmd\":\"ping\",\"x\":1,\"_id\":11} | {\"error\":\"Invalid method argument"
                        + " 'WsProtocol.cmd_ping() got an unexpected keyword argument 'x''\","
                        + "\"code\":400,\"_id\":11}",
                "{\"cmd\":\"startConsuming\",\"path\":{\"a\":1},\"_id\":8} |"
                        + " {\"error\":\"invalid path format '{'a': 1}'\",\"code\":400,\"_id\":8}",
                "{\"cmd\":\"stopConsuming\",\"path\":\"nope\",\"_id\":13} |"
                        + " {\"error\":\"path was not consumed 'nope'\",\"code\":400,\"_id\":13}",
                "{\"cmd\":\"ping\",\"type\":\"t\",\"_id\":1} |"
                        + " {\"msg\":\"pong\",\"code\":200,\"_id\":1}",
            })
    void command_isAnsweredInTheKnownWords(String command, String answer) throws Exception {
        assertThat(open(RuleList.open()).say(command)).isEqualTo(answer);
    }

    @Test
    void command_inABinaryFrame_isTakenToo() throws Exception {
        SocketClient client = open(RuleList.open());
        client.session
                .getBasicRemote()
                .sendBinary(
                        ByteBuffer.wrap(
                                "{\"cmd\":\"ping\",\"_id\":1}".getBytes(StandardCharsets.UTF_8)));

        assertThat(client.next()).isEqualTo("{\"msg\":\"pong\",\"code\":200,\"_id\":1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "[]", "5", "{\"cmd\":5,\"_id\":1}", "{", ""})
    void frame_thatIsNoCommand_closes(String frame) throws Exception {
        SocketClient client = open(RuleList.open());
        client.provoke(frame);

        assertThat(client.closeCode()).isEqualTo(1007);
    }

    @Test
    void frame_thatIsTooLong_closes() throws Exception {
        SocketClient client = open(RuleList.open());
        client.provoke("x".repeat(EventSocket.MAX_MESSAGE + 1));

        assertThat(client.closeCode()).isEqualTo(1009);
    }

    @Test
    void event_reachesWhoeverConsumesItsKey_onceForEachPath() throws Exception {
        SocketClient client = open(RuleList.open());
        client.say("{\"cmd\":\"startConsuming\",\"path\":\"builds/*/new\",\"_id\":1}");
        client.say("{\"cmd\":\"startConsuming\",\"path\":\"builds/*/new\",\"_id\":2}");
        client.say("{\"cmd\":\"startConsuming\",\"path\":\"*/7/*\",\"_id\":3}");
        client.say("{\"cmd\":\"startConsuming\",\"path\":\"builds/*\",\"_id\":4}");
        client.say("{\"cmd\":\"startConsuming\",\"path\":\"builds/*/new/\",\"_id\":5}");

        served.announce(Things.build(7, 11, "ü"), "new");
        String expected =
                "{\"k\":\"builds/7/new\",\"m\":{\"buildid\":7,\"builderid\":11,"
                        + "\"name\":\"\\u00fc\",\"complete\":false,\"started_at\":1007,"
                        + "\"complete_at\":null,\"tags\":[],"
                        + "\"properties\":{\"z\":[1.5,\"Src\"],\"a\":null}}}";

        assertThat(List.of(client.next(), client.next())).containsExactly(expected, expected);
        client.say("{\"cmd\":\"stopConsuming\",\"path\":\"*/7/*\",\"_id\":6}");
        served.announce(Things.build(8, 11, "x"), "new");
        assertThat(client.next()).startsWith("{\"k\":\"builds/8/new\"");
        assertThat(client.frames).isEmpty();
    }

    @Test
    void event_ofAHiddenBuilder_neverLeaves() throws Exception {
        SocketClient client =
                open(
                        Rules.read(
                                Settings.of(
                                        new Problems(),
                                        "{allowRules: [ViewBuildsEndpointMatcher: {builder:"
                                                + " secret, role: staff}]}"),
                                () -> Map.of(11L, "open", 12L, "secret")));
        client.say("{\"cmd\":\"startConsuming\",\"path\":\"builds/*/*\",\"_id\":1}");
        client.say("{\"cmd\":\"startConsuming\",\"path\":\"builders/12/builds/*/*\",\"_id\":1}");

        served.announce(Things.build(7, 12, "hidden"), "new");
        served.announce(Things.build(8, 11, "shown"), "new");

        assertThat(client.next()).startsWith("{\"k\":\"builds/8/new\"");
        assertThat(client.frames).isEmpty();
    }

    @Test
    void handshake_plainGet_is426() throws Exception {
        served = new Served(RuleList.open());

        for (String path : new String[] {"/ws", "/ws/", "/ws/anything"}) {
            String answer = served.raw("GET " + path);
            assertThat(answer).startsWith("HTTP/1.1 426 ").contains("Upgrade: websocket");
        }
    }

    @Test
    void handshake_foreignOrigin_isRefused() throws Exception {
        served = new Served(RuleList.open());

        assertThat(handshake("Origin: https://evil.example.com")).startsWith("HTTP/1.1 403 ");
        assertThat(handshake("Origin: null")).startsWith("HTTP/1.1 403 ");
        assertThat(connect("Origin", "http://127.0.0.1:" + served.port()).session.isOpen())
                .isTrue();
        assertThat(connect("Origin", "http://farm.example.org").session.isOpen()).isTrue();
    }

    private String handshake(String... headers) throws Exception {
        String[] all = Arrays.copyOf(headers, headers.length + 3);
        all[headers.length] = "Upgrade: websocket";
        all[headers.length + 1] = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
        all[headers.length + 2] = "Sec-WebSocket-Version: 13";
        return served.raw("GET /ws", all);
    }

    @Test
    void handshake_badCookie_isRefused() throws Exception {
        served = new Served(RuleList.open());

        assertThat(handshake("Cookie: TWISTED_SESSION=forged")).startsWith("HTTP/1.1 403 ");
        assertThat(connect("Cookie", served.login("alice")).say("{\"cmd\":\"ping\",\"_id\":1}"))
                .contains("pong");
    }

    @Test
    void session_thatEnds_endsTheSocket() throws Exception {
        served = new Served(RuleList.open());
        SocketClient client = connect("Cookie", served.login("alice"));
        SocketClient stranger = connect();
        client.say("{\"cmd\":\"startConsuming\",\"path\":\"builds/*/*\",\"_id\":1}");

        served.now.updateAndGet(now -> now.plus(Duration.ofDays(8)));

        assertThat(client.closeCode()).isEqualTo(1008);
        await().until(() -> stranger.session.isOpen());
    }

    @Test
    void server_thatGoesDown_saysSo() throws Exception {
        SocketClient client = open(RuleList.open());
        client.say("{\"cmd\":\"ping\",\"_id\":1}");

        served.close();

        assertThat(client.closeCode()).isEqualTo(1001);
    }
}
