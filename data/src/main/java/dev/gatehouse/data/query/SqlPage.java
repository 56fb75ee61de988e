package dev.gatehouse.data.query;

import dev.gatehouse.data.database.Dialect;
import dev.gatehouse.data.database.Reader;
import dev.gatehouse.data.database.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A page read by {@link QueryToSql}. Used by one thread.
 *
 * <p>A reversed page with a window is first marked out: the keys of its first and last row are
 * looked up, then its rows are read from the last to the first.
 */
final class SqlPage<T> implements Page<T> {
    private final QueryToSql.Lender lender;
    private final Dialect dialect;
    private final SqlTable<T> table;
    private final Query query;
    private final QueryToSql.Parts<T> parts;
    private final List<SqlPiece> conditions;
    private final List<SortKey> asked;
    private final List<SortKey> reading;
    private final long offset;
    private final boolean totalOfPage;
    private long remaining;
    private long seen;
    private long rowsOfBatch;
    private boolean started;
    private boolean ended;
    private @Nullable List<@Nullable Object> last;
    private @Nullable Long pageTotal;
    private @Nullable Long whole;

    SqlPage(
            QueryToSql.Lender lender,
            Dialect dialect,
            SqlTable<T> table,
            Query query,
            QueryToSql.Parts<T> parts) {
        this.lender = lender;
        this.dialect = dialect;
        this.table = table;
        this.query = query;
        this.parts = parts;
        this.conditions = new ArrayList<>(conditions(query));
        this.asked = SortKey.of(dialect, table, query);
        this.reading = table.backwards() ? asked.stream().map(SortKey::flipped).toList() : asked;
        this.offset = query.offset() == null ? 0 : Math.max(0, query.offset());
        this.remaining = query.limit() == null ? Long.MAX_VALUE : Math.max(0, query.limit());
        this.totalOfPage =
                table.pageTotal()
                        && query.filters().stream().noneMatch(f -> inMemoryMode(f.field()))
                        && query.order().stream().noneMatch(o -> inMemoryMode(o.field()));
    }

    private boolean inMemoryMode(String field) {
        return table.exact().contains(field) || table.lists().containsKey(field);
    }

    /**
     * The first rows that an index finds are cheap; who wants all of many takes turns with others.
     */
    @Override
    public boolean cheap() {
        return ended || remaining == 0 || (started ? table.few(query) : table.answers(query));
    }

    @Override
    public boolean cheapTotal() {
        return totalOfPage
                ? ended || table.few(query) || (query.limit() != null && table.answers(query))
                : cheapWhole();
    }

    @Override
    public boolean cheapWhole() {
        return knownWhole().isPresent() || table.few(query);
    }

    @Override
    public List<T> next() {
        if (ended || remaining == 0) {
            ended = true;
            return List.of();
        }
        return lender.read(this::batch);
    }

    private List<T> batch(Reader reader) {
        long skip = started || table.backwards() ? 0 : offset;
        if (!started && table.backwards() && !markOut(reader)) {
            ended = true;
            return List.of();
        }
        started = true;
        List<SqlPiece> all = new ArrayList<>(conditions);
        if (last != null) {
            all.add(SortKey.after(reading, last));
        }
        long size = Math.min(BATCH, remaining);
        List<T> rows = select(reader, all, size, skip);
        seen += rows.size();
        remaining -= rows.size();
        ended = rows.size() < size || remaining == 0;
        if (rows.isEmpty()) {
            return List.of();
        }
        return parts.complete(reader, rows, query);
    }

    /** Bounds a window that is read backwards; false when no row lies in it. */
    private boolean markOut(Reader reader) {
        Optional<List<@Nullable Object>> first = Optional.empty();
        if (offset > 0) {
            first = keysAt(reader, offset);
            if (first.isEmpty()) {
                return false;
            }
        }
        if (remaining < Long.MAX_VALUE - offset) {
            keysAt(reader, offset + remaining - 1)
                    .ifPresent(end -> conditions.add(SortKey.from(reading, end)));
        }
        first.ifPresent(start -> conditions.add(SortKey.from(asked, start)));
        return true;
    }

