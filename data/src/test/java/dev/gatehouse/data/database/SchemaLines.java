package dev.gatehouse.data.database;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a database says of its own tables, a line for each column and index, in the words of
 * {@code schema-067.txt} whatever the database; without our own tables and indexes. Types that only one
 * database has are translated back, so that a wrong one shows.
 */
final class SchemaLines {
    private final Connection connection;
    private final DatabaseMetaData meta;
    private final Dialect dialect;
    private final Set<String> lines = new TreeSet<>();
    private final Map<String, String> constraints = new TreeMap<>();

    private SchemaLines(Connection connection, Dialect dialect) throws SQLException {
        this.connection = connection;
        this.meta = connection.getMetaData();
        this.dialect = dialect;
    }

    static SchemaLines of(Connection connection, Dialect dialect) throws SQLException {
        SchemaLines schema = new SchemaLines(connection, dialect);
        for (String table : schema.tables()) {
            schema.add(table);
        }
        return schema;
    }

    Set<String> lines() {
        return lines;
    }

    /** Names of references, each with its column. */
    Map<String, String> constraints() {
        return constraints;
    }

    private List<String> tables() throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet found =
                meta.getTables(
                        connection.getCatalog(),
                        connection.getSchema(),
                        "%",
                        new String[] {"TABLE"})) {
            while (found.next()) {
                String name = found.getString("TABLE_NAME");
                if (!name.startsWith("gatehouse_") && !name.startsWith("sqlite_")) {
                    tables.add(name);
                }
            }
        }
        return tables;
    }

    private void add(String table) throws SQLException {
        Map<String, String> references = references(table);
        Set<String> keys = new TreeSet<>();
        Set<String> keyNames = new TreeSet<>();
        try (ResultSet rows =
                meta.getPrimaryKeys(connection.getCatalog(), connection.getSchema(), table)) {
            while (rows.next()) {
                keys.add(rows.getString("COLUMN_NAME"));
                keyNames.add(String.valueOf(rows.getString("PK_NAME")));
            }
        }
        try (ResultSet rows =
                meta.getColumns(connection.getCatalog(), connection.getSchema(), table, "%")) {
            while (rows.next()) {
                String name = rows.getString("COLUMN_NAME");
                lines.add(
                        table
                                + "."
                                + name
                                + " "
                                + type(
                                        table + "." + name,
                                        rows,
                                        keys.contains(name) && !references.containsKey(name))
                                + (rows.getInt("NULLABLE") == DatabaseMetaData.columnNoNulls
                                        ? " NOT NULL"
                                        : "")
                                + defaultOf(rows.getString("COLUMN_DEF"))
                                + (keys.contains(name) ? " PRIMARY KEY" : "")
                                + references.getOrDefault(name, ""));
            }
        }
        addIndexes(table, keyNames, references.keySet());
    }

    /** Column to what it refers to. */
    private Map<String, String> references(String table) throws SQLException {
        Map<String, String> references = new HashMap<>();
        try (ResultSet rows =
                meta.getImportedKeys(connection.getCatalog(), connection.getSchema(), table)) {
            while (rows.next()) {
                String column = rows.getString("FKCOLUMN_NAME");
                references.put(
                        column,
                        " REFERENCES "
                                + rows.getString("PKTABLE_NAME")
                                + "."
                                + rows.getString("PKCOLUMN_NAME")
                                + " ON DELETE "
                                + action(rows.getInt("DELETE_RULE")));
                constraints.put(String.valueOf(rows.getString("FK_NAME")), table + "." + column);
            }
        }
        return references;
    }

    private static String action(int rule) {
        return switch (rule) {
            case DatabaseMetaData.importedKeyCascade -> "CASCADE";
            case DatabaseMetaData.importedKeySetNull -> "SET NULL";
            default -> "rule " + rule;
        };
    }

    private String type(String column, ResultSet row, boolean key) throws SQLException {
        String type = row.getString("TYPE_NAME").toUpperCase(Locale.ROOT);
        boolean counted = "YES".equals(row.getString("IS_AUTOINCREMENT"));
        if (type.startsWith("VARCHAR")) {
            return "VARCHAR(" + row.getInt("COLUMN_SIZE") + ")";
        }
        String usual =
                switch (dialect) {
                    case SQLITE -> type;
                    case POSTGRESQL ->
                            switch (type) {
                                case "INT4", "SERIAL" -> "INTEGER";
                                case "INT2" -> "SMALLINT";
                                case "BYTEA" -> "BLOB";
                                default -> type;
                            };
                    case MARIADB ->
                            switch (type) {
                                case "INT" -> "INTEGER";
                                case "MEDIUMBLOB" ->
                                        column.equals("logchunks.content") ? "BLOB" : type;
                                case "LONGBLOB" ->
                                        column.equals("build_data.value") ? "BLOB" : type;
                                default -> type;
                            };
                };
        return dialect == Dialect.SQLITE || counted == key ? usual : usual + " counted: " + counted;
    }

    /** PostgreSQL says {@code '0'::smallint}, a key's counter is no default. */
    private static String defaultOf(String text) {
        if (text == null || text.equals("NULL") || text.startsWith("nextval(")) {
            return "";
        }
        return " DEFAULT '" + text.replaceAll("::.*", "").replace("'", "") + "'";
    }

    private void addIndexes(String table, Set<String> keyNames, Set<String> referring)
            throws SQLException {
        Map<String, TreeMap<Integer, String>> columns = new TreeMap<>();
        Set<String> unique = new TreeSet<>();
        try (ResultSet rows =
                meta.getIndexInfo(
                        connection.getCatalog(), connection.getSchema(), table, false, true)) {
            while (rows.next()) {
                String name = rows.getString("INDEX_NAME");
                if (name == null
                        || name.startsWith("gatehouse_")
                        || name.startsWith("sqlite_")
                        || keyNames.contains(name)) {
                    continue;
                }
                columns.computeIfAbsent(name, none -> new TreeMap<>())
                        .put(rows.getInt("ORDINAL_POSITION"), rows.getString("COLUMN_NAME"));
                if (!rows.getBoolean("NON_UNIQUE")) {
                    unique.add(name);
                }
            }
        }
        columns.forEach(
                (name, parts) -> {
                    boolean implied =
                            dialect == Dialect.MARIADB
                                    && parts.size() == 1
                                    && (name.equals(parts.firstEntry().getValue())
                                            || constraints.containsKey(name))
                                    && referring.contains(parts.firstEntry().getValue());
                    if (!implied) {
                        lines.add(
                                table
                                        + (unique.contains(name) ? " UNIQUE" : "")
                                        + " INDEX "
                                        + name
                                        + " ("
                                        + String.join(", ", parts.values())
                                        + ")");
                    }
                });
    }
}
