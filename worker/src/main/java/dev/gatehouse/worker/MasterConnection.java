package dev.gatehouse.worker;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.exceptions.WebsocketNotConnectedException;
import org.java_websocket.framing.CloseFrame;
import org.java_websocket.handshake.ServerHandshake;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket to a master, from the attempt to the end; a new attempt is a new object. The
 * library's reading thread calls the {@code on…} methods, any thread the others.
 */
final class MasterConnection implements Session.Outgoing {
    /**
     * Bytes that may lie between the worker and the socket before commands are held. Small enough
     * that a ping behind them still gets through in time on a slow line.
     */
    static final int MOST_QUEUED = 512 << 10;

    private static final Logger log = LoggerFactory.getLogger(MasterConnection.class);

    /** A message of a master that is larger breaks the connection. */
    private static final int LARGEST_MESSAGE = 64 << 20;

    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);

    /** A master may hold a refusal for some seconds to slow down guessing. */
    private static final Duration OPEN_PATIENCE = Duration.ofSeconds(20);

    private static final long POLL_MS = 5;
    private static final Pattern STATUS = Pattern.compile("status code received: (\\d{3})");

    private final Socket socket;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Session session;
    private volatile String reason = "";

    MasterConnection(WorkerSettings settings, @Nullable SSLContext trust) {
        String credentials = settings.name() + ":" + settings.password();
        String header =
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        socket = new Socket(settings.master(), Map.of("Authorization", header));
        socket.setTcpNoDelay(true);
        socket.setDaemon(true);
        socket.setConnectionLostTimeout((int) settings.pingInterval().toSeconds());
        if (trust != null) {
            socket.setSocketFactory(trust.getSocketFactory());
        }
    }

    /**
     * Tries to connect and to be let in.
     *
     * @param conversation takes what the master says from then on
     * @return whether the master let the worker in; if not, {@link #reason} says why
     */
    boolean open(Session conversation) throws InterruptedException {
        session = conversation;
        boolean opened = false;
        try {
            opened = socket.connectBlocking(OPEN_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return opened;
        } finally {
            if (!opened) {
                socket.closeConnection(CloseFrame.NEVER_CONNECTED, "");
            }
        }
    }

    boolean isOpen() {
        return socket.isOpen();
    }

    /** Why it ended or could not be opened, in a few words. */
    String reason() {
        return reason;
    }

    /** The HTTP status with which the master refused, or 0. */
    int refusal() {
        Matcher status = STATUS.matcher(reason);
        return status.find() ? Integer.parseInt(status.group(1)) : 0;
    }

    /** Waits for the end. */
    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** Takes leave; waits at most that long for the master's answer. */
    void close(Duration patience) throws InterruptedException {
        socket.close(CloseFrame.GOING_AWAY, "the worker stops");
        if (!ended.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            socket.closeConnection(CloseFrame.ABNORMAL_CLOSE, "");
        }
    }

    @Override
    public void send(byte[] message) {
        try {
            socket.send(message);
        } catch (WebsocketNotConnectedException e) {
            throw new ConnectionLost();
        }
    }

    @Override
    public void awaitRoom() {
        // The library does not say when something has been written, so this looks now and then;
        // only a master that is slower than the program that prints gets here.
        while (socket.isOpen() && queuedBytes() > MOST_QUEUED) {
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ConnectionLost();
            }
        }
        if (!socket.isOpen()) {
            throw new ConnectionLost();
        }
    }

    @Override
    public void giveUp(String why) {
        socket.close(CloseFrame.PROTOCOL_ERROR, why);
    }

    long queuedBytes() {
        long bytes = 0;
        if (socket.getConnection() instanceof WebSocketImpl connection) {
            for (ByteBuffer frame : connection.outQueue) {
                bytes += frame.remaining();
            }
        }
        return bytes;
    }

    /** The library wants to be extended; nothing but passing on happens here. */
    private final class Socket extends WebSocketClient {
        Socket(URI master, Map<String, String> headers) {
            super(
                    master,
                    new Draft_6455(List.of(), LARGEST_MESSAGE),
                    headers,
                    (int) CONNECT_PATIENCE.toMillis());
        }

        @Override
        public void onOpen(ServerHandshake handshake) {
            log.debug("the master answered {}", handshake.getHttpStatus());
        }

        @Override
        public void onMessage(String message) {
            log.warn("the master sent a text message, which means nothing here");
        }

        @Override
        public void onMessage(ByteBuffer message) {
            Session conversation = session;
            if (conversation == null) {
                return;
            }
            byte[] bytes = new byte[message.remaining()];
            message.get(bytes);
            try {
                conversation.received(bytes);
            } catch (ConnectionLost e) {
                log.debug("the connection ended before an answer could be given");
            } catch (RuntimeException e) {
                // The library would swallow it and leave the master without an answer.
                log.error("cannot follow a message of {} bytes", bytes.length, e);
                giveUp("a message could not be followed");
            }
        }

        @Override
        public void onClose(int code, String words, boolean remote) {
            if (reason.isEmpty() || !words.isEmpty()) {
                String who = remote ? "the master" : "this side";
                reason = words.isEmpty() ? who + " closed the connection (" + code + ")" : words;
            }
            ended.countDown();
        }

        @Override
        public void onError(Exception e) {
            if (reason.isEmpty()) {
                reason = e.getMessage() == null ? e.toString() : e.getMessage();
            }
            log.debug("trouble with the connection", e);
        }
    }
}
