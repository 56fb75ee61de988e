package dev.gatehouse.data.database;

import java.security.SecureRandom;
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
 * nothing here. When {@value #MAX_WEIGHT} bytes or {@value #MAX_KEPT} results are kept, all are forgotten.
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

    /** A statement that is longer, with its arguments, is not kept. */
    static final long MAX_ASKED = 4 << 10;

    static final int MAX_KEPT = 10_000;

    /** What an entry takes beside its text. */
    private static final long BYTES_OF_ENTRY = 200;

    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    /**
     * A statement with its arguments. Which of them have equal hashes depends on a number that nobody
     * outside knows: else somebody could choose arguments that are hard to tell apart.
     */
    static final class Asked {
        private final String sql;
        private final List<@Nullable Object> arguments;
        private final int length;
        private final int hash;

        Asked(String sql, List<@Nullable Object> arguments, long salt) {
            this.sql = sql;
            this.arguments = arguments;
            // the text is ours; only arguments can be chosen
            long mixed = salt ^ sql.hashCode();
            int characters = sql.length();
            for (Object argument : arguments) {
                String text = String.valueOf(argument);
                mixed = mixed(mixed, text);
                characters += text.length();
            }
            this.length = characters;
            this.hash = Long.hashCode(mixed ^ mixed >>> 29);
        }

        private static long mixed(long before, String text) {
            long mixed = (before ^ text.length()) * MULTIPLIER;
            for (int i = 0; i < text.length(); i++) {
                mixed = (mixed ^ text.charAt(i)) * MULTIPLIER;
                mixed ^= mixed >>> 32;
            }
            return mixed;
        }

        int length() {
            return length;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Asked asked
                    && hash == asked.hash
                    && sql.equals(asked.sql)
                    && arguments.equals(asked.arguments);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

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
            long all = bytes + BYTES_OF_ENTRY + 2L * asked.length();
            if (weight.addAndGet(all) > MAX_WEIGHT || kept.size() >= MAX_KEPT) {
                kept.clear();
                weight.set(all);
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

    private final long salt = new SecureRandom().nextLong();
    private volatile Age age = new Age();

    /** The statement, if it was asked before and may be kept. */
    Optional<Asked> again(String sql, @Nullable Object... arguments) {
        for (Object argument : arguments) {
            if (argument instanceof byte[]) {
                return Optional.empty();
            }
        }
        Asked asked = new Asked(sql, Arrays.asList(arguments), salt);
        if (asked.length() > MAX_ASKED) {
            return Optional.empty();
        }
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
