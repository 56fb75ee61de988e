package dev.gatehouse.www.worker;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connected worker: passes frames on, in both directions. Called by the container's threads, one at a
 * time, and by the master's.
 */
public final class WorkerSocket extends Endpoint {
    /** As long as the master's own listener takes; a longer message closes the connection with 1009. */
    private static final int MAX_MESSAGE = 16 << 20;

    private static final int MAX_REASON_BYTES = 120;
    private static final long SEND_SECONDS = 30;
    private static final Logger log = LoggerFactory.getLogger(WorkerSocket.class);

    private final Workers workers;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private @Nullable String name;
    private Workers.@Nullable Receiver receiver;

    /**
     * @param name the proved name; null where the container makes endpoints itself: then the handshake's
     *     properties have it
     */
    WorkerSocket(Workers workers, @Nullable String name) {
        this.workers = workers;
        this.name = name;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        if (name == null
                && config.getUserProperties().get(WorkerServlet.NAME) instanceof String known) {
            name = known;
        }
        if (name == null) {
            close(session, CloseCodes.VIOLATED_POLICY, "refused");
            return;
        }
        session.setMaxIdleTimeout(0);
        Workers.Receiver connected = workers.connect(name, new Out(session));
        receiver = connected;
        session.addMessageHandler(
                ByteBuffer.class,
                new MessageHandler.Partial<ByteBuffer>() {
                    @Override
                    public void onMessage(ByteBuffer part, boolean last) {
                        received(session, connected, part, last);
                    }
                });
        session.addMessageHandler(
                PongMessage.class,
                new MessageHandler.Whole<PongMessage>() {
                    @Override
                    public void onMessage(PongMessage pong) {
                        connected.pong();
                    }
                });
    }

    private void received(
            Session session, Workers.Receiver connected, ByteBuffer part, boolean last) {
        if (message.size() + part.remaining() > MAX_MESSAGE) {
            message.reset();
            close(session, CloseCodes.TOO_BIG, "a message may have " + MAX_MESSAGE + " bytes");
            return;
        }
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        message.writeBytes(bytes);
        if (last) {
            byte[] whole = message.toByteArray();
            message.reset();
            connected.message(whole);
        }
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        if (receiver != null) {
            receiver.closed();
        }
    }

    @Override
    public void onError(Session session, Throwable thrown) {
        log.debug("the connection of worker {} broke", name, thrown);
        close(session, CloseCodes.CLOSED_ABNORMALLY, "");
        if (receiver != null) {
            receiver.closed();
        }
    }

    private static void close(Session session, CloseCodes code, String reason) {
        try {
            if (code == CloseCodes.CLOSED_ABNORMALLY) {
                session.close();
            } else {
                session.close(new CloseReason(code, shortened(reason)));
            }
        } catch (IOException | IllegalStateException e) {
            log.debug("the connection was closed already", e);
        }
    }

    /** A close frame has room for few bytes; what is cut off is only for people. */
    private static String shortened(String reason) {
        String ascii = reason.replaceAll("[^ -~]", "?");
        return ascii.length() <= MAX_REASON_BYTES ? ascii : ascii.substring(0, MAX_REASON_BYTES);
    }

    private record Out(Session session) implements Workers.Sink {
        @Override
        public void send(byte[] bytes) throws IOException {
            try {
                session.getAsyncRemote()
                        .sendBinary(ByteBuffer.wrap(bytes))
                        .get(SEND_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw new IOException("cannot send", e.getCause());
            } catch (TimeoutException e) {
                throw new IOException("the worker takes nothing any more", e);
            } catch (IllegalStateException e) {
                throw new IOException("the connection is closed", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while sending", e);
            }
        }

        @Override
        public void ping() throws IOException {
            try {
                session.getAsyncRemote().sendPing(ByteBuffer.allocate(0));
            } catch (IllegalStateException e) {
                throw new IOException("the connection is closed", e);
            }
        }

        @Override
        public void close(String reason) {
            WorkerSocket.close(session, CloseCodes.NORMAL_CLOSURE, reason);
        }
    }
}
