package dev.gatehouse.data.query;

import dev.gatehouse.data.access.Narrowing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asked for: which rows, which fields, which order, which window, and what of it the caller
 * may see. Immutable; each change makes a new one.
 *
 * @param fields the fields to show; empty means all
 * @param limit at most so many rows; null means all
 * @param offset rows to skip; null means none
 * @param properties names of properties to load with each row ({@code *} for all); a part of the answer,
 *     not a filter
 * @param narrowing what the caller may see, put there by the door
 */
public record Query(
        List<Filter> filters,
        List<String> fields,
        List<Order> order,
        @Nullable Long limit,
        @Nullable Long offset,
        List<String> properties,
        Narrowing narrowing) {

    private static final Query ALL =
            new Query(List.of(), List.of(), List.of(), null, null, List.of(), Narrowing.none());

    public Query {
        filters = List.copyOf(filters);
        fields = List.copyOf(fields);
        order = List.copyOf(order);
        properties = List.copyOf(properties);
    }

    /** Every row, every field, in the type's own order. */
    public static Query all() {
        return ALL;
    }

    public Query where(String field, Operator operator, Object... values) {
        List<Filter> more = new ArrayList<>(filters);
        more.add(new Filter(field, operator, List.of(values)));
        return new Query(more, fields, order, limit, offset, properties, narrowing);
    }

    public Query orderBy(String field, boolean descending) {
        List<Order> more = new ArrayList<>(order);
        more.add(new Order(field, descending));
        return new Query(filters, fields, more, limit, offset, properties, narrowing);
    }

    public Query limit(long newLimit) {
        return new Query(filters, fields, order, newLimit, offset, properties, narrowing);
    }

    public Query withProperties(List<String> names) {
        return new Query(filters, fields, order, limit, offset, names, narrowing);
    }

    public Query narrowedTo(Narrowing newNarrowing) {
        return new Query(filters, fields, order, limit, offset, properties, newNarrowing);
    }
}
