package dev.gatehouse.data.openapi;

import dev.gatehouse.data.catalog.Field;
import dev.gatehouse.data.catalog.ResourceType;
import dev.gatehouse.data.query.Operator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The query language as parameters. Stateless. */
final class Parameters {
    private static final String STRING = "string";

    private Parameters() {}

    static Map<String, Object> reference(String name) {
        return Map.of("$ref", "#/components/parameters/" + name);
    }

    /** What is the same everywhere. */
    static Map<String, Object> common() {
        Map<String, Object> parameters = new TreeMap<>();
        parameters.put("limit", number("limit", "At most so many rows."));
        parameters.put("offset", number("offset", "Rows to skip."));
        parameters.put(
                "property",
                of(
                        "property",
                        "Properties to show of builds and requests; * for all.",
                        list(Map.of("type", STRING))));
        return parameters;
    }

    /** What depends on the fields. */
    static Map<String, Object> of(ResourceType<?> type) {
        List<String> fields = Field.of(type.record()).stream().map(Field::name).toList();
        List<String> orders = new ArrayList<>(fields);
        fields.forEach(field -> orders.add("-" + field));
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put(
                type.name() + ".field",
                of("field", "Show these fields only.", list(Map.of("enum", fields))));
        parameters.put(
                type.name() + ".order",
                of(
                        "order",
                        "Sort by these, the first one first; a minus turns it round.",
                        list(Map.of("enum", orders))));
        parameters.put(type.name() + ".filters", filters(type));
        return parameters;
    }

    private static Map<String, Object> filters(ResourceType<?> type) {
        String names =
                Field.of(type.record()).stream()
                        .filter(Field::filterable)
                        .map(Field::name)
                        .collect(Collectors.joining("|"));
        String operators =
                Stream.of(Operator.values())
                        .map(operator -> operator.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining("|"));
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put(
                "patternProperties",
                Map.of("^(" + names + ")(__(" + operators + "))?$", list(Map.of("type", STRING))));
        Map<String, Object> filters =
                of(
                        "filters",
                        "FIELD=VALUE or FIELD__OPERATOR=VALUE; several values are alternatives.",
                        schema);
        filters.put("style", "form");
        filters.put("explode", true);
        return filters;
    }

    private static Map<String, Object> number(String name, String doc) {
        return of(name, doc, Map.of("type", "integer", "minimum", 0));
    }

    private static Map<String, Object> list(Map<String, Object> items) {
        return Map.of("type", "array", "items", items);
    }

    private static Map<String, Object> of(String name, String doc, Map<String, Object> schema) {
        Map<String, Object> parameter = new LinkedHashMap<>();
        parameter.put("name", name);
        parameter.put("in", "query");
        parameter.put("description", doc);
        parameter.put("schema", schema);
        return parameter;
    }
}
