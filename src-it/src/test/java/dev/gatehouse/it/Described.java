package dev.gatehouse.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What an OpenAPI document says of answers, and what is otherwise: a status that it does not know, another media
 * type, a body that is not by its schema. Schemas are compiled once for each server. Safe for use by many threads.
 */
final class Described {
    /** The same document, for callers to whom a server does not show its own; a test of ours says so. */
    private static final Path GOLDEN = Path.of("golden", "openapi.json");

    private static final URI GOLDEN_KEY = URI.create("golden:openapi");
    private static final Map<URI, Described> KNOWN = new ConcurrentHashMap<>();
    private static final Map<Integer, String> REFUSALS =
            Map.of(400, "BadQuery", 403, "Denied", 404, "NotFound", 503, "Busy");

    private final JsonNode document;
    private final SchemaRegistry registry =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<JsonNode, Schema> compiled = new ConcurrentHashMap<>();

    Described(JsonNode document) {
        this.document = document;
    }

    /**
     * What a server says.
     *
     * @param told its document, asked for once; empty where the caller may not see it
     */
    static Described at(URI base, Supplier<Optional<JsonNode>> told) {
        Described known = KNOWN.get(base);
        if (known != null) {
            return known;
        }
        Optional<Described> own = told.get().map(Described::new);
        own.ifPresent(described -> KNOWN.put(base, described));
        return own.orElseGet(() -> KNOWN.computeIfAbsent(GOLDEN_KEY, key -> golden()));
    }

    static Described golden() {
        try {
            return new Described(Answer.JSON.readTree(Files.readString(GOLDEN)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What is otherwise than the document says; empty where nothing is.
     *
     * @param path below the API's version, as it is sent
     * @param whole whether all fields were asked for
     */
    List<String> faults(String method, String path, boolean whole, Answer answer) {
        JsonNode response = response(method, path, answer.status());
        if (response.isMissingNode()) {
            return List.of("status " + answer.status() + " is not documented");
        }
        JsonNode content = response.path("content");
        if (content.isMissingNode()) {
            return answer.body().isEmpty() ? List.of() : List.of("no body is documented");
        }
        if (content.has("*/*")) {
            return List.of();
        }
        String media = answer.header("Content-Type").split(";", 2)[0].strip();
        if (!content.has(media)) {
            return List.of("media type '" + media + "' is not documented");
        }
        JsonNode schema = content.get(media).path("schema");
        return bodyFaults(schema.path("contentSchema"), schema, whole, answer);
    }

    private List<String> bodyFaults(JsonNode packed, JsonNode plain, boolean whole, Answer answer) {
        JsonNode schema = packed.isMissingNode() ? plain : packed;
        JsonNode body;
        try {
            body = Answer.JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            return List.of("the body is not JSON: " + e.getOriginalMessage());
        }
        List<String> faults = new ArrayList<>(faults(schema, body));
        if (whole && faults.isEmpty()) {
            for (JsonNode answered : alternatives(schema)) {
                rowFaults(answered, body, faults);
            }
        }
        return faults;
    }

    /** An answer may have rows with some fields only, if these were asked for. */
    private void rowFaults(JsonNode answered, JsonNode body, List<String> faults) {
        for (Map.Entry<String, JsonNode> each : answered.path("properties").properties()) {
            JsonNode row = each.getValue().at("/items/anyOf/0");
            if (!row.isMissingNode()) {
                body.path(each.getKey()).forEach(value -> faults.addAll(faults(row, value)));
            }
        }
    }

    private List<JsonNode> alternatives(JsonNode schema) {
        List<JsonNode> alternatives = new ArrayList<>();
        if (schema.has("anyOf")) {
            schema.get("anyOf").forEach(each -> alternatives.add(followed(each)));
        } else {
            alternatives.add(followed(schema));
        }
        return alternatives;
    }

    private JsonNode response(String method, String path, int status) {
        JsonNode responses =
                template(elements(path))
                        .map(template -> document.get("paths").get(template))
                        .map(item -> item.path(method).path("responses"))
                        .orElse(document.path(""));
        JsonNode response = responses.path(String.valueOf(status));
        if (response.isMissingNode()) {
            response = responses.path("default");
        }
        if (responses.isMissingNode() && status >= 400) {
            // what is not in the document is refused as what is there would be
            String name = method.equals("post") ? "ControlRefused" : REFUSALS.get(status);
            response = document.at("/components/responses").path(name == null ? "" : name);
        }
        return followed(response);
    }

    private JsonNode followed(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    private List<String> faults(JsonNode schema, JsonNode value) {
        return compiled.computeIfAbsent(schema, this::compile).validate(value).stream()
                .map(Error::toString)
                .toList();
    }

    /** With all that it may refer to. */
    private Schema compile(JsonNode schema) {
        ObjectNode whole = schema.deepCopy();
        whole.set("components", document.get("components"));
        return registry.getSchema(whole);
    }

    /** The one with the fewest variables, as servers choose. */
    private Optional<String> template(List<String> path) {
        return document.get("paths").properties().stream()
                .map(Map.Entry::getKey)
                .filter(template -> fits(elements(template), path))
                .min(
                        Comparator.comparing(
                                template -> template.chars().filter(c -> c == '{').count()));
    }

    private static List<String> elements(String path) {
        return Stream.of(path.split("/"))
                .filter(element -> !element.isEmpty())
                .map(
                        element ->
                                URLDecoder.decode(
                                        element.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList();
    }

    private static boolean fits(List<String> elements, List<String> path) {
        if (elements.size() != path.size()) {
            return false;
        }
        for (int i = 0; i < path.size(); i++) {
            if (!elements.get(i).startsWith("{") && !elements.get(i).equals(path.get(i))) {
                return false;
            }
        }
        return true;
    }
}
