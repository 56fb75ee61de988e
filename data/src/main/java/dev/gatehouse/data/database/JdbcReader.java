package dev.gatehouse.data.database;

import dev.gatehouse.data.Unavailable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads on one connection. Used by one thread, but for {@link #cancel}. */
class JdbcReader implements Reader {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcReader.class);

    final Connection connection;
    final Dialect dialect;
    private final OlderSchema schema;
    private final Recall recall;
    private final Object stopping = new Object();

    // Both guarded by the lock above: what is stopped is a statement of this reader and no later
    // one.
    private @Nullable Statement running;
    private boolean stopped;

    /**
     * @param recall what other readers of the same were given
     */
    JdbcReader(Connection connection, Dialect dialect, OlderSchema schema, Recall recall) {
        this.connection = connection;
        this.dialect = dialect;
        this.schema = schema;
        this.recall = recall;
    }

    /** Ends the statement that runs now, which throws then, and refuses all others; from another thread. */
    final void cancel() {
        synchronized (stopping) {
            stopped = true;
            if (running == null) {
                return;
            }
            try {
                running.cancel();
            } catch (SQLException e) {
                LOG.warn("a query that took too long could not be stopped: {}", e.getMessage());
            }
        }
    }

    /**
     * Before a statement runs.
     *
     * @throws Unavailable when the time is over
     */
    final void began(Statement statement) {
        synchronized (stopping) {
            requireTime();
            running = statement;
        }
    }

    final void ended() {
        synchronized (stopping) {
            running = null;
        }
    }

    /**
     * @throws Unavailable when the time is over
     */
    final void requireTime() {
        synchronized (stopping) {
            if (stopped) {
                throw new Unavailable(SqlFault.STOPPED);
            }
        }
    }

    @Override
    public final <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... arguments) {
        String text = schema.rewrite(sql);
        try {
            Optional<RememberedRows.Asked> asked = recall.again(text, arguments);
            if (asked.isEmpty()) {
                return run(text, statement -> rows(statement, reader), arguments);
            }
            requireTime();
            List<KeptRow> kept = recall.find(asked.get());
            return kept == null
                    ? run(text, statement -> recall.run(asked.get(), statement, reader), arguments)
                    : read(kept, reader);
        } catch (SQLException e) {
            throw SqlFault.of(sql, e);
        }
    }

    private interface Work<T> {
        List<T> on(PreparedStatement statement) throws SQLException;
    }

    private <T> List<T> run(String text, Work<T> work, @Nullable Object... arguments)
            throws SQLException {
        SqlLog.read(text, arguments);
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            began(statement);
            bind(statement, arguments);
            return work.on(statement);
        } finally {
            ended();
            recall.ran();
        }
    }

    private static <T> List<T> rows(PreparedStatement statement, RowReader<T> reader)
            throws SQLException {
        try (ResultSet result = statement.executeQuery()) {
            JdbcRow row = new JdbcRow(result);
            List<T> rows = new ArrayList<>();
            while (result.next()) {
                row.moved();
                rows.add(reader.read(row));
            }
            return rows;
        }
    }

    private static <T> List<T> read(List<KeptRow> kept, RowReader<T> reader) {
        List<T> rows = new ArrayList<>(kept.size());
        kept.forEach(row -> rows.add(reader.read(row)));
        return rows;
    }

    final void bind(PreparedStatement statement, @Nullable Object... arguments)
            throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            bind(statement, i + 1, arguments[i]);
        }
    }

    private void bind(PreparedStatement statement, int index, @Nullable Object value)
            throws SQLException {
        if (value == null) {
            statement.setObject(index, null);
        } else if (value instanceof String text) {
            statement.setString(index, dialect.storable(text));
        } else if (value instanceof Long number) {
            statement.setLong(index, number);
        } else if (value instanceof Integer number) {
            statement.setInt(index, number);
        } else if (value instanceof Boolean flag) {
            statement.setLong(index, flag ? 1 : 0);
        } else if (value instanceof Instant time) {
            statement.setLong(index, time.getEpochSecond());
        } else if (value instanceof byte[] bytes) {
            statement.setBytes(index, bytes);
        } else {
            throw new IllegalArgumentException(
                    "cannot put a " + value.getClass().getName() + " into SQL");
        }
    }
}
