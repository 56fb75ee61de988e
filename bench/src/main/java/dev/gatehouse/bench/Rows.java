package dev.gatehouse.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Puts rows into one table. Columns that the table has not are left out, so that the same rows fit schemas of
 * several ages. Used by one thread.
 */
final class Rows implements AutoCloseable {
    private static final int BATCH = 5000;

    private final PreparedStatement insert;
    private final List<Integer> there = new ArrayList<>();
    private int waiting;

    Rows(Connection connection, String table, String... columns) throws SQLException {
        Set<String> known = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA table_info(" + table + ")")) {
            while (rows.next()) {
                known.add(rows.getString("name").toLowerCase(Locale.ROOT));
            }
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < columns.length; i++) {
            if (known.contains(columns[i])) {
                there.add(i);
                names.add(columns[i]);
            }
        }
        this.insert =
                connection.prepareStatement(
                        "INSERT INTO "
                                + table
                                + " ("
                                + String.join(", ", names)
                                + ") VALUES ("
                                + String.join(", ", Collections.nCopies(names.size(), "?"))
                                + ")");
    }

    /** Values in the order of the columns; "" stands for null, because no text here is empty. */
    void add(Object... values) throws SQLException {
        for (int i = 0; i < there.size(); i++) {
            Object value = values[there.get(i)];
            insert.setObject(i + 1, value.equals("") ? null : value);
        }
        insert.addBatch();
        if (++waiting == BATCH) {
            flush();
        }
    }

    void flush() throws SQLException {
        insert.executeBatch();
        waiting = 0;
    }

    @Override
    public void close() throws SQLException {
        flush();
        insert.close();
    }
}
