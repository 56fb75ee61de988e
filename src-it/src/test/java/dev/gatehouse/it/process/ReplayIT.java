package dev.gatehouse.it.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.data.Requirement;
import dev.gatehouse.data.database.DatabaseSettings;
import dev.gatehouse.data.database.Dialect;
import dev.gatehouse.data.database.TestDatabase;
import dev.gatehouse.it.ItFiles;
import dev.gatehouse.it.ServerProcess;
import dev.gatehouse.it.WebClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every request that was recorded from a real Buildbot, sent to {@code java -jar gatehouse.war} over the recorded
 * database with the same configuration, is answered alike: status, headers and body; also when the database's
 * rows have been carried over to a server.
 */
class ReplayIT {
    private static final Path VECTORS = Path.of("vectors").toAbsolutePath();
    private static final Path CONFIG = Path.of("golden", "gatehouse.yaml").toAbsolutePath();

    /** Where the answer differs on purpose; docs/compatibility.md has the reasons. */
    private static final Map<String, String> DIFFERENCES =
            Map.of(
                    "get-113", "status want 500 got 404",
                    "get-204", "status want 200 got 400",
                    "get-226", "status want 500 got 400",
                    "get-232", "status want 200 got 400",
                    "get-244", "status want 200 got 400",
                    "get-274", "status want 500 got 200");

    @ParameterizedTest
    @EnumSource
    void get_everyRecordedRequest_isAnsweredAsRecorded(Dialect dialect) throws IOException {
        Path python = Requirement.program("python3", "python3");
        Path folder = ItFiles.fresh("replay-" + dialect);
        DatabaseSettings database =
                TestDatabase.copyOf(VECTORS.resolve("state.sqlite"), dialect, folder, 1);
        try (ServerProcess server =
                ServerProcess.gatehouse(
                        folder, "--config", CONFIG.toString(), "--db-url", database.url())) {
            URI url = server.awaitReady();
            JsonNode outcomes = replayed(python, folder, url.toString());

            assertThat(outcomes).hasSizeGreaterThan(200);
            assertThat(different(outcomes)).isEqualTo(DIFFERENCES);
            assertThat(described(url)).isGreaterThan(200);
        }
    }

    /** Asks everything again, by a client that holds each answer against the server's own description. */
    private static int described(URI url) throws IOException {
        WebClient anybody = WebClient.of(url);
        int asked = 0;
        for (String line : Files.readAllLines(VECTORS.resolve("get.jsonl"))) {
            String path = new ObjectMapper().readTree(line).at("/request/path").asText();
            if (path.startsWith("/api/v2/")) {
                anybody.get(path.substring(1));
                asked++;
            }
        }
        return asked;
    }

    private static JsonNode replayed(Path python, Path folder, String url) throws IOException {
        Path report = folder.resolve("report.json");
        // It ends with 1 when anything differs: what does is for this test to judge.
        String script =
                "import runpy, sys\n"
                        + "sys.argv = sys.argv[1:]\n"
                        + "try:\n    runpy.run_path(sys.argv[0])\n"
                        + "except SystemExit:\n    pass\n";
        ServerProcess.run(
                "replay",
                folder,
                List.of(
                        python.toString(),
                        "-c",
                        script,
                        VECTORS.resolve("replay.py").toString(),
                        url,
                        VECTORS.resolve("get.jsonl").toString(),
                        "--json",
                        report.toString()));
        return new ObjectMapper().readTree(report.toFile());
    }

    /** Id to the first thing that differs. */
    private static Map<String, String> different(JsonNode outcomes) {
        Map<String, String> different = new TreeMap<>();
        for (JsonNode outcome : outcomes) {
            JsonNode why = outcome.get("why");
            if (!why.isEmpty()) {
                different.put(outcome.get("id").asText(), why.get(0).asText());
            }
        }
        return different;
    }
}
