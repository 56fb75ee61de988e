package dev.gatehouse.data.query;

import dev.gatehouse.data.catalog.Field;
import dev.gatehouse.data.database.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One word of an ORDER BY, and how to go on after a row in that order. Nulls come first ascending and last
 * descending. The conditions are never unknown, so that they may be negated.
 *
 * @param label what the value is called in the select list
 * @param nullable false for the table's key: a plain comparison, which an index can answer
 */
record SortKey(
        String expression, String label, boolean descending, boolean text, boolean nullable) {

    /** The query's order, ended by the table's key, so that no two rows are equal in it. */
    static List<SortKey> of(SqlTable<?> table, List<Order> order) {
        Map<String, Field> fields = table.fields();
        List<SortKey> keys = new ArrayList<>();
        boolean unique = false;
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
            keys.add(of(expression, keys.size(), word.descending(), field, !isKey));
            unique |= isKey;
        }
        if (!unique) {
            Field field = null;
            for (Map.Entry<String, String> column : table.columns().entrySet()) {
                if (column.getValue().equals(table.key())) {
                    field = fields.get(column.getKey());
                }
            }
            keys.add(of(table.key(), keys.size(), false, field, false));
        }
        return keys;
    }

    private static SortKey of(
            String expression,
            int place,
            boolean descending,
            @Nullable Field field,
            boolean nullable) {
        boolean text =
                field != null
                        && (field.kind() == Field.Kind.STRING
                                || field.kind() == Field.Kind.IDENTIFIER);
        return new SortKey(expression, "sort_key_" + place, descending, text, nullable);
    }

    SortKey flipped() {
        return new SortKey(expression, label, !descending, text, nullable);
    }

    String selected() {
        return expression + " AS " + label;
    }

    String ordered() {
        return label + (descending ? " DESC NULLS LAST" : " ASC NULLS FIRST");
    }

    @Nullable Object read(Row row) {
        return text ? row.textOrNull(label) : row.numberOrNull(label);
    }

    /** Rows that come after one with these values, in the order of these keys. */
    static SqlPiece after(List<SortKey> keys, List<@Nullable Object> values) {
        SortKey first = keys.get(0);
        SqlPiece after = first.after(values.get(0));
        if (keys.size() == 1) {
            return after;
        }
        SqlPiece rest = after(keys.subList(1, keys.size()), values.subList(1, values.size()));
        return SqlPiece.anyOf(
                List.of(after, SqlPiece.allOf(List.of(first.equal(values.get(0)), rest))));
    }

    private SqlPiece after(@Nullable Object value) {
        if (value == null) {
            return descending ? SqlPiece.NOTHING : SqlPiece.of(expression + " IS NOT NULL");
        }
        if (!nullable) {
            return SqlPiece.of(expression + (descending ? " < ?" : " > ?"), value);
        }
        return descending
                ? SqlPiece.of(expression + " IS NULL OR " + expression + " < ?", value)
                : SqlPiece.of(expression + " IS NOT NULL AND " + expression + " > ?", value);
    }

    private SqlPiece equal(@Nullable Object value) {
        return value == null
                ? SqlPiece.of(expression + " IS NULL")
                : SqlPiece.of(expression + " IS NOT NULL AND " + expression + " = ?", value);
    }
}
