package dev.gatehouse.data.database;

import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.event.Announcement;
import dev.gatehouse.data.event.EventBus;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database: one writer at a time, several readers, and what was announced told after each commit. Safe
 * for use by many threads; a thread must not ask it for a second connection while it holds one (it is told
 * so by an {@link IllegalStateException}, because with a full pool it would wait for itself).
 *
 * <p>Commit and hand-over of the news to the bus happen under one lock, so that the order of events is the
 * order of commits. What is committed survives a kill of the process: SQLite's write-ahead log is written
 * before the commit returns (a power failure may lose the last commits, but never breaks the file). While a
 * server's database is away, reading and writing are {@link Unavailable}; they go on when it is back.
 */
public final class Database implements Reader, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    /** How long a caller waits for a connection before it is told that the database is busy. */
    static final int WAIT_SECONDS = 20;

    private final EventBus bus;
    private final Connections connections;
    private final OlderSchema schema;
    private final Deadlines deadlines;
    private final ReentrantLock writing = new ReentrantLock(true);
    private final ThreadLocal<Boolean> holding = new ThreadLocal<>();
    private volatile boolean closed;

    private Database(
            EventBus bus, Connections connections, OlderSchema schema, Deadlines deadlines) {
        this.bus = bus;
        this.connections = connections;
        this.schema = schema;
        this.deadlines = deadlines;
    }

    /**
     * Opens it, and creates or upgrades the schema where that is safe.
     *
     * @throws BadDatabase naming what is wrong with it and what to do
     */
    public static Database open(DatabaseSettings settings, EventBus bus) {
        return open(connect(settings), settings, bus);
    }

    static Database open(Connections connections, DatabaseSettings settings, EventBus bus) {
        try {
            OlderSchema schema = prepared(connections, settings.upgrade());
            return new Database(bus, connections, schema, new Deadlines(settings.limit()));
        } catch (SQLException e) {
            connections.close();
            RuntimeException fault = SqlFault.of("prepare", e);
            String why = fault instanceof Unavailable ? fault.getMessage() : e.getMessage();
            throw new BadDatabase("cannot prepare " + connections.place() + ": " + why, e);
        } catch (RuntimeException e) {
            connections.close();
            throw e;
        }
    }

    private static OlderSchema prepared(Connections connections, boolean upgrade)
            throws SQLException {
        Connection writer = connections.writer();
        try {
            return new Migrations(connections, writer, upgrade).run();
        } finally {
            connections.giveBack(writer);
        }
    }

    static Connections connect(DatabaseSettings settings) {
        String url = settings.url();
        if (url.startsWith(DatabaseUrl.JNDI)) {
            return ServerConnections.ofContainer(url.substring(DatabaseUrl.JNDI.length()));
        }
        return url.startsWith("sqlite:") || url.startsWith("sqlite+")
                ? new SqliteConnections(settings)
                : ServerConnections.of(settings);
    }

    /**
     * What stands against writing; empty where nothing does.
     *
     * @return a line for the person who runs the server
     */
    public Optional<String> readOnly() {
        return schema.isNewest()
                ? Optional.empty()
                : Optional.of(
                        "the database is only read, because its schema has Buildbot's revision "
                                + schema.revision()
                                + "; start once with --upgrade to change it into revision 067 (an"
                                + " older Buildbot cannot use it then)");
    }

    /** For SQL that is not the same everywhere. */
    public Dialect dialect() {
        return connections.dialect();
    }

    @Override
    public <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... arguments) {
        return read(connection -> connection.query(sql, reader, arguments));
    }

    /** Several reads on one connection. */
    public <T> T read(Function<Reader, T> work) {
        return holdingOne(
                () -> {
                    try (Connection connection = connections.reader()) {
                        return limited(
                                new JdbcReader(
                                        connection,
                                        dialect(),
                                        schema,
                                        connections.recall(connection)),
                                work);
                    } catch (SQLTransientConnectionException e) {
                        throw noConnection(e);
                    } catch (SQLException e) {
                        throw SqlFault.of("connect", e);
                    }
                });
    }

    private <R extends JdbcReader, T> T limited(R reader, Function<? super R, T> work) {
        try (Deadlines.Reading reading = deadlines.over(reader)) {
            return work.apply(reader);
        }
    }

    /**
     * Writes: kept and announced as a whole, or not at all. What takes too long is stopped like a reading.
     */
    public <T> T inTransaction(Function<Transaction, T> work) {
        readOnly()
                .ifPresent(
                        why -> {
                            throw new Unavailable(why);
                        });
        return holdingOne(() -> locked(() -> committed(work)));
    }

    /** A pool that has none: either all are out, or the last that it tried to open could not be. */
    private static Unavailable noConnection(SQLTransientConnectionException e) {
        return new Unavailable(
                e.getCause() == null
                        ? "the database is busy: no connection became free in time"
                        : "the database does not answer; try again in a moment");
    }

    private <T> T committed(Function<Transaction, T> work) {
        if (closed) {
            throw new Unavailable("the server is shutting down: the database is closed");
        }
        Connection writer = null;
        try {
            writer = connections.writer();
            return committed(writer, work);
        } catch (SQLTransientConnectionException e) {
            throw noConnection(e);
        } catch (SQLException e) {
            throw SqlFault.of("commit", e);
        } finally {
            giveBack(writer);
        }
    }

    private <T> T committed(Connection writer, Function<Transaction, T> work) throws SQLException {
        JdbcTransaction transaction = new JdbcTransaction(writer, dialect());
        boolean kept = false;
        try {
            T result = limited(transaction, work);
            // What was stopped is undone already, whatever the work made of it.
            transaction.requireTime();
            List<Announcement> news = transaction.news();
            connections.commit(writer);
            kept = true;
            if (!news.isEmpty()) {
                bus.publish(news);
            }
            return result;
        } finally {
            if (!kept) {
                rollback(writer);
            }
        }
    }

    private void rollback(Connection writer) {
        try {
            connections.rollback(writer);
        } catch (SQLException e) {
            LOG.warn("a transaction could not be rolled back: {}", e.getMessage());
        }
    }

    private void giveBack(@Nullable Connection writer) {
        try {
            if (writer != null) {
                connections.giveBack(writer);
            }
        } catch (SQLException e) {
            LOG.warn("a database connection could not be given back: {}", e.getMessage());
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

    /** Waits for the write that is going on, then leaves nothing behind: no connection and no thread. */
    @Override
    public void close() {
        writing.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            deadlines.close();
            connections.close();
        } finally {
            writing.unlock();
        }
    }
}
