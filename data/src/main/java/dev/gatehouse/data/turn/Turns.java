package dev.gatehouse.data.turn;

import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.access.Caller;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps crawlers from starving everybody else: of readings whose cost follows the table a few run at once, the
 * others wait for their turn. Safe for use by many threads.
 *
 * <p>The order is fair: callers come one after the other, however many readings each of them has waiting; those
 * who are logged in come before those who are not. Neither one caller nor all who are not logged in together ever
 * have every turn. A turn is a piece of work that ends by itself (a batch of rows that is read, a part of a log
 * that is unpacked), never the writing to a client: one who reads slowly, or has gone, holds no turn. The
 * places to wait at are bounded, in number and in time; who finds none, or waits too long, is {@link Unavailable}.
 */
public final class Turns {
    private final TurnSettings settings;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Line> lines = new HashMap<>();

    /** Lines in which somebody waits, the one whose turn comes first in front. */
    private final Deque<Line> named = new ArrayDeque<>();

    private final Deque<Line> anonymous = new ArrayDeque<>();
    private int running;
    private int runningAnonymous;

    /** How things stand, for tests and for the curious. */
    public record Standing(int running, int waiting, int callers) {}

    public Turns(TurnSettings settings) {
        this.settings = settings;
    }

    /**
     * Does the work when it is the caller's turn, on this thread.
     *
     * @param begun whether the answer that it belongs to has begun: then a place is found for it
     * @throws Unavailable when too many wait already, or it has waited too long
     */
    public <T> T take(Caller who, boolean begun, Supplier<T> work) {
        String name = CallerName.of(who);
        Line line = enter(name, who.anonymous(), begun);
        try {
            return work.get();
        } finally {
            leave(line);
        }
    }

    /**
     * A turn that can be left and taken again, for work that cannot be cut into pieces from outside.
     *
     * @param begun whether the answer that it belongs to has begun: then a place is found for it
     * @throws Unavailable when too many wait already, or it has waited too long
     */
    public Turn enter(Caller who, boolean begun) {
        return new Turn(CallerName.of(who), who.anonymous(), begun);
    }

    /** Used by one thread. */
    public final class Turn implements AutoCloseable {
        private final String name;
        private final boolean anonymous;
        private @Nullable Line held;

        private Turn(String name, boolean anonymous, boolean begun) {
            this.name = name;
            this.anonymous = anonymous;
            this.held = Turns.this.enter(name, anonymous, begun);
        }

        public void leave() {
            Line line = held;
            held = null;
            if (line != null) {
                Turns.this.leave(line);
            }
        }

        /**
         * @throws Unavailable when it has waited too long
         */
        public void enterAgain() {
            held = Turns.this.enter(name, anonymous, true);
        }

        @Override
        public void close() {
            leave();
        }
    }

    private Line enter(String name, boolean anonymousCaller, boolean begun) {
        lock.lock();
        try {
            Line line = lines.computeIfAbsent(name, none -> new Line(name, anonymousCaller));
            if (free(line)) {
                start(line);
                return line;
            }
            try {
                await(line, begun);
            } finally {
                forget(line);
            }
            return line;
        } finally {
            lock.unlock();
        }
    }

    private void leave(Line line) {
        lock.lock();
        try {
            line.running--;
            running--;
            runningAnonymous -= line.anonymous ? 1 : 0;
            forget(line);
            callNext();
        } finally {
            lock.unlock();
        }
    }

    /** Those who wait could not start a moment ago: nobody is overtaken by one who can. */
    private boolean free(Line line) {
        return running < settings.atOnce()
                && line.running < settings.atOnceOfOne()
                && (!line.anonymous || runningAnonymous < settings.atOnceOfOne());
    }

    private void start(Line line) {
        line.running++;
        running++;
        runningAnonymous += line.anonymous ? 1 : 0;
    }

    private void forget(Line line) {
        if (line.idle()) {
            lines.remove(line.caller);
        }
    }

    private void await(Line line, boolean begun) {
        Deque<Line> queue = queue(line);
        if (!begun) {
            requirePlace(line, queue);
        }
        Line.Place place = new Line.Place(lock.newCondition());
        if (line.waiting.isEmpty()) {
            queue.addLast(line);
        }
        line.waiting.addLast(place);
        Duration patience = settings.patience(begun);
        try {
            long left = patience.toNanos();
            while (!place.its && left > 0) {
                left = place.called.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!place.its) {
            giveUp(line, place, patience);
        }
    }

    private void requirePlace(Line line, Deque<Line> queue) {
        int all = queue.stream().mapToInt(each -> each.waiting.size()).sum();
        if (line.waiting.size() >= settings.waitingOfOne() || all >= settings.waiting()) {
            boolean own = all < settings.waiting();
            throw busy(
                    (own ? line.waiting.size() + " of your" : all + " other")
                            + " long readings are waiting already");
        }
    }

    private void giveUp(Line line, Line.Place place, Duration patience) {
        line.waiting.remove(place);
        if (line.waiting.isEmpty()) {
            queue(line).remove(line);
        }
        throw busy(
                Thread.currentThread().isInterrupted()
                        ? "it is being stopped"
                        : "this reading has waited "
                                + TimeUnit.MILLISECONDS.toSeconds(patience.toMillis())
                                + " seconds for its turn");
    }

    private static Unavailable busy(String why) {
        return new Unavailable(
                "the server is busy: "
                        + why
                        + "; try again in a moment, or ask for less: a limit, fewer rows to skip, a"
                        + " filter and an order that are indexed");
    }

    private void callNext() {
        while (running < settings.atOnce()) {
            Line line = first(named);
            if (line == null && runningAnonymous < settings.atOnceOfOne()) {
                line = first(anonymous);
            }
            if (line == null) {
                return;
            }
            call(line);
        }
    }

    private @Nullable Line first(Deque<Line> queue) {
        for (Iterator<Line> each = queue.iterator(); each.hasNext(); ) {
            Line line = each.next();
            if (line.running < settings.atOnceOfOne()) {
                each.remove();
                return line;
            }
        }
        return null;
    }

    /** Its next one starts; the others of this line wait until all other lines have had a turn. */
    private void call(Line line) {
        Line.Place place = line.waiting.removeFirst();
        if (!line.waiting.isEmpty()) {
            queue(line).addLast(line);
        }
        start(line);
        place.its = true;
        place.called.signal();
    }

    private Deque<Line> queue(Line line) {
        return line.anonymous ? anonymous : named;
    }

    public Standing standing() {
        lock.lock();
        try {
            int waiting = lines.values().stream().mapToInt(line -> line.waiting.size()).sum();
            return new Standing(running, waiting, lines.size());
        } finally {
            lock.unlock();
        }
    }
}
