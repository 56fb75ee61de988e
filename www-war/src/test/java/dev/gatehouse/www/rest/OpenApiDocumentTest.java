package dev.gatehouse.www.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.www.Served;
import dev.gatehouse.www.Settings;
import dev.gatehouse.www.access.RuleList;
import dev.gatehouse.www.access.Rules;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenApiDocumentTest {

    @Test
    void document_isServedUnderBothVersionsAndKnowsItself() throws Exception {
        try (Served served = new Served(RuleList.open())) {
            HttpResponse<String> answer = served.get("/api/v2/openapi.json");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("application/json");
            JsonNode document = new JsonMapper().readTree(answer.body());
            assertThat(document.get("openapi").asText()).isEqualTo("3.1.0");
            assertThat(document.at("/paths/~1builds~1{buildid}/get").isObject()).isTrue();
            assertThat(served.get("/api/latest/openapi.json").body()).isEqualTo(answer.body());
            String tag = answer.headers().firstValue("ETag").orElseThrow();
            assertThat(served.get("/api/v2/openapi.json", "If-None-Match", tag).statusCode())
                    .isEqualTo(304);
        }
    }

    @Test
    void document_whereNothingMayBeRead_isRefused() throws Exception {
        RuleList rules =
                Rules.read(
                        Settings.of(
                                new Problems(),
                                "{allowRules: [AnyEndpointMatcher: {role: staff}]}"),
                        () -> Map.of());
        try (Served served = new Served(rules)) {
            assertThat(served.get("/api/v2/openapi.json").statusCode()).isEqualTo(403);
        }
    }
}
