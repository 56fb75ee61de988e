package dev.gatehouse.data.database;

import dev.gatehouse.data.Unavailable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Reads on one connection. Used by one thread. */
class JdbcReader implements Reader {
    final Connection connection;

    JdbcReader(Connection connection) {
        this.connection = connection;
    }

    @Override
    public final <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... arguments) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, arguments);
            try (ResultSet result = statement.executeQuery()) {
                JdbcRow row = new JdbcRow(result);
                List<T> rows = new ArrayList<>();
                while (result.next()) {
                    rows.add(reader.read(row));
                }
                return rows;
            }
        } catch (SQLException e) {
            throw translated(sql, e);
        }
    }

    static void bind(PreparedStatement statement, @Nullable Object... arguments)
            throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            bind(statement, i + 1, arguments[i]);
        }
    }

    private static void bind(PreparedStatement statement, int index, @Nullable Object value)
            throws SQLException {
        if (value == null) {
            statement.setObject(index, null);
        } else if (value instanceof String text) {
            statement.setString(index, text);
        } else if (value instanceof Long || value instanceof Integer) {
            statement.setLong(index, ((Number) value).longValue());
        } else if (value instanceof Boolean flag) {
            statement.setLong(index, flag ? 1 : 0);
        } else if (value instanceof Instant time) {
            statement.setLong(index, time.getEpochSecond());
        } else if (value instanceof byte[] bytes) {
            statement.setBytes(index, bytes);
        } else {
            throw new IllegalArgumentException(
                    "cannot put a " + value.getClass().getName() + " into SQL");
        }
    }

    /** A caller's fault nowhere: either the moment is wrong, or our SQL or the file is. */
    static RuntimeException translated(String sql, SQLException e) {
        if (e instanceof SQLiteException sqlite) {
            SQLiteErrorCode code = sqlite.getResultCode();
            if (code == SQLiteErrorCode.SQLITE_BUSY || code == SQLiteErrorCode.SQLITE_LOCKED) {
                return new Unavailable("the database is busy: another program is writing to it");
            }
            if (code == SQLiteErrorCode.SQLITE_FULL) {
                return new Unavailable("the database cannot grow: the disk is full");
            }
            if (code == SQLiteErrorCode.SQLITE_INTERRUPT) {
                return new Unavailable("the query took too long and was stopped");
            }
        }
        return new BadDatabase("SQL failed (" + e.getMessage() + "): " + sql.strip(), e);
    }
}
