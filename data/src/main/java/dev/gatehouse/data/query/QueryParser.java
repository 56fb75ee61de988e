package dev.gatehouse.data.query;

import dev.gatehouse.data.access.Narrowing;
import dev.gatehouse.data.catalog.Field;
import dev.gatehouse.data.catalog.WholeNumber;
import dev.gatehouse.data.setting.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Turns the parameters of a request into a {@link Query} against one type's fields. Immutable.
 *
 * <p>Where Buildbot refuses, the text is Buildbot's. Where it fails or silently answers something else (an
 * unknown {@code x__y}, a repeated {@code lt}, an empty field name, a negative window), this refuses, and
 * says what is legal.
 */
public final class QueryParser {
    private final Map<String, Field> fields;
    private final boolean collection;

    /**
     * @param record whose components can be asked for
     * @param collection false for a single resource, which takes no filters and whose window means what the
     *     resource makes of it (a log's lines)
     */
    public QueryParser(Class<?> record, boolean collection) {
        this.fields = Field.byName(record);
        this.collection = collection;
    }

    /**
     * @throws BadQuery for the first parameter that is not legal
     */
    public Query parse(Map<String, List<String>> parameters) {
        List<String> shown = new ArrayList<>();
        List<Order> order = new ArrayList<>();
        List<Filter> filters = new ArrayList<>();
        List<String> properties = new ArrayList<>();
        Long limit = null;
        Long offset = null;
        for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
            String name = parameter.getKey();
            List<String> values = parameter.getValue();
            switch (name) {
                case "field" -> values.forEach(value -> shown.add(known(value).name()));
                case "order" -> values.forEach(value -> order.add(order(value)));
                case "property" -> properties.addAll(values);
                case "limit" -> limit = window(name, values);
                case "offset" -> offset = window(name, values);
                default -> filters.add(filter(name, values));
            }
        }
        refuseUnselected(shown, order, filters);
        if (!collection && !filters.isEmpty()) {
            throw new BadQuery("this is not a collection");
        }
        return new Query(filters, shown, order, limit, offset, properties, Narrowing.none());
    }

    private static void refuseUnselected(
            List<String> shown, List<Order> order, List<Filter> filters) {
        if (shown.isEmpty()) {
            return;
        }
        if (!order.stream().allMatch(word -> shown.contains(word.field()))) {
            throw new BadQuery("cannot order on un-selected fields");
        }
        if (!filters.stream().allMatch(filter -> shown.contains(filter.field()))) {
            throw new BadQuery("cannot filter on un-selected fields");
        }
    }

    private Field known(String name) {
        if (name.isEmpty()) {
            throw new BadQuery("a field's name is empty; legal are: " + legalNames());
        }
        Field field = fields.get(name);
        if (field == null) {
            throw new BadQuery("no such field '" + name + "'");
        }
        return field;
    }

    private Order order(String value) {
        boolean descending = value.startsWith("-");
        Field field = known(descending ? value.substring(1) : value);
        if (collection && (field.kind() == Field.Kind.LIST || field.kind() == Field.Kind.OBJECT)) {
            throw new BadQuery("cannot order by '" + field.name() + "': it is no single value");
        }
        return new Order(field.name(), descending);
    }

    private @Nullable Long window(String name, List<String> values) {
        if (values.isEmpty()) {
            return null;
        }
        OptionalLong number = WholeNumber.parse(values.get(0));
        if (number.isEmpty()) {
            throw new BadQuery("invalid " + name);
        }
        if (collection && number.getAsLong() < 0) {
            throw new BadQuery("invalid " + name + ": must be 0 or more, not " + values.get(0));
        }
        return number.getAsLong();
    }

    private Filter filter(String name, List<String> values) {
        Field plain = fields.get(name);
        if (plain != null) {
            return filter(name, plain, Operator.EQ, values);
        }
        int split = name.lastIndexOf("__");
        if (split < 0) {
            throw new BadQuery("unrecognized query parameter '" + name + "'");
        }
        String fieldName = name.substring(0, split);
        Field field = fields.get(fieldName);
        if (field == null) {
            throw new BadQuery(
                    "unrecognized query parameter '" + name + "': " + suggestion(fieldName));
        }
        String word = name.substring(split + 2);
        Optional<Operator> operator = Operator.of(word);
        if (operator.isEmpty()) {
            throw new BadQuery(
                    "unrecognized query parameter '"
                            + name
                            + "': no operator '"
                            + word
                            + "'; legal are: "
                            + Stream.of(Operator.values())
                                    .map(QueryParser::wireName)
                                    .collect(Collectors.joining(", ")));
        }
        return filter(name, field, operator.get(), values);
    }

    private static Filter filter(String name, Field field, Operator operator, List<String> values) {
        List<Object> converted = new ArrayList<>();
        for (String value : values) {
            converted.add(
                    field.convert(value)
                            .orElseThrow(() -> new BadQuery("invalid filter value for " + name)));
        }
        Filter filter = new Filter(field.name(), operator, converted);
        if (field.kind() == Field.Kind.LIST && operator != Operator.CONTAINS) {
            throw new BadQuery(listOnly(field.name()));
        }
        if (comparison(operator) && converted.size() != 1) {
            throw new BadQuery(oneValueOnly(filter));
        }
        return filter;
    }

    private static boolean comparison(Operator operator) {
        return switch (operator) {
            case LT, LE, GT, GE -> true;
            case EQ, NE, CONTAINS, IN, NOTIN -> false;
        };
    }

    static String listOnly(String field) {
        return "'" + field + "' is a list: only " + field + "__contains is legal";
    }

    static String oneValueOnly(Filter filter) {
        return filter.field() + "__" + wireName(filter.operator()) + " takes exactly one value";
    }

    static String wireName(Operator operator) {
        return operator.name().toLowerCase(Locale.ROOT);
    }

    private String suggestion(String name) {
        return "no such field '"
                + name
                + "'; "
                + Setting.nearest(name, fields.keySet())
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse("legal are: " + legalNames());
    }

    private String legalNames() {
        return String.join(", ", fields.keySet());
    }
}
