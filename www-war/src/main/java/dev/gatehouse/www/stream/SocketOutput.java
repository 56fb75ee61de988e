package dev.gatehouse.www.stream;

import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The frames that wait for one WebSocket, sent one after the other because some containers take one at a
 * time only. Never blocks; any thread.
 */
final class SocketOutput {
    /** Goes through the outbox like the rest. */
    private static final String PING = "\u0000ping";

    private static final Logger log = LoggerFactory.getLogger(SocketOutput.class);

    private final Streams streams;
    private final BiConsumer<CloseCode, String> end;
    private final Outbox outbox = new Outbox();
    private final AtomicBoolean sending = new AtomicBoolean();
    private volatile @Nullable Session session;
    private volatile boolean closed;

    /**
     * @param end ends the socket: it is too slow, or gone
     */
    SocketOutput(Streams streams, BiConsumer<CloseCode, String> end) {
        this.streams = streams;
        this.end = end;
    }

    void open(Session opened) {
        session = opened;
    }

    /** Nothing is sent from now on. */
    void close() {
        closed = true;
    }

    void ping() {
        send(PING);
    }

    void send(String frame) {
        if (closed) {
            return;
        }
        if (!outbox.offer(frame)) {
            end.accept(CloseCodes.TRY_AGAIN_LATER, "too slow: reconnect and resume");
            return;
        }
        wake();
    }

    boolean sendMissed(List<String> frames) {
        boolean room = outbox.offerMissed(frames);
        wake();
        return room;
    }

    private void wake() {
        if (sending.compareAndSet(false, true)) {
            streams.soon(this::pump);
        }
    }

    /** Sends one frame; its end starts the next. Only whoever set the flag may call it. */
    private void pump() {
        Session current = session;
        String frame = outbox.poll().orElse(null);
        if (frame == null || current == null || closed) {
            sending.set(false);
            if (!outbox.isEmpty() && !closed) {
                wake();
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
                                    failed(CloseCodes.TRY_AGAIN_LATER, result.getException());
                                }
                            });
        } catch (IOException | RuntimeException e) {
            failed(CloseCodes.UNEXPECTED_CONDITION, e);
        }
    }

    private void failed(CloseCode code, Throwable why) {
        log.debug("a WebSocket cannot be sent to", why);
        end.accept(code, "cannot send");
    }
}
