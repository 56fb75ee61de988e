package dev.gatehouse.data.query;

import dev.gatehouse.data.catalog.Field;
import dev.gatehouse.data.database.RowReader;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a type's rows lie in the database: which expression each field is, and whose a row is.
 * Immutable: each declaration gives a new one.
 *
 * @param record the rows' record
 * @param select the select list, in the names that {@code read} asks for
 * @param from the FROM clause with aliases, such as {@code builds b JOIN …}; one row for each of
 *     the type's
 * @param key the unique key's expression, such as {@code b.id}: the default order, and the last
 *     word of every other
 * @param columns fields to expressions
 * @param lists list fields to conditions with <code>{in}</code>
 * @param exact fields compared as in memory rather than as the database does
 * @param visible the condition with <code>{visible}</code>; null where everybody sees every row
 * @param pageTotal {@code meta.total} counts the page
 * @param backwards the page comes back reversed
 * @param reach which queries need not take turns
 */
public record SqlTable<T>(
        Class<T> record,
        String select,
        String from,
        String key,
        RowReader<T> read,
        Map<String, String> columns,
        Map<String, String> lists,
        Set<String> exact,
        @Nullable String visible,
        boolean pageTotal,
        boolean backwards,
        Reach reach) {

    public SqlTable {
        columns = Map.copyOf(columns);
        lists = Map.copyOf(lists);
        exact = Set.copyOf(exact);
    }

    public static <T> SqlTable<T> of(
            Class<T> record, String select, String from, String key, RowReader<T> read) {
        return new SqlTable<>(
                record,
                select,
                from,
                key,
                read,
                Map.of(),
                Map.of(),
                Set.of(),
                null,
                false,
                false,
                Reach.NOTHING);
    }

    /** The same rows, of which another FROM clause leaves some out. */
    public SqlTable<T> from(String newFrom) {
        return new SqlTable<>(
                record, select, newFrom, key, read, columns, lists, exact, visible, pageTotal,
                backwards, reach);
    }

    /**
     * A field that filters and sorts in SQL; a computed one gives its expression. A field that is
     * not declared can do neither, and a query that tries is refused.
     */
    public SqlTable<T> column(String field, String expression) {
        return new SqlTable<>(
                record,
                select,
                from,
                key,
                read,
                with(columns, field, expression),
                lists,
                exact,
                visible,
                pageTotal,
                backwards,
                reach);
    }

    /**
     * A list field that filters by {@code contains}.
     *
     * @param condition with <code>{in}</code> for the values asked for: {@code EXISTS (SELECT 1
     *     FROM builders_tags bt JOIN tags t ON t.id = bt.tagid WHERE bt.builderid = b.id AND t.name
     *     {in})}
     */
    public SqlTable<T> list(String field, String condition) {
        return new SqlTable<>(
                record,
                select,
                from,
                key,
                read,
                columns,
                with(lists, field, condition),
                exact,
                visible,
                pageTotal,
                backwards,
                reach);
    }

    /**
     * Fields that Buildbot evaluates in memory, where SQL would answer differently: {@code
     * contains} is exact and minds case, {@code ne} and {@code notin} include null.
     */
    public SqlTable<T> memoryMode(String... fields) {
        Set<String> more = new LinkedHashSet<>(exact);
        more.addAll(List.of(fields));
        return new SqlTable<>(
                record, select, from, key, read, columns, lists, more, visible, pageTotal,
                backwards, reach);
    }

    /**
     * Whose a row is.
     *
     * @param condition with <code>{visible}</code> for {@code IN (…)} or {@code NOT IN (…)}: {@code
     *     b.builderid {visible}}; for rows of several builders, {@code EXISTS (SELECT … AND
     *     br.builderid {visible})}
     */
    public SqlTable<T> scope(String condition) {
        if (!condition.contains("{visible}")) {
            throw new IllegalArgumentException("a scope needs {visible}: " + condition);
        }
        return new SqlTable<>(
                record, select, from, key, read, columns, lists, exact, condition, pageTotal,
                backwards, reach);
    }

    /**
     * {@code meta.total} is the number of rows on the page, unless a field in memory mode takes
     * part (builds, buildrequests, buildsets, changes).
     */
    public SqlTable<T> countsPage() {
        return new SqlTable<>(
                record, select, from, key, read, columns, lists, exact, visible, true, backwards,
                reach);
    }

    /** The page comes back reversed (changes). */
    public SqlTable<T> reversed() {
        return new SqlTable<>(
                record, select, from, key, read, columns, lists, exact, visible, pageTotal, true,
                reach);
    }

    /** There are never many rows: as many as the configuration names, or one thing has. */
    public SqlTable<T> fewRows() {
        return reaching(reach.ofFewRows());
    }

    /** An index finds the few rows whose field is equal to something. */
    public SqlTable<T> few(String field) {
        return reaching(reach.few(field, null));
    }

    /** An index finds the few rows whose field has this value. */
    public SqlTable<T> few(String field, Object value) {
        return reaching(reach.few(field, value));
    }

    /** Almost every row has this value: who asks for it waits no longer. */
    public SqlTable<T> usual(String field, Object value) {
        return reaching(reach.usual(field, value));
    }

    /**
     * An index has the rows in the order of the last of these fields, where the others are equal to
     * something.
     */
    public SqlTable<T> index(String... fieldsInOrder) {
        return reaching(reach.index(fieldsInOrder));
    }

    /** As {@link #index}, and no two rows are equal in all of these fields. */
    public SqlTable<T> unique(String... fieldsInOrder) {
        return reaching(reach.unique(fieldsInOrder));
    }

    private SqlTable<T> reaching(Reach further) {
        return new SqlTable<>(
                record, select, from, key, read, columns, lists, exact, visible, pageTotal,
                backwards, further);
    }

    /** Whether a batch costs no more than its rows do. */
    boolean answers(Query query) {
        return reach.answers(query, keyField());
    }

    /** Whether few rows match at all. */
    boolean few(Query query) {
        return reach.few(query);
    }

    private String keyField() {
        return columns.entrySet().stream()
                .filter(column -> column.getValue().equals(key))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }

    /** The fields, by name. */
    Map<String, Field> fields() {
        return Field.byName(record);
    }

    /** What can be filtered by, in the record's order, for messages. */
    List<String> declared() {
        return fields().keySet().stream()
                .filter(name -> columns.containsKey(name) || lists.containsKey(name))
                .toList();
    }

    /** What can be sorted by, in the record's order, for messages. */
    List<String> sortable() {
        return fields().keySet().stream().filter(columns::containsKey).toList();
    }

    private static Map<String, String> with(Map<String, String> map, String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(map);
        more.put(name, value);
        return more;
    }
}
