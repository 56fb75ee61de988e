package dev.gatehouse.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.gatehouse.data.catalog.Endpoint;
import dev.gatehouse.data.catalog.ResourceType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The document as such; that answers are as it says is shown where answers are. */
class OpenApiTest {
    private static final Path GOLDEN = Path.of("..", "src-it", "golden", "openapi.json");
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

    private final World world = new World();
    private final Catalog catalog = world.catalog(Controls.none("no master", List.of()));
    private final OpenApiCheck check = new OpenApiCheck(catalog);
    private final JsonNode document = check.document;

    @AfterEach
    void close() {
        world.close();
    }

    /** Its schemas are held to the JSON Schema dialect where answers are held to them. */
    @Test
    void document_isOne_byTheOfficialSchema() throws IOException {
        JsonNode official;
        try (InputStream in =
                OpenApiTest.class.getResourceAsStream("/openapi/oas-3.1.schema.json")) {
            official = JSON.readTree(in);
        }
        Schema schema =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(official);

        assertThat(schema.validate(document)).isEmpty();
        ObjectNode broken = document.deepCopy();
        ((ObjectNode) broken.at("/paths/~1builds/get")).put("responses", "none");
        assertThat(schema.validate(broken)).isNotEmpty();
    }

    @Test
    void document_everySchema_isOneByItsDialect() {
        Schema dialect =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(
                                SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

        assertThat(document.at("/components/schemas").properties())
                .isNotEmpty()
                .allSatisfy(
                        schema ->
                                assertThat(dialect.validate(schema.getValue()))
                                        .as(schema.getKey())
                                        .isEmpty());
    }

    /** After a change on purpose: {@code -Dgolden.write=true} writes the file anew. */
    @Test
    void document_isTheGoldenOne() throws IOException {
        String text =
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(sorted(document)) + "\n";
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(GOLDEN, text);
        }

        assertThat(text).isEqualToNormalizingNewlines(Files.readString(GOLDEN));
    }

    private static Object sorted(JsonNode node) throws IOException {
        return JSON.treeToValue(node, Object.class);
    }

    @Test
    void document_everyReference_leadsSomewhere() {
        List<JsonNode> references = document.findValues("$ref");

        assertThat(references).isNotEmpty();
        assertThat(references)
                .allSatisfy(
                        reference ->
                                assertThat(document.at(reference.asText().substring(1)))
                                        .as(reference.asText())
                                        .isNotEmpty());
    }

    @Test
    void document_everyOperation_hasANameOfItsOwn() {
        List<String> names = document.findValuesAsText("operationId");

        assertThat(names).hasSizeGreaterThan(50).doesNotHaveDuplicates();
    }

    @Test
    void document_everyVariable_isDeclaredOnce() {
        document.get("paths")
                .properties()
                .forEach(
                        path -> {
                            List<String> used =
                                    Pattern.compile("\\{(.*?)}")
                                            .matcher(path.getKey())
                                            .results()
                                            .map((MatchResult result) -> result.group(1))
                                            .toList();
                            List<String> declared = new ArrayList<>();
                            path.getValue()
                                    .path("parameters")
                                    .forEach(each -> declared.add(each.get("name").asText()));
                            assertThat(declared)
                                    .as(path.getKey())
                                    .doesNotHaveDuplicates()
                                    .containsExactlyElementsOf(used);
                        });
    }

    @Test
    void document_paths_areThoseOfTheCatalogue() {
        Set<String> shapes = new LinkedHashSet<>();
        for (ResourceType<?> type : catalog.types()) {
            for (Endpoint<?> endpoint : type.endpoints()) {
                shapes.add(
                        "/"
                                + String.join("/", endpoint.pattern().elements())
                                        .replaceAll("[a-z]?:[^/]*", "{}"));
            }
        }
        List<String> described = new ArrayList<>();
        document.get("paths").fieldNames().forEachRemaining(described::add);

        assertThat(described)
                .extracting(path -> path.replaceAll("\\{.*?}", "{}"))
                .containsExactlyInAnyOrderElementsOf(shapes);
    }

    @Test
    void document_controlledThings_takeTheirActions() {
        assertThat(
                        document.at("/paths/~1builds~1{buildid}/post/requestBody/content")
                                .findValues("const"))
                .extracting(JsonNode::asText)
                .contains("stop", "rebuild");
        assertThat(document.at("/paths/~1builds/post").isMissingNode()).isTrue();
    }

    @Test
    void document_refusalOfControl_hasWhatWouldLiftIt() throws Exception {
        Schema schema =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(
                                document.at(
                                        "/components/responses/ControlRefused/content/"
                                                + "application~1json/schema"));
        String refusal = "{\"error\": {\"code\": -32600, \"message\": \"no\", \"data\": %s}}";

        assertThat(schema.validate(JSON.readTree(refusal.formatted("{\"confirm\": \"code\"}"))))
                .isEmpty();
        assertThat(schema.validate(JSON.readTree(refusal.formatted("{\"confirm\": \"no\"}"))))
                .isNotEmpty();
        assertThat(schema.validate(JSON.readTree(refusal.formatted("{}")))).isNotEmpty();
    }

    @Test
    void check_answersThatAreOtherwise_areFound() throws Exception {
        JsonNode meta = JSON.readTree("{\"masters\": [{\"masterid\": \"1\"}], \"meta\": {}}");

        assertThat(check.faults(List.of("masters"), false, meta)).isNotEmpty();
        assertThat(check.faults(List.of("no", "such"), false, meta)).isNotEmpty();
    }
}
