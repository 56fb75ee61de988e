package dev.gatehouse.www.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.www.Served;
import dev.gatehouse.www.access.RuleList;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRpcTest {
    private static Served served;

    @BeforeAll
    static void start() throws Exception {
        served = new Served(RuleList.open());
    }

    @AfterAll
    static void stop() throws Exception {
        served.close();
    }

    private static String call(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\""
                + method
                + "\",\"params\":"
                + params
                + "}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | -32700 | JSON parse error",
                "[] | -32600 | JSONRPC batch requests are not supported",
                "5 | -32600 | JSONRPC root object must be an object",
                "null | -32600 | JSONRPC root object must be an object",
                "{} | -32600 | missing key 'jsonrpc'",
                "{\"jsonrpc\":2} | -32600 | 'jsonrpc' must be a string",
                "{\"jsonrpc\":\"1\"} | -32600 | missing key 'method'",
                "{\"jsonrpc\":\"1\",\"method\":1} | -32600 | 'method' must be a string",
                "{\"jsonrpc\":\"1\",\"method\":\"a\"} | -32600 | missing key 'id'",
                "{\"jsonrpc\":\"1\",\"method\":\"a\",\"id\":1.5} | -32600 | 'id' must be a string,"
                        + " number, or null",
                "{\"jsonrpc\":\"1\",\"method\":\"a\",\"id\":{}} | -32600 | 'id' must be a string,"
                        + " number, or null",
                "{\"jsonrpc\":\"1\",\"method\":\"a\",\"id\":true} | -32600 | missing key 'params'",
                "{\"jsonrpc\":\"1\",\"method\":\"a\",\"id\":1,\"params\":[]} | -32600 | 'params'"
                        + " must be an object",
                "{\"jsonrpc\":\"1\",\"method\":\"a\",\"id\":1,\"params\":{}} | -32600 | only JSONRPC"
                        + " 2.0 is supported",
            })
    void post_badEnvelope_is400InTheKnownOrder(String body, int code, String message)
            throws Exception {
        HttpResponse<String> answer = served.rpc("/api/v2/builds/1", body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.body())
                .startsWith(
                        "{\"jsonrpc\": \"2.0\", \"error\": {\"code\": "
                                + code
                                + ", \"message\": \""
                                + message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "Application/JSON", "application/x-www-form-urlencoded"})
    void post_otherMediaType_is400(String type) throws Exception {
        HttpResponse<String> answer =
                served.send("POST", "/api/v2/builds/1", call("stop", "{}"), "Content-Type", type);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .isEqualTo(
                        "{\"jsonrpc\": \"2.0\", \"error\": {\"code\": -32600, \"message\":"
                                + " \"Invalid content-type (use application/json)\"}}");
        assertThat(served.things.done).isEmpty();
    }

    @Test
    void post_mediaTypeWithParameter_isTaken() throws Exception {
        assertThat(
                        served.send(
                                        "POST",
                                        "/api/v2/builds/1",
                                        call("echo", "{}"),
                                        "Content-Type",
                                        "application/json; charset=utf-8")
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void post_success_isCompactAndSorted() throws Exception {
        HttpResponse<String> answer =
                served.rpc("/api/v2/forceschedulers/f", call("force", "{\"owner\":\"me\"}"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.body())
                .isEqualTo("{\"id\":7,\"jsonrpc\":\"2.0\",\"result\":[4,{\"11\":5}]}");
    }

    @Test
    void post_owner_isWhoeverIsLoggedInWhateverTheClientSays() throws Exception {
        String echo = call("echo", "{\"owner\":\"root\"}");

        assertThat(served.rpc("/api/v2/builds/1", echo).body()).contains("\"owner\":\"anonymous\"");
        assertThat(served.rpc("/api/v2/builds/1", echo, "Cookie", served.login("alice")).body())
                .contains("\"owner\":\"alice\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v2/zap | stop | 404 | -32600 | \"Invalid path: zap\"",
                "/api/v2/builds/1 | zap | 501 | -32601 | \"action: zap is not supported\"",
                "/api/v2/builds | stop | 501 | -32601 | \"action: stop is not supported\"",
                "/api/v2/builds/1 | conflict | 409 | -32600 | \"it is over\"",
                "/api/v2/builds/1 | away | 503 | -32603 | \"there is no master\"",
                "/api/v2/builds/1 | wrong | 400 | -32602 | {\"reason\": \"'reason' needs to be"
                        + " specified\", \"age\": \"too old\"}",
            })
    void post_faults_haveStatusCodeAndMessage(
            String path, String method, int status, int code, String message) throws Exception {
        HttpResponse<String> answer = served.rpc(path, call(method, "{}"));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body())
                .isEqualTo(
                        "{\"jsonrpc\": \"2.0\", \"id\": 7, \"error\": {\"code\": "
                                + code
                                + ", \"message\": "
                                + message
                                + "}}");
        assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 503);
    }

    @Test
    void post_unexpected_isAnIdAndNoInternals() throws Exception {
        HttpResponse<String> answer = served.rpc("/api/v2/builds/1", call("fail", "{}"));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body())
                .contains("\"code\": -32603")
                .doesNotContain("secret")
                .containsPattern("internal error - see logs, id [0-9a-f]{12}");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7})
    void post_tooLong_is413AndNotAResetConnection(int times) throws Exception {
        String body = call("echo", "{\"x\":\"" + "y".repeat(times * JsonRpc.MAX_BODY) + "\"}");

        assertThat(served.rpc("/api/v2/builds/1", body).statusCode()).isEqualTo(413);
    }

    @Test
    void post_idOfEveryKind_comesBack() throws Exception {
        for (String id : new String[] {"\"a\"", "12345678901234567890", "true", "null"}) {
            String body = call("echo", "{}").replace("\"id\":7", "\"id\":" + id);
            assertThat(served.rpc("/api/v2/builds/1", body).body()).startsWith("{\"id\":" + id);
        }
    }
}
