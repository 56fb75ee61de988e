package dev.gatehouse.www.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.www.Served;
import dev.gatehouse.www.Things;
import dev.gatehouse.www.access.RuleList;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataResourceTest {
    private Served served;

    @BeforeEach
    void start() throws Exception {
        served = new Served(RuleList.open());
    }

    @AfterEach
    void stop() throws Exception {
        served.close();
    }

    @Test
    void get_forPrograms_isCompactAndSorted() throws Exception {
        HttpResponse<String> answer =
                served.get("/api/v2/builds/1", "Accept", "text/html, application/json");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Content-Type").replace(" ", ""))
                .isEqualToIgnoringCase("application/json;charset=utf-8");
        assertThat(answer.body())
                .isEqualTo(
                        "{\"builds\":[{\"builderid\":11,\"buildid\":1,\"complete\":false,"
                                + "\"complete_at\":null,\"name\":\"gr\\u00fcn \\\"x\\\"\","
                                + "\"properties\":{\"a\":null,\"z\":[1.5,\"Src\"]},"
                                + "\"started_at\":1001,\"tags\":[]}],\"meta\":{}}");
        assertThat(header(answer, "Content-Length"))
                .isEqualTo(String.valueOf(answer.body().length()));
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void get_forPeople_isIndentedText() throws Exception {
        HttpResponse<String> answer = served.get("/api/v2/builds/1?field=tags&field=buildid");

        assertThat(header(answer, "Content-Type").replace(" ", ""))
                .isEqualToIgnoringCase("text/plain;charset=utf-8");
        assertThat(answer.body())
                .isEqualTo(
                        "{\n  \"builds\": [\n    {\n      \"buildid\": 1, \n      \"tags\": []\n"
                                + "    }\n  ], \n  \"meta\": {}\n}");
    }

    @Test
    void get_collection_putsTheTotalWhereTheAlphabetHasIt() throws Exception {
        served.things.alphas = 2;

        assertThat(served.get("/api/v2/alphas", "Accept", "application/json").body())
                .isEqualTo("{\"alphas\":[{\"alphaid\":0},{\"alphaid\":1}],\"meta\":{\"total\":2}}");
        assertThat(served.get("/api/v2/forceschedulers", "Accept", "application/json").body())
                .isEqualTo("{\"meta\":{\"total\":1},\"zforceschedulers\":[{\"name\":\"f\"}]}");
    }

    @Test
    void get_slashInAName_findsIt() throws Exception {
        served.things.builds.add(Things.build(7, 11, "a/b c"));

        assertThat(served.get("/api/v2/builders/a%2Fb%20c/builds/7").statusCode()).isEqualTo(200);
        assertThat(served.get("/api/latest/builders/a%2Fb%20c/builds/7").statusCode())
                .isEqualTo(200);
    }

    @Test
    void get_versions_namesTheOneThereIs() throws Exception {
        HttpResponse<String> answer = served.get("/api");

        assertThat(answer.body())
                .isEqualTo("{\"api_versions\": {\"v2\": \"http://farm.example.org/api/v2\"}}");
        assertThat(header(answer, "Content-Type")).isEqualTo("application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/", "/api/v1", "/api/v9/builds", "/api/V2/builds"})
    void get_otherVersions_areAPageNotFound(String path) throws Exception {
        HttpResponse<String> answer = served.get(path);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("No Such Resource");
    }

    @Test
    void get_unknownPath_is404WithTheDecodedPath() throws Exception {
        HttpResponse<String> answer = served.get("/api/v2/zap/a%2Fb", "Accept", "application/json");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("{\"error\": \"Invalid path: zap/a/b\"}");
        assertThat(header(answer, "Content-Type")).startsWith("text/plain");
        assertThat(served.get("/api/v2/builds/").body())
                .isEqualTo("{\"error\": \"Invalid path: builds/\"}");
        assertThat(served.get("/api/v2/").body()).isEqualTo("{\"error\": \"Invalid path: \"}");
    }

    @Test
    void get_unknownThing_is404() throws Exception {
        assertThat(served.get("/api/v2/builds/99").statusCode()).isEqualTo(404);
    }

    @Test
    void get_badQuery_is400WithAText() throws Exception {
        HttpResponse<String> answer = served.get("/api/v2/builds?colour=red");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("colour");
        assertThat(served.raw("GET /api/v2/builds?limit=%")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void get_fault_isAnIdAndNoInternals() throws Exception {
        HttpResponse<String> answer = served.get("/api/v2/builds/666");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body())
                .matches("\\{\"error\": \"internal error - see logs, id [0-9a-f]{12}\"\\}");
    }

    @Test
    void head_hasTheHeadersAndNoBody() throws Exception {
        HttpResponse<String> get = served.get("/api/v2/builds/1");
        HttpResponse<String> head = served.send("HEAD", "/api/v2/builds/1", "");

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "Content-Length")).isEqualTo(header(get, "Content-Length"));
        assertThat(header(head, "ETag")).isEqualTo(header(get, "ETag"));
        assertThat(served.send("HEAD", "/api/v2/builds/99", "").statusCode()).isEqualTo(404);
    }

    @Test
    void get_unchanged_is304() throws Exception {
        String tag = header(served.get("/api/v2/builds/1"), "ETag");

        HttpResponse<String> again =
                served.get("/api/v2/builds/1", "If-None-Match", "\"x\", " + tag);

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(header(again, "ETag")).isEqualTo(tag);
        assertThat(served.get("/api/v2/builds/2", "If-None-Match", tag).statusCode())
                .isEqualTo(200);
        // another form is another text
        assertThat(
                        served.get(
                                        "/api/v2/builds/1",
                                        "If-None-Match",
                                        tag,
                                        "Accept",
                                        "application/json")
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void get_large_isChunkedAndWhole() throws Exception {
        served.things.alphas = 40_000;

        HttpResponse<String> answer = served.get("/api/v2/alphas", "Accept", "application/json");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Length")).isEmpty();
        assertThat(answer.headers().firstValue("ETag")).isEmpty();
        assertThat(header(answer, "Transfer-Encoding")).isEqualTo("chunked");
        assertThat(answer.body().length()).isGreaterThan(DataResource.WHOLE);
        assertThat(answer.body())
                .startsWith("{\"alphas\":[{\"alphaid\":0},")
                .endsWith("{\"alphaid\":39999}],\"meta\":{\"total\":40000}}");
    }

    @Test
    void get_faultAfterTheFirstByte_breaksTheTransfer() throws Exception {
        served.things.alphas = 60_000;
        served.things.alphasUntilFault = 50_000;

        assertThatThrownBy(() -> served.get("/api/v2/alphas", "Accept", "application/json"))
                .isInstanceOf(IOException.class);
        String raw = served.raw("GET /api/v2/alphas");
        assertThat(raw).startsWith("HTTP/1.1 200 ").doesNotEndWith("\n0\n\n");
        assertThat(raw).doesNotContain("error").doesNotContain("secret");
    }

    @Test
    void get_faultBeforeTheFirstByte_is500() throws Exception {
        served.things.alphas = 60_000;
        served.things.alphasUntilFault = 600;

        assertThat(served.get("/api/v2/alphas").statusCode()).isEqualTo(500);
    }

    @Test
    void get_raw_isADownloadThatCannotRun() throws Exception {
        HttpResponse<String> answer = served.get("/api/v2/builds/1/raw");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("häl\n");
        assertThat(header(answer, "Content-Disposition"))
                .isEqualTo(
                        "attachment; filename=\"gr_n _x_.txt\";"
                                + " filename*=UTF-8''gr%C3%BCn%20%22x%22.txt");
        assertThat(header(answer, "Content-Security-Policy")).startsWith("sandbox");
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "ZAP"})
    void otherMethods_are400(String method) throws Exception {
        String answer = served.raw(method + " /api/v2/builds");

        assertThat(answer).startsWith("HTTP/1.1 400 ");
        assertThat(answer).contains("{\"error\": \"invalid HTTP method\"}");
    }

    @Test
    void headers_thatJaxRsWouldRefuse_areNoFault() throws Exception {
        assertThat(served.raw("GET /api/v2/builds/1", "Accept: ;;;/")).startsWith("HTTP/1.1 200 ");
        assertThat(served.raw("POST /api/v2/builds/1", "Content-Type: ///", "Content-Length: 0"))
                .contains("Invalid content-type (use application/json)");
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
