package dev.gatehouse.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes a long history of a short one that {@link Fill} has made: the same again and again, each time with higher
 * ids and later times, so that the newest build is still the one with the highest id. Builders, workers and whatever
 * else does not grow by building stay as they are. Used once, by one thread.
 *
 * <p>A kill leaves a broken file: nothing is written twice for the sake of safety.
 */
final class Multiply {
    /** The span of a history's times, from which the next begins. */
    private static final String SPAN = "span";

    /** How a column of a copy differs: by the highest value that a column has, or by time. */
    private static final Map<String, Map<String, String>> GROWING = new LinkedHashMap<>();

    static {
        GROWING.put(
                "sourcestamps",
                Map.of("id", "sourcestamps.id", "ss_hash", "", "revision", "", "created_at", SPAN));
        GROWING.put(
                "changes",
                Map.of(
                        "changeid", "changes.changeid",
                        "revision", "",
                        "when_timestamp", SPAN,
                        "sourcestampid", "sourcestamps.id",
                        "parent_changeids", "changes.changeid"));
        GROWING.put("change_files", Map.of("changeid", "changes.changeid"));
        GROWING.put(
                "buildsets",
                Map.of("id", "buildsets.id", "submitted_at", SPAN, "complete_at", SPAN));
        GROWING.put(
                "buildset_sourcestamps",
                Map.of(
                        "id", "buildset_sourcestamps.id",
                        "buildsetid", "buildsets.id",
                        "sourcestampid", "sourcestamps.id"));
        GROWING.put(
                "buildrequests",
                Map.of(
                        "id",
                        "buildrequests.id",
                        "buildsetid",
                        "buildsets.id",
                        "submitted_at",
                        SPAN,
                        "complete_at",
                        SPAN));
        GROWING.put("buildrequest_claims", Map.of("brid", "buildrequests.id", "claimed_at", SPAN));
        GROWING.put(
                "builds",
                Map.of(
                        "id", "builds.id",
                        "number", "builds.number",
                        "buildrequestid", "buildrequests.id",
                        "started_at", SPAN,
                        "complete_at", SPAN));
        GROWING.put("build_properties", Map.of("buildid", "builds.id"));
        GROWING.put(
                "steps",
                Map.of(
                        "id", "steps.id",
                        "buildid", "builds.id",
                        "started_at", SPAN,
                        "locks_acquired_at", SPAN,
                        "complete_at", SPAN));
        GROWING.put("logs", Map.of("id", "logs.id", "stepid", "steps.id"));
        GROWING.put("logchunks", Map.of("logid", "logs.id"));
    }

    private final Statement statement;
    private final Map<String, Long> highest = new HashMap<>();

    private Multiply(Statement statement) {
        this.statement = statement;
    }

    /**
     * @param database filled and used by nobody else
     * @param times how often everything is there in the end
     */
    static void run(Path database, int times) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            for (String pragma :
                    List.of(
                            "journal_mode = DELETE",
                            "journal_mode = OFF",
                            "synchronous = OFF",
                            "locking_mode = EXCLUSIVE",
                            "cache_size = -1500000")) {
                statement.execute("PRAGMA " + pragma);
            }
            new Multiply(statement).all(times);
        }
    }

    private void all(int times) throws SQLException {
        highest.put(SPAN, number("SELECT max(started_at) - min(started_at) + 1 FROM builds"));
        for (Map<String, String> columns : GROWING.values()) {
            for (String other : columns.values()) {
                if (other.contains(".")) {
                    String[] names = other.split("\\.", 2);
                    highest.put(other, number("SELECT max(" + names[1] + ") FROM " + names[0]));
                }
            }
        }
        for (String table : GROWING.keySet()) {
            long rows = number("SELECT max(rowid) FROM " + table);
            System.err.println(table + ": " + rows + " rows, " + times + " times");
            backInTime(table, times - 1);
            for (int copy = 1; copy < times; copy++) {
                again(table, copy, rows);
            }
        }
    }

    /** The last copy gets the times that there were, so that none lies in the future. */
    private void backInTime(String table, int copies) throws SQLException {
        String moved =
                columns(table).stream()
                        .filter(column -> SPAN.equals(growing(table).get(column)))
                        .map(column -> column + " = " + column + " - " + copies * highest(SPAN))
                        .collect(Collectors.joining(", "));
        if (!moved.isEmpty()) {
            statement.executeUpdate("UPDATE " + table + " SET " + moved);
        }
    }

    private void again(String table, int copy, long rows) throws SQLException {
        List<String> columns = columns(table);
        statement.executeUpdate(
                "INSERT INTO "
                        + table
                        + " ("
                        + String.join(", ", columns)
                        + ") SELECT "
                        + columns.stream()
                                .map(column -> value(column, growing(table).get(column), copy))
                                .collect(Collectors.joining(", "))
                        + " FROM "
                        + table
                        + " WHERE rowid <= "
                        + rows
                        + " ORDER BY rowid");
    }

    private String value(String column, @Nullable String other, int copy) {
        if (other == null) {
            return column;
        }
        // a hash, which nothing else may have
        return other.isEmpty()
                ? "substr(%s, 1, 34) || '%06x'".formatted(column, copy)
                : column + " + " + copy * highest(other);
    }

    private static Map<String, String> growing(String table) {
        return GROWING.getOrDefault(table, Map.of());
    }

    private long highest(String column) {
        return highest.getOrDefault(column, 0L);
    }

    private List<String> columns(String table) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("PRAGMA table_info(" + table + ")")) {
            while (rows.next()) {
                columns.add(rows.getString("name"));
            }
        }
        return columns;
    }

    private long number(String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
