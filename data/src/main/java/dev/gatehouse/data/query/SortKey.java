package dev.gatehouse.data.query;

import dev.gatehouse.data.catalog.Field;
import dev.gatehouse.data.database.Dialect;
import dev.gatehouse.data.database.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One word of an ORDER BY, and how to go on after a row in that order. Nulls come first ascending
 * and last descending.
 *
 * @param label what the value is called in the select list
 * @param nullable false where the database has no nulls: a plain comparison, which an index can
 *     answer
 */
record SortKey(
        Dialect dialect,
        String expression,
        String label,
        boolean descending,
        boolean text,
        boolean nullable) {

    /** The query's order, ended by the table's key, so that no two rows are equal in it. */
    static List<SortKey> of(Dialect dialect, SqlTable<?> table, Query query) {
        List<Order> order = query.order();
        Map<String, Field> fields = table.fields();
        List<SortKey> keys = new ArrayList<>();
        boolean unique = table.reach().tellsApart(query.filters(), order);
        for (Order word : order) {
            String expression = table.columns().get(word.field());
            Field field = fields.get(word.field());
            if (expression == null || field == null) {
                throw new BadQuery(
                        "cannot order by '"
                                + word.field()
                                + "' here; legal are: "
                                + String.join(", ", table.sortable()));
            }
            boolean isKey = expression.equals(table.key());
            keys.add(
                    of(
                            dialect,
                            expression,
                            keys.size(),
                            word.descending(),
                            field,
                            !isKey && mayBeNull(field)));
            unique |= isKey;
        }
        if (!unique) {
            Field field = null;
            for (Map.Entry<String, String> column : table.columns().entrySet()) {
                if (column.getValue().equals(table.key())) {
                    field = fields.get(column.getKey());
                }
            }
            keys.add(of(dialect, table.key(), keys.size(), likeLast(table, order), field, false));
        }
        return keys;
    }

    /**
     * Where an index has the order it has it both ways, but not mixed: then equal rows go the same
     * way.
     */
    private static boolean likeLast(SqlTable<?> table, List<Order> order) {
        if (order.isEmpty()) {
            return false;
        }
        Order last = order.get(order.size() - 1);
        return last.descending() && table.reach().ends(last.field());
    }

    /** Flags may be null in the database where their fields are not: nothing means no. */
    private static boolean mayBeNull(Field field) {
        return field.nullable() || field.kind() == Field.Kind.BOOLEAN;
    }

    static boolean isText(Field field) {
        return field.element() == Field.Kind.STRING || field.element() == Field.Kind.IDENTIFIER;
    }

    private static SortKey of(
            Dialect dialect,
            String expression,
            int place,
            boolean descending,
            @Nullable Field field,
            boolean nullable) {
        boolean text = field != null && isText(field);
        return new SortKey(dialect, expression, "sort_key_" + place, descending, text, nullable);
    }

    SortKey flipped() {
        return new SortKey(dialect, expression, label, !descending, text, nullable);
    }

    String selected() {
        return expression + " AS " + label;
    }

    String ordered() {
        return (text ? dialect.sortedText(expression) : expression)
                + dialect.direction(descending, nullable);
    }

    @Nullable Object read(Row row) {
        return text ? row.textOrNull(label) : row.numberOrNull(label);
    }

    /** Rows that come after one with these values, in the order of these keys. */
    static SqlPiece after(List<SortKey> keys, List<@Nullable Object> values) {
        return beyond(keys, values, false);
    }

    /** The row with these values, and those that come after it. */
    static SqlPiece from(List<SortKey> keys, List<@Nullable Object> values) {
        return beyond(keys, values, true);
    }

    private static SqlPiece beyond(
            List<SortKey> keys, List<@Nullable Object> values, boolean inclusive) {
        SortKey first = keys.get(0);
        @Nullable Object value = values.get(0);
        boolean last = keys.size() == 1;
        SqlPiece after = first.after(value, last && inclusive);
        if (last) {
            return after;
        }
        SqlPiece rest =
                beyond(keys.subList(1, keys.size()), values.subList(1, values.size()), inclusive);
        SqlPiece beyond =
                SqlPiece.anyOf(List.of(after, SqlPiece.allOf(List.of(first.equal(value), rest))));
        // Said once more without an OR, so that an index finds where to begin.
        return first.nullable && (first.descending || value == null)
                ? beyond
                : SqlPiece.allOf(List.of(first.after(value, true), beyond));
    }

    private SqlPiece after(@Nullable Object value, boolean inclusive) {
        if (value == null) {
            if (inclusive) {
                return descending ? SqlPiece.of(expression + " IS NULL") : SqlPiece.EVERYTHING;
            }
            return descending ? SqlPiece.NOTHING : SqlPiece.of(expression + " IS NOT NULL");
        }
        String sign = (descending ? " <" : " >") + (inclusive ? "= " : " ");
        SqlPiece after =
                SqlPiece.of(expression + sign + (text ? dialect.orderedText() : "?"), value);
        return descending && nullable
                ? SqlPiece.anyOf(List.of(SqlPiece.of(expression + " IS NULL"), after))
                : after;
    }

    private SqlPiece equal(@Nullable Object value) {
        return value == null
                ? SqlPiece.of(expression + " IS NULL")
                : SqlPiece.of(expression + " = " + (text ? dialect.sameText() : "?"), value);
    }
}
