package dev.gatehouse.data.database;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One row of a result, its columns by their names or labels. Valid until its reader returns. */
public interface Row {
    default long number(String column) {
        Long number = numberOrNull(column);
        if (number == null) {
            throw missing(column);
        }
        return number;
    }

    @Nullable Long numberOrNull(String column);

    /** For what fits an {@code int}: results, counts, numbers of builds. */
    default int small(String column) {
        return Math.toIntExact(number(column));
    }

    default @Nullable Integer smallOrNull(String column) {
        Long number = numberOrNull(column);
        return number == null ? null : Math.toIntExact(number);
    }

    default String text(String column) {
        String text = textOrNull(column);
        if (text == null) {
            throw missing(column);
        }
        return text;
    }

    @Nullable String textOrNull(String column);

    /** Anything but 0 is true. */
    default boolean flag(String column) {
        Long number = numberOrNull(column);
        return number != null && number != 0;
    }

    /** From whole seconds since 1970, UTC. */
    default Instant time(String column) {
        return Instant.ofEpochSecond(number(column));
    }

    default @Nullable Instant timeOrNull(String column) {
        Long seconds = numberOrNull(column);
        return seconds == null ? null : Instant.ofEpochSecond(seconds);
    }

    /** Empty for null. */
    byte[] bytes(String column);

    static BadDatabase missing(String column) {
        return new BadDatabase("the column " + column + " is null where a value must be");
    }
}
