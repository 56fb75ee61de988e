package dev.gatehouse.data.query;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of SQL and the arguments of its question marks, in order. Immutable. Values never become text.
 */
record Sql(String text, List<@Nullable Object> arguments) {
    static final Sql NOTHING = new Sql("0 = 1", List.of());

    Sql {
        arguments = Collections.unmodifiableList(new ArrayList<>(arguments));
    }

    static Sql of(String text, @Nullable Object... arguments) {
        List<@Nullable Object> list = new ArrayList<>();
        Collections.addAll(list, arguments);
        return new Sql(text, list);
    }

    Sql then(String more) {
        return new Sql(text + more, arguments);
    }

    Sql then(Sql more) {
        return joined("", List.of(this, more));
    }

    Sql not() {
        return new Sql("NOT (" + text + ")", arguments);
    }

    static Sql allOf(List<Sql> conditions) {
        return conditions.size() == 1 ? conditions.get(0) : joined(" AND ", inBrackets(conditions));
    }

    static Sql anyOf(List<Sql> conditions) {
        return conditions.size() == 1 ? conditions.get(0) : joined(" OR ", inBrackets(conditions));
    }

    /** {@code IN (?, …)}; of no values, what no value is in. */
    static Sql in(Collection<?> values) {
        return list("IN ", values);
    }

    static Sql notIn(Collection<?> values) {
        return list("NOT IN ", values);
    }

    private static Sql list(String operator, Collection<?> values) {
        String marks = String.join(", ", Collections.nCopies(values.size(), "?"));
        return new Sql(
                operator + (marks.isEmpty() ? "(SELECT 0 WHERE 0 = 1)" : "(" + marks + ")"),
                new ArrayList<>(values));
    }

    /** Puts a piece, with its arguments, wherever the mark stands in a text without question marks. */
    static Sql fill(String template, String mark, Sql piece) {
        List<Sql> pieces = new ArrayList<>();
        int from = 0;
        for (int at = template.indexOf(mark); at >= 0; at = template.indexOf(mark, from)) {
            pieces.add(of(template.substring(from, at)));
            pieces.add(piece);
            from = at + mark.length();
        }
        pieces.add(of(template.substring(from)));
        return joined("", pieces);
    }

    private static List<Sql> inBrackets(List<Sql> conditions) {
        return conditions.stream()
                .map(sql -> new Sql("(" + sql.text + ")", sql.arguments))
                .toList();
    }

    private static Sql joined(String glue, List<Sql> pieces) {
        List<@Nullable Object> all = new ArrayList<>();
        pieces.forEach(piece -> all.addAll(piece.arguments));
        return new Sql(String.join(glue, pieces.stream().map(Sql::text).toList()), all);
    }
}
