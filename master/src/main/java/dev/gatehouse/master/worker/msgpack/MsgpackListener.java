package dev.gatehouse.master.worker.msgpack;

import dev.gatehouse.master.worker.FrameReceiver;
import dev.gatehouse.master.worker.FrameSink;
import dev.gatehouse.master.worker.WorkerPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.java_websocket.WebSocket;
import org.java_websocket.WebSocketAdapter;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.drafts.Draft;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.exceptions.InvalidHandshakeException;
import org.java_websocket.framing.Framedata;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.handshake.Handshakedata;
import org.java_websocket.handshake.ServerHandshake;
import org.java_websocket.handshake.ServerHandshakeBuilder;
import org.java_websocket.protocols.Protocol;
import org.java_websocket.server.DefaultWebSocketServerFactory;
import org.java_websocket.server.WebSocketServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The master's own port for workers: workers before 4.2 can only use the path {@code /}, which a web
 * application may not have. {@code start} and {@code stop} are called by the thread that runs the master.
 *
 * <p>Bounds: a message has at most 16 MiB, an opening request 16 KiB and ten seconds; at most {@value
 * #UNPROVEN} sockets may be without a proven name at a time, further ones are closed. A refused worker
 * waits three seconds for its 401, because it will try again for ever as soon as it has it.
 */
public final class MsgpackListener {

    private static final Logger LOG = LoggerFactory.getLogger(MsgpackListener.class);
    static final int MESSAGE_BYTES = 16 << 20;
    static final int OPENING_BYTES = 16 << 10;
    static final int UNPROVEN = 128;
    static final long SEND_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long REFUSE_AFTER_MILLIS = 3000;
    private static final long OPENING_MILLIS = 10_000;

    private final WorkerPool pool;
    private final Server server;
    private final ScheduledExecutorService timer;
    private final Set<WebSocketImpl> unproven = ConcurrentHashMap.newKeySet();
    private final CountDownLatch settled = new CountDownLatch(1);
    private volatile @Nullable Exception failure;
    private volatile boolean started;

    /**
     * @param address port 0 takes a free one
     */
    public MsgpackListener(InetSocketAddress address, WorkerPool pool, ThreadFactory threads) {
        this.pool = pool;
        this.server = new Server(address);
        this.timer =
                new ScheduledThreadPoolExecutor(
                        1,
                        task -> {
                            Thread thread = threads.newThread(task);
                            thread.setName("gatehouse-worker-doorkeeper");
                            return thread;
                        });
    }

    /**
     * Opens the port.
     *
     * @throws UncheckedIOException when it cannot be opened, naming it
     */
    public void start() {
        server.start();
        try {
            settled.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Exception reason = failure;
        if (reason != null) {
            timer.shutdownNow();
            throw new UncheckedIOException(
                    "cannot listen for workers on "
                            + server.getAddress().getHostString()
                            + ":"
                            + server.getAddress().getPort()
                            + ": "
                            + reason.getMessage(),
                    new IOException(reason));
        }
    }

    public int port() {
        return server.getPort();
    }

    public void stop() {
        timer.shutdownNow();
        try {
            server.stop(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The name that a request proves, or null. */
    private @Nullable String proven(ClientHandshake request) {
        String header = request.getFieldValue("Authorization");
        if (header == null || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
            return null;
        }
        try {
            String pair =
                    new String(
                            Base64.getDecoder().decode(header.substring(6).trim()),
                            StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            if (colon <= 0) {
                return null;
            }
            String name = pair.substring(0, colon);
            if (pool.authenticate(name, pair.substring(colon + 1))) {
                return name;
            }
            LOG.warn(
                    "Refused a worker that calls itself {}: wrong name or password",
                    printable(name));
            return null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String printable(String name) {
        String clean = name.replaceAll("[^\\p{Graph} ]", "?");
        return clean.length() > 60 ? clean.substring(0, 60) + "…" : clean;
    }

    /** The RFC 6455 rules, plus what they leave out: a refusal with a status, a bound on the request. */
    private static final class Rules extends Draft_6455 {
        private boolean refused;

        Rules() {
            super(List.of(), List.of(new Protocol("")), MESSAGE_BYTES);
        }

        void refuse() {
            refused = true;
        }

        @Override
        public Draft copyInstance() {
            return new Rules();
        }

        @Override
        public Handshakedata translateHandshake(ByteBuffer request)
                throws InvalidHandshakeException {
            if (request.remaining() > OPENING_BYTES) {
                throw new InvalidHandshakeException("the opening request is too long");
            }
            return super.translateHandshake(request);
        }

        @Override
        public List<ByteBuffer> createHandshake(Handshakedata handshake, boolean withContent) {
            // The refusal itself is written later.
            return refused && handshake instanceof ServerHandshake
                    ? List.of()
                    : super.createHandshake(handshake, withContent);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    private final class Server extends WebSocketServer {

        Server(InetSocketAddress address) {
            super(address, 2, List.of(new Rules()));
            setReuseAddr(true);
            setTcpNoDelay(true);
            setDaemon(true);
            // The sessions look after their lines themselves.
            setConnectionLostTimeout(0);
            setWebSocketFactory(
                    new DefaultWebSocketServerFactory() {
                        @Override
                        public WebSocketImpl createWebSocket(
                                WebSocketAdapter adapter, List<Draft> drafts) {
                            WebSocketImpl socket = super.createWebSocket(adapter, drafts);
                            unproven.add(socket);
                            schedule(() -> closeUnproven(socket), OPENING_MILLIS);
                            return socket;
                        }
                    });
        }

        @Override
        protected boolean onConnect(SelectionKey key) {
            return true;
        }

        @Override
        public ServerHandshakeBuilder onWebsocketHandshakeReceivedAsServer(
                WebSocket socket, Draft draft, ClientHandshake request)
                throws org.java_websocket.exceptions.InvalidDataException {
            ServerHandshakeBuilder answer =
                    super.onWebsocketHandshakeReceivedAsServer(socket, draft, request);
            String name = unproven.size() > UNPROVEN ? null : proven(request);
            if (name == null) {
                ((Rules) draft).refuse();
            } else {
                socket.setAttachment(new Proven(name));
            }
            return answer;
        }

        @Override
        public void onOpen(WebSocket socket, ClientHandshake request) {
            if (!(socket.getAttachment() instanceof Proven proven)) {
                if (!schedule(() -> refuse(socket), REFUSE_AFTER_MILLIS)) {
                    refuse(socket);
                }
                return;
            }
            unproven.remove(socket);
            socket.setAttachment(pool.connect(proven.name(), new Sink(socket)));
        }

        private void refuse(WebSocket socket) {
            WebSocketImpl implementation = (WebSocketImpl) socket;
            implementation.outQueue.add(
                    ByteBuffer.wrap(
                            ("HTTP/1.1 401 Unauthorized\r\n"
                                            + "WWW-Authenticate: Basic realm=\"workers\"\r\n"
                                            + "Connection: close\r\n"
                                            + "Content-Length: 0\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII)));
            implementation.flushAndClose(1008, "refused", false);
        }

        private void closeUnproven(WebSocketImpl socket) {
            if (unproven.remove(socket)) {
                socket.closeConnection(1002, "no proven name in time");
            }
        }

        private boolean schedule(Runnable task, long millis) {
            try {
                timer.schedule(task, millis, TimeUnit.MILLISECONDS);
                return true;
            } catch (java.util.concurrent.RejectedExecutionException e) {
                return false;
            }
        }

        @Override
        public void onClose(WebSocket socket, int code, String reason, boolean remote) {
            unproven.remove((WebSocketImpl) socket);
            if (socket.getAttachment() instanceof FrameReceiver receiver) {
                receiver.closed();
            }
        }

        @Override
        public void onMessage(WebSocket socket, ByteBuffer message) {
            if (socket.getAttachment() instanceof FrameReceiver receiver) {
                byte[] bytes = new byte[message.remaining()];
                message.get(bytes);
                receiver.message(bytes);
            }
        }

        @Override
        public void onMessage(WebSocket socket, String message) {
            LOG.warn("A worker sent a text message; ignored");
        }

        @Override
        public void onWebsocketPong(WebSocket socket, Framedata frame) {
            if (socket.getAttachment() instanceof FrameReceiver receiver) {
                receiver.pong();
            }
        }

        @Override
        public void onError(@Nullable WebSocket socket, Exception error) {
            if (socket == null && !started) {
                failure = error;
                settled.countDown();
                return;
            }
            LOG.debug("Trouble with a worker's socket", error);
        }

        @Override
        public void onStart() {
            started = true;
            settled.countDown();
        }
    }

    private record Proven(String name) {}

    /**
     * One socket; its queue is unbounded, so the sender waits until it is empty.
     *
     * <p>The library's selector takes back its wish to write when it has written all, and with it, now and
     * then, the wish of who has just queued more. So the waiting sender goes on asking.
     */
    private final class Sink implements FrameSink {
        private final WebSocket socket;

        Sink(WebSocket socket) {
            this.socket = socket;
        }

        @Override
        public void send(byte[] message) throws IOException {
            if (!socket.isOpen()) {
                throw new IOException("the socket is closed");
            }
            socket.send(message);
            flush();
        }

        private void flush() throws IOException {
            long limit = System.nanoTime() + SEND_NANOS;
            while (socket.hasBufferedData() && socket.isOpen()) {
                if (System.nanoTime() > limit) {
                    throw new IOException("the worker takes no data");
                }
                server.onWriteDemand(socket);
                LockSupport.parkNanos(1_000_000);
            }
        }

        @Override
        public void ping() throws IOException {
            if (!socket.isOpen()) {
                throw new IOException("the socket is closed");
            }
            socket.sendPing();
            flush();
        }

        @Override
        public void close(String reason) {
            String ascii = reason.replaceAll("[^\\x20-\\x7e]", "?");
            socket.close(1000, ascii.length() > 100 ? ascii.substring(0, 100) : ascii);
            // A peer that is gone never answers the close frame.
            if (!server.schedule(() -> socket.closeConnection(1006, ascii), 1000)) {
                socket.closeConnection(1006, ascii);
            }
        }
    }
}
