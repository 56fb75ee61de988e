package dev.gatehouse.data.query;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of SQL and the arguments of its question marks, in order. Immutable. Values never become text.
 */
record SqlPiece(String text, List<@Nullable Object> arguments) {
    static final SqlPiece NOTHING = new SqlPiece("0 = 1", List.of());
    static final SqlPiece EVERYTHING = new SqlPiece("1 = 1", List.of());

    SqlPiece {
        arguments = Collections.unmodifiableList(new ArrayList<>(arguments));
    }

    static SqlPiece of(String text, @Nullable Object... arguments) {
        List<@Nullable Object> list = new ArrayList<>();
        Collections.addAll(list, arguments);
        return new SqlPiece(text, list);
    }

    SqlPiece then(String more) {
        return new SqlPiece(text + more, arguments);
    }

    SqlPiece then(SqlPiece more) {
        return joined("", List.of(this, more));
    }

    static SqlPiece allOf(List<SqlPiece> conditions) {
        return conditions.size() == 1 ? conditions.get(0) : joined(" AND ", inBrackets(conditions));
    }

    static SqlPiece anyOf(List<SqlPiece> conditions) {
        return conditions.size() == 1 ? conditions.get(0) : joined(" OR ", inBrackets(conditions));
    }

    /**
     * {@code IN (?, …)}
     *
     * @param mark the question mark, or what a dialect has for it; at least one value is needed
     */
    static SqlPiece in(String mark, Collection<?> values) {
        return list("IN (", mark, values);
    }

    static SqlPiece notIn(String mark, Collection<?> values) {
        return list("NOT IN (", mark, values);
    }

    private static SqlPiece list(String operator, String mark, Collection<?> values) {
        return new SqlPiece(
                operator + String.join(", ", Collections.nCopies(values.size(), mark)) + ")",
                new ArrayList<>(values));
    }

    /** Puts a piece, with its arguments, wherever the mark stands in a text without question marks. */
    static SqlPiece fill(String template, String mark, SqlPiece piece) {
        List<SqlPiece> pieces = new ArrayList<>();
        int from = 0;
        for (int at = template.indexOf(mark); at >= 0; at = template.indexOf(mark, from)) {
            pieces.add(of(template.substring(from, at)));
            pieces.add(piece);
            from = at + mark.length();
        }
        pieces.add(of(template.substring(from)));
        return joined("", pieces);
    }

    private static List<SqlPiece> inBrackets(List<SqlPiece> conditions) {
        return conditions.stream()
                .map(sql -> new SqlPiece("(" + sql.text + ")", sql.arguments))
                .toList();
    }

    private static SqlPiece joined(String glue, List<SqlPiece> pieces) {
        List<@Nullable Object> all = new ArrayList<>();
        pieces.forEach(piece -> all.addAll(piece.arguments));
        return new SqlPiece(String.join(glue, pieces.stream().map(SqlPiece::text).toList()), all);
    }
}
