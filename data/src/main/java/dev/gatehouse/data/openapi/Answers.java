package dev.gatehouse.data.openapi;

import dev.gatehouse.data.catalog.Endpoint;
import dev.gatehouse.data.catalog.ResourceType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What comes back. Stateless. */
final class Answers {
    private static final String DESCRIPTION = "description";
    private static final String OBJECT = "object";
    private static final String TYPE = "type";

    private Answers() {}

    static Map<String, Object> json(Object schema) {
        return Map.of("application/json", Map.of("schema", schema));
    }

    /** Rows under the type's plural name, and {@code meta}. */
    static Map<String, Object> of(ResourceType<?> type) {
        Map<String, Object> rows = new LinkedHashMap<>();
        rows.put(TYPE, "array");
        rows.put(
                "items",
                Map.of(
                        "anyOf",
                        List.of(
                                Schemas.reference(type.name()),
                                Schemas.reference(type.name() + ".part"))));
        Map<String, Object> meta = new LinkedHashMap<>();
        meta.put(TYPE, OBJECT);
        meta.put("properties", Map.of("total", Map.of(TYPE, List.of("integer", "null"))));
        meta.put("additionalProperties", false);
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(type.plural(), rows);
        properties.put("meta", meta);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(TYPE, OBJECT);
        answer.put("properties", properties);
        answer.put("required", List.of(type.plural(), "meta"));
        answer.put("additionalProperties", false);
        return answer;
    }

    static Map<String, Object> ofGet(List<Place<?>> places) {
        Map<String, Object> ok = new LinkedHashMap<>();
        if (places.get(0).endpoint() instanceof Endpoint.Raw) {
            ok.put(DESCRIPTION, "The bytes.");
            ok.put("content", Map.of("*/*", Map.of()));
        } else {
            ok.put(DESCRIPTION, "What is there.");
            List<Map<String, Object>> answers =
                    places.stream()
                            .map(place -> place.type().plural() + ".answer")
                            .distinct()
                            .map(Schemas::reference)
                            .toList();
            ok.put(
                    "content",
                    json(answers.size() == 1 ? answers.get(0) : Map.of("anyOf", answers)));
        }
        Map<String, Object> responses = new LinkedHashMap<>();
        responses.put("200", ok);
        responses.put("400", refusal("BadQuery"));
        responses.put("403", refusal("Denied"));
        responses.put("404", refusal("NotFound"));
        return responses;
    }

    static Map<String, Object> ofControl() {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put(TYPE, OBJECT);
        result.put("required", List.of("jsonrpc", "id", "result"));
        result.put(
                "properties",
                Map.of("jsonrpc", Map.of("const", "2.0"), "id", Map.of(), "result", Map.of()));
        Map<String, Object> ok = new LinkedHashMap<>();
        ok.put(DESCRIPTION, "It is done.");
        ok.put("content", json(result));
        Map<String, Object> responses = new LinkedHashMap<>();
        responses.put("200", ok);
        responses.put("default", refusal("ControlRefused"));
        return responses;
    }

    private static Map<String, Object> refusal(String name) {
        return Map.of("$ref", "#/components/responses/" + name);
    }

    /** By the names that operations use. */
    static Map<String, Object> refusals() {
        Map<String, Object> refusals = new LinkedHashMap<>();
        Map<String, Object> text = error(Map.of(TYPE, "string"));
        refusals.put(
                "BadQuery", response("A parameter is not legal; the text says what is.", text));
        refusals.put("Denied", response("The caller may not.", text));
        refusals.put("NotFound", response("There is no such thing, or no such path.", text));
        Map<String, Object> error = new LinkedHashMap<>();
        error.put(TYPE, OBJECT);
        error.put("required", List.of("code", "message"));
        error.put("properties", Map.of("code", Map.of(TYPE, "integer"), "message", Map.of()));
        refusals.put(
                "ControlRefused", response("It is not done; the message says why.", error(error)));
        return refusals;
    }

    private static Map<String, Object> error(Map<String, Object> schema) {
        return Map.of(
                TYPE, OBJECT, "required", List.of("error"), "properties", Map.of("error", schema));
    }

    private static Map<String, Object> response(String doc, Map<String, Object> schema) {
        Map<String, Object> response = new LinkedHashMap<>();
        response.put(DESCRIPTION, doc);
        response.put("content", json(schema));
        return response;
    }
}
