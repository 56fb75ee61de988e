package dev.gatehouse.data.database;

import dev.gatehouse.data.event.EventBus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.sqlite.SQLiteDataSource;

/**
 * An empty database for a test, of each kind: a file in a directory of the test, or a database on a real
 * server that is started once for all tests of a JVM. A server has one database for tests; it is emptied
 * for each, so two tests must not use it at once.
 */
public final class TestDatabase {
    private TestDatabase() {}

    /**
     * @param directory for SQLite's file
     */
    public static DatabaseSettings empty(Dialect dialect, Path directory, int readers) {
        return switch (dialect) {
            case SQLITE -> new DatabaseSettings("sqlite:///state.sqlite", directory, readers);
            case POSTGRESQL, MARIADB -> {
                TestServer server = TestServer.of(dialect);
                clear(server);
                yield new DatabaseSettings(server.url(), directory, readers);
            }
        };
    }

    /**
     * The rows of a SQLite file, as they are.
     *
     * @param directory for SQLite's copy
     */
    public static DatabaseSettings copyOf(Path file, Dialect dialect, Path directory, int readers) {
        try {
            if (dialect == Dialect.SQLITE) {
                Files.copy(file, directory.resolve("state.sqlite"));
                return empty(dialect, directory, readers);
            }
            DatabaseSettings settings = empty(dialect, directory, readers);
            Database.open(settings, new EventBus("copy")).close();
            copyRows(file, dialect);
            try (Database copied = Database.open(settings, new EventBus("copy"))) {
                copied.inTransaction(
                        tx -> {
                            countOn(tx, dialect);
                            return true;
                        });
            }
            return settings;
        } catch (IOException e) {
            throw new IllegalStateException("cannot copy " + file, e);
        }
    }

    /**
     * The rows of a SQLite file of Buildbot 3.7, in tables as 3.7 makes them.
     *
     * @param directory for SQLite's copy
     */
    public static DatabaseSettings copyOfRevision059(Path file, Dialect dialect, Path directory) {
        if (dialect == Dialect.SQLITE) {
            return copyOf(file, dialect, directory, 1);
        }
        drop(dialect);
        makeRevision059(dialect);
        copyRows(file, dialect);
        return new DatabaseSettings(TestServer.of(dialect).url(), directory, 1);
    }

