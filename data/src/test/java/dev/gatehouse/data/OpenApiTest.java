package dev.gatehouse.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.data.catalog.Endpoint;
import dev.gatehouse.data.catalog.ResourceType;
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
    private final World world = new World();
    private final Catalog catalog = world.catalog(Controls.none("no master", List.of()));
    private final OpenApiCheck check = new OpenApiCheck(catalog);
    private final JsonNode document = check.document;

    @AfterEach
    void close() {
        world.close();
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
    void check_answersThatAreOtherwise_areFound() throws Exception {
        JsonNode meta =
                new com.fasterxml.jackson.databind.json.JsonMapper()
                        .readTree("{\"masters\": [{\"masterid\": \"1\"}], \"meta\": {}}");

        assertThat(check.faults(List.of("masters"), false, meta)).isNotEmpty();
        assertThat(check.faults(List.of("no", "such"), false, meta)).isNotEmpty();
    }
}
