package dev.gatehouse.data.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.event.Announcement;
import dev.gatehouse.data.event.EventBus;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The database: one writer at a time, several readers, and what was announced told after each commit. Safe
 * for use by many threads; a thread must not ask it for a second connection while it holds one (it is told
 * so by an {@link IllegalStateException}, because with a full pool it would wait for itself).
 *
 * <p>Commit and hand-over of the news to the bus happen under one lock, so that the order of events is the
 * order of commits. What is committed survives a kill of the process: SQLite's write-ahead log is written
 * before the commit returns (a power failure may lose the last commits, but never breaks the file).
 */
public final class Database implements Reader, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    /** How long a caller waits for a connection before it is told that the database is busy. */
    private static final int WAIT_SECONDS = 20;

    private final EventBus bus;
    private final Connection writer;
    private final ReentrantLock writing = new ReentrantLock(true);
    private final HikariDataSource readers;
    private final ThreadLocal<Boolean> holding = new ThreadLocal<>();
    private volatile boolean closed;

    private Database(EventBus bus, Connection writer, HikariDataSource readers) {
        this.bus = bus;
        this.writer = writer;
        this.readers = readers;
    }

    /**
     * Opens it, and creates or upgrades the schema where that is safe.
     *
     * @throws BadDatabase naming what is wrong with it and what to do
     */
    public static Database open(DatabaseSettings settings, EventBus bus) {
        Path file = SqliteFile.of(settings);
        Connection writer = SqliteFile.openForWriting(file);
        try {
            new Migrations(file, writer).run();
            return new Database(bus, writer, readersOf(file, settings.readers()));
        } catch (RuntimeException e) {
            closeQuietly(writer);
            throw e;
        }
    }

    private static HikariDataSource readersOf(Path file, int size) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(WAIT_SECONDS * 1000);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("gatehouse-readers");
        pool.setDataSource(source);
        pool.setReadOnly(true);
        pool.setMaximumPoolSize(Math.max(1, size));
        pool.setConnectionTimeout(WAIT_SECONDS * 1000L);
        return new HikariDataSource(pool);
    }

    @Override
    public <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... arguments) {
        return read(connection -> connection.query(sql, reader, arguments));
    }

    /** Several reads on one connection. */
    public <T> T read(Function<Reader, T> work) {
        return holdingOne(
                () -> {
                    try (Connection connection = readers.getConnection()) {
                        return work.apply(new JdbcReader(connection));
                    } catch (SQLTransientConnectionException e) {
                        throw new Unavailable(
                                "the database is busy: no reading connection became free within "
                                        + WAIT_SECONDS
                                        + " seconds");
                    } catch (SQLException e) {
                        throw new BadDatabase("cannot read the database: " + e.getMessage(), e);
                    }
                });
    }

    /** Writes: kept and announced as a whole, or not at all. */
    public <T> T inTransaction(Function<Transaction, T> work) {
        return holdingOne(() -> locked(() -> committed(work)));
    }

    private <T> T committed(Function<Transaction, T> work) {
        if (closed) {
            throw new Unavailable("the server is shutting down: the database is closed");
        }
        JdbcTransaction transaction = new JdbcTransaction(writer);
        boolean kept = false;
        try {
            T result = work.apply(transaction);
            List<Announcement> news = transaction.news();
            writer.commit();
            kept = true;
            if (!news.isEmpty()) {
                bus.publish(news);
            }
            return result;
        } catch (SQLException e) {
            throw JdbcReader.translated("commit", e);
        } finally {
            if (!kept) {
                rollback();
            }
        }
    }

    private void rollback() {
        try {
            writer.rollback();
        } catch (SQLException e) {
            LOG.error("a transaction could not be rolled back", e);
        }
    }

    private <T> T locked(java.util.function.Supplier<T> work) {
        try {
            if (!writing.tryLock(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new Unavailable(
                        "the database is busy: another write has taken more than "
                                + WAIT_SECONDS
                                + " seconds");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted while waiting to write to the database");
        }
        try {
            return work.get();
        } finally {
            writing.unlock();
        }
    }

    private <T> T holdingOne(java.util.function.Supplier<T> work) {
        if (holding.get() != null) {
            throw new IllegalStateException(
                    "this thread already holds a connection: read through the Reader or Transaction"
                            + " it was given");
        }
        holding.set(true);
        try {
            return work.get();
        } finally {
            holding.remove();
        }
    }

    /** Waits for the write that is going on, then leaves nothing behind: no connection, thread or driver. */
    @Override
    public void close() {
        writing.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            readers.close();
            // Last out: SQLite folds the write-ahead log into the file and removes it.
            closeQuietly(writer);
        } finally {
            writing.unlock();
        }
        forgetDriver();
    }

    /** A driver that stays registered would keep an undeployed application's classes in memory. */
    private static void forgetDriver() {
        List<Driver> drivers = new ArrayList<>(Collections.list(DriverManager.getDrivers()));
        for (Driver driver : drivers) {
            if (driver instanceof org.sqlite.JDBC) {
                try {
                    DriverManager.deregisterDriver(driver);
                } catch (SQLException | SecurityException e) {
                    LOG.debug("the SQLite driver stays registered", e);
                }
            }
        }
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.warn("a database connection could not be closed: {}", e.getMessage());
        }
    }
}
