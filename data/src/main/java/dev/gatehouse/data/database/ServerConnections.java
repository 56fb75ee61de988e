package dev.gatehouse.data.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/**
 * A database on a server: pools of ours, or a container's data source. A connection that was lost is replaced
 * by a new one when the next is asked for.
 */
final class ServerConnections implements Connections {
    /** How long a caller waits for a connection; when the server goes down, those who ask just then do. */
    private static final int WAIT_SECONDS = 5;

    private static final int FIRST_PROBE_MILLISECONDS = 250;

    private final Dialect dialect;
    private final String place;
    private final DataSource readers;
    private final DataSource writers;
    private final Outage outage;

    private ServerConnections(
            Dialect dialect, String place, DataSource readers, DataSource writers) {
        this.dialect = dialect;
        this.place = place;
        this.readers = readers;
        this.writers = writers;
        this.outage = new Outage(place, readers, FIRST_PROBE_MILLISECONDS);
    }

    /**
     * @throws BadDatabase when the URL is none, or no such database answers
     */
    static ServerConnections of(DatabaseSettings settings) {
        DatabaseUrl url = DatabaseUrl.of(settings.url());
        HikariDataSource readers = null;
        try {
            readers = pool("gatehouse-readers", url, true, settings.readers());
            HikariDataSource writers = pool("gatehouse-writer", url, false, 1);
            return new ServerConnections(url.dialect(), url.toString(), readers, writers);
        } catch (RuntimeException e) {
            if (readers != null) {
                readers.close();
            }
            throw unreachable(url.toString(), e);
        }
    }

    private static BadDatabase unreachable(String place, Exception e) {
        Throwable deepest = e;
        while (deepest.getCause() instanceof SQLException cause) {
            deepest = cause;
        }
        return new BadDatabase("cannot connect to " + place + ": " + deepest.getMessage(), e);
    }

    private static HikariDataSource pool(String name, DatabaseUrl url, boolean reads, int size) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName(name);
        boolean postgresql = url.dialect() == Dialect.POSTGRESQL;
        pool.setDriverClassName(postgresql ? "org.postgresql.Driver" : "org.mariadb.jdbc.Driver");
        pool.setJdbcUrl(postgresql ? postgresql(url) : mariadb(url, reads));
        pool.setUsername(url.user());
        pool.setPassword(url.password());
        pool.setReadOnly(reads);
        pool.setAutoCommit(reads);
        pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        pool.setMaximumPoolSize(Math.max(1, size));
        pool.setMinimumIdle(1);
        pool.setConnectionTimeout(WAIT_SECONDS * 1000L);
        pool.setValidationTimeout(WAIT_SECONDS * 1000L);
        // A connection that a firewall has forgotten is found here, not by a caller.
        pool.setKeepaliveTime(120_000);
        return new HikariDataSource(pool);
    }

    private static String postgresql(DatabaseUrl url) {
        return "jdbc:postgresql://"
                + url.server(5432)
                + "?ApplicationName=Gatehouse&tcpKeepAlive=true&connectTimeout="
                + WAIT_SECONDS
                + url.query();
    }

    private static String mariadb(DatabaseUrl url, boolean reads) {
        return "jdbc:mariadb://"
                + url.server(3306)
                + "?tcpKeepAlive=true&connectTimeout="
                + WAIT_SECONDS * 1000
                // A branch's history is followed further back than a thousand changes.
                + "&sessionVariables=max_recursive_iterations=100000"
                + (reads ? ",tx_read_only=1" : "")
                + url.query();
    }

    /**
     * The data source that a container has under a name.
     *
     * @throws BadDatabase when there is none, or it is of a database that cannot be used
     */
    @SuppressWarnings(
            "BanJNDI") // The container's own names only: nothing is fetched from elsewhere.
    static ServerConnections ofContainer(String name) {
        if (!name.startsWith("java:")) {
            throw new BadDatabase(
                    "cannot use the data source '" + name + "': its name must begin with java:");
        }
        DataSource source;
        try {
            if (!(InitialContext.doLookup(name) instanceof DataSource found)) {
                throw new BadDatabase("what JNDI has as " + name + " is no javax.sql.DataSource");
            }
            source = found;
        } catch (NamingException e) {
            throw new BadDatabase(
                    "there is no data source "
                            + name
                            + " here: the container must have it under this very name",
                    e);
        }
        String place = DatabaseUrl.JNDI + name;
        try (Connection connection = source.getConnection()) {
            String product = connection.getMetaData().getDatabaseProductName();
            return new ServerConnections(dialect(place, product), place, source, source);
        } catch (SQLException e) {
            throw unreachable(place, e);
        }
    }

    private static Dialect dialect(String place, String product) {
        return switch (product) {
            case "PostgreSQL" -> Dialect.POSTGRESQL;
            case "MariaDB", "MySQL" -> Dialect.MARIADB;
            default ->
                    throw new BadDatabase(
                            "cannot use "
                                    + place
                                    + ": it is of "
                                    + product
                                    + ", and only those of PostgreSQL and MariaDB can be used");
        };
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public String place() {
        return place;
    }

    @Override
    public Connection reader() throws SQLException {
        return outage.connection(readers);
    }

    @Override
    public Connection writer() throws SQLException {
        Connection connection = outage.connection(writers);
        try {
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public void commit(Connection writer) throws SQLException {
        writer.commit();
    }

    @Override
    public void rollback(Connection writer) throws SQLException {
        writer.rollback();
    }

    @Override
    public void giveBack(Connection writer) throws SQLException {
        try (writer) {
            // Not every container's pool does so by itself.
            writer.setAutoCommit(true);
        }
    }

    @Override
    public void backUp(String suffix) {}

    @Override
    public void close() {
        outage.close();
        // A container's stay open: they are not ours.
        if (readers instanceof HikariDataSource ours) {
            ours.close();
        }
        if (writers instanceof HikariDataSource ours) {
            ours.close();
        }
    }
}
