package dev.gatehouse.data.openapi;

import dev.gatehouse.data.access.Denied;
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

    /** What a refusal of GET is called among the schemas. */
    static final String REFUSAL = "Refusal";

    private static final Map<String, Object> BYTES =
            response("The bytes.", Map.of("*/*", Map.of()));

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
        boolean raw = places.get(0).endpoint() instanceof Endpoint.Raw;
        Map<String, Object> responses = new LinkedHashMap<>();
        responses.put("200", raw ? BYTES : rows(places));
        if (raw) {
            responses.put("206", refusal("Part"));
        }
        responses.put("304", refusal("Unchanged"));
        responses.put("400", refusal("BadQuery"));
        responses.put("403", refusal("Denied"));
        responses.put("404", refusal("NotFound"));
        if (raw) {
            responses.put("416", refusal("NoSuchPart"));
        }
        responses.put("503", refusal("Busy"));
        return responses;
    }

    private static Map<String, Object> rows(List<Place<?>> places) {
        List<Map<String, Object>> answers =
                places.stream()
                        .map(place -> place.type().plural() + ".answer")
                        .distinct()
                        .map(Schemas::reference)
                        .toList();
        return response(
                "What is there.",
                json(answers.size() == 1 ? answers.get(0) : Map.of("anyOf", answers)));
    }

    static Map<String, Object> ofControl() {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put(TYPE, OBJECT);
        result.put("required", List.of("jsonrpc", "id", "result"));
        result.put(
                "properties",
                Map.of("jsonrpc", Map.of("const", "2.0"), "id", Map.of(), "result", Map.of()));
        Map<String, Object> responses = new LinkedHashMap<>();
        responses.put("200", response("It is done.", json(result)));
        responses.put("default", refusal("ControlRefused"));
        return responses;
    }

    private static Map<String, Object> refusal(String name) {
        return Map.of("$ref", "#/components/responses/" + name);
    }

    /** By the names that operations use. */
    static Map<String, Object> refusals() {
        Map<String, Object> refusals = new LinkedHashMap<>();
        refusals.put("BadQuery", refused("A parameter is not legal; the text says what is."));
        refusals.put("Denied", refused("The caller may not."));
        refusals.put("NotFound", refused("There is no such thing, or no such path."));
        refusals.put("NoSuchPart", refused("It has not so many bytes."));
        Map<String, Object> busy = new LinkedHashMap<>(refused("Not now; try again."));
        Map<String, Object> seconds = Map.of("schema", Map.of(TYPE, "integer"));
        busy.put("headers", Map.of("Retry-After", seconds));
        refusals.put("Busy", busy);
        refusals.put("Part", BYTES);
        refusals.put("Unchanged", Map.of(DESCRIPTION, "It is what the caller has already."));
        refusals.put(
                "ControlRefused",
                response("It is not done; the message says why.", json(error(ofJsonRpc()))));
        return refusals;
    }

    private static Map<String, Object> ofJsonRpc() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put(TYPE, OBJECT);
        data.put(DESCRIPTION, "There where the caller can show more, and then try again.");
        data.put("required", List.of("confirm"));
        data.put(
                "properties",
                Map.of(
                        "confirm",
                        Map.of(
                                "const",
                                Denied.CODE,
                                DESCRIPTION,
                                "A code of the caller's own second factor.")));
        data.put("additionalProperties", false);
        Map<String, Object> error = new LinkedHashMap<>();
        error.put(TYPE, OBJECT);
        error.put("required", List.of("code", "message"));
        error.put(
                "properties",
                Map.of("code", Map.of(TYPE, "integer"), "message", Map.of(), "data", data));
        return error;
    }

    /** The text of a refusal, under the name {@link #REFUSAL}. */
    static Map<String, Object> refusal() {
        return error(Map.of(TYPE, "string"));
    }

    /** JSON that is sent as a text, as clients know it. */
    private static Map<String, Object> refused(String doc) {
        Map<String, Object> text = new LinkedHashMap<>();
        text.put(TYPE, "string");
        text.put("contentMediaType", "application/json");
        text.put("contentSchema", Schemas.reference(REFUSAL));
        return response(doc, Map.of("text/plain", Map.of("schema", text)));
    }

    private static Map<String, Object> error(Map<String, Object> schema) {
        return Map.of(
                TYPE, OBJECT, "required", List.of("error"), "properties", Map.of("error", schema));
    }

    private static Map<String, Object> response(String doc, Map<String, Object> content) {
        Map<String, Object> response = new LinkedHashMap<>();
        response.put(DESCRIPTION, doc);
        response.put("content", content);
        return response;
    }
}
