package dev.gatehouse.master;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.msgpack.jackson.dataformat.MessagePackFactory;

/**
 * The worker's end of the wire for tests: real frames on a real socket, but it runs nothing. It answers
 * everything as a real worker does; what commands do is told by the test.
 */
public final class ScriptedWorker implements WebSocket.Listener, AutoCloseable {

    /** A command that the master has started. */
    public record Started(String id, String name, Map<String, Object> args) {
        /** The command line as one text. */
        public String line() {
            Object command = args.get("command");
            return command instanceof List<?> words
                    ? String.join(" ", words.stream().map(String::valueOf).toList())
                    : String.valueOf(command);
        }
    }

    private static final ObjectMapper MAPPER = new ObjectMapper(new MessagePackFactory());
    private static final TypeReference<LinkedHashMap<String, Object>> MAP =
            new TypeReference<>() {};

    private final CompletableFuture<WebSocket> socket;
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private final LinkedBlockingQueue<Started> started = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private CompletableFuture<?> lastSent = CompletableFuture.completedFuture(null);
    private volatile WebSocket open;
    private long sequence;

    public final List<Map<String, Object>> heard = new CopyOnWriteArrayList<>();
    public final List<String> interrupted = new CopyOnWriteArrayList<>();

    /** When set, answers commands at once; a null answer leaves the command running. */
    public volatile Function<Started, List<List<Object>>> script = null;

    /** When set, requests are not answered any more, as if the machine were frozen. */
    public volatile boolean frozen;

    public ScriptedWorker(int port, String name, String password) {
        String pair = name + ":" + password;
        String header = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        this.socket =
                HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .header("Authorization", "Basic " + header)
                        .buildAsync(URI.create("ws://127.0.0.1:" + port + "/"), this);
    }

    /** Waits for the opening handshake; fails with what the master answered. */
    public ScriptedWorker connected() {
        socket.orTimeout(20, TimeUnit.SECONDS).join();
        return this;
    }

    public Started next() throws InterruptedException {
        Started next = started.poll(20, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no command came");
        }
        return next;
    }

    public boolean idle() {
        return started.isEmpty();
    }

    public CompletableFuture<Integer> whenClosed() {
        return closed;
    }

    /** One item of an update. */
    public static List<Object> item(String name, Object value) {
        return Arrays.asList(name, value);
    }

    /** Text as a worker sends it. */
    public static List<Object> text(String stream, String text) {
        List<Object> places = new ArrayList<>();
        List<Object> times = new ArrayList<>();
        for (int i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
            places.add(i);
            times.add(1.5);
        }
        return item(stream, Arrays.asList(text, places, times));
    }

    public void update(Started command, List<?>... items) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("op", "update");
        message.put("command_id", command.id());
        message.put("args", Arrays.asList(items));
        request(message);
    }

    public void complete(Started command, String failure) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("op", "complete");
        message.put("command_id", command.id());
        message.put("args", failure);
        request(message);
    }

    /** Says some lines and ends with that exit code. */
    public void finish(Started command, String output, int rc) {
        if (!output.isEmpty()) {
            update(command, text("stdout", output));
        }
        update(command, item("rc", rc), item("elapsed", 0.5));
        complete(command, null);
    }

    private synchronized void request(Map<String, Object> message) {
        message.put("seq_number", sequence++);
        send(message);
    }

    /** Sends what may be no message at all, after what is on its way already. */
    public synchronized void send(byte[] bytes) {
        lastSent = lastSent.thenCompose(x -> open.sendBinary(ByteBuffer.wrap(bytes), true));
    }

    private void send(Map<String, Object> message) {
        try {
            send(MAPPER.writeValueAsBytes(message));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Drops the line without a word, as a killed worker does. */
    public void kill() {
        connected();
        open.abort();
    }

    @Override
    public void close() {
        if (socket.isDone() && !socket.isCompletedExceptionally()) {
            kill();
        }
    }

    @Override
    public void onOpen(WebSocket opened) {
        // The handshake's future completes only after this thread has come back.
        open = opened;
        opened.request(Long.MAX_VALUE);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        partial.writeBytes(bytes);
        if (last) {
            byte[] whole = partial.toByteArray();
            partial.reset();
            try {
                handle(MAPPER.readValue(whole, MAP));
            } catch (IOException e) {
                closed.completeExceptionally(e);
            }
        }
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.complete(1006);
    }

    private void handle(Map<String, Object> message) {
        heard.add(message);
        String op = (String) message.get("op");
        if (op.equals("response") || frozen) {
            return;
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("op", "response");
        answer.put("seq_number", message.get("seq_number"));
        answer.put("result", op.equals("get_worker_info") ? info() : null);
        if (op.equals("interrupt_command")) {
            interrupted.add((String) message.get("command_id"));
        }
        send(answer);
        if (op.equals("start_command")) {
            @SuppressWarnings("unchecked")
            Started command =
                    new Started(
                            (String) message.get("command_id"),
                            (String) message.get("command_name"),
                            (Map<String, Object>) message.get("args"));
            List<List<Object>> items = script == null ? null : script.apply(command);
            if (items == null) {
                started.add(command);
                return;
            }
            Map<String, Object> update = new LinkedHashMap<>();
            update.put("op", "update");
            update.put("command_id", command.id());
            update.put("args", items);
            request(update);
            complete(command, null);
        }
    }

    private static Map<String, Object> info() {
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("admin", "Farm Admin <admin@example.org>\n");
        info.put("environ", Map.of("PATH", "/usr/bin:/bin", "HOME", "/home/worker"));
        info.put("system", "posix");
        info.put("basedir", "/srv/worker");
        info.put("numcpus", 2);
        info.put("version", "3.7.0");
        info.put("worker_commands", Map.of("shell", "3.1"));
        info.put("delete_leftover_dirs", 0);
        return info;
    }
}
