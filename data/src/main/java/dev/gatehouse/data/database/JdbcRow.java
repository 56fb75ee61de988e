package dev.gatehouse.data.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The row that a result stands on. Used by one thread.
 *
 * <p>Drivers look for a column's name among all names, for each value anew. But rows are read by code that
 * asks for the same columns in the same order, so where a name was asked for in one row, it is most
 * probably asked for in the next.
 */
final class JdbcRow implements Row {
    private final ResultSet result;
    private final List<String> asked = new ArrayList<>();
    private int[] places = new int[16];
    private int next;

    JdbcRow(ResultSet result) {
        this.result = result;
    }

    /** The result stands on another row now. */
    void moved() {
        next = 0;
    }

    private int place(String column) throws SQLException {
        int turn = next++;
        if (turn < asked.size() && asked.get(turn).equals(column)) {
            return places[turn];
        }
        int place = result.findColumn(column);
        if (turn == asked.size()) {
            asked.add(column);
            if (turn == places.length) {
                places = Arrays.copyOf(places, 2 * turn);
            }
            places[turn] = place;
        }
        return place;
    }

    @Override
    public long number(String column) {
        try {
            long number = result.getLong(place(column));
            if (number == 0 && result.wasNull()) {
                throw Row.missing(column);
            }
            return number;
        } catch (SQLException e) {
            throw SqlFault.of("column " + column, e);
        }
    }

    @Override
    public @Nullable Long numberOrNull(String column) {
        try {
            long number = result.getLong(place(column));
            // Null is 0 here; asking the driver about each other number would take as long again.
            return number == 0 && result.wasNull() ? null : Long.valueOf(number);
        } catch (SQLException e) {
            throw SqlFault.of("column " + column, e);
        }
    }

    @Override
    public @Nullable String textOrNull(String column) {
        try {
            return result.getString(place(column));
        } catch (SQLException e) {
            throw SqlFault.of("column " + column, e);
        }
    }

    @Override
    public byte[] bytes(String column) {
        try {
            byte[] bytes = result.getBytes(place(column));
            return bytes == null ? new byte[0] : bytes;
        } catch (SQLException e) {
            throw SqlFault.of("column " + column, e);
        }
    }
}
