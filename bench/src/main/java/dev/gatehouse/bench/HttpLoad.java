package dev.gatehouse.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends requests over some connections, each of which asks again as soon as it has its answer. One thread
 * does it all, so that it takes as little as it can from the server that shares the machine. Used once.
 *
 * <p>It ends after the time it was given; where an answer takes longer than that, after the first answers,
 * and after {@link #PATIENCE} at the latest.
 */
final class HttpLoad {
    static final Duration PATIENCE = Duration.ofMinutes(4);

    private final InetSocketAddress server;
    private final List<byte[]> requests;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);
    private final Latencies times = new Latencies();
    private int next;
    private long bytes;
    private long bad;

    HttpLoad(InetSocketAddress server, List<byte[]> requests) {
        this.server = server;
        this.requests = List.copyOf(requests);
    }

    /** What it sends for one thing to ask. */
    static byte[] request(String host, Workload.Ask ask, String cookie) {
        StringBuilder text = new StringBuilder(ask.body().isEmpty() ? "GET " : "POST ");
        text.append(ask.path()).append(" HTTP/1.1\r\nHost: ").append(host).append("\r\n");
        text.append("Accept: application/json\r\n");
        if (!ask.authorization().isEmpty()) {
            text.append("Authorization: ").append(ask.authorization()).append("\r\n");
        } else if (!cookie.isEmpty()) {
            text.append("Cookie: ").append(cookie).append("\r\n");
        }
        if (!ask.body().isEmpty()) {
            text.append("Content-Type: application/json\r\nContent-Length: ")
                    .append(ask.body().length())
                    .append("\r\n");
        }
        return text.append("\r\n").append(ask.body()).toString().getBytes(StandardCharsets.UTF_8);
    }

    Result run(int connections, Duration time, long rss) throws IOException {
        try (Selector selector = Selector.open()) {
            List<Connection> open = new ArrayList<>();
            long began = System.nanoTime();
            for (int i = 0; i < connections; i++) {
                open.add(new Connection(selector));
            }
            long end = began + time.toNanos();
            long last = began + PATIENCE.toNanos();
            long now = began;
            while (now < end || (times.count() < connections && now < last)) {
                selector.select(key -> read((Connection) key.attachment()), 100);
                now = System.nanoTime();
            }
            for (Connection connection : open) {
                connection.channel.close();
            }
            return Result.of(times, (now - began) / 1e9, bytes, bad, rss);
        }
    }

    private void read(Connection connection) {
        try {
            connection.read();
        } catch (IOException broken) {
            bad++;
            connection.reopen();
        }
    }

    /** One that asks, reads and asks again. */
    private final class Connection {
        private final Selector selector;
        private AnswerReader answer = new AnswerReader();
        private SocketChannel channel;
        private long sent;

        Connection(Selector selector) throws IOException {
            this.selector = selector;
            this.channel = opened();
            ask();
        }

        private SocketChannel opened() throws IOException {
            SocketChannel opened = SocketChannel.open(server);
            opened.socket().setTcpNoDelay(true);
            opened.configureBlocking(false);
            opened.register(selector, SelectionKey.OP_READ, this);
            return opened;
        }

        private void ask() throws IOException {
            ByteBuffer request = ByteBuffer.wrap(requests.get(next++ % requests.size()));
            sent = System.nanoTime();
            while (request.hasRemaining()) {
                channel.write(request);
            }
        }

        void read() throws IOException {
            buffer.clear();
            int count = channel.read(buffer);
            if (count < 0) {
                throw new IOException("closed by the server");
            }
            buffer.flip();
            if (!answer.take(buffer)) {
                return;
            }
            times.record(System.nanoTime() - sent);
            bytes += answer.bodyBytes();
            if (answer.status() >= 400) {
                bad++;
            }
            boolean ends = answer.ends();
            answer = new AnswerReader();
            if (ends) {
                reopen();
            } else {
                ask();
            }
        }

        void reopen() {
            try {
                channel.close();
                answer = new AnswerReader();
                channel = opened();
                ask();
            } catch (IOException e) {
                throw new IllegalStateException("the server at " + server + " is gone", e);
            }
        }
    }
}
