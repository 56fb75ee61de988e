package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the tests of whole servers find wrong with an answer. */
class DescribedTest {
    private static final String JSON = "application/json; charset=utf-8";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String MASTER =
            "{\"masters\":[{\"active\":true,\"last_active\":1,\"masterid\":1,\"name\":\"m\"}],\"meta\":{}}";
    private static final String REFUSED = "{\"error\": \"no\"}";

    private final Described described = Described.golden();

    private List<String> get(String path, int status, String media, String body) {
        return described.faults("get", path, !path.contains("?"), answer(status, media, body));
    }

    private List<String> post(String path, int status, String body) {
        return described.faults("post", path, true, answer(status, JSON, body));
    }

    private static Answer answer(int status, String media, String body) {
        return new Answer(
                status,
                HttpHeaders.of(Map.of("Content-Type", List.of(media)), (name, value) -> true),
                body);
    }

    @Test
    void answer_asTheDocumentSays_hasNoFault() {
        assertThat(get("/masters", 200, JSON, MASTER)).isEmpty();
        assertThat(get("/masters/1", 200, JSON, MASTER)).isEmpty();
        assertThat(get("/masters/", 404, TEXT, REFUSED)).isEmpty();
        assertThat(get("/no/such", 404, TEXT, REFUSED)).isEmpty();
        assertThat(get("/logs/1/raw", 200, "text/html", "anything")).isEmpty();
        assertThat(
                        post(
                                "/forceschedulers/a%20name",
                                200, "{\"id\":1,\"jsonrpc\":\"2.0\",\"result\":[1,{\"1\":1}]}"))
                .isEmpty();
        assertThat(
                        post(
                                "/forceschedulers/f",
                                403,
                                "{\"error\":{\"code\":-32600,\"message\":\"no\"}}"))
                .isEmpty();
    }

    @Test
    void row_withAnUnknownField_isFound() {
        assertThat(get("/masters", 200, JSON, MASTER.replace("{\"active", "{\"x\":1,\"active")))
                .isNotEmpty();
    }

    @Test
    void row_withAnotherType_isFound() {
        assertThat(get("/masters", 200, JSON, MASTER.replace("1,\"masterid", "\"1\",\"masterid")))
                .isNotEmpty();
    }

    @Test
    void row_withoutAField_isFoundUnlessSomeWereAskedFor() {
        String part = MASTER.replace("\"masterid\":1,", "");

        assertThat(get("/masters", 200, JSON, part)).isNotEmpty();
        assertThat(described.faults("get", "/masters", false, answer(200, JSON, part))).isEmpty();
    }

    @Test
    void statusAndMediaType_thatAreNotDocumented_areFound() {
        assertThat(get("/masters", 200, TEXT, MASTER)).singleElement().asString().contains("media");
        assertThat(get("/masters", 500, TEXT, REFUSED))
                .singleElement()
                .asString()
                .contains("status 500");
        assertThat(get("/no/such", 200, JSON, MASTER)).isNotEmpty();
        assertThat(get("/masters", 404, JSON, REFUSED)).isNotEmpty();
    }

    @Test
    void refusal_withoutItsText_isFound() {
        assertThat(get("/masters/2", 404, TEXT, "{}")).isNotEmpty();
        assertThat(get("/masters/2", 404, TEXT, "no")).isNotEmpty();
        assertThat(post("/forceschedulers/f", 403, REFUSED)).isNotEmpty();
    }
}
