package dev.gatehouse.www.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.data.access.Denied;
import dev.gatehouse.data.event.EventPattern;
import dev.gatehouse.data.event.Subscription;
import dev.gatehouse.data.json.JsonMappers;
import dev.gatehouse.www.rest.Json;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket client: commands come in, events go out. The container calls it on its threads, the bus on
 * its own; what goes out passes through the {@link Outbox}, one frame after the other. Public because
 * containers want it so; {@link EventSocketServlet} makes it.
 */
public final class EventSocket extends Endpoint implements Streams.Stream {
    static final String VISITOR = Visitor.class.getName();

    /** A command is a line of text; a longer message closes the connection with 1009. */
    static final int MAX_MESSAGE = 64 * 1024;

    /** Three beats without a sign of life: the peer is gone. */
    private static final Duration SILENCE = Streams.BEAT.multipliedBy(4);

    private static final int MAX_PATH = 1000;

    /** Goes through the outbox like the rest, because some containers send one frame at a time only. */
    private static final String PING = "\u0000ping";

    private static final Logger log = LoggerFactory.getLogger(EventSocket.class);
    private static final ObjectMapper MAPPER =
            JsonMappers.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private final Streams streams;
    private final Outbox outbox = new Outbox();
    private final Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();
    private final AtomicBoolean sending = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile @Nullable Visitor visitor;
    private volatile @Nullable Session session;
    private volatile Instant lastHeard;

    /** A command that cannot be carried out. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final int code;

        Refused(int code, String message) {
            super(message);
            this.code = code;
        }
    }

    /**
     * @param visitor null where the container makes endpoints itself; then the handshake's properties name
     *     him
     */
    EventSocket(Streams streams, @Nullable Visitor visitor) {
        this.streams = streams;
        this.visitor = visitor;
        this.lastHeard = streams.now();
    }

    @Override
    public void onOpen(Session opened, EndpointConfig config) {
        session = opened;
        if (visitor == null && config.getUserProperties().get(VISITOR) instanceof Visitor known) {
            visitor = known;
        }
        if (visitor == null) {
            // a container that let the handshake past our filters
            close(CloseCodes.VIOLATED_POLICY, "not admitted");
            return;
        }
        opened.setMaxIdleTimeout(0);
        opened.setMaxTextMessageBufferSize(MAX_MESSAGE);
        opened.setMaxBinaryMessageBufferSize(MAX_MESSAGE);
        opened.getAsyncRemote().setSendTimeout(Streams.BEAT.toMillis());
        opened.addMessageHandler(
                String.class,
                new MessageHandler.Whole<String>() {
                    @Override
                    public void onMessage(String text) {
                        received(text);
                    }
                });
        opened.addMessageHandler(
                ByteBuffer.class,
                new MessageHandler.Whole<ByteBuffer>() {
                    @Override
                    public void onMessage(ByteBuffer bytes) {
                        received(StandardCharsets.UTF_8.decode(bytes).toString());
                    }
                });
        opened.addMessageHandler(
                PongMessage.class,
                new MessageHandler.Whole<PongMessage>() {
                    @Override
                    public void onMessage(PongMessage pong) {
                        lastHeard = streams.now();
                    }
                });
        streams.opened(this);
    }

    @Override
    public void onClose(Session closed, CloseReason reason) {
        closing.set(true);
        forget();
    }

    @Override
    public void onError(Session broken, Throwable thrown) {
        log.debug("a WebSocket broke", thrown);
        close(CloseCodes.UNEXPECTED_CONDITION, "error");
    }

    @Override
    public Visitor visitor() {
        Visitor known = visitor;
        if (known == null) {
            throw new IllegalStateException("the socket was never admitted");
        }
        return known;
    }

    @Override
    public int subscriptions() {
        return subscriptions.size();
    }

    @Override
    public void beat() {
        if (Duration.between(lastHeard, streams.now()).compareTo(SILENCE) > 0) {
            close(CloseCodes.GOING_AWAY, "no sign of life");
            return;
        }
        send(PING);
    }

    @Override
    public void end(String reason) {
        boolean over =
                visitor().until().filter(until -> !streams.now().isBefore(until)).isPresent();
        close(over ? CloseCodes.VIOLATED_POLICY : CloseCodes.GOING_AWAY, reason);
    }

    private void received(String text) {
        lastHeard = streams.now();
        ObjectNode frame;
        try {
            if (!(MAPPER.readTree(text) instanceof ObjectNode object)) {
                close(CloseCodes.NOT_CONSISTENT, "a message must be a JSON object");
                return;
            }
            frame = object;
        } catch (JsonProcessingException e) {
            close(CloseCodes.NOT_CONSISTENT, "a message must be JSON");
            return;
        }
        JsonNode id = frame.remove("_id");
        JsonNode type = frame.remove("type");
        if (absent(id) && absent(type)) {
            error("no '_id' or 'type' in websocket frame", 400, null);
            return;
        }
        JsonNode command = frame.remove("cmd");
        if (absent(command)) {
            error("no 'cmd' in websocket frame", 400, null);
            return;
        }
        if (!command.isTextual()) {
            close(CloseCodes.NOT_CONSISTENT, "'cmd' must be a text");
            return;
        }
        try {
            String answer = run(command.textValue(), frame);
            Map<String, @Nullable Object> reply = new LinkedHashMap<>();
            reply.put("msg", answer);
            reply.put("code", 200);
            reply.put("_id", id);
            send(Json.text(reply, Json.Form.COMPACT, false));
        } catch (Refused e) {
            error(String.valueOf(e.getMessage()), e.code, id);
        } catch (Denied e) {
            error(String.valueOf(e.getMessage()), 403, id);
        } catch (RuntimeException e) {
            log.error("a WebSocket command failed", e);
            error("Internal Error - see logs", 500, id);
        }
    }

