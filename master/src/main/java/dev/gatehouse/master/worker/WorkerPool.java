package dev.gatehouse.master.worker;

import dev.gatehouse.master.MasterLoop;
import dev.gatehouse.master.worker.msgpack.MsgpackConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers: who may connect and who is connected. {@code authenticate} and {@code connect} may be
 * called by any thread, everything else by the master's loop.
 *
 * <p>A second connection under a worker's name does not push out the first: the first is asked whether it
 * is alive, and only when it does not answer in time the new one takes its place.
 */
public final class WorkerPool {

    /** What the pool tells the master, on the loop. */
    public interface Listener {
        void attached(WorkerSession session);

        /** The commands of the session have ended as lost before. */
        void detached(WorkerSession session);
    }

    private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

    /** How long the old connection has to show that it lives. */
    static final Duration DUPLICATE_LIMIT = Duration.ofSeconds(3);

    private final MasterLoop loop;
    private final ThreadFactory threads;
    private final Listener listener;
    private volatile Map<String, byte[]> passwords = Map.of();
    private final Map<String, Place> places = new LinkedHashMap<>();

    /** What is known of a worker's name. */
    private static final class Place {
        private @Nullable WorkerSession session;
        private @Nullable WorkerSession next;
        private final Set<String> leftOver = new LinkedHashSet<>();
    }

    public WorkerPool(MasterLoop loop, ThreadFactory threads, Listener listener) {
        this.loop = loop;
        this.threads = threads;
        this.listener = listener;
    }

    /**
     * Sets who may connect; who no longer may is sent away.
     *
     * @param passwords a password for each worker's name
     */
    public void configure(Map<String, String> passwords) {
        Map<String, byte[]> digests = new LinkedHashMap<>();
        passwords.forEach((name, password) -> digests.put(name, digest(password)));
        this.passwords = Map.copyOf(digests);
        places.forEach(
                (name, place) -> {
                    if (!digests.containsKey(name)) {
                        close(place, "no longer configured");
                    }
                });
    }

    /** Whether a worker of that name with that password may connect. Takes the same time for any answer. */
    public boolean authenticate(String name, String password) {
        byte[] expected = passwords.get(name);
        byte[] given = digest(password);
        boolean same =
                MessageDigest.isEqual(expected == null ? new byte[given.length] : expected, given);
        return expected != null && same;
    }

    private static byte[] digest(String password) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(password.getBytes(StandardCharsets.UTF_8));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * A worker has opened a socket and proved its name.
     *
     * @param out where to send
     * @return where its messages go
     */
    public FrameReceiver connect(String name, FrameSink out) {
        WorkerSession session = new WorkerSession(name, loop, this::gone);
        MsgpackConnection connection =
                new MsgpackConnection(name, out, session, loop.clock(), threads);
        session.over(connection);
        connection.start();
        loop.post(() -> arrived(session));
        return connection;
    }

    /** The worker of that name, when it is connected and ready for work. */
    public Optional<WorkerSession> ready(String name) {
        Place place = places.get(name);
        return place == null
                ? Optional.empty()
                : Optional.ofNullable(place.session).filter(WorkerSession::isReady);
    }

    public List<WorkerSession> sessions() {
        List<WorkerSession> sessions = new ArrayList<>();
        for (Place place : places.values()) {
            if (place.session != null) {
                sessions.add(place.session);
            }
        }
        return sessions;
    }

    /** Commands of an earlier run of this master, to be ended when the worker comes. */
    public void leftOver(String name, List<String> commandIds) {
        place(name).leftOver.addAll(commandIds);
    }

    public void closeAll(String reason) {
        places.values().forEach(place -> close(place, reason));
    }

    private static void close(Place place, String reason) {
        if (place.session != null) {
            place.session.close(reason);
        }
        if (place.next != null) {
            place.next.close(reason);
        }
    }

    private Place place(String name) {
        return places.computeIfAbsent(name, n -> new Place());
    }

    private void arrived(WorkerSession session) {
        String name = session.name();
        if (!passwords.containsKey(name)) {
            session.close("no longer configured");
            return;
        }
        Place place = place(name);
        WorkerSession old = place.session;
        if (old == null) {
            take(place, session);
            return;
        }
        if (place.next != null) {
            session.close("another connection of that name is being looked at");
            return;
        }
        place.next = session;
        old.connection()
                .print(
                        "master got a duplicate connection",
                        (result, failure) ->
                                loop.post(
                                        () -> {
                                            if (failure == null && place.next == session) {
                                                place.next = null;
                                                session.close("a worker of that name is connected");
                                            }
                                        }));
        loop.after(
                DUPLICATE_LIMIT,
                () -> {
                    if (place.next == session && place.session == old) {
                        // The new one takes over when the old one's last words are dealt with.
                        old.close("it does not answer, and a new connection is there");
                    }
                });
    }

    private void take(Place place, WorkerSession session) {
        place.session = session;
        List<String> leftOver = List.copyOf(place.leftOver);
        session.attach(
                leftOver,
                () -> {
                    leftOver.forEach(place.leftOver::remove);
                    LOG.info(
                            "Worker {} is connected, version {}",
                            session.name(),
                            session.info().getOrDefault("version", "unknown"));
                    listener.attached(session);
                });
    }

    private void gone(WorkerSession session) {
        Place place = place(session.name());
        if (place.next == session) {
            place.next = null;
            return;
        }
        if (place.session != session) {
            return;
        }
        boolean wasReady = session.isReady();
        place.session = null;
        place.leftOver.addAll(session.lose());
        if (wasReady) {
            LOG.info("Worker {} is gone", session.name());
            listener.detached(session);
        }
        WorkerSession next = place.next;
        if (next != null) {
            place.next = null;
            take(place, next);
        }
    }
}
