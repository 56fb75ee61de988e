package dev.gatehouse.data.query;

import dev.gatehouse.data.catalog.Field;
import dev.gatehouse.data.database.Dialect;
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
    /** No row has it: rows count from 1. */
    private static final List<Long> NOBODY = List.of(-1L);

    private final SqlTable<?> table;
    private final Dialect dialect;

    SqlCondition(SqlTable<?> table, Dialect dialect) {
        this.table = table;
        this.dialect = dialect;
    }

    /** All of which must hold. */
    List<SqlPiece> conditions(Query query) {
        List<SqlPiece> conditions = new ArrayList<>();
        boolean few = table.few(query);
        query.filters()
                .forEach(
                        filter ->
                                conditions.add(
                                        condition(filter, few && !table.reach().few(filter))));
        if (table.visible() != null && !query.narrowing().everything()) {
            List<Long> named = query.narrowing().builderids().stream().sorted().toList();
            List<Long> ids = named.isEmpty() ? NOBODY : named;
            SqlPiece seen =
                    query.narrowing().only() ? SqlPiece.in("?", ids) : SqlPiece.notIn("?", ids);
            conditions.add(SqlPiece.fill(table.visible(), "{visible}", seen));
        }
        return conditions;
    }

    /**
     * @param aside whether another filter leaves few rows, so that no index of this one should be chosen
     */
    private SqlPiece condition(Filter filter, boolean aside) {
        Field field = table.fields().get(filter.field());
        boolean text = field != null && SortKey.isText(field);
        String ofList = table.lists().get(filter.field());
        if (ofList != null) {
            if (filter.operator() != Operator.CONTAINS) {
                throw new BadQuery(QueryParser.listOnly(filter.field()));
            }
            return filter.values().isEmpty()
                    ? SqlPiece.NOTHING
                    : SqlPiece.fill(ofList, "{in}", SqlPiece.in(same(text), filter.values()));
        }
        String expression = table.columns().get(filter.field());
        if (expression == null) {
            throw new BadQuery(
                    "cannot filter by '"
                            + filter.field()
                            + "' here; legal are: "
                            + String.join(", ", table.declared()));
        }
        return condition(
                aside && !text ? "+" + expression : expression,
                text,
                table.exact().contains(filter.field()),
                filter);
    }

    private SqlPiece condition(String expression, boolean text, boolean exact, Filter filter) {
        List<Object> values = filter.values();
        return switch (filter.operator()) {
            case EQ, IN -> equal(expression, text, values);
            case NE, NOTIN -> unequal(expression, text, exact, values);
            case LT -> compared(expression, text, " < ", filter);
            case LE -> compared(expression, text, " <= ", filter);
            case GT -> compared(expression, text, " > ", filter);
            case GE -> compared(expression, text, " >= ", filter);
            case CONTAINS ->
                    values.isEmpty()
                            ? SqlPiece.NOTHING
                            : SqlPiece.anyOf(
                                    values.stream()
                                            .map(value -> contains(expression, exact, value))
                                            .toList());
        };
    }

    private String same(boolean text) {
        return text ? dialect.sameText() : "?";
    }

    private SqlPiece equal(String expression, boolean text, List<Object> values) {
        return switch (values.size()) {
            case 0 -> SqlPiece.NOTHING;
            case 1 -> SqlPiece.of(expression + " = " + same(text), values.get(0));
            default -> SqlPiece.of(expression + " ").then(SqlPiece.in(same(text), values));
        };
    }

    private SqlPiece unequal(String expression, boolean text, boolean exact, List<Object> values) {
        if (values.isEmpty()) {
            return SqlPiece.EVERYTHING;
        }
        SqlPiece unequal =
                values.size() == 1
                        ? SqlPiece.of(expression + " <> " + same(text), values.get(0))
                        : SqlPiece.of(expression + " ").then(SqlPiece.notIn(same(text), values));
        return exact ? SqlPiece.of(expression + " IS NULL OR ").then(unequal) : unequal;
    }

    private SqlPiece compared(String expression, boolean text, String sign, Filter filter) {
        return SqlPiece.of(expression + sign + (text ? dialect.orderedText() : "?"), only(filter));
    }

    private SqlPiece contains(String expression, boolean exact, Object value) {
        return exact
                ? SqlPiece.of(dialect.holds(expression), text(value))
                : SqlPiece.of(dialect.like(expression), "%" + text(value) + "%");
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
