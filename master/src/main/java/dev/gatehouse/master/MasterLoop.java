package dev.gatehouse.master;

import dev.gatehouse.data.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that decides: which worker runs what, which step comes next, when a timer is due. All
 * that changes in the master is changed here, so nothing needs a lock. {@code post} and {@code wake} may
 * be called by any thread, everything else by the loop itself.
 *
 * <p>The queue holds {@value #BOUND} tasks. A thread that posts to a full queue waits until the loop has
 * caught up, which for a worker's connection means that it reads more slowly; {@code wake} never waits.
 */
public final class MasterLoop {

    /** Something to be done later that may be called off. */
    public interface Timer {
        void cancel();
    }

    /** What time it is; tests move their own. */
    public interface Clock {
        /** For people: seconds since 1970. */
        Instant now();

        /** For waiting: never goes back. */
        long nanos();

        Clock SYSTEM =
                new Clock() {
                    @Override
                    public Instant now() {
                        return Instant.now();
                    }

                    @Override
                    public long nanos() {
                        return System.nanoTime();
                    }
                };
    }

    private static final Logger LOG = LoggerFactory.getLogger(MasterLoop.class);
    static final int BOUND = 4096;
    private static final long CALL_SECONDS = 60;

    private final Clock clock;
    private final Thread thread;
    private final ArrayBlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(BOUND);
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile boolean stopped;

    private final Deque<Runnable> own = new ArrayDeque<>();
    private final PriorityQueue<Due> timers =
            new PriorityQueue<>(Comparator.comparingLong(Due::sortKey).thenComparing(Due::order));
    private final long origin;
    private long ordered;
    private Runnable look = () -> {};

    public MasterLoop(Clock clock, ThreadFactory threads) {
        this.clock = clock;
        this.origin = clock.nanos();
        this.thread = threads.newThread(this::run);
        thread.setName("gatehouse-master");
    }

    /**
     * @param look what {@link #wake} asks for: see whether there is work to give out
     */
    public void start(Runnable look) {
        this.look = look;
        thread.start();
    }

    /** Ends the loop after the tasks that are already queued; waits at most ten seconds for that. */
    public void stop() {
        stopped = true;
        queue.offer(() -> {});
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs the task on the loop; waits while the queue is full. After the end it is forgotten. */
    public void post(Runnable task) {
        if (Thread.currentThread() == thread) {
            own.add(task);
            return;
        }
        try {
            while (!stopped && !queue.offer(task, 200, TimeUnit.MILLISECONDS)) {
                LOG.debug("The master's queue is full");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Runs the task on the loop, waits until it is done, and throws what it threw. Any thread but the loop.
     *
     * @throws Unavailable when that takes more than {@value #CALL_SECONDS} seconds
     */
    public void call(Runnable task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        post(
                () -> {
                    try {
                        task.run();
                        done.complete(null);
                    } catch (RuntimeException e) {
                        done.completeExceptionally(e);
                    }
                });
        try {
            done.get(CALL_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        } catch (TimeoutException e) {
            throw new Unavailable("the build master did not answer within " + CALL_SECONDS + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs the task on the loop unless the queue is full. */
    public boolean offer(Runnable task) {
        return !stopped && queue.offer(task);
    }

    /** Has the loop look for work soon. Never waits: many calls are as good as one. */
    public void wake() {
        if (woken.compareAndSet(false, true)) {
            // A full queue needs no more waking: the flag is looked at after every task.
            queue.offer(() -> {});
        }
    }

    public Clock clock() {
        return clock;
    }

    public Instant now() {
        return clock.now();
    }

    /** Runs the task on the loop when the time has passed. Called on the loop. */
    public Timer after(Duration delay, Runnable task) {
        Due due = new Due(clock.nanos() - origin + delay.toNanos(), ordered++, task);
        timers.add(due);
        return due;
    }

    private void run() {
        while (!stopped || !queue.isEmpty() || !own.isEmpty()) {
            try {
                Runnable task = next();
                if (task != null) {
                    task.run();
                }
                if (woken.getAndSet(false)) {
                    look.run();
                }
            } catch (InterruptedException e) {
                stopped = true;
            } catch (RuntimeException | StackOverflowError e) {
                LOG.error("A task of the master failed; the master goes on", e);
            }
        }
    }

    private @Nullable Runnable next() throws InterruptedException {
        Runnable mine = own.poll();
        if (mine != null) {
            return mine;
        }
        Due due = timers.peek();
        if (due != null && due.cancelled) {
            timers.remove();
            return null;
        }
        long wait = due == null ? 1_000_000_000L : due.sortKey - (clock.nanos() - origin);
        if (due != null && wait <= 0) {
            timers.remove();
            return due.task;
        }
        return queue.poll(Math.min(wait, 1_000_000_000L), TimeUnit.NANOSECONDS);
    }

    private static final class Due implements Timer {
        private final long sortKey;
        private final long order;
        private final Runnable task;
        private boolean cancelled;

        private Due(long sortKey, long order, Runnable task) {
            this.sortKey = sortKey;
            this.order = order;
            this.task = task;
        }

        private long sortKey() {
            return sortKey;
        }

        private long order() {
            return order;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }
}
