package dev.gatehouse.data.database;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one reading may take from {@link RememberedRows}, and gives to it. Used by one thread. */
class Recall {
    /** Remembers nothing. */
    static final Recall NOTHING = new Recall(null, () -> true);

    private static final long BYTES_OF_ROW = 100;
    private static final long BYTES_OF_VALUE = 24;

    private final @Nullable RememberedRows rows;
    private final Look look;
    private RememberedRows.@Nullable Age age;

    /** Whether a connection sees commits that it did not see before. */
    @FunctionalInterface
    interface Look {
        boolean changed() throws SQLException;
    }

    Recall(@Nullable RememberedRows rows, Look look) {
        this.rows = rows;
        this.look = look;
    }

    /** The statement, if it was asked before and may be remembered. */
    final Optional<RememberedRows.Asked> again(String sql, @Nullable Object... arguments) {
        return rows == null ? Optional.empty() : rows.again(sql, arguments);
    }

    /** What it gave, if nothing was committed since; null where that is not known. */
    final @Nullable List<KeptRow> find(RememberedRows.Asked asked) throws SQLException {
        return age().find(asked);
    }

    /** A statement has run, and may have seen a commit: what is remembered must not be older. */
    final void ran() {
        age = null;
    }

    private RememberedRows.Age age() throws SQLException {
        RememberedRows.Age known = age;
        if (known == null) {
            if (rows == null) {
                throw new IllegalStateException("nothing is remembered here");
            }
            known = rows.age(look.changed());
            age = known;
        }
        return known;
    }

    /** Runs the statement, reads its rows, and keeps them unless they are many. */
    final <T> List<T> run(
            RememberedRows.Asked asked, PreparedStatement statement, RowReader<T> reader)
            throws SQLException {
        List<KeptRow> kept = new ArrayList<>();
        List<T> read = new ArrayList<>();
        long bytes = 0;
        try (ResultSet result = statement.executeQuery()) {
            Map<String, Integer> columns = columns(result.getMetaData());
            while (result.next()) {
                @Nullable Object[] values = new @Nullable Object[columns.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = value(result, i + 1);
                    bytes += weight(values[i]);
                }
                KeptRow row = new KeptRow(columns, Arrays.asList(values));
                bytes += BYTES_OF_ROW;
                if (kept.size() <= RememberedRows.MAX_ROWS && bytes <= RememberedRows.MAX_RESULT) {
                    kept.add(row);
                }
                read.add(reader.read(row));
            }
        }
        if (read.size() <= RememberedRows.MAX_ROWS && bytes <= RememberedRows.MAX_RESULT) {
            // of the look before the statement: what was committed since may be lacking
            age().keep(asked, List.copyOf(kept), bytes);
        }
        return read;
    }

    private static Map<String, Integer> columns(ResultSetMetaData data) throws SQLException {
        Map<String, Integer> columns = new HashMap<>();
        for (int i = 0; i < data.getColumnCount(); i++) {
            columns.putIfAbsent(data.getColumnLabel(i + 1), i);
        }
        return columns;
    }

    private static @Nullable Object value(ResultSet result, int place) throws SQLException {
        Object value = result.getObject(place);
        if (value instanceof Integer number) {
            return number.longValue();
        }
        // a real number as the database writes it
        return value instanceof Double ? result.getString(place) : value;
    }

    private static long weight(@Nullable Object value) {
        return BYTES_OF_VALUE
                + (value instanceof String text
                        ? 2L * text.length()
                        : value instanceof byte[] bytes ? bytes.length : 0);
    }
}
