package dev.gatehouse.data.database;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that SQL can be asked of: the database (each call takes a connection and gives it back), a
 * connection held for several reads, or a transaction.
 */
public interface Reader {

    /**
     * @param arguments for the question marks, in order: {@code Long}, {@code Integer}, {@code String},
     *     {@code Boolean} (as 0/1), {@code Instant} (as whole seconds), {@code byte[]} or null
     */
    <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... arguments);

    /** The first row, if there is one. */
    default <T> Optional<T> one(String sql, RowReader<T> reader, @Nullable Object... arguments) {
        List<T> rows = query(sql, reader, arguments);
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(0));
    }
}
