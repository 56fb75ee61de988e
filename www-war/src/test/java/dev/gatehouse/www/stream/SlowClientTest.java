package dev.gatehouse.www.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatehouse.www.Served;
import dev.gatehouse.www.Things;
import dev.gatehouse.www.access.RuleList;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Clients that open a stream and then do not read: the others and the bus must not notice. */
class SlowClientTest {
    private static final String LONG = "x".repeat(50_000);

    private static Socket open(Served served, String path, String... headers) throws Exception {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(served.address());
        String request =
                "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + String.join("", headers) + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private static void flood(Served served) {
        for (int i = 1; i <= 400; i++) {
            served.announce(Things.build(i, 11, LONG), "new");
        }
    }

    @Test
    void eventStream_whoseClientDoesNotRead_isClosedAndHoldsNobodyUp() throws Exception {
        try (Served served = new Served(RuleList.open());
                Socket stuck = open(served, "/sse/listen/builds/*/*");
                Socket reading = open(served, "/sse/listen/builds/400/*")) {
            await().until(() -> served.streams.count() == 2);

            flood(served);

            BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    reading.getInputStream(), StandardCharsets.US_ASCII));
            String line;
            do {
                line = lines.readLine();
                assertThat(line).isNotNull();
            } while (!line.startsWith("id: e1-400"));
            await().atMost(Duration.ofSeconds(40)).until(() -> served.streams.count() == 1);
            assertThat(stuck.isClosed()).isFalse();
        }
    }

    @Test
    void webSocket_whoseClientDoesNotRead_isClosedAndHoldsNobodyUp() throws Exception {
        try (Served served = new Served(RuleList.open());
                Socket stuck =
                        open(
                                served,
                                "/ws",
                                "Connection: Upgrade\r\n",
                                "Upgrade: websocket\r\n",
                                "Sec-WebSocket-Version: 13\r\n",
                                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")) {
            await().until(() -> served.streams.count() == 1);
            stuck.getOutputStream()
                    .write(frame("{\"cmd\":\"startConsuming\",\"path\":\"builds/*/*\",\"_id\":1}"));
            await().until(() -> served.streams.subscriptions() == 1);
            SocketClient reading = SocketClient.to(served.ws("/ws"), Map.of());
            reading.say(
                    "{\"cmd\":\"startConsuming\",\"path\":\"builds/400/*\",\"resume\":null,"
                            + "\"_id\":1}");

            flood(served);

            assertThat(reading.next()).endsWith("\"id\":\"e1-400\"}");
            await().atMost(Duration.ofSeconds(40)).until(() -> served.streams.count() == 1);
            assertThat(stuck.isClosed()).isFalse();
        }
    }

    /** A text frame with a mask of zeros. */
    static byte[] frame(String text) {
        byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
        assertThat(payload.length).isLessThan(126);
        byte[] frame = new byte[payload.length + 6];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | payload.length);
        System.arraycopy(payload, 0, frame, 6, payload.length);
        return frame;
    }
}
