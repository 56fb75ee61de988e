package dev.gatehouse.data.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The row that a result stands on. Used by one thread. */
final class JdbcRow implements Row {
    private final ResultSet result;

    JdbcRow(ResultSet result) {
        this.result = result;
    }

    @Override
    public long number(String column) {
        Long number = numberOrNull(column);
        if (number == null) {
            throw missing(column);
        }
        return number;
    }

    @Override
    public @Nullable Long numberOrNull(String column) {
        try {
            long number = result.getLong(column);
            return result.wasNull() ? null : number;
        } catch (SQLException e) {
            throw SqlFault.of("column " + column, e);
        }
    }

    @Override
    public String text(String column) {
        String text = textOrNull(column);
        if (text == null) {
            throw missing(column);
        }
        return text;
    }

    @Override
    public @Nullable String textOrNull(String column) {
        try {
            return result.getString(column);
        } catch (SQLException e) {
            throw SqlFault.of("column " + column, e);
        }
    }

    @Override
    public boolean flag(String column) {
        Long number = numberOrNull(column);
        return number != null && number != 0;
    }

    @Override
    public Instant time(String column) {
        return Instant.ofEpochSecond(number(column));
    }

    @Override
    public @Nullable Instant timeOrNull(String column) {
        Long seconds = numberOrNull(column);
        return seconds == null ? null : Instant.ofEpochSecond(seconds);
    }

    @Override
    public byte[] bytes(String column) {
        try {
            byte[] bytes = result.getBytes(column);
            return bytes == null ? new byte[0] : bytes;
        } catch (SQLException e) {
            throw SqlFault.of("column " + column, e);
        }
    }

    private static BadDatabase missing(String column) {
        return new BadDatabase("the column " + column + " is null where a value must be");
    }
}
