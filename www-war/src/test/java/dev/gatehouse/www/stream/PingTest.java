package dev.gatehouse.www.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatehouse.www.Served;
import dev.gatehouse.www.access.RuleList;
import dev.gatehouse.www.rest.Cors;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code ws_ping_interval}: who answers stays, who does not is sent away. */
class PingTest {
    private static final int CLOSE = 8;
    private static final int PING = 9;

    private static Served served(Duration interval) throws Exception {
        return new Served(
                RuleList.open(),
                "",
                Cors.ownPages(URI.create("http://farm.example.org/")),
                interval);
    }

    @Test
    void peer_thatAnswersNoPing_isClosed() throws Exception {
        try (Served served = served(Duration.ofSeconds(1));
                Silent silent = new Silent(served)) {
            assertThat(silent.nextFrame()).isEqualTo(PING);

            served.now.updateAndGet(now -> now.plusSeconds(4));

            int frame = silent.nextFrame();
            while (frame == PING) {
                frame = silent.nextFrame();
            }
            assertThat(frame).isEqualTo(CLOSE);
            await().until(() -> served.streams.count() == 0);
        }
    }

    @Test
    void peer_thatAnswersPings_stays() throws Exception {
        try (Served served = served(Duration.ofSeconds(1))) {
            SocketClient client = SocketClient.to(served.ws("/ws"), Map.of());
            for (int i = 0; i < 3; i++) {
                try (Silent witness = new Silent(served)) {
                    assertThat(witness.nextFrame()).isEqualTo(PING);
                    served.now.updateAndGet(now -> now.plusSeconds(2));
                }
            }
            assertThat(client.say("{\"cmd\":\"ping\",\"_id\":1}")).contains("pong");
        }
    }

    @Test
    void intervalOfZero_sendsNoPingAndWaitsForEver() throws Exception {
        try (Served served = served(Duration.ZERO);
                Silent silent = new Silent(served)) {
            SocketClient user =
                    SocketClient.to(served.ws("/ws"), Map.of("Cookie", served.login("alice")));

            served.now.updateAndGet(now -> now.plus(Duration.ofDays(8)));

            // the same look round that ends his session would have found the silent one
            assertThat(user.closeCode()).isEqualTo(1008);
            silent.say("{\"cmd\":\"ping\",\"_id\":1}");
            assertThat(silent.nextFrame()).isEqualTo(1);
        }
    }

    /** Speaks just enough of the protocol to leave pings unanswered. */
    private static final class Silent implements AutoCloseable {
        private final Socket socket;
        private final DataInputStream in;

        Silent(Served served) throws IOException {
            socket = new Socket("127.0.0.1", served.port());
            socket.setSoTimeout(30_000);
            in = new DataInputStream(socket.getInputStream());
            socket.getOutputStream()
                    .write(
                            ("GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n"
                                            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.readUnsignedByte());
            }
            assertThat(head.toString()).startsWith("HTTP/1.1 101 ");
        }

        /** Gives the kind of the next frame: a ping, a text, the end. */
        int nextFrame() throws IOException {
            int kind = in.readUnsignedByte() & 15;
            in.skipNBytes(in.readUnsignedByte());
            return kind;
        }

        void say(String text) throws IOException {
            socket.getOutputStream().write(SlowClientTest.frame(text));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
