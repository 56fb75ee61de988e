package dev.gatehouse.data.event;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries events from commits to subscribers, in order, on one thread of its own. It waits for nobody: a
 * listener returns at once. A bounded ring of recent events is kept for those who come back. Safe for use
 * by many threads.
 *
 * <pre>
 *   commit ─ publish ─► queue (bounded) ─► gatehouse-events ─┬─► ring (bounded) ─► resume
 *                                                            └─► listeners
 * </pre>
 */
public final class EventBus implements AutoCloseable {
    /** Facts waiting to be told. When it is full, the committing thread waits: listeners return at once. */
    static final int QUEUE = 10_000;

    private static final Logger log = LoggerFactory.getLogger(EventBus.class);

    private final String epoch;
    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    /** Guards the queue and its flags. */
    private final ReentrantLock queueLock = new ReentrantLock();

    private final Condition queued = queueLock.newCondition();
    private final Condition taken = queueLock.newCondition();
    private final Deque<Fact> queue = new ArrayDeque<>();
    private long published;
    private boolean closed;
    private @Nullable Thread thread;

    /** Held while one event is told: whoever holds it stands between two events. */
    private final ReentrantLock tellLock = new ReentrantLock();

    private final RecentEvents recent;

    private record Fact(long sequence, Announcement news) {}

    private record Entry(EventPattern pattern, EventListener listener) {}

    /**
     * @param epoch unlike that of any earlier start of this server
     */
    public EventBus(String epoch) {
        this.epoch = epoch;
        this.recent = new RecentEvents(epoch);
    }

    public String epoch() {
        return epoch;
    }

    /** From now on events are told. What was published before, while nobody could listen, is forgotten. */
    public void start(EventKeys keys) {
        queueLock.lock();
        try {
            if (thread != null || closed) {
                throw new IllegalStateException("an event bus starts once");
            }
            Thread events = new Thread(() -> run(keys), "gatehouse-events");
            events.setDaemon(true);
            thread = events;
            events.start();
        } finally {
            queueLock.unlock();
        }
    }

    /**
     * Called by the database inside its commit lock, so that order of publishing is order of commits.
     * Waits while the queue is full; does nothing before the start and after the close.
     */
    public void publish(List<Announcement> news) {
        queueLock.lock();
        try {
            for (Announcement one : news) {
                while (queue.size() >= QUEUE && !closed) {
                    taken.awaitUninterruptibly();
                }
                if (thread == null || closed) {
                    return;
                }
                published++;
                queue.add(new Fact(published, one));
                queued.signal();
            }
        } finally {
            queueLock.unlock();
        }
    }

    /** Every event with a key that matches; once per matching key. */
    public Subscription subscribe(EventPattern pattern, EventListener listener) {
        Entry entry = new Entry(pattern, listener);
        entries.add(entry);
        return () -> remove(entry);
    }

    /**
     * Goes on where a subscriber was interrupted: whatever is told after {@link Resumption#missed} goes to
     * the listener, perhaps before this returns.
     *
     * @param afterId the {@link Event#id} of the last event seen
     */
    public Resumption resume(EventPattern pattern, String afterId, EventListener listener) {
        tellLock.lock();
        try {
            Optional<List<Event>> missed = recent.since(afterId);
            return new Resumption(
                    subscribe(pattern, listener),
                    missed.isPresent(),
                    recent.position(),
                    missed.orElse(List.of()));
        } finally {
            tellLock.unlock();
        }
    }

    /** What was told after an event; empty when that event is of another epoch or too old. */
    public Optional<List<Event>> since(String afterId) {
        tellLock.lock();
        try {
            return recent.since(afterId);
        } finally {
            tellLock.unlock();
        }
    }

    /**
     * Tells the id of the latest event to somebody who returns at once, on the calling thread: all of the
     * listeners have got that event, and none of them a later one.
     */
    public void position(Consumer<String> listener) {
        tellLock.lock();
        try {
            listener.accept(recent.position());
        } finally {
            tellLock.unlock();
        }
    }

    private void remove(Entry entry) {
        entries.removeIf(other -> other == entry);
    }

    private void run(EventKeys keys) {
        for (Fact fact = take(); fact != null; fact = take()) {
            tell(event(fact, keys));
        }
    }

    /** Null when the bus is closed and everything is told. */
    private @Nullable Fact take() {
        queueLock.lock();
        try {
            while (queue.isEmpty() && !closed) {
                queued.awaitUninterruptibly();
            }
            taken.signal();
            return queue.poll();
        } finally {
            queueLock.unlock();
        }
    }

    private Event event(Fact fact, EventKeys keys) {
        Announcement news = fact.news();
        List<List<String>> all = List.of();
        try {
            all = keys.keysOf(news);
        } catch (RuntimeException fault) {
            // The row is written and its number is given: it is told to nobody, and the rest goes
            // on.
            log.error("No event keys for {} {}", news.type(), news.kind(), fault);
        }
        return new Event(
                epoch,
                fact.sequence(),
                news.type(),
                news.kind(),
                all,
                news.message(),
                news.scope());
    }

    private void tell(Event event) {
        tellLock.lock();
        try {
            recent.add(event);
            entries.forEach(entry -> deliver(event, entry));
        } finally {
            tellLock.unlock();
        }
    }

    private void deliver(Event event, Entry entry) {
        try {
            event.deliver(entry.pattern(), entry.listener());
        } catch (RuntimeException | Error fault) {
            remove(entry);
            log.error("A listener to {} failed and is dropped", entry.pattern().segments(), fault);
        }
    }

    /** Tells what is queued, then stops, and waits for it. */
    @Override
    public void close() {
        Thread events;
        queueLock.lock();
        try {
            closed = true;
            queued.signalAll();
            taken.signalAll();
            events = thread;
        } finally {
            queueLock.unlock();
        }
        if (events != null && events != Thread.currentThread()) {
            join(events);
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
