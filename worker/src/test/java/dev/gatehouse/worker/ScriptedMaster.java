package dev.gatehouse.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.java_websocket.WebSocket;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.DefaultSSLWebSocketServerFactory;
import org.java_websocket.server.WebSocketServer;

/**
 * The other side of a real socket: sends the requests a test wants, answers whatever the worker
 * asks, and keeps every message. Every message must decode, or the test that closes this fails.
 */
final class ScriptedMaster implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What a command said between its start and its end. */
    record Outcome(
            Map<String, Object> response,
            List<List<?>> items,
            List<Map<String, Object>> messages,
            Map<String, Object> complete) {

        boolean refused() {
            return response.containsKey("is_exception");
        }

        String failure() {
            return (String) complete.get("args");
        }

        Object item(String name) {
            return items.stream()
                    .filter(item -> item.get(0).equals(name))
                    .map(item -> item.get(1))
                    .reduce((first, second) -> second)
                    .orElse(null);
        }

        Integer rc() {
            return (Integer) item("rc");
        }

        /** Everything of one stream, in order. */
        String text(String stream) {
            StringBuilder text = new StringBuilder();
            for (List<?> item : items) {
                if (item.get(0).equals(stream)) {
                    text.append(((List<?>) item.get(1)).get(0));
                }
            }
            return text.toString();
        }

        /** Everything of one log file. */
        String logFile(String name) {
            StringBuilder text = new StringBuilder();
            for (List<?> item : items) {
                if (item.get(0).equals("log") && ((List<?>) item.get(1)).get(0).equals(name)) {
                    text.append(((List<?>) ((List<?>) item.get(1)).get(1)).get(0));
                }
            }
            return text.toString();
        }

        List<String> ops() {
            return messages.stream().map(message -> (String) message.get("op")).toList();
        }

        byte[] bytesOf(String op) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            messages.stream()
                    .filter(message -> message.get("op").equals(op))
                    .forEach(message -> bytes.writeBytes((byte[]) message.get("args")));
            return bytes.toByteArray();
        }
    }

    /** What the master answers to a request of the worker; an exception is sent as one. */
    interface Answers {
        Object to(Map<String, Object> request);
    }

    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refusal(String message) {
            super(message);
        }
    }

    private final Server server;
    private final String scheme;
    private final Wire wire = new Wire();
    private final List<String> undecodable = new CopyOnWriteArrayList<>();
    private final Map<String, BlockingQueue<Map<String, Object>>> byCommand =
            new ConcurrentHashMap<>();
    private final Map<Long, CompletableFuture<Map<String, Object>>> answers =
            new ConcurrentHashMap<>();
    private final AtomicLong sequence = new AtomicLong();
    private final AtomicInteger commandIds = new AtomicInteger();
    final AtomicInteger opened = new AtomicInteger();
    final List<ClientHandshake> handshakes = new CopyOnWriteArrayList<>();
    final CountDownLatch started = new CountDownLatch(1);
    volatile Answers script = request -> null;
    volatile CountDownLatch hold = new CountDownLatch(0);
    private volatile WebSocket worker;

    ScriptedMaster() throws Exception {
        this(null, 0);
    }

    ScriptedMaster(SSLContext tls, int port) throws Exception {
        server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        scheme = tls == null ? "ws" : "wss";
        if (tls != null) {
            server.setWebSocketFactory(new DefaultSSLWebSocketServerFactory(tls));
        }
        server.setReuseAddr(true);
        server.setTcpNoDelay(true);
        server.start();
        assertThat(started.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    URI address() {
        return URI.create(scheme + "://localhost:" + server.getPort() + "/");
    }

    int port() {
        return server.getPort();
    }

    WorkerSettings settings(Path basedir) {
        return WorkerSettings.of(address().toString(), "w1", "secret", basedir);
    }

    /** A worker that comes back quickly, started and connected. */
    Worker worker(WorkerSettings settings) {
        Backoff quick = new Backoff(Duration.ofMillis(50), 1.5, Duration.ofMillis(200), () -> 0.5);
        Worker started = new Worker(settings, quick, quick);
        int before = opened.get();
        started.start();
        awaitOpened(before + 1);
        return started;
    }

    void awaitOpened(int count) {
        await().atMost(PATIENCE).until(() -> opened.get() >= count && worker != null);
    }

    /** One request and its answer. */
    Map<String, Object> request(String op, Map<String, ?> fields) {
        long number = sequence.getAndIncrement();
        CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
        answers.put(number, answer);
        Map<String, Object> message = new LinkedHashMap<>(fields);
        message.put("op", op);
        message.put("seq_number", number);
        send(message);
        try {
            return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("no answer to " + op, e);
        }
    }

    /** A command from its start to its end. */
    Outcome command(String name, Map<String, ?> args) {
        return finish(start(name, args));
    }

    record Running(String id, Map<String, Object> response, List<Map<String, Object>> seen) {}

    Running start(String name, Map<String, ?> args) {
        String id = "c" + commandIds.incrementAndGet();
        byCommand.put(id, new LinkedBlockingQueue<>());
        Map<String, Object> response =
                request(
                        "start_command",
                        Map.of("command_id", id, "command_name", name, "args", args));
        return new Running(id, response, new ArrayList<>());
    }

    /** Waits until the command has said something that fits. */
    void awaitMessage(Running running, java.util.function.Predicate<Map<String, Object>> fits) {
        while (true) {
            Map<String, Object> message = next(running);
            if (fits.test(message)) {
                return;
            }
        }
    }

    /** Waits until a line of the command has come. */
    void awaitText(Running running, String words) {
        awaitMessage(running, message -> String.valueOf(message.get("args")).contains(words));
    }

    Outcome finish(Running running) {
        Map<String, Object> complete = Map.of();
        if (!running.response().containsKey("is_exception")) {
            complete = null;
            while (complete == null) {
                Map<String, Object> message = next(running);
                complete = message.get("op").equals("complete") ? message : null;
            }
        }
        List<List<?>> items = new ArrayList<>();
        for (Map<String, Object> message : running.seen()) {
            if (message.get("op").equals("update")) {
                ((List<?>) message.get("args")).forEach(item -> items.add((List<?>) item));
            }
        }
        return new Outcome(running.response(), items, running.seen(), complete);
    }

    private Map<String, Object> next(Running running) {
        try {
            Map<String, Object> message =
                    byCommand.get(running.id()).poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError(
                        "command " + running.id() + " said no more than " + running.seen());
            }
            running.seen().add(message);
            return message;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void send(Map<String, ?> message) {
        worker.send(wire.encode(message));
    }

    void sendRaw(byte[] bytes) {
        worker.send(bytes);
    }

    /** Cuts the line without a word. */
    void drop() {
        WebSocket socket = worker;
        worker = null;
        socket.closeConnection(1006, "dropped by the test");
    }

    @Override
    public void close() throws Exception {
        hold.countDown();
        server.stop(1000);
        assertThat(undecodable).isEmpty();
    }

    private void received(WebSocket from, byte[] bytes) {
        Map<String, Object> message;
        try {
            message = wire.decode(bytes);
        } catch (IOException e) {
            undecodable.add(e.toString());
            throw new UncheckedIOException(e);
        }
        long number = ((Number) message.get("seq_number")).longValue();
        if (message.get("op").equals("response")) {
            answers.computeIfAbsent(number, none -> new CompletableFuture<>()).complete(message);
            return;
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("op", "response");
        answer.put("seq_number", number);
        try {
            answer.put("result", script.to(message));
        } catch (Refusal e) {
            answer.put("result", e.getMessage());
            answer.put("is_exception", true);
        }
        byCommand
                .computeIfAbsent(
                        String.valueOf(message.get("command_id")),
                        id -> new LinkedBlockingQueue<>())
                .add(message);
        if (from.isOpen()) {
            from.send(wire.encode(answer));
        }
    }

    private final class Server extends WebSocketServer {
        Server(InetSocketAddress address) {
            super(address, 1);
        }

        @Override
        public void onOpen(WebSocket socket, ClientHandshake handshake) {
            handshakes.add(handshake);
            worker = socket;
            opened.incrementAndGet();
        }

        @Override
        public void onClose(WebSocket socket, int code, String reason, boolean remote) {}

        @Override
        public void onMessage(WebSocket socket, String message) {
            undecodable.add("text: " + message);
        }

        @Override
        public void onMessage(WebSocket socket, ByteBuffer message) {
            byte[] bytes = new byte[message.remaining()];
            message.get(bytes);
            try {
                hold.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            received(socket, bytes);
        }

        @Override
        public void onError(WebSocket socket, Exception e) {}

        @Override
        public void onStart() {
            started.countDown();
        }
    }
}
