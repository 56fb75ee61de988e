package dev.gatehouse.data.query;

import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Dialect;
import dev.gatehouse.data.database.Reader;
import java.util.List;
import java.util.function.Function;

/**
 * Answers a query wholly in SQL. Rows are read in keyset batches: a batch and its parts come over one
 * connection, which is given back before the batch is handed on; the next one goes on after the last row's
 * order keys, so that a slow reader holds nothing, and no batch has to count its way through those before
 * it (where an index has the order; where none has, each batch sorts what is left). Safe for use by many
 * threads; each page by one.
 */
public final class QueryToSql {

    /** Completes a batch with its parts (tags, properties …), over the same connection. */
    @FunctionalInterface
    public interface Parts<T> {
        List<T> complete(Reader reader, List<T> rows, Query query);
    }

    /** Lends a connection for as long as the work takes. */
    @FunctionalInterface
    interface Lender {
        <R> R read(Function<Reader, R> work);
    }

    private QueryToSql() {}

    public static <T> Page<T> page(Database database, SqlTable<T> table, Query query) {
        return page(database, table, query, (reader, rows, asked) -> rows);
    }

    /**
     * @throws BadQuery when the query filters or sorts by what the table does not declare
     */
    public static <T> Page<T> page(
            Database database, SqlTable<T> table, Query query, Parts<T> parts) {
        return page(database::read, database.dialect(), table, query, parts);
    }

    static <T> Page<T> page(
            Lender lender, Dialect dialect, SqlTable<T> table, Query query, Parts<T> parts) {
        return new SqlPage<>(lender, dialect, table, query, parts);
    }
}
