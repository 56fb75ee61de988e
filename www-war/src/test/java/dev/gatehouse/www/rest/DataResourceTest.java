package dev.gatehouse.www.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.www.Served;
import dev.gatehouse.www.Things;
import dev.gatehouse.www.access.RuleList;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    void get_whoHasLoggedIn_alone_mayKeepWhatTheyGot() throws Exception {
        for (String path : new String[] {"/api/v2/builds/1", "/api/v2/texts/10/raw"}) {
            HttpResponse<String> anybodys = served.get(path);
            HttpResponse<String> alices = served.get(path, "Cookie", served.login("alice"));

            assertThat(anybodys.headers().firstValue("Cache-Control")).isEmpty();
            assertThat(header(alices, "Cache-Control")).isEqualTo("private, no-cache");
            assertThat(String.join(",", anybodys.headers().allValues("Vary"))).contains("Cookie");
        }
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
    void get_whatIsAwayForNow_is503WithATimeToTryAgain() throws Exception {
        HttpResponse<String> answer = served.get("/api/v2/builds/503");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("{\"error\": \"the database is away\"}");
        assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
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

    @Test
    void get_longText_isAStringAmongOthers() throws Exception {
        HttpResponse<String> small = served.get("/api/v2/texts/20", "Accept", "application/json");
        assertThat(small.body())
                .isEqualTo(
                        "{\"meta\":{},\"texts\":[{\"content\":\"\\\"\\u00e9\\u2603\\n"
                                + "abcdefghij".repeat(2)
                                + "\",\"textid\":20,\"zeta\":\"after\"}]}");
        assertThat(header(small, "ETag")).isNotEmpty();
        assertThat(header(small, "Content-Length"))
                .isEqualTo(String.valueOf(small.body().length()));
        assertThat(served.get("/api/v2/texts/20?field=content").body())
                .isEqualTo(
                        "{\n  \"meta\": {}, \n  \"texts\": [\n    {\n      \"content\": \"\\\"\\u00e9\\u2603"
                                + "\\nabcdefghijabcdefghij\"\n    }\n  ]\n}");
        assertThat(served.get("/api/v2/texts/20?field=textid").body()).doesNotContain("content");
    }

    @Test
    void get_tooLongText_isChunkedAndWhole() throws Exception {
        HttpResponse<String> answer =
                served.get("/api/v2/texts/1000000", "Accept", "application/json");

        assertThat(answer.headers().firstValue("Content-Length")).isEmpty();
        assertThat(answer.body())
                .startsWith("{\"meta\":{},\"texts\":[{\"content\":\"\\\"\\u00e9\\u2603\\nabc")
                .endsWith("abcdefghij\",\"textid\":1000000,\"zeta\":\"after\"}]}")
                .hasSizeGreaterThan(1_000_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // the text: "é☃\nabcdefghij, with é of two bytes and ☃ of three
                "bytes=7-9     | 206 | bytes 7-9/17   | abc",
                "bytes=14-     | 206 | bytes 14-16/17 | hij",
                "bytes=14-99   | 206 | bytes 14-16/17 | hij",
                "bytes=-2      | 206 | bytes 15-16/17 | ij",
                "BYTES=16-16   | 206 | bytes 16-16/17 | j",
                "bytes=17-     | 416 | bytes */17     | -",
                "bytes=-0      | 416 | bytes */17     | -",
                "bytes=999999999999999999999999- | 416 | bytes */17 | -",
                "bytes=0-1,3-4 | 200 | -              | -",
                "bytes=5-2     | 200 | -              | -",
                "bytes=-       | 200 | -              | -",
                "lines=0-1     | 200 | -              | -",
            })
    void get_rangeOfRaw_isThatPart(String range, int status, String place, String part)
            throws Exception {
        HttpResponse<String> answer = served.get("/api/v2/texts/10/raw", "Range", range);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Range").orElse(null)).isEqualTo(place);
        if (status == 200) {
            assertThat(answer.body()).isEqualTo("\"é☃\nabcdefghij");
            assertThat(header(answer, "Accept-Ranges")).isEqualTo("bytes");
        }
        if (part != null) {
            assertThat(answer.body()).isEqualTo(part);
            assertThat(header(answer, "Content-Length")).isEqualTo(String.valueOf(part.length()));
            assertThat(header(answer, "Content-Disposition")).isEqualTo("attachment; filename=t");
        }
    }

    @Test
    void get_rawOfKnownLength_saysIt() throws Exception {
        HttpResponse<String> answer = served.get("/api/v2/texts/5000/raw");

        assertThat(header(answer, "Content-Length"))
                .isEqualTo(String.valueOf(answer.body().getBytes(StandardCharsets.UTF_8).length));
    }

    @Test
    void get_rangeOfAnOlderText_isTheWhole() throws Exception {
        String tag = header(served.get("/api/v2/texts/10/raw"), "ETag");

        assertThat(served.get("/api/v2/texts/10/raw", "Range", "bytes=7-9", "If-Range", tag).body())
                .isEqualTo("abc");
        HttpResponse<String> changed =
                served.get("/api/v2/texts/20/raw", "Range", "bytes=7-9", "If-Range", tag);
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(changed.body()).endsWith("ijabcdefghij");
        assertThat(served.get("/api/v2/texts/10/raw", "If-None-Match", tag).statusCode())
                .isEqualTo(304);
    }

    @Test
    void get_rangeOfWhatHasNoParts_isTheWhole() throws Exception {
        assertThat(served.get("/api/v2/builds/1/raw", "Range", "bytes=0-1").statusCode())
                .isEqualTo(200);
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
