package dev.gatehouse.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Many WebSocket clients that subscribe to builds, steps and logs, and note when each event came to the first
 * of them and when to the others. One thread does it all; used once.
 */
final class Sockets implements AutoCloseable {
    private static final List<String> PATHS = List.of("builds/*/*", "steps/*/*", "logs/*/*");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final byte[] EVENT = "\"k\":".getBytes(StandardCharsets.US_ASCII);

    /**
     * What came of it.
     *
     * @param events that the client with the most got
     * @param frames that all clients got together
     * @param lost that some client should have got too
     * @param behind how much later than to the first client each event came to each other
     */
    record Fanned(
            int clients,
            double connectSeconds,
            long events,
            long frames,
            long lost,
            double seconds,
            Latencies behind) {}

    private final Selector selector = Selector.open();
    private final List<Client> clients = new ArrayList<>();
    private final List<Long> firsts = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);
    private final double connectSeconds;
    private Latencies behind = new Latencies();
    private long frames;
    private int answers;

    Sockets(URI base, String cookie, int count) throws IOException {
        InetSocketAddress server = new InetSocketAddress(base.getHost(), base.getPort());
        byte[] hello =
                ("GET /ws HTTP/1.1\r\nHost: "
                                + base.getAuthority()
                                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nCookie: "
                                + cookie
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
        long began = System.nanoTime();
        for (int i = 0; i < count; i++) {
            clients.add(new Client(server, hello));
            look(0);
        }
        long end = began + PATIENCE.toNanos();
        while (answers < count * PATHS.size() && System.nanoTime() < end) {
            look(50);
        }
        if (answers < count * PATHS.size()) {
            throw new IOException(
                    "of " + count * PATHS.size() + " subscriptions only " + answers + " stand");
        }
        this.connectSeconds = (System.nanoTime() - began) / 1e9;
    }

    /** Listens while something happens. */
    Fanned listen(Duration time, Runnable everySecond) throws IOException {
        firsts.clear();
        clients.forEach(client -> client.frames = 0);
        behind = new Latencies();
        frames = 0;
        long began = System.nanoTime();
        long end = began + time.toNanos();
        long next = began;
        while (System.nanoTime() < end) {
            if (System.nanoTime() >= next) {
                next += Duration.ofSeconds(1).toNanos();
                everySecond.run();
            }
            look(10);
        }
        // What is on its way still counts, but nothing new is waited for.
        long quiet = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (System.nanoTime() < quiet) {
            look(50);
        }
        long lost = (long) firsts.size() * clients.size() - frames;
        double seconds = (System.nanoTime() - began) / 1e9;
        return new Fanned(
                clients.size(), connectSeconds, firsts.size(), frames, lost, seconds, behind);
    }

    private void look(long millis) throws IOException {
        if (millis == 0) {
            selector.selectNow(this::read);
        } else {
            selector.select(this::read, millis);
        }
    }

    private void read(SelectionKey key) {
        try {
            ((Client) key.attachment()).read();
        } catch (IOException e) {
            throw new IllegalStateException("a socket broke", e);
        }
    }

    /** All clients get the same events in the same order, so the n-th of each is the same one. */
    private void frame(Client client, ByteBuffer payload) {
        if (!contains(payload, EVENT)) {
            answers++;
            return;
        }
        long now = System.nanoTime();
        int turn = client.frames++;
        if (turn == firsts.size()) {
            firsts.add(now);
        }
        frames++;
        behind.record(now - firsts.get(turn));
    }

    private static boolean contains(ByteBuffer text, byte[] part) {
        for (int at = text.position(); at <= Math.min(text.limit(), 64) - part.length; at++) {
            int same = 0;
            while (same < part.length && text.get(at + same) == part[same]) {
                same++;
            }
            if (same == part.length) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        for (Client client : clients) {
            client.channel.close();
        }
        selector.close();
    }

    private final class Client {
        private final SocketChannel channel;
        private ByteBuffer left = ByteBuffer.allocate(1024).flip();
        private boolean upgraded;
        private int frames;

        Client(InetSocketAddress server, byte[] hello) throws IOException {
            channel = SocketChannel.open(server);
            channel.write(ByteBuffer.wrap(hello));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        void read() throws IOException {
            buffer.clear();
            if (channel.read(buffer) < 0) {
                throw new IOException("closed by the server");
            }
            buffer.flip();
            ByteBuffer all = ByteBuffer.allocate(left.remaining() + buffer.remaining());
            all.put(left).put(buffer).flip();
            if (!upgraded && !upgrade(all)) {
                left = all;
                return;
            }
            while (next(all)) {
                // each frame of what has come
            }
            left = all;
        }

        private boolean upgrade(ByteBuffer in) throws IOException {
            String text = StandardCharsets.ISO_8859_1.decode(in.duplicate()).toString();
            int end = text.indexOf("\r\n\r\n");
            if (end < 0) {
                return false;
            }
            if (!text.startsWith("HTTP/1.1 101")) {
                throw new IOException("no WebSocket: " + text.lines().findFirst().orElse(""));
            }
            in.position(in.position() + end + 4);
            upgraded = true;
            for (int id = 0; id < PATHS.size(); id++) {
                send(
                        "{\"cmd\":\"startConsuming\",\"path\":\"%s\",\"_id\":%d}"
                                .formatted(PATHS.get(id), id));
            }
            return true;
        }

        /** Masked with zeros, which leaves it as it is. */
        private void send(String text) throws IOException {
            byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
            ByteBuffer frame = ByteBuffer.allocate(payload.length + 6);
            frame.put((byte) 0x81).put((byte) (0x80 | payload.length)).putInt(0).put(payload);
            frame.flip();
            while (frame.hasRemaining()) {
                channel.write(frame);
            }
        }

        /** Takes one frame; false when there is no whole one. */
        private boolean next(ByteBuffer in) {
            int start = in.position();
            if (in.remaining() < 2) {
                return false;
            }
            int kind = in.get() & 0x0f;
            long length = in.get() & 0x7f;
            int more = length == 126 ? 2 : length == 127 ? 8 : 0;
            if (in.remaining() < more) {
                in.position(start);
                return false;
            }
            length = more == 2 ? in.getShort() & 0xffff : more == 8 ? in.getLong() : length;
            if (in.remaining() < length) {
                in.position(start);
                return false;
            }
            ByteBuffer payload = in.slice(in.position(), (int) length);
            in.position(in.position() + (int) length);
            if (kind == 1) {
                frame(this, payload);
            }
            return true;
        }
    }
}
