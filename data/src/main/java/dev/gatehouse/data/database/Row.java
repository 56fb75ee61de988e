package dev.gatehouse.data.database;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One row of a result, its columns by their names or labels. Valid until its reader returns. */
public interface Row {
    long number(String column);

    @Nullable Long numberOrNull(String column);

    /** For what fits an {@code int}: results, counts, numbers of builds. */
    default int small(String column) {
        return Math.toIntExact(number(column));
    }

    default @Nullable Integer smallOrNull(String column) {
        Long number = numberOrNull(column);
        return number == null ? null : Math.toIntExact(number);
    }

    String text(String column);

    @Nullable String textOrNull(String column);

    /** Anything but 0 is true. */
    boolean flag(String column);

    /** From whole seconds since 1970, UTC. */
    Instant time(String column);

    @Nullable Instant timeOrNull(String column);

    byte[] bytes(String column);
}
