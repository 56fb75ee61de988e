package dev.gatehouse.www;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStream;
import dev.gatehouse.www.access.RuleList;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.brotli.dec.BrotliInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodingFilterTest {
    private static final String LARGE = "/api/v2/texts/50000";
    private static final String LONG = "/api/v2/texts/1000000";

    private Served served;

    @BeforeEach
    void start() throws Exception {
        served = new Served(RuleList.open());
    }

    @AfterEach
    void stop() throws Exception {
        served.close();
    }

    private HttpResponse<byte[]> send(String method, String path, String... headers)
            throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(served.uri(path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .headers(headers)
                        .build();
        return served.client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return String.join(", ", answer.headers().allValues(name));
    }

    private static String unpacked(HttpResponse<byte[]> answer) throws Exception {
        InputStream bytes = new ByteArrayInputStream(answer.body());
        try (InputStream in =
                switch (header(answer, "Content-Encoding")) {
                    case "gzip" -> new GZIPInputStream(bytes);
                    case "br" -> new BrotliInputStream(bytes);
                    case "zstd" -> new ZstdInputStream(bytes);
                    default -> bytes;
                }) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd", "br"})
    void large_isPackedAsAsked(String coding) throws Exception {
        for (String path : List.of(LARGE, LONG, "/api/v2/texts/1000000/raw")) {
            HttpResponse<byte[]> plain = send("GET", path, "Accept-Encoding", "identity");
            HttpResponse<byte[]> packed = send("GET", path, "Accept-Encoding", coding);

            assertThat(header(packed, "Content-Encoding")).as(path).isEqualTo(coding);
            assertThat(header(plain, "Content-Encoding")).isEmpty();
            assertThat(packed.body().length).isLessThan(plain.body().length / 10);
            assertThat(unpacked(packed)).isEqualTo(unpacked(plain));
            assertThat(header(packed, "Vary")).contains("Accept-Encoding");
            assertThat(header(plain, "Vary")).contains("Accept-Encoding");
            assertThat(header(packed, "Content-Type")).isEqualTo(header(plain, "Content-Type"));
        }
    }

    @Test
    void small_isLeftAlone() throws Exception {
        HttpResponse<byte[]> answer = send("GET", "/api/v2/texts/20", "Accept-Encoding", "gzip");

        assertThat(header(answer, "Content-Encoding")).isEmpty();
        assertThat(header(answer, "Content-Length"))
                .isEqualTo(String.valueOf(answer.body().length));
        assertThat(header(answer, "Vary")).contains("Accept-Encoding");
        HttpResponse<byte[]> raw = send("GET", "/api/v2/builds/1/raw", "Accept-Encoding", "gzip");
        assertThat(header(raw, "Content-Encoding")).isEmpty();
        assertThat(unpacked(raw)).isEqualTo("häl\n");
    }

    @Test
    void tag_isAnotherForEachCoding() throws Exception {
        String plain = header(send("GET", LARGE, "Accept-Encoding", "identity"), "ETag");
        HttpResponse<byte[]> packed = send("GET", LARGE, "Accept-Encoding", "gzip");
        String tag = header(packed, "ETag");

        assertThat(tag).isNotEqualTo(plain).endsWith("-gzip\"");
        HttpResponse<byte[]> again =
                send("GET", LARGE, "Accept-Encoding", "gzip", "If-None-Match", "\"x\", " + tag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(header(again, "ETag")).isEqualTo(tag);
        // what is kept packed does not serve who can no longer unpack it
        assertThat(send("GET", LARGE, "Accept-Encoding", "zstd", "If-None-Match", tag).statusCode())
                .isEqualTo(200);
        assertThat(send("GET", LARGE, "If-None-Match", tag).statusCode()).isEqualTo(200);
        assertThat(send("GET", LARGE, "If-None-Match", plain).statusCode()).isEqualTo(304);
    }

    @ParameterizedTest
    @ValueSource(strings = {LARGE, "/api/v2/texts/20", LONG, "/api/v2/texts/1000000/raw"})
    void head_hasTheHeadersOfGet(String path) throws Exception {
        HttpResponse<byte[]> get = send("GET", path, "Accept-Encoding", "gzip");
        HttpResponse<byte[]> head = send("HEAD", path, "Accept-Encoding", "gzip");

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        for (String name : List.of("Content-Encoding", "ETag", "Vary", "Content-Type")) {
            assertThat(header(head, name)).as(name).isEqualTo(header(get, name));
        }
    }

    @Test
    void range_isCutFromThePlainText() throws Exception {
        HttpResponse<byte[]> part =
                send(
                        "GET",
                        "/api/v2/texts/50000/raw",
                        "Accept-Encoding",
                        "gzip",
                        "Range",
                        "bytes=7-40006");

        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(header(part, "Content-Encoding")).isEmpty();
        assertThat(part.body()).hasSize(40_000).startsWith('a', 'b', 'c');
    }

    @Test
    void fault_afterTheFirstByte_isNoProperEnd() throws Exception {
        served.things.alphas = 600_000;
        served.things.alphasUntilFault = 500_000;

        String raw = served.raw("GET /api/v2/alphas", "Accept-Encoding: gzip");

        assertThat(raw).startsWith("HTTP/1.1 200 ").contains("gzip").doesNotEndWith("\n0\n\n");
    }

    @Test
    void fault_beforeTheFirstByte_isPlain500() throws Exception {
        HttpResponse<byte[]> answer = send("GET", "/api/v2/builds/666", "Accept-Encoding", "gzip");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(unpacked(answer)).startsWith("{\"error\"");
    }

    @Test
    void stream_isNeverPacked() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(served.uri("/sse/listen/builds/*/*"))
                        .header("Accept-Encoding", "gzip")
                        .build();
        HttpResponse<InputStream> answer =
                served.client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream in = answer.body()) {
            assertThat(header(answer, "Content-Encoding")).isEmpty();
            assertThat(in.readNBytes(16)).asString().isEqualTo("event: handshake");
        }
    }

    @Test
    void smallAnswer_isPackedForWhoCannotUseItAsItIs() throws Exception {
        HttpResponse<byte[]> packed =
                send("GET", "/api/v2/builds/1", "Accept-Encoding", "br, identity;q=0");

        assertThat(header(packed, "Content-Encoding")).isEqualTo("br");
        assertThat(unpacked(packed)).contains("\"builds\"");
        assertThat(
                        header(
                                send("GET", "/api/v2/builds/1", "Accept-Encoding", "br"),
                                "Content-Encoding"))
                .isEmpty();
    }

    @Test
    void answer_forWhomNothingWillDo_isSentAsItIs() throws Exception {
        HttpResponse<byte[]> plain =
                send("GET", LARGE, "Accept-Encoding", "compress, identity;q=0");

        assertThat(plain.statusCode()).isEqualTo(200);
        assertThat(header(plain, "Content-Encoding")).isEmpty();
        assertThat(header(plain, "Vary")).contains("Accept-Encoding");
    }
}
