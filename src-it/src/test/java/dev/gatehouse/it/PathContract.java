package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No spelling of a URL walks round a rule, in any container: the table {@code golden/paths.txt}, sent byte for
 * byte. A container may answer before we see the request, some with an empty 200: then nothing of ours is told.
 */
public abstract class PathContract {
    private static final Path TABLE = Path.of("golden", "paths.txt");

    /** Where the application is, with its context path. */
    protected abstract URI url();

    @Test
    void path_anySpelling_isAnsweredAsTheTableSays() throws IOException {
        WebClient anonymous = WebClient.of(url());
        List<String> faults = new ArrayList<>();
        for (String line : Files.readAllLines(TABLE)) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String verdict = line.substring(0, line.indexOf(' '));
            String path = line.substring(verdict.length() + 1);
            WebClient.RawAnswer answer = anonymous.raw(path);
            int status = answer.status();
            boolean asSaid =
                    switch (verdict) {
                        case "served" ->
                                status == 200
                                        || status == 426
                                        || (!answer.ours() && refusedAsEncoded(path, status));
                        case "missing" -> !answer.ours() || status == 404;
                        case "refused" -> !answer.ours() || status == 400;
                        default -> throw new IOException(line);
                    };
            if (!asSaid) {
                faults.add(line + ": " + answer);
            }
        }
        assertThat(faults).isEmpty();
    }

    /** Open Liberty lets no encoded dot in. */
    private static boolean refusedAsEncoded(String path, int status) {
        return path.contains("%") && status == 400;
    }

    @Test
    void handshake_inAConfusingSpelling_opensNoSocket() {
        WebClient anonymous = WebClient.of(url());
        String[] upgrade = {
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
        };
        for (String path :
                List.of(
                        "/ws",
                        "ws;x",
                        "x/../ws",
                        "x/%2e%2e/ws",
                        "./ws",
                        "ws%00",
                        "%252e/ws",
                        "WS",
                        "/worker",
                        "worker;x",
                        "x/../worker",
                        "ws%2F",
                        "config/..;/ws")) {
            assertThat(anonymous.raw(path, upgrade).status()).describedAs(path).isNotEqualTo(101);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {";x=1", "/.", "/x/..", "/%2e", "%2F", "%00", "//", "%5c", "%252f"})
    void contextPath_inAConfusingSpelling_leadsNowhere(String odd) {
        String context = url().getPath().replaceAll("/$", "");
        List<String> spellings =
                List.of(
                        context + odd + "/api/v2/builders",
                        odd.startsWith("/")
                                ? odd + context + "/api/v2/builders"
                                : "/" + odd + context + "/api/v2/builders");
        WebClient root = WebClient.of(url().resolve("/"));
        for (String path : spellings) {
            WebClient.RawAnswer answer = root.raw(path.substring(1));
            assertThat(answer.ours() && answer.status() < 400).describedAs(path).isFalse();
        }
    }

    @Test
    void path_thatIsVeryLong_isRefused() {
        // no container's own bound, which is 8 KiB for the whole head of a request, or more
        String path = "api/v2/builders/" + "x".repeat(8010 - url().getPath().length() - 16);

        assertThat(WebClient.of(url()).raw(path).status()).isEqualTo(400);
    }
}
