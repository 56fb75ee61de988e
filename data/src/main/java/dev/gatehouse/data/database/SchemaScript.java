package dev.gatehouse.data.database;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A script that makes tables, in the words of one database. It is written once, for SQLite; elsewhere keys are
 * counted, bytes have types of their own, and references are added when all tables are there, because some go
 * round in a circle. Used by one thread.
 */
final class SchemaScript {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaScript.class);

    /** MariaDB's number for it. */
    private static final int KEY_TOO_LONG = 1071;

    private static final Pattern TABLE = Pattern.compile("CREATE TABLE (\\w+) \\(");
    private static final Pattern COUNTED =
            Pattern.compile("^    (id|changeid|uid) INTEGER NOT NULL", Pattern.MULTILINE);
    private static final Pattern REFERENCE =
            Pattern.compile(",\\s*((?:CONSTRAINT \\w+ )?FOREIGN KEY [^\\n]+?)(?=,?\\n)");
    private static final Pattern ADDED =
            Pattern.compile(
                    "(ALTER TABLE \\w+ ADD) COLUMN ((\\w+) INTEGER) (CONSTRAINT \\w+) (REFERENCES .+)");
    private static final Pattern TEXT = Pattern.compile("^    (\\w+) TEXT", Pattern.MULTILINE);
    private static final Pattern INDEX =
            Pattern.compile("CREATE (?:UNIQUE )?INDEX (\\w+) ON (\\w+) \\(([^)]+)\\)");

    /** Columns of our indexes that are sorted by and may be null. */
    private static final Set<String> NULLABLE = Set.of("complete_at");

    private static final String MARIADB_TABLE =
            " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin";

    private final Dialect dialect;
    private final Set<String> texts = new HashSet<>();
    private final List<String> statements = new ArrayList<>();
    private final List<String> references = new ArrayList<>();
    private final List<String> last = new ArrayList<>();

    private SchemaScript(Dialect dialect) {
        this.dialect = dialect;
    }

    /** Runs a script that lies beside this class. */
    static void run(String name, Dialect dialect, Connection connection) throws SQLException {
        run(name, sql -> true, dialect, connection);
    }

    /** Makes some of a script's tables, with their indexes. */
    static void run(String name, Set<String> tables, Dialect dialect, Connection connection)
            throws SQLException {
        run(name, sql -> tables.contains(tableOf(sql)), dialect, connection);
    }

    private static void run(
            String name, Predicate<String> wanted, Dialect dialect, Connection connection)
            throws SQLException {
        SchemaScript script = new SchemaScript(dialect);
        for (String sql : read(name).replaceAll("(?m)^--.*\\n", "").split(";\\s*\\n")) {
            if (!sql.isBlank() && wanted.test(sql.strip())) {
                script.add(sql.strip());
            }
        }
        try (Statement statement = connection.createStatement()) {
            for (String sql : script.all()) {
                execute(statement, sql);
            }
        }
    }

    /** An index of ours that MyISAM, Buildbot's usual engine on MariaDB, cannot make is done without. */
    private static void execute(Statement statement, String sql) throws SQLException {
        try {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            if (e.getErrorCode() != KEY_TOO_LONG || !sql.contains(" gatehouse_")) {
                throw e;
            }
            LOG.warn("an index is left out, which makes some pages slow: {}", e.getMessage());
        }
    }

    /** What a statement makes, or makes an index of; empty where it does neither. */
    private static String tableOf(String sql) {
        Matcher table = TABLE.matcher(sql);
        Matcher index = INDEX.matcher(sql);
        return table.lookingAt() ? table.group(1) : index.lookingAt() ? index.group(2) : "";
    }

    private List<String> all() {
        List<String> all = new ArrayList<>(statements);
        all.addAll(references);
        all.addAll(last);
        return dialect == Dialect.MARIADB ? all.stream().map(SchemaScript::again).toList() : all;
    }

    /** Where making tables cannot be undone, what was cut short goes on where it stopped. */
    private static String again(String sql) {
        return sql.replaceFirst("^CREATE TABLE ", "CREATE TABLE IF NOT EXISTS ")
                .replaceFirst("^CREATE (UNIQUE )?INDEX ", "CREATE $1INDEX IF NOT EXISTS ")
                .replaceFirst(" ADD COLUMN ", " ADD COLUMN IF NOT EXISTS ")
                .replaceFirst(
                        " ADD (CONSTRAINT \\w+) FOREIGN KEY ",
                        " ADD $1 FOREIGN KEY IF NOT EXISTS ");
    }

    private void add(String sql) {
        Matcher table = TABLE.matcher(sql);
        Matcher index = INDEX.matcher(sql);
        Matcher added = ADDED.matcher(sql);
        if (dialect != Dialect.SQLITE && added.matches()) {
            statements.add(added.group(1) + " COLUMN " + added.group(2));
            references.add(
                    added.group(1)
                            + " "
                            + added.group(4)
                            + " FOREIGN KEY ("
                            + added.group(3)
                            + ") "
                            + added.group(5));
        } else if (dialect == Dialect.SQLITE || sql.startsWith("ALTER TABLE")) {
            statements.add(sql);
        } else if (table.lookingAt()) {
            addTable(table.group(1), sql);
        } else if (index.lookingAt()) {
            addIndex(sql, index);
        } else {
            // Rows say what has been done, so they come last.
            last.add(sql);
        }
    }

    private void addTable(String table, String sql) {
        Matcher text = TEXT.matcher(sql);
        while (text.find()) {
            texts.add(table + "." + text.group(1));
        }
        Matcher reference = REFERENCE.matcher(sql);
        while (reference.find()) {
            references.add("ALTER TABLE " + table + " ADD " + reference.group(1));
        }
        String bare = counted(reference.replaceAll(""));
        statements.add(
                dialect == Dialect.POSTGRESQL
                        ? bare.replace(" BLOB", " BYTEA")
                        : bare.replace("content BLOB", "content MEDIUMBLOB")
                                        .replace("value BLOB", "value LONGBLOB")
                                + MARIADB_TABLE);
    }

    /** A key that refers to another table's is not counted. */
    private String counted(String sql) {
        Matcher key = COUNTED.matcher(sql);
        if (!key.find() || !sql.contains("PRIMARY KEY (" + key.group(1) + ")")) {
            return sql;
        }
        return key.replaceFirst(
                dialect == Dialect.POSTGRESQL
                        ? "    $1 SERIAL NOT NULL"
                        : "    $1 INTEGER NOT NULL AUTO_INCREMENT");
    }

    private void addIndex(String sql, Matcher index) {
        List<String> columns = new ArrayList<>();
        for (String column : index.group(3).split(", ")) {
            if (dialect == Dialect.MARIADB && texts.contains(index.group(2) + "." + column)) {
                columns.add(column + "(255)");
            } else if (dialect == Dialect.POSTGRESQL
                    && index.group(1).startsWith("gatehouse_")
                    && NULLABLE.contains(column)) {
                // As our ORDER BY has them; Buildbot's own indexes stay as Buildbot makes them.
                columns.add(column + " NULLS FIRST");
            } else {
                columns.add(column);
            }
        }
        statements.add(sql.substring(0, index.start(3)) + String.join(", ", columns) + ")");
    }

    private static String read(String script) {
        try (InputStream in = SchemaScript.class.getResourceAsStream(script)) {
            if (in == null) {
                throw new IllegalStateException("the SQL script " + script + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the SQL script " + script, e);
        }
    }
}
