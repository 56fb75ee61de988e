package dev.gatehouse.data.database;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * The rows that statements gave, kept for whoever asks the same while nothing has been committed since, by
 * anybody: many people look at the same pages. Safe for use by many threads.
 *
 * <p>All that is kept belongs to an age. A connection that finds the file changed begins a new one, in which
 * nothing is kept yet. Rows are kept in the age that its reader was in before it read them; so rows that
 * lack a commit are of an age before the one that any reader is in that has looked after that commit.
 *
 * <p>A statement is kept when it is asked a second time: the many pages that a crawler asks once cost
 * nothing here. When {@value #MAX_WEIGHT} bytes are kept, all are forgotten.
 */
final class RememberedRows {
    static final long MAX_WEIGHT = 16 << 20;

    /** A result of more is not kept. */
    static final int MAX_ROWS = 250;

    /** A result that takes more bytes is not kept. */
    static final long MAX_RESULT = 256 << 10;

    private static final int BITS = 1 << 16;

    /** With more marks than this, chance would make too many statements look like known ones. */
    private static final int MAX_MARKS = BITS / 8;

    /** A statement with its arguments. */
    record Asked(String sql, List<@Nullable Object> arguments) {}

    /** What is known from one commit to the next. */
    static final class Age {
        private final Map<Asked, List<KeptRow>> kept = new ConcurrentHashMap<>();
        private final AtomicLong weight = new AtomicLong();
        private final AtomicLongArray marks = new AtomicLongArray(BITS / Long.SIZE);
        private final AtomicInteger marked = new AtomicInteger();

        @Nullable List<KeptRow> find(Asked asked) {
            return kept.get(asked);
        }

        void keep(Asked asked, List<KeptRow> rows, long bytes) {
            if (weight.addAndGet(bytes) > MAX_WEIGHT) {
                kept.clear();
                weight.set(bytes);
            }
            kept.put(asked, rows);
            mark(asked);
        }

        /** Whether it was marked already. */
        private boolean mark(Asked asked) {
            int hash = asked.hashCode();
            int bit = (hash ^ hash >>> 16) & BITS - 1;
            long mask = 1L << bit;
            long before =
                    marks.getAndAccumulate(bit / Long.SIZE, mask, (word, more) -> word | more);
            boolean known = (before & mask) != 0;
            if (!known) {
                marked.incrementAndGet();
            }
            return known;
        }
    }

    private volatile Age age = new Age();

    /** The statement, if it was asked before and may be kept. */
    Optional<Asked> again(String sql, @Nullable Object... arguments) {
        for (Object argument : arguments) {
            if (argument instanceof byte[]) {
                return Optional.empty();
            }
        }
        Asked asked = new Asked(sql, Arrays.asList(arguments));
        Age now = age;
        if (now.mark(asked)) {
            return Optional.of(asked);
        }
        if (now.marked.get() > MAX_MARKS) {
            age = new Age();
        }
        return Optional.empty();
    }

    /**
     * The age that a reader is in.
     *
     * @param changed whether its connection sees commits that it did not see when it last asked
     */
    Age age(boolean changed) {
        if (!changed) {
            return age;
        }
        Age next = new Age();
        age = next;
        return next;
    }
}
