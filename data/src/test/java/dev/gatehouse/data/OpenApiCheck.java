package dev.gatehouse.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.gatehouse.data.openapi.OpenApi;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Holds answers against an OpenAPI document. Used by one thread. */
public final class OpenApiCheck {
    private static final String HOME = "urn:gatehouse:openapi";

    final JsonNode document;
    private final SchemaRegistry schemas;

    OpenApiCheck(Catalog catalog) {
        this(new JsonMapper().valueToTree(OpenApi.of(catalog.types())));
    }

    public OpenApiCheck(JsonNode document) {
        this.document = document;
        schemas =
                SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_2020_12,
                        builder -> builder.schemas(Map.of(HOME, document.toString())));
    }

    /**
     * What is wrong with the body of an answer with status 200.
     *
     * @param whole whether all fields were asked for
     */
    public List<String> faults(List<String> path, boolean whole, JsonNode body) {
        JsonNode schema = schema(path);
        if (schema.isMissingNode()) {
            return List.of("no path in the document that answers in JSON is " + path);
        }
        List<String> faults = faults(schema.path("$ref").asText(), body);
        if (faults.isEmpty() && whole) {
            String plural = plural(body);
            for (JsonNode row : body.get(plural)) {
                faults = faults(rowSchema(schema), row);
                if (!faults.isEmpty()) {
                    return faults;
                }
            }
        }
        return faults;
    }

    /** Whether an answer with status 200 there is JSON by the document. */
    public boolean describes(List<String> path) {
        return !schema(path).isMissingNode();
    }

    private JsonNode schema(List<String> path) {
        return document.at("/paths/" + template(path).replace("~", "~0").replace("/", "~1"))
                .at("/get/responses/200/content/application~1json/schema");
    }

    private static String plural(JsonNode body) {
        return body.properties().stream()
                .map(Map.Entry::getKey)
                .filter(key -> !key.equals("meta"))
                .findFirst()
                .orElseThrow();
    }

    /** The strict one of the two. */
    private String rowSchema(JsonNode answer) {
        String pointer = answer.path("$ref").asText().substring(1);
        JsonNode properties = document.at(pointer).get("properties");
        return properties.get(plural(properties)).at("/items/anyOf/0/$ref").asText();
    }

    private List<String> faults(String reference, JsonNode value) {
        return schemas.getSchema(SchemaLocation.of(HOME + reference)).validate(value).stream()
                .map(Error::toString)
                .toList();
    }

    /** The one with the fewest variables, as servers choose. */
    private String template(List<String> path) {
        return document.get("paths").properties().stream()
                .map(Map.Entry::getKey)
                .filter(template -> fits(elements(template), path))
                .min(Comparator.comparing(OpenApiCheck::variables))
                .orElse("");
    }

    private static List<String> elements(String template) {
        return template.equals("/") ? List.of() : List.of(template.substring(1).split("/", -1));
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

    private static long variables(String template) {
        return Stream.of(template.split("/")).filter(part -> part.startsWith("{")).count();
    }
}
