package dev.gatehouse.data.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Lets one server at a time look at a database's tables and make or change them; another that starts
 * meanwhile waits for it, so long as is said, and then gives up with a line that says so. Used by the thread
 * that owns the connection; held until that connection's transaction ends, and on MariaDB, whose statements
 * end transactions by themselves, until it is closed.
 */
final class SchemaLock implements AutoCloseable {
    /** Any number will do that no other program takes on the same database. */
    private static final long POSTGRESQL_KEY = 0x67617465_686f7573L;

    private static final String MARIADB_NAME = "CONCAT('gatehouse ', LEFT(DATABASE(), 50))";

    private final Connection connection;
    private final Dialect dialect;

    private SchemaLock(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    /**
     * @throws BadDatabase when another keeps it for longer
     */
    static SchemaLock on(Connection connection, Dialect dialect, String place, Duration wait)
            throws SQLException {
        boolean taken =
                switch (dialect) {
                    // Its transaction is for writing, and there is one of these at a time.
                    case SQLITE -> true;
                    case POSTGRESQL -> postgresql(connection, wait);
                    case MARIADB -> mariadb(connection, wait);
                };
        if (!taken) {
            throw new BadDatabase(
                    "cannot prepare "
                            + place
                            + ": another server has been making or changing its tables for "
                            + wait.toSeconds()
                            + " seconds; start again when it is done");
        }
        return new SchemaLock(connection, dialect);
    }

    private static boolean postgresql(Connection connection, Duration wait) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL lock_timeout = " + wait.toMillis());
            statement.execute("SELECT pg_advisory_xact_lock(" + POSTGRESQL_KEY + ")");
            return true;
        } catch (SQLException e) {
            if ("55P03".equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    private static boolean mariadb(Connection connection, Duration wait) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT GET_LOCK(" + MARIADB_NAME + ", ?)")) {
            statement.setLong(1, wait.toSeconds());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getInt(1) == 1;
            }
        }
    }

    @Override
    public void close() throws SQLException {
        if (dialect == Dialect.MARIADB) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT RELEASE_LOCK(" + MARIADB_NAME + ")");
            }
        }
    }
}