    private Optional<List<@Nullable Object>> keysAt(Reader reader, long place) {
        SqlPiece sql =
                SqlPiece.of("SELECT " + selectedKeys(asked) + " FROM " + table.from())
                        .then(where(conditions))
                        .then(" ORDER BY " + ordered(asked))
                        .then(SqlPiece.of(" LIMIT 1 OFFSET ?", place));
        return reader.one(sql.text(), row -> keys(row, asked), sql.arguments().toArray());
    }

    private List<T> select(Reader reader, List<SqlPiece> where, long size, long skip) {
        SqlPiece sql =
                SqlPiece.of("SELECT " + table.select() + ", " + selectedKeys(reading))
                        .then(" FROM " + table.from())
                        .then(where(where))
                        .then(" ORDER BY " + ordered(reading))
                        .then(SqlPiece.of(" LIMIT ?", size));
        if (skip > 0) {
            sql = sql.then(SqlPiece.of(" OFFSET ?", skip));
        }
        rowsOfBatch = 0;
        return reader.query(sql.text(), row -> read(row, size), sql.arguments().toArray());
    }

    /**
     * Of a batch's last row also where the next batch goes on; a batch that is not full is the
     * last.
     */
    private T read(Row row, long size) {
        rowsOfBatch++;
        if (rowsOfBatch == size) {
            last = keys(row, reading);
        }
        return table.read().read(row);
    }

    @Override
    public long total() {
        if (!totalOfPage) {
            return whole();
        }
        if (ended) {
            return seen;
        }
        if (pageTotal == null) {
            pageTotal = countPage();
        }
        return pageTotal;
    }

    @Override
    public long whole() {
        OptionalLong known = knownWhole();
        if (known.isPresent()) {
            return known.getAsLong();
        }
        long counted = count(SqlPiece.of("SELECT COUNT(*) AS total").then(matching()));
        whole = counted;
        return counted;
    }

    /**
     * A page that ends before its limit tells where the whole ends; not one that lies beyond that
     * end.
     */
    @Override
    public OptionalLong knownWhole() {
        if (whole != null) {
            return OptionalLong.of(whole);
        }
        boolean pastTheLast = ended && (query.limit() == null || seen < query.limit());
        return pastTheLast && (seen > 0 || offset == 0)
                ? OptionalLong.of(offset + seen)
                : OptionalLong.empty();
    }

    private long countPage() {
        SqlPiece page = SqlPiece.of("SELECT 1 AS one").then(matching());
        long limit = query.limit() == null ? Long.MAX_VALUE : Math.max(0, query.limit());
        return count(
                SqlPiece.of("SELECT COUNT(*) AS total FROM (")
                        .then(page)
                        .then(SqlPiece.of(" LIMIT ? OFFSET ?) AS page", limit, offset)));
    }

    private SqlPiece matching() {
        return SqlPiece.of(" FROM " + table.from()).then(where(conditions(query)));
    }

    private List<SqlPiece> conditions(Query of) {
        return new SqlCondition(table, dialect).conditions(of);
    }

    private long count(SqlPiece sql) {
        return lender.read(
                reader ->
                        reader.one(
                                        sql.text(),
                                        row -> row.number("total"),
                                        sql.arguments().toArray())
                                .orElse(0L));
    }

    private static SqlPiece where(List<SqlPiece> conditions) {
        return conditions.isEmpty()
                ? SqlPiece.of("")
                : SqlPiece.of(" WHERE ").then(SqlPiece.allOf(conditions));
    }

    private static String selectedKeys(List<SortKey> keys) {
        return String.join(", ", keys.stream().map(SortKey::selected).toList());
    }

    private static String ordered(List<SortKey> keys) {
        return String.join(", ", keys.stream().map(SortKey::ordered).toList());
    }

    private static List<@Nullable Object> keys(Row row, List<SortKey> keys) {
        List<@Nullable Object> values = new ArrayList<>();
        keys.forEach(key -> values.add(key.read(row)));
        return Collections.unmodifiableList(values);
    }
}