    private static void copyRows(Path file, Dialect dialect) {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        try (Connection from = source.getConnection();
                Connection to = connect(TestServer.of(dialect));
                Statement statement = to.createStatement()) {
            // Real databases on SQLite have rows that point nowhere.
            statement.execute(
                    dialect == Dialect.POSTGRESQL
                            ? "SET session_replication_role = replica"
                            : "SET foreign_key_checks = 0");
            for (String table : tables(from)) {
                if (!KEPT.contains(table) && !table.startsWith("sqlite_")) {
                    copy(table, from, to);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot copy " + file, e);
        }
    }

    private static void copy(String table, Connection from, Connection to) throws SQLException {
        try (Statement statement = from.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT * FROM " + table + " ORDER BY rowid")) {
            ResultSetMetaData columns = rows.getMetaData();
            List<String> names = new ArrayList<>();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                names.add(columns.getColumnName(i));
            }
            String sql =
                    "INSERT INTO "
                            + table
                            + " ("
                            + String.join(", ", names)
                            + ") VALUES ("
                            + Sql.marks(names.size())
                            + ")";
            try (PreparedStatement insert = to.prepareStatement(sql)) {
                while (rows.next()) {
                    for (int i = 1; i <= names.size(); i++) {
                        insert.setObject(i, rows.getObject(i));
                    }
                    insert.addBatch();
                }
                insert.executeBatch();
            }
        }
    }

    /** Leaves the tables: making them takes a second, emptying them does not. */
    private static void clear(TestServer server) {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement()) {
            List<String> tables = tables(connection);
            if (server.dialect() == Dialect.POSTGRESQL) {
                tables.removeAll(KEPT);
                if (!tables.isEmpty()) {
                    statement.execute(
                            "TRUNCATE " + String.join(", ", tables) + " RESTART IDENTITY CASCADE");
                }
                return;
            }
            statement.execute("SET foreign_key_checks = 0");
            for (String table : tables) {
                if (!KEPT.contains(table)) {
                    emptyMariaDb(statement, table);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot empty " + server.url(), e);
        }
    }

    private static final List<String> KEPT = List.of("alembic_version", "gatehouse_schema_version");

    private static void emptyMariaDb(Statement statement, String table) throws SQLException {
        boolean used;
        try (ResultSet rows = statement.executeQuery("SELECT 1 FROM " + table + " LIMIT 1")) {
            used = rows.next();
        }
        if (used) {
            statement.execute("DELETE FROM " + table);
        }
        try (ResultSet counted =
                statement.executeQuery(
                        "SELECT auto_increment AS next FROM information_schema.tables WHERE"
                                + " table_schema = DATABASE() AND table_name = '"
                                + table
                                + "'")) {
            used = counted.next() && counted.getLong("next") > 1;
        }
        if (used) {
            statement.execute("ALTER TABLE " + table + " AUTO_INCREMENT = 1");
        }
    }

    /** Drops everything, for a test that makes its tables itself. */
    public static void drop(Dialect dialect) {
        TestServer server = TestServer.of(dialect);
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement()) {
            if (dialect == Dialect.MARIADB) {
                statement.execute("SET foreign_key_checks = 0");
            }
            for (String table : tables(connection)) {
                statement.execute("DROP TABLE " + table + " CASCADE");
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot empty " + server.url(), e);
        }
    }

    /** The tables that a real Buildbot 3.7 has made there; nothing must be there before. */
    static void makeRevision059(Dialect dialect) {
        makeRevision059(dialect, "InnoDB");
    }

    /**
     * @param engine MariaDB's; Buildbot leaves it to be MyISAM unless it is told
     */
    static void makeRevision059(Dialect dialect, String engine) {
        Path script =
                Path.of("..", "src-it", "vectors")
                        .resolve(
                                "buildbot-059-" + dialect.name().toLowerCase(Locale.ROOT) + ".sql");
        try (Connection connection = connect(TestServer.of(dialect));
                Statement statement = connection.createStatement()) {
            for (String sql : Files.readString(script).split(";\\n")) {
                statement.execute(sql.replace("ENGINE=InnoDB", "ENGINE=" + engine));
            }
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("cannot run " + script, e);
        }
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet found =
                connection
                        .getMetaData()
                        .getTables(
                                connection.getCatalog(),
                                connection.getSchema(),
                                "%",
                                new String[] {"TABLE"})) {
            while (found.next()) {
                tables.add(found.getString("TABLE_NAME"));
            }
        }
        return tables;
    }

    /** After rows with ids of their own: the next id is a new one. */
    public static void countOn(Transaction tx, Dialect dialect) {
        if (dialect != Dialect.POSTGRESQL) {
            return;
        }
        for (String sequence :
                tx.query(
                        "SELECT table_name, column_name FROM information_schema.columns WHERE"
                                + " table_schema = 'public' AND column_default LIKE 'nextval%'",
                        row ->
                                "SELECT setval(pg_get_serial_sequence('"
                                        + row.text("table_name")
                                        + "', '"
                                        + row.text("column_name")
                                        + "'), coalesce(max("
                                        + row.text("column_name")
                                        + "), 0) + 1, false) AS next FROM "
                                        + row.text("table_name"))) {
            tx.query(sequence, row -> row.number("next"));
        }
    }

    /** Past everything of ours, to look at what is there. */
    public static Connection connect(TestServer server) throws SQLException {
        Properties user = new Properties();
        user.put("user", TestServer.USER);
        user.put("password", TestServer.PASSWORD);
        // Not by DriverManager: a database that was closed has taken the drivers out.
        String name =
                server.dialect() == Dialect.POSTGRESQL
                        ? "org.postgresql.Driver"
                        : "org.mariadb.jdbc.Driver";
        try {
            Driver driver = (Driver) Class.forName(name).getConstructor().newInstance();
            return driver.connect(server.jdbcUrl(), user);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
