package dev.gatehouse.www.stream;

import dev.gatehouse.data.DataApi;
import dev.gatehouse.data.access.Denied;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All open event streams of both kinds: what they share, how many there may be, and what ends them. A beat
 * goes to each of them every twenty seconds, pings to WebSockets as often as is configured, so that a dead
 * peer is noticed; a stream whose session has ended is closed within a second. Any thread.
 */
public final class Streams implements AutoCloseable {
    static final Duration BEAT = Duration.ofSeconds(20);

    /** A WebSocket that leaves so many pings unanswered, and sends nothing else, is closed. */
    private static final int MISSED_PINGS = 3;

    /** Beyond, new ones are refused with 503. */
    static final int MAX_STREAMS = 10_000;

    /** Subscriptions of one stream; beyond, further ones are refused. */
    static final int MAX_PATHS = 1000;

    private static final Logger log = LoggerFactory.getLogger(Streams.class);

    /** One client. Every method returns at once. */
    interface Stream {
        /** Asks for a sign of life, where there is a way to; ends the stream when there was none for long. */
        void ping();

        /** Shows that we live. */
        void beat();

        Visitor visitor();

        /** How many paths it listens to. */
        int subscriptions();

        /** Sends behind what waits already; ends the stream when there is no room. */
        void say(String text);

        /** As {@link #say}, but all or nothing, and false when there is no room. */
        boolean sayMissed(List<String> texts);

        /** The server goes down, or the session is over. */
        void end(String reason);
    }

    private final DataApi api;
    private final Function<HttpServletRequest, Optional<Visitor>> visitors;
    private final Predicate<HttpServletRequest> originAllowed;
    private final Duration pingInterval;
    private final InstantSource clock;
    private final Encoded encoded = new Encoded();
    private final Set<Stream> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger threads = new AtomicInteger();
    private final ExecutorService workers;
    private final ScheduledExecutorService timer;
    private int tick;

    /**
     * @param visitors who sends a request; empty when the session it brought does not hold
     * @param originAllowed whether the page that opens a WebSocket may
     * @param pingInterval how often WebSockets are sent a ping, in whole seconds; zero: never
     */
    public Streams(
            DataApi api,
            Function<HttpServletRequest, Optional<Visitor>> visitors,
            Predicate<HttpServletRequest> originAllowed,
            Duration pingInterval,
            InstantSource clock) {
        this.api = api;
        this.visitors = visitors;
        this.originAllowed = originAllowed;
        this.pingInterval = pingInterval;
        this.clock = clock;
        // Threads come with the first task: nothing runs before start().
        this.workers = Executors.newFixedThreadPool(4, this::thread);
        this.timer = Executors.newSingleThreadScheduledExecutor(this::thread);
    }

    private Thread thread(Runnable task) {
        Thread thread = new Thread(task, "gatehouse-streams-" + threads.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    public void start() {
        timer.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    /** Ends every stream; clients are told to come back. */
    @Override
    public void close() {
        timer.shutdownNow();
        open.forEach(stream -> stream.end("the server is going down"));
        workers.shutdown();
        try {
            if (!workers.awaitTermination(2, TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    DataApi api() {
        return api;
    }

    Encoded encoded() {
        return encoded;
    }

    Instant now() {
        return clock.instant();
    }

    /** Whether his session has ended. */
    boolean over(Visitor visitor) {
        return visitor.ended().getAsBoolean();
    }

    Optional<Visitor> visitor(HttpServletRequest request) {
        return visitors.apply(request);
    }

    boolean originAllowed(HttpServletRequest request) {
        return originAllowed.test(request);
    }

    boolean full() {
        return open.size() >= MAX_STREAMS;
    }

    void opened(Stream stream) {
        open.add(stream);
    }

    void closed(Stream stream) {
        open.remove(stream);
    }

    /** How many streams are open now. */
    public int count() {
        return open.size();
    }

    /** How many paths all of them listen to. */
    public int subscriptions() {
        return open.stream().mapToInt(Stream::subscriptions).sum();
    }

    /** Runs it soon, on a thread of ours; not at all when the server is going down. */
    void soon(Runnable task) {
        try {
            workers.execute(guarded(task));
        } catch (RejectedExecutionException e) {
            log.debug("too late for a stream: the server is going down", e);
        }
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                log.warn("a stream failed", e);
            }
        };
    }

    /** How long a WebSocket may be silent; empty: for ever. */
    Optional<Duration> patience() {
        return pingInterval.isZero()
                ? Optional.empty()
                : Optional.of(pingInterval.multipliedBy(MISSED_PINGS));
    }

    /** Once a second: ends what is over; every {@link #BEAT} lets the others beat. */
    private void tick() {
        tick++;
        boolean beat = tick % BEAT.toSeconds() == 0;
        boolean ping = !pingInterval.isZero() && tick % pingInterval.toSeconds() == 0;
        for (Stream stream : open) {
            try {
                if (over(stream.visitor())) {
                    stream.end("the session has ended");
                    continue;
                }
                if (beat) {
                    stream.beat();
                }
                if (ping) {
                    stream.ping();
                }
            } catch (Denied e) {
                stream.end("not allowed any longer");
            } catch (RuntimeException e) {
                // one broken stream must not stop the others
                log.warn("a stream failed", e);
            }
        }
    }
}
