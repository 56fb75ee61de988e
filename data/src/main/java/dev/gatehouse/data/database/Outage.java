package dev.gatehouse.data.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a database's server is away. Once it could not be reached, nobody waits for it again: who asks for
 * a connection is refused at once, while one thread tries, soon and then less and less often, until it gets
 * one. Safe for use by many threads.
 */
final class Outage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);
    private static final int MOST_MILLISECONDS = 5000;
    private static final int VALID_SECONDS = 2;

    private final String place;
    private final DataSource probed;
    private final int firstMilliseconds;
    private final AtomicBoolean away = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor probe;

    /**
     * @param firstMilliseconds after how long it is tried again; the time doubles up to five seconds
     */
    Outage(String place, DataSource probed, int firstMilliseconds) {
        this.place = place;
        this.probed = probed;
        this.firstMilliseconds = firstMilliseconds;
        this.probe =
                new ScheduledThreadPoolExecutor(
                        1,
                        work -> {
                            Thread thread = new Thread(work, "gatehouse-database-probe");
                            thread.setDaemon(true);
                            return thread;
                        });
        probe.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        // No thread while nothing is wrong.
        probe.setKeepAliveTime(MOST_MILLISECONDS, TimeUnit.MILLISECONDS);
        probe.allowCoreThreadTimeOut(true);
    }

    /**
     * A connection of this source.
     *
     * @throws SQLTransientConnectionException when the pool has none to give, and the server may well be there
     * @throws SQLException of SQLState 08001 while the server is away
     */
    Connection connection(DataSource source) throws SQLException {
        if (away.get()) {
            throw gone(null);
        }
        try {
            return source.getConnection();
        } catch (SQLException e) {
            if (lost(e)) {
                begin(e);
            }
            // A pool tells only one of those that waited why it has none.
            if (away.get()) {
                throw gone(e);
            }
            throw state(e).isEmpty() ? new SQLTransientConnectionException(e.getMessage()) : e;
        }
    }

    private SQLException gone(@Nullable SQLException cause) {
        return new SQLException(place + " does not answer", "08001", cause);
    }

    /** A pool of ours gives the reason as a cause; it has none when all its connections are out. */
    private static boolean lost(SQLException e) {
        return e instanceof SQLTransientConnectionException
                ? e.getCause() != null
                : state(e).startsWith("08") || state(e).startsWith("57P");
    }

    /** The driver's, however deep a container's pool has put it; empty when the pool complains itself. */
    private static String state(SQLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException fault && fault.getSQLState() != null) {
                return fault.getSQLState();
            }
        }
        return "";
    }

    private void begin(SQLException e) {
        if (away.compareAndSet(false, true)) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            LOG.warn("{} does not answer: {}", place, reason.getMessage());
            again(firstMilliseconds);
        }
    }

    private void again(int milliseconds) {
        if (!probe.isShutdown()) {
            probe.schedule(() -> probe(milliseconds), milliseconds, TimeUnit.MILLISECONDS);
        }
    }

    private void probe(int waited) {
        try (Connection connection = probed.getConnection()) {
            if (connection.isValid(VALID_SECONDS)) {
                away.set(false);
                LOG.info("{} answers again", place);
                return;
            }
        } catch (SQLException e) {
            LOG.debug("{} still does not answer: {}", place, e.getMessage());
        }
        again(Math.min(waited * 2, MOST_MILLISECONDS));
    }

    @Override
    public void close() {
        probe.shutdownNow();
    }
}
