package dev.gatehouse.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A build machine's end of the worker protocol: stays connected to one master and runs what it asks
 * for, until it is stopped or the master sends {@code shutdown}.
 *
 * <p>A lost or refused connection is tried again for ever, with growing waits. While there is no
 * connection nothing runs: commands that were running are stopped when it is lost, since no master
 * can learn their end any more, and a new connection is opened only when they are gone. Commands run
 * as this process's user and may touch whatever that user may.
 *
 * <p>A process that ends without {@link #stop} leaves its commands running: call it from a shutdown
 * hook. Any thread may call any method; a worker is started once.
 */
public final class Worker {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(1500);
    private static final Duration FIRST_WAIT_REFUSED = Duration.ofSeconds(15);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final double GROWTH = 1.5;

    /** How long commands of a lost connection may take to be gone before a new one is tried. */
    private static final Duration LEFTOVERS = Duration.ofSeconds(20);

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private final WorkerSettings settings;
    private final Backoff unreachable;
    private final Backoff refused;
    private final ExecutorService threads;
    private final ScheduledExecutorService timer;
    private final Platform platform;
    private final Workbench bench;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread loop;
    private volatile @Nullable MasterConnection connection;
    private String lastTrouble = "";

    /** A worker that has not begun; see {@link #start}. */
    public Worker(WorkerSettings settings) {
        this(
                settings,
                new Backoff(FIRST_WAIT, GROWTH, LONGEST_WAIT, Math::random),
                new Backoff(FIRST_WAIT_REFUSED, GROWTH, LONGEST_WAIT, Math::random));
    }

    Worker(WorkerSettings settings, Backoff unreachable, Backoff refused) {
        this.settings = settings;
        this.unreachable = unreachable;
        this.refused = refused;
        this.threads = Executors.newCachedThreadPool(named("gatehouse-worker-"));
        ScheduledThreadPoolExecutor scheduler =
                new ScheduledThreadPoolExecutor(1, named("gatehouse-worker-timer-"));
        scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.timer = scheduler;
        this.platform = Platform.detect(settings.environment());
        this.bench = new Workbench(settings, platform, threads, timer, stopping::countDown);
        this.loop = new Thread(this::stayConnected, "gatehouse-worker-" + settings.name());
    }

    /**
     * Begins to connect and returns at once.
     *
     * @throws BadSettings when the base directory cannot be made or the trust file not be read
     */
    public void start() {
        try {
            Files.createDirectories(settings.basedir());
        } catch (IOException e) {
            throw new BadSettings(
                    java.util.List.of(
                            "basedir "
                                    + settings.basedir()
                                    + " cannot be made: "
                                    + Errno.explain(e)));
        }
        trust();
        if (settings.sendsPasswordInTheClear()) {
            log.warn(
                    "the password crosses the network in the clear to {}: use wss://",
                    settings.master());
        }
        if (!platform.canSay("\u20ac")) {
            log.warn(
                    "commands and file names can hold nothing but {}: start with LC_ALL=C.UTF-8",
                    platform.names());
        }
        log.info("starting {}", settings);
        loop.start();
    }

    /**
     * Stops running commands, takes leave of the master and ends.
     *
     * @param grace how long to wait for all of it; commands that are still there then are left to
     *     the signals they have been sent
     */
    public void stop(Duration grace) {
        stopping.countDown();
        if (Thread.currentThread() == loop || !loop.isAlive()) {
            return;
        }
        if (connection == null) {
            // It waits for the next attempt, or for an answer that may never come.
            loop.interrupt();
        }
        try {
            if (!stopped.await(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("not everything has ended after {} ms", grace.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether a master has let this worker in and is still there. */
    public boolean connected() {
        MasterConnection current = connection;
        return current != null && current.isOpen();
    }

    /** Waits until the worker has ended, by {@link #stop} or by the master's {@code shutdown}. */
    public void awaitStop() throws InterruptedException {
        stopped.await();
    }

    private void stayConnected() {
        try {
            SSLContext trust = trust();
            while (stopping.getCount() > 0) {
                Duration wait = once(trust);
                stopping.await(wait.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            log.info("worker {} was interrupted", settings.name());
        } finally {
            timer.shutdownNow();
            threads.shutdown();
            log.info("worker {} has ended", settings.name());
            stopped.countDown();
        }
    }

    /** One connection, from the attempt to its end; answers how long to wait after it. */
    private Duration once(@Nullable SSLContext trust) throws InterruptedException {
        MasterConnection current = new MasterConnection(settings, trust);
        Session session = new Session(bench, current);
        if (!current.open(session)) {
            return troubled(current);
        }
        connection = current;
        log.info("connected to {} as {}", settings.master(), settings.name());
        lastTrouble = "";
        Thread closer = closeWhenStopping(current, session);
        try {
            current.awaitEnd();
        } finally {
            connection = null;
            closer.interrupt();
            session.lost();
        }
        awaitLeftovers(session);
        if (stopping.getCount() == 0) {
            return Duration.ZERO;
        }
        log.warn("the connection to {} is lost: {}", settings.master(), current.reason());
        if (session.heard()) {
            // A master that lets in and at once throws out again is no success.
            unreachable.reset();
            refused.reset();
        }
        return unreachable.next();
    }

    /** While connected the loop waits for the end of the connection: this brings it about. */
    private Thread closeWhenStopping(MasterConnection current, Session session) {
        Thread closer =
                new Thread(
                        () -> {
                            try {
                                stopping.await();
                                session.lost();
                                awaitLeftovers(session);
                                current.close(CLOSE_PATIENCE);
                            } catch (InterruptedException e) {
                                // The connection ended by itself.
                                Thread.currentThread().interrupt();
                            }
                        },
                        "gatehouse-worker-" + settings.name() + "-closer");
        closer.setDaemon(true);
        closer.start();
        return closer;
    }

    private Duration troubled(MasterConnection attempt) {
        int status = attempt.refusal();
        String trouble;
        Duration wait;
        if (status == 401 || status == 403) {
            wait = refused.next();
            trouble =
                    "the master at "
                            + settings.master()
                            + " refuses worker '"
                            + settings.name()
                            + "' (HTTP "
                            + status
                            + "): check name and password on both sides; trying again now and then";
        } else if (status != 0) {
            wait = unreachable.next();
            trouble = "the master at " + settings.master() + " answers HTTP " + status;
        } else {
            wait = unreachable.next();
            trouble = "cannot reach the master at " + settings.master() + ": " + attempt.reason();
        }
        // One line for each kind of trouble, not one for each attempt.
        if (trouble.equals(lastTrouble)) {
            log.debug("{} (next attempt in {} ms)", trouble, wait.toMillis());
        } else {
            log.warn("{}", trouble);
        }
        lastTrouble = trouble;
        return wait;
    }

    private static void awaitLeftovers(Session session) throws InterruptedException {
        long until = System.nanoTime() + LEFTOVERS.toNanos();
        while (session.runningCommands() > 0 && System.nanoTime() - until < 0) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        if (session.runningCommands() > 0) {
            log.warn("{} command(s) do not end", session.runningCommands());
        }
    }

    private @Nullable SSLContext trust() {
        return settings.trustFile() == null
                ? null
                : Trust.context(settings.trustFile(), settings.trustPassword());
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