    private String run(String command, ObjectNode arguments) {
        switch (command) {
            case "ping" -> {
                take("ping", arguments);
                return "pong";
            }
            case "startConsuming" -> {
                start(take("startConsuming", arguments, "path"));
                return "OK";
            }
            case "stopConsuming" -> {
                String path = take("stopConsuming", arguments, "path");
                Subscription subscription = subscriptions.remove(path);
                if (subscription == null) {
                    throw new Refused(400, "path was not consumed '" + path + "'");
                }
                subscription.close();
                return "OK";
            }
            default -> throw new Refused(404, "no such command type '" + command + "'");
        }
    }

    private void start(String path) {
        if (path.length() > MAX_PATH) {
            throw new Refused(400, "a path has at most " + MAX_PATH + " characters");
        }
        synchronized (subscriptions) {
            if (subscriptions.containsKey(path)) {
                return;
            }
            if (subscriptions.size() >= Streams.MAX_PATHS) {
                throw new Refused(400, "at most " + Streams.MAX_PATHS + " paths can be consumed");
            }
            subscriptions.put(
                    path,
                    streams.api()
                            .subscribe(
                                    visitor().caller(),
                                    EventPattern.of(path),
                                    (event, key, message) ->
                                            send(
                                                    streams.encoded()
                                                            .webSocket(event, key, message))));
        }
        if (closing.get()) {
            // closed meanwhile
            forget();
        }
    }

    /** The arguments by name, in the words that clients know; the path where there is one. */
    private static String take(String command, ObjectNode arguments, String... names) {
        String method = "Invalid method argument 'WsProtocol.cmd_" + command + "() ";
        List<String> given = new ArrayList<>();
        for (Iterator<String> all = arguments.fieldNames(); all.hasNext(); ) {
            given.add(all.next());
        }
        for (String name : given) {
            if (!List.of(names).contains(name)) {
                throw new Refused(
                        400, method + "got an unexpected keyword argument '" + name + "''");
            }
        }
        for (String name : names) {
            JsonNode value = arguments.get(name);
            if (value == null) {
                throw new Refused(
                        400, method + "missing 1 required positional argument: '" + name + "''");
            }
            if (!value.isTextual()) {
                throw new Refused(400, "invalid path format '" + python(value) + "'");
            }
            return value.textValue();
        }
        return "";
    }

    /** As the original prints a value. */
    private static String python(JsonNode value) {
        if (value.isTextual()) {
            return "'" + value.textValue() + "'";
        }
        if (value.isNull()) {
            return "None";
        }
        if (value.isBoolean()) {
            return value.booleanValue() ? "True" : "False";
        }
        if (value.isArray()) {
            List<String> items = new ArrayList<>();
            value.forEach(item -> items.add(python(item)));
            return "[" + String.join(", ", items) + "]";
        }
        if (value.isObject()) {
            List<String> items = new ArrayList<>();
            value.properties()
                    .forEach(
                            entry ->
                                    items.add(
                                            "'"
                                                    + entry.getKey()
                                                    + "': "
                                                    + python(entry.getValue())));
            return "{" + String.join(", ", items) + "}";
        }
        return value.toString();
    }

    private static boolean absent(@Nullable JsonNode node) {
        return node == null || node.isNull();
    }

    private void error(String message, int code, @Nullable JsonNode id) {
        Map<String, @Nullable Object> reply = new LinkedHashMap<>();
        reply.put("error", message);
        reply.put("code", code);
        reply.put("_id", id);
        send(Json.text(reply, Json.Form.COMPACT, false));
    }

    /** Never blocks: the bus calls it. */
    private void send(String frame) {
        if (closing.get()) {
            return;
        }
        if (!outbox.offer(frame)) {
            close(CloseCodes.TRY_AGAIN_LATER, "too slow: reconnect and fetch again");
            return;
        }
        if (sending.compareAndSet(false, true)) {
            streams.soon(this::pump);
        }
    }

    /** Sends one frame; its end starts the next. Only whoever set the flag may call it. */
    private void pump() {
        Session current = session;
        String frame = outbox.poll().orElse(null);
        if (frame == null || current == null || closing.get()) {
            sending.set(false);
            if (!outbox.isEmpty() && !closing.get() && sending.compareAndSet(false, true)) {
                streams.soon(this::pump);
            }
            return;
        }
        try {
            if (frame.equals(PING)) {
                current.getAsyncRemote().sendPing(ByteBuffer.wrap(new byte[12]));
                streams.soon(this::pump);
                return;
            }
            current.getAsyncRemote()
                    .sendText(
                            frame,
                            result -> {
                                if (result.isOK()) {
                                    streams.soon(this::pump);
                                } else {
                                    log.debug(
                                            "a WebSocket cannot be sent to", result.getException());
                                    close(CloseCodes.TRY_AGAIN_LATER, "cannot send");
                                }
                            });
        } catch (IOException | RuntimeException e) {
            log.debug("a WebSocket cannot be sent to", e);
            close(CloseCodes.UNEXPECTED_CONDITION, "cannot send");
        }
    }

    /** Closing can block on a peer that does not read, so a thread of ours does it. */
    private void close(CloseCode code, String reason) {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        forget();
        Session current = session;
        if (current == null) {
            return;
        }
        streams.soon(
                () -> {
                    try {
                        current.close(new CloseReason(code, reason));
                    } catch (IOException | IllegalStateException e) {
                        log.debug("a WebSocket was closed already", e);
                    }
                });
    }

    private void forget() {
        streams.closed(this);
        synchronized (subscriptions) {
            subscriptions.values().forEach(Subscription::close);
            subscriptions.clear();
        }
    }
}
