package dev.gatehouse.data.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

/** A file: one connection that writes, kept open, and several that cannot. */
final class SqliteConnections implements Connections {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteConnections.class);

    private final Path file;
    private final Connection writer;
    private final HikariDataSource readers;
    private final @Nullable RememberedRows remembered;

    SqliteConnections(DatabaseSettings settings) {
        this.file = SqliteFile.of(settings);
        this.writer = SqliteFile.openForWriting(file);
        this.readers = readers(file, settings.readers());
        this.remembered = settings.remembering() ? new RememberedRows() : null;
    }

    private static HikariDataSource readers(Path file, int size) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(Database.WAIT_SECONDS * 1000);
        SQLiteDataSource source =
                new SQLiteDataSource(config) {
                    @Override
                    public SQLiteConnection getConnection(
                            @Nullable String user, @Nullable String password) throws SQLException {
                        return new SqliteReaderConnection(
                                getUrl(), file, getConfig().toProperties());
                    }
                };
        source.setUrl("jdbc:sqlite:" + file);
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("gatehouse-readers");
        pool.setDataSource(source);
        pool.setReadOnly(true);
        pool.setMaximumPoolSize(Math.max(1, size));
        pool.setConnectionTimeout(Database.WAIT_SECONDS * 1000L);
        // The first connection comes when it is asked for: the schema is made before.
        pool.setInitializationFailTimeout(-1);
        return new HikariDataSource(pool);
    }

    @Override
    public Dialect dialect() {
        return Dialect.SQLITE;
    }

    @Override
    public String place() {
        return file.toString();
    }

    @Override
    public Connection reader() throws SQLException {
        return readers.getConnection();
    }

    @Override
    public Recall recall(Connection reader) {
        return remembered == null
                ? Recall.NOTHING
                : new Recall(
                        remembered, () -> reader.unwrap(SqliteReaderConnection.class).changed());
    }

    /** By statements: the driver's own commit begins the next transaction at once, and so locks others out. */
    @Override
    public Connection writer() throws SQLException {
        execute("BEGIN IMMEDIATE");
        return writer;
    }

    @Override
    public void commit(Connection given) throws SQLException {
        execute("COMMIT");
    }

    @Override
    public void rollback(Connection given) throws SQLException {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            // A write that was stopped, or found the disk full, has ended its transaction itself.
            if (!String.valueOf(e.getMessage()).contains("no transaction is active")) {
                throw e;
            }
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = writer.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void giveBack(Connection given) {}

    @Override
    public void backUp(String suffix) throws SQLException {
        Path copy = file.resolveSibling(file.getFileName() + suffix);
        if (Files.exists(copy)) {
            throw new BadDatabase(
                    "cannot upgrade "
                            + file
                            + ": there is a copy "
                            + copy
                            + " already; move it away");
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(Database.WAIT_SECONDS * 1000);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement("VACUUM INTO ?")) {
            statement.setString(1, copy.toString());
            statement.executeUpdate();
        }
        LOG.info("the database as it was before its upgrade is {}", copy);
    }

    @Override
    public void close() {
        readers.close();
        try {
            // Last out: SQLite folds the write-ahead log into the file and removes it.
            writer.close();
        } catch (SQLException e) {
            LOG.warn("the database could not be closed: {}", e.getMessage());
        }
    }
}
