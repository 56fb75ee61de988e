package dev.gatehouse.data.query;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which queries of a table an index answers, so that what a page costs follows the page and not the
 * table. All others are long readings, which take turns. Immutable.
 *
 * @param fewRows whatever is asked: there are never many
 * @param few filters that leave few rows, whatever else is asked
 * @param usual filters that leave almost every row, and so cost nothing
 * @param indexes fields that are filtered by equality, ended by the one that is sorted by
 * @param unique those of them in which no two rows are equal
 */
record Reach(
        boolean fewRows,
        List<Value> few,
        List<Value> usual,
        List<List<String>> indexes,
        List<List<String>> unique) {
    static final Reach NOTHING = new Reach(false, List.of(), List.of(), List.of(), List.of());

    /** Rows that are skipped are read all the same. */
    static final long OFFSET = 1000;

    private static final int VALUES = 100;

    /**
     * @param value null for any
     */
    record Value(String field, @Nullable Object value) {
        boolean is(Filter filter) {
            return filter.field().equals(field)
                    && (filter.operator() == Operator.EQ || filter.operator() == Operator.IN)
                    && filter.values().size() <= VALUES
                    && (value == null || filter.values().equals(List.of(value)));
        }
    }

    Reach {
        few = List.copyOf(few);
        usual = List.copyOf(usual);
        indexes = List.copyOf(indexes);
        unique = List.copyOf(unique);
    }

    Reach ofFewRows() {
        return new Reach(true, few, usual, indexes, unique);
    }

    Reach few(String field, @Nullable Object value) {
        return new Reach(fewRows, with(few, new Value(field, value)), usual, indexes, unique);
    }

    Reach usual(String field, Object value) {
        return new Reach(fewRows, few, with(usual, new Value(field, value)), indexes, unique);
    }

    Reach index(String... fields) {
        return new Reach(fewRows, few, usual, with(indexes, List.of(fields)), unique);
    }

    Reach unique(String... fields) {
        List<String> index = List.of(fields);
        return new Reach(fewRows, few, usual, with(indexes, index), with(unique, index));
    }

    /** Whether the order ends with a field in which no two of the rows are equal. */
    boolean tellsApart(List<Filter> filters, List<Order> order) {
        return !order.isEmpty()
                && unique.stream()
                        .anyMatch(
                                index ->
                                        index.get(index.size() - 1)
                                                        .equals(order.get(order.size() - 1).field())
                                                && index.subList(0, index.size() - 1).stream()
                                                        .allMatch(
                                                                field -> isFixed(field, filters)));
    }

    private static boolean isFixed(String field, List<Filter> filters) {
        return filters.stream()
                .anyMatch(
                        filter ->
                                filter.field().equals(field)
                                        && filter.operator() == Operator.EQ
                                        && filter.values().size() == 1);
    }

    private static <T> List<T> with(List<T> list, T one) {
        List<T> more = new ArrayList<>(list);
        more.add(one);
        return more;
    }

    /** Whether few rows match, so that they may be counted or sorted. */
    boolean few(Query query) {
        return fewRows || query.filters().stream().anyMatch(this::few);
    }

    boolean few(Filter filter) {
        return few.stream().anyMatch(value -> value.is(filter));
    }

    /** Whether an index has the order of this field. */
    boolean ends(String field) {
        return indexes.stream().anyMatch(index -> index.get(index.size() - 1).equals(field));
    }

    /**
     * Whether the first rows are found without looking at many others.
     *
     * @param key the field that is sorted by where nothing else is said
     */
    boolean answers(Query query, String key) {
        if (few(query)) {
            return true;
        }
        if (query.offset() != null && query.offset() > OFFSET) {
            return false;
        }
        List<Filter> filters =
                query.filters().stream()
                        .filter(filter -> usual.stream().noneMatch(value -> value.is(filter)))
                        .toList();
        return indexes.stream().anyMatch(index -> answers(index, filters, query.order(), key));
    }

    private static boolean answers(
            List<String> index, List<Filter> filters, List<Order> order, String key) {
        String last = index.get(index.size() - 1);
        Set<String> open = new HashSet<>(index.subList(0, index.size() - 1));
        boolean points = false;
        for (Filter filter : filters) {
            boolean equal = isPoint(filter);
            if (filter.field().equals(last)) {
                points |= equal;
                if (!equal && !isRange(filter)) {
                    return false;
                }
            } else if (!index.contains(filter.field()) || !equal || filter.values().size() > 1) {
                return false;
            }
            open.remove(filter.field());
        }
        return open.isEmpty() && (points || first(index, order, key).equals(last));
    }

    private static boolean isPoint(Filter filter) {
        return (filter.operator() == Operator.EQ || filter.operator() == Operator.IN)
                && filter.values().size() <= VALUES;
    }

    private static boolean isRange(Filter filter) {
        return switch (filter.operator()) {
            case LT, LE, GT, GE -> true;
            case EQ, IN, NE, NOTIN, CONTAINS -> false;
        };
    }

    /** What the rows are sorted by, after what is the same in all of them. */
    private static String first(List<String> index, List<Order> order, String key) {
        List<String> same = index.subList(0, index.size() - 1);
        return order.stream()
                .map(Order::field)
                .filter(field -> !same.contains(field))
                .findFirst()
                .orElse(key);
    }
}
