package dev.gatehouse.data.database;

import dev.gatehouse.data.event.EventBus;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The database: one writer at a time, several readers, and what was announced told after each commit. Safe
 * for use by many threads; a thread must not ask it for a second connection while it holds one.
 */
public final class Database implements Reader, AutoCloseable {

    private Database() {}

    /**
     * Opens it, and creates or upgrades the schema where that is safe.
     *
     * @throws BadDatabase naming what is wrong with it and what to do
     */
    public static Database open(DatabaseSettings settings, EventBus bus) {
        throw new BadDatabase("the database is not built yet: " + settings + bus);
    }

    @Override
    public <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... arguments) {
        return read(connection -> connection.query(sql, reader, arguments));
    }

    /** Several reads on one connection. */
    public <T> T read(Function<Reader, T> work) {
        throw new BadDatabase("the database is not built yet");
    }

    /** Writes: kept and announced as a whole, or not at all. */
    public <T> T inTransaction(Function<Transaction, T> work) {
        throw new BadDatabase("the database is not built yet");
    }

    @Override
    public void close() {}
}
