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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A script that makes tables, in the words of one database. It is written once, for SQLite; elsewhere keys are
 * counted, bytes have types of their own, and references are added when all tables are there, because some go
 * round in a circle. Used by one thread.
 */
final class SchemaScript {
    private static final Pattern TABLE = Pattern.compile("CREATE TABLE (\\w+) \\(");
    private static final Pattern COUNTED =
            Pattern.compile("^    (id|changeid|uid) INTEGER NOT NULL", Pattern.MULTILINE);
    private static final Pattern REFERENCE =
            Pattern.compile(",\\s*(FOREIGN KEY [^\\n]+?)(?=,?\\n)");
    private static final Pattern TEXT = Pattern.compile("^    (\\w+) TEXT", Pattern.MULTILINE);
    private static final Pattern INDEX =
            Pattern.compile("CREATE (?:UNIQUE )?INDEX (\\w+) ON (\\w+) \\(([^)]+)\\)");

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
        List<String> statements = statements(read(name), dialect);
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.executeUpdate(sql);
            }
        }
    }

    static List<String> statements(String text, Dialect dialect) {
        SchemaScript script = new SchemaScript(dialect);
        for (String sql : text.replaceAll("(?m)^--.*\\n", "").split(";\\s*\\n")) {
            if (!sql.isBlank()) {
                script.add(sql.strip());
            }
        }
        List<String> all = new ArrayList<>(script.statements);
        all.addAll(script.references);
        all.addAll(script.last);
        return all;
    }

    private void add(String sql) {
        Matcher table = TABLE.matcher(sql);
        Matcher index = INDEX.matcher(sql);
        if (dialect == Dialect.SQLITE || sql.startsWith("ALTER TABLE")) {
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
            } else if (dialect == Dialect.POSTGRESQL && index.group(1).startsWith("gatehouse_")) {
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
