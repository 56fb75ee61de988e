package dev.gatehouse.data.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A query's filters and what its caller may see, as one SQL condition. Immutable.
 *
 * <p>Two ways of comparing live side by side, field by field. The database's own: rows with null never
 * match, {@code contains} is LIKE with the value's own wildcards, which minds no ASCII case. And Buildbot's
 * in-memory way: {@code ne} and {@code notin} match null, {@code contains} is exact.
 */
final class SqlCondition {
    private final SqlTable<?> table;

    SqlCondition(SqlTable<?> table) {
        this.table = table;
    }

    /** All of which must hold. */
    List<SqlPiece> conditions(Query query) {
        List<SqlPiece> conditions = new ArrayList<>();
        query.filters().forEach(filter -> conditions.add(condition(filter)));
        if (table.visible() != null && !query.narrowing().everything()) {
            List<Long> ids = query.narrowing().builderids().stream().sorted().toList();
            SqlPiece seen = query.narrowing().only() ? SqlPiece.in(ids) : SqlPiece.notIn(ids);
            conditions.add(SqlPiece.fill(table.visible(), "{visible}", seen));
        }
        return conditions;
    }

    private SqlPiece condition(Filter filter) {
        String ofList = table.lists().get(filter.field());
        if (ofList != null) {
            if (filter.operator() != Operator.CONTAINS) {
                throw new BadQuery(QueryParser.listOnly(filter.field()));
            }
            return SqlPiece.fill(ofList, "{in}", SqlPiece.in(filter.values()));
        }
        String expression = table.columns().get(filter.field());
        if (expression == null) {
            throw new BadQuery(
                    "cannot filter by '"
                            + filter.field()
                            + "' here; legal are: "
                            + String.join(", ", table.declared()));
        }
        return condition(expression, table.exact().contains(filter.field()), filter);
    }

    private static SqlPiece condition(String expression, boolean exact, Filter filter) {
        List<Object> values = filter.values();
        return switch (filter.operator()) {
            case EQ, IN -> equal(expression, values);
            case NE, NOTIN -> unequal(expression, exact, values);
            case LT -> SqlPiece.of(expression + " < ?", only(filter));
            case LE -> SqlPiece.of(expression + " <= ?", only(filter));
            case GT -> SqlPiece.of(expression + " > ?", only(filter));
            case GE -> SqlPiece.of(expression + " >= ?", only(filter));
            case CONTAINS ->
                    values.isEmpty()
                            ? SqlPiece.NOTHING
                            : SqlPiece.anyOf(
                                    values.stream()
                                            .map(value -> contains(expression, exact, value))
                                            .toList());
        };
    }

    private static SqlPiece equal(String expression, List<Object> values) {
        return values.size() == 1
                ? SqlPiece.of(expression + " = ?", values.get(0))
                : SqlPiece.of(expression + " ").then(SqlPiece.in(values));
    }

    private static SqlPiece unequal(String expression, boolean exact, List<Object> values) {
        SqlPiece unequal =
                values.size() == 1
                        ? SqlPiece.of(expression + " <> ?", values.get(0))
                        : SqlPiece.of(expression + " ").then(SqlPiece.notIn(values));
        return exact ? SqlPiece.of(expression + " IS NULL OR ").then(unequal) : unequal;
    }

    private static SqlPiece contains(String expression, boolean exact, Object value) {
        return exact
                ? SqlPiece.of("instr(" + expression + ", ?) > 0", text(value))
                : SqlPiece.of(expression + " LIKE ?", "%" + text(value) + "%");
    }

    /** As the database would write the value. */
    private static String text(Object value) {
        if (value instanceof Boolean flag) {
            return flag ? "1" : "0";
        }
        return value instanceof Instant time
                ? Long.toString(time.getEpochSecond())
                : value.toString();
    }

    private static Object only(Filter filter) {
        if (filter.values().size() != 1) {
            throw new BadQuery(QueryParser.oneValueOnly(filter));
        }
        return filter.values().get(0);
    }
}
