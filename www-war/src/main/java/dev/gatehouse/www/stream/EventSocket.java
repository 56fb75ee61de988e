package dev.gatehouse.www.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.data.json.JsonMappers;
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
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket client: commands come in, events go out. The container calls it on its threads, the bus on
 * its own; what goes out passes through a {@link SocketOutput}. Public because containers want it so;
 * {@link EventSocketServlet} makes it.
 */
public final class EventSocket extends Endpoint implements Streams.Stream {
    static final String VISITOR = Visitor.class.getName();

    /** A command is a line of text; a longer message closes the connection with 1009. */
    static final int MAX_MESSAGE = 64 * 1024;

    private static final Logger log = LoggerFactory.getLogger(EventSocket.class);
    private static final ObjectMapper MAPPER =
            JsonMappers.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private final Streams streams;
    private final Subscriptions subscriptions;
    private final SocketOutput output;
    private final SocketCommands commands;
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile @Nullable Visitor visitor;
    private volatile @Nullable Session session;
    private volatile Instant lastHeard;

    /**
     * @param visitor null where the container makes endpoints itself; then the handshake's properties name
     *     him
     */
    EventSocket(Streams streams, @Nullable Visitor visitor) {
        this.streams = streams;
        this.visitor = visitor;
        this.lastHeard = streams.now();
        this.output = new SocketOutput(streams, this::close);
        this.subscriptions = new Subscriptions(streams, this);
        this.commands = new SocketCommands(subscriptions, output::send);
    }

    @Override
    public void onOpen(Session opened, EndpointConfig config) {
        session = opened;
        output.open(opened);
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
        return subscriptions.count();
    }

    @Override
    public void ping() {
        Duration silence = Duration.between(lastHeard, streams.now());
        if (streams.patience().filter(most -> silence.compareTo(most) > 0).isPresent()) {
            close(CloseCodes.GOING_AWAY, "no sign of life");
            return;
        }
        output.ping();
    }

    @Override
    public void beat() {
        if (commands.withIds()) {
            subscriptions.tellPosition(at -> "{\"id\":\"" + at.position() + "\"}");
        }
    }

    @Override
    public void say(String text) {
        output.send(text);
    }

    @Override
    public boolean sayMissed(List<String> texts) {
        return output.sendMissed(texts);
    }

    @Override
    public void end(String reason) {
        close(streams.over(visitor()) ? CloseCodes.VIOLATED_POLICY : CloseCodes.GOING_AWAY, reason);
    }

    private void received(String text) {
        log.debug("FRAME {}", text);
        lastHeard = streams.now();
        try {
            if (!(MAPPER.readTree(text) instanceof ObjectNode frame)) {
                close(CloseCodes.NOT_CONSISTENT, "a message must be a JSON object");
                return;
            }
            String senseless = commands.answer(frame);
            if (!senseless.isEmpty()) {
                close(CloseCodes.NOT_CONSISTENT, senseless);
            }
        } catch (JsonProcessingException e) {
            close(CloseCodes.NOT_CONSISTENT, "a message must be JSON");
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
        output.close();
        streams.closed(this);
        subscriptions.close();
    }
}
