package dev.gatehouse.data.openapi;

import dev.gatehouse.data.catalog.Action;
import dev.gatehouse.data.catalog.Endpoint;
import dev.gatehouse.data.catalog.Field;
import dev.gatehouse.data.catalog.PathPattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One path of the document: all patterns of one shape. Immutable. */
final class PathItem {
    private final List<Place<?>> places;
    private final Place<?> first;

    /**
     * @param places at least one
     */
    PathItem(List<Place<?>> places) {
        this.places = List.copyOf(places);
        this.first = places.get(0);
    }

    /** {@code /builders/{builderid_or_buildername}}. */
    String template() {
        String path =
                elements()
                        .mapToObj(
                                place ->
                                        first.variable(place)
                                                ? "/{" + name(place) + "}"
                                                : "/" + first.pattern().name(place))
                        .collect(Collectors.joining());
        return path.isEmpty() ? "/" : path;
    }

    private IntStream elements() {
        return IntStream.range(0, first.pattern().elements().size());
    }

    private String name(int place) {
        return places.stream()
                .map(one -> one.pattern().name(place))
                .distinct()
                .collect(Collectors.joining("_or_"));
    }

    Map<String, Object> described(Schemas schemas) {
        Map<String, Object> item = new LinkedHashMap<>();
        List<Object> variables =
                elements().filter(first::variable).mapToObj(this::variable).toList();
        if (!variables.isEmpty()) {
            item.put("parameters", variables);
        }
        item.put("get", get());
        List<? extends Action<?, ?>> actions = actions();
        if (!actions.isEmpty()) {
            item.put("post", post(actions, schemas));
        }
        return item;
    }

    private Object variable(int place) {
        boolean number =
                places.stream()
                        .allMatch(one -> one.pattern().kind(place) == PathPattern.Kind.NUMBER);
        Map<String, Object> parameter = new LinkedHashMap<>();
        parameter.put("name", name(place));
        parameter.put("in", "path");
        parameter.put("required", true);
        parameter.put("schema", Map.of("type", number ? "integer" : "string"));
        return parameter;
    }

    private Map<String, Object> get() {
        Map<String, Object> operation = operation("get");
        List<Object> parameters = parameters();
        if (!parameters.isEmpty()) {
            operation.put("parameters", parameters);
        }
        operation.put("responses", Answers.ofGet(places));
        return operation;
    }

    private List<Object> parameters() {
        Class<?> record = first.type().record();
        if (first.endpoint() instanceof Endpoint.Raw || Field.of(record).isEmpty()) {
            return List.of();
        }
        List<Object> parameters = new ArrayList<>();
        parameters.add(Parameters.reference(first.type().name() + ".field"));
        parameters.add(Parameters.reference("property"));
        parameters.add(Parameters.reference("limit"));
        parameters.add(Parameters.reference("offset"));
        if (first.endpoint() instanceof Endpoint.Many) {
            parameters.add(Parameters.reference(first.type().name() + ".order"));
            parameters.add(Parameters.reference(first.type().name() + ".filters"));
        }
        return parameters;
    }

    private List<? extends Action<?, ?>> actions() {
        return first.endpoint() instanceof Endpoint.One ? first.type().actions() : List.of();
    }

    private Map<String, Object> post(List<? extends Action<?, ?>> actions, Schemas schemas) {
        Map<String, Object> operation = operation("control");
        List<Object> calls =
                actions.stream().map(action -> (Object) call(action, schemas)).toList();
        operation.put(
                "requestBody",
                Map.of(
                        "required",
                        true,
                        "content",
                        Answers.json(calls.size() == 1 ? calls.get(0) : Map.of("oneOf", calls))));
        operation.put("responses", Answers.ofControl());
        return operation;
    }

    private static Map<String, Object> call(Action<?, ?> action, Schemas schemas) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("jsonrpc", Map.of("const", "2.0"));
        properties.put("method", Map.of("const", action.name()));
        properties.put("id", Map.of());
        properties.put("params", schemas.ofArguments(action.arguments()));
        Map<String, Object> call = new LinkedHashMap<>();
        call.put("type", "object");
        call.put("required", List.of("jsonrpc", "method", "id", "params"));
        call.put("properties", properties);
        return call;
    }

    private Map<String, Object> operation(String verb) {
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("tags", List.of(first.type().plural()));
        operation.put(
                "operationId",
                Stream.of(template().split("[^A-Za-z0-9_]+", -1))
                        .filter(part -> !part.isEmpty())
                        .collect(Collectors.joining("_", verb + "_", "")));
        return operation;
    }
}
