package dev.gatehouse.www.login;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps those in use in step with the database: hears of what other nodes have changed, and writes down now and
 * then which ones were used here. Used by one thread.
 *
 * @param <C> what the database tells of one that was changed
 */
final class LiveWatch<T extends Live, C> {
    /** How far back changes are asked for: the clocks of two nodes differ by less. */
    private static final Duration WINDOW = Duration.ofMinutes(1);

    /** How old a use may be before the database knows of it, in seconds. */
    private static final long UNNOTED = 60;

    private final LiveSessions<T> live;
    private final Books<T, C> books;
    private final int most;
    private final InstantSource clock;
    private @Nullable Instant lastLook;

    /** What the database knows of them. */
    interface Books<T, C> {
        /** The latest first, at most so many. */
        Collection<C> changedSince(Instant time, int most);

        /** One was changed. */
        void changed(C change);

        /** More were changed than could be heard of. */
        void doubt();

        /**
         * Writes down when these were used last.
         *
         * @param used by their hashes
         */
        void note(Map<String, T> used);
    }

    /**
     * @param most when more have changed, each is looked up again instead
     */
    LiveWatch(LiveSessions<T> live, Books<T, C> books, int most, InstantSource clock) {
        this.live = live;
        this.books = books;
        this.most = most;
        this.clock = clock;
    }

    /** What was changed on other nodes. */
    void look() {
        Instant now = clock.instant();
        Collection<C> changes = books.changedSince(now.minus(WINDOW), most);
        boolean missed =
                lastLook != null
                        && Duration.between(lastLook, now).compareTo(WINDOW.dividedBy(2)) > 0;
        if (missed || changes.size() == most) {
            books.doubt();
        }
        changes.forEach(books::changed);
        lastLook = now;
    }

    /** What was used here. */
    void note() {
        Map<String, T> used =
                live.all().stream()
                        .filter(one -> one.unnoted() >= UNNOTED)
                        .collect(Collectors.toMap(Live::hash, Function.identity()));
        if (!used.isEmpty()) {
            books.note(used);
        }
    }
}
