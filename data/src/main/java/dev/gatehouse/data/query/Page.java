package dev.gatehouse.data.query;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A collection being read, batch by batch. Between two batches no connection is held, so that a slow
 * reader of the answer costs nothing. Used by one thread, once.
 */
public interface Page<T> {

    /**
     * What {@code meta.total} says: where the type counts the whole, the rows that match before limit and
     * offset; where it counts the page (builds, buildrequests, buildsets, changes), the rows of the page.
     * May be asked before or after the rows are read, and may cost a query of its own.
     */
    long total();

    /**
     * How many rows match before limit and offset. May cost a query that visits all of them, unless {@link
     * #knownWhole} knows.
     */
    long whole();

    /** {@link #whole} where it is known by now without another query; empty where it is not. */
    OptionalLong knownWhole();

    /** The next rows, at most {@link #BATCH}; empty at the end. */
    List<T> next();

    /**
     * Whether what {@link #next} does now costs no more than the rows that it gives; else it is a long reading,
     * which takes turns with others.
     */
    default boolean cheap() {
        return true;
    }

    /** The same of {@link #total}. */
    default boolean cheapTotal() {
        return true;
    }

    /** The same of {@link #whole}. */
    default boolean cheapWhole() {
        return true;
    }

    /** Rows in a batch. */
    int BATCH = 500;

    /**
     * Rows that are in memory already.
     *
     * @param total how many match before limit and offset
     */
    static <T> Page<T> of(List<T> rows, long total) {
        Iterator<T> rest = List.copyOf(rows).iterator();
        return new Page<>() {
            @Override
            public long total() {
                return total;
            }

            @Override
            public long whole() {
                return total;
            }

            @Override
            public OptionalLong knownWhole() {
                return OptionalLong.of(total);
            }

            @Override
            public List<T> next() {
                List<T> batch = new ArrayList<>();
                while (batch.size() < BATCH && rest.hasNext()) {
                    batch.add(rest.next());
                }
                return batch;
            }
        };
    }

    static <T> Page<T> of(List<T> rows) {
        return of(rows, rows.size());
    }

    /** All rows at once: for callers who know that they are few. */
    default List<T> all() {
        List<T> rows = new ArrayList<>();
        @Nullable List<T> batch = null;
        do {
            batch = next();
            rows.addAll(batch);
        } while (!batch.isEmpty());
        return rows;
    }
}
