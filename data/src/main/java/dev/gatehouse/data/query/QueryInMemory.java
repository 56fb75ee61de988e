package dev.gatehouse.data.query;

import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.catalog.Field;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Answers a query wholly in memory, for what is known only there, such as force schedulers. Compares as
 * fields in memory mode do in {@link QueryToSql}: {@code ne} and {@code notin} match null, other
 * comparisons do not; {@code contains} is exact; nulls come first ascending and last descending.
 */
public final class QueryInMemory {
    private QueryInMemory() {}

    /**
     * @param rows in the type's own order, which stays where the query asks for none
     * @param scope whose a row is
     * @throws BadQuery when the query filters or sorts by what the record does not have
     */
    public static <T> Page<T> page(
            Class<T> record, List<T> rows, Query query, Function<T, Scope> scope) {
        Map<String, Field> fields = Field.byName(record);
        List<Predicate<T>> conditions =
                query.filters().stream()
                        .<Predicate<T>>map(filter -> condition(fields, filter))
                        .toList();
        List<T> matching =
                rows.stream()
                        .filter(row -> query.narrowing().sees(scope.apply(row)))
                        .filter(row -> conditions.stream().allMatch(holds -> holds.test(row)))
                        .sorted(order(fields, query.order()))
                        .toList();
        List<T> page =
                matching.stream()
                        .skip(query.offset() == null ? 0 : Math.max(0, query.offset()))
                        .limit(query.limit() == null ? Long.MAX_VALUE : Math.max(0, query.limit()))
                        .toList();
        return Page.of(page, matching.size());
    }

    private static <T> Predicate<T> condition(Map<String, Field> fields, Filter filter) {
        Field field = fields.get(filter.field());
        if (field == null) {
            throw new BadQuery(
                    "cannot filter by '"
                            + filter.field()
                            + "' here; legal are: "
                            + String.join(", ", fields.keySet()));
        }
        if (field.kind() == Field.Kind.LIST && filter.operator() != Operator.CONTAINS) {
            throw new BadQuery(QueryParser.listOnly(filter.field()));
        }
        Predicate<@Nullable Object> test = test(filter);
        return row -> test.test(plain(field.in(row)));
    }

    private static Predicate<@Nullable Object> test(Filter filter) {
        List<Object> values = filter.values().stream().map(QueryInMemory::stored).toList();
        return switch (filter.operator()) {
            case EQ, IN -> value -> value != null && values.contains(value);
            case NE, NOTIN -> value -> value == null || !values.contains(value);
            case CONTAINS -> value -> values.stream().anyMatch(part -> contains(value, part));
            case LT -> comparing(filter, values, result -> result < 0);
            case LE -> comparing(filter, values, result -> result <= 0);
            case GT -> comparing(filter, values, result -> result > 0);
            case GE -> comparing(filter, values, result -> result >= 0);
        };
    }

    private static Predicate<@Nullable Object> comparing(
            Filter filter, List<Object> values, Predicate<Integer> holds) {
        if (values.size() != 1) {
            throw new BadQuery(QueryParser.oneValueOnly(filter));
        }
        return value -> value != null && holds.test(compare(value, values.get(0)));
    }

    private static boolean contains(@Nullable Object whole, Object part) {
        if (whole instanceof Collection<?> list) {
            return list.stream().map(QueryInMemory::stored).anyMatch(part::equals);
        }
        return whole != null && whole.toString().contains(part.toString());
    }

    private static <T> Comparator<T> order(Map<String, Field> fields, List<Order> order) {
        Comparator<T> comparator = (left, right) -> 0;
        for (Order word : order) {
            Field field = fields.get(word.field());
            if (field == null
                    || field.kind() == Field.Kind.LIST
                    || field.kind() == Field.Kind.OBJECT) {
                throw new BadQuery("cannot order by '" + word.field() + "' here");
            }
            Comparator<T> next =
                    (left, right) -> compareNulls(plain(field.in(left)), plain(field.in(right)));
            comparator = comparator.thenComparing(word.descending() ? next.reversed() : next);
        }
        return comparator;
    }

    private static int compareNulls(@Nullable Object left, @Nullable Object right) {
        if (left == null || right == null) {
            return Boolean.compare(left != null, right != null);
        }
        return compare(left, right);
    }

    /** Texts by code points, as databases and Python do; everything else by its number. */
    private static int compare(Object left, Object right) {
        if (left instanceof String a && right instanceof String b) {
            return compareCodePoints(a, b);
        }
        if (left instanceof Long a && right instanceof Long b) {
            return a.compareTo(b);
        }
        throw new IllegalArgumentException("cannot compare " + left + " with " + right);
    }

    private static int compareCodePoints(String left, String right) {
        int common = Math.min(left.length(), right.length());
        for (int i = 0; i < common; i++) {
            if (left.charAt(i) != right.charAt(i)) {
                // Surrogates stand for code points above all others.
                boolean a = Character.isSurrogate(left.charAt(i));
                boolean b = Character.isSurrogate(right.charAt(i));
                return a == b
                        ? Character.compare(left.charAt(i), right.charAt(i))
                        : Boolean.compare(a, b);
            }
        }
        return Integer.compare(left.length(), right.length());
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return value == null ? null : stored(value);
    }

    /** As the database holds it: whole numbers as {@code Long}, times in seconds, flags as 0 and 1. */
    private static Object stored(Object value) {
        if (value instanceof Integer number) {
            return number.longValue();
        }
        if (value instanceof Instant time) {
            return time.getEpochSecond();
        }
        if (value instanceof Boolean flag) {
            return flag ? 1L : 0L;
        }
        return value;
    }
}
