package dev.gatehouse.it.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.it.Answer;
import dev.gatehouse.it.ItFiles;
import dev.gatehouse.it.ServerProcess;
import dev.gatehouse.it.WebClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A database that a real Buildbot 3.7 has made, served as it is and after its upgrade. */
class OlderDatabaseIT {
    private static final Path DATABASE = Path.of("vectors", "state-059.sqlite").toAbsolutePath();
    private static final Path CONFIG = Path.of("golden", "gatehouse.yaml").toAbsolutePath();
    private static final Pattern PART = Pattern.compile("\\{(\\w+)}");
    private static final int IDS = 10;

    /** What is named otherwise than by a number. */
    private static final Map<String, List<String>> NAMES =
            Map.of(
                    "builderid_or_buildername", List.of("1", "quick", "3"),
                    "workerid_or_name", List.of("1", "w-two"),
                    "step_number_or_step_name", List.of("1", "worker_preparation"),
                    "log_slug", List.of("stdio"),
                    "schedulername", List.of("force-plain"),
                    "codebasename", List.of("main"),
                    "name", List.of("blob"));

    @ParameterizedTest
    @ValueSource(strings = {"", "--upgrade"})
    void get_everyPathOfTheDescription_isAnswered(String option) throws IOException {
        Path folder = ItFiles.fresh("older" + option);
        Path database = folder.resolve("state.sqlite");
        Files.copy(DATABASE, database);
        List<String> options =
                new ArrayList<>(
                        List.of(
                                "--config",
                                CONFIG.toString(),
                                "--db-url",
                                "sqlite:///" + database));
        if (!option.isEmpty()) {
            options.add(option);
        }
        try (ServerProcess server =
                ServerProcess.gatehouse(folder, options.toArray(new String[0]))) {
            WebClient anybody = WebClient.of(server.awaitReady());
            JsonNode paths = anybody.get("api/v2/openapi.json").json().get("paths");
            List<String> faults = new ArrayList<>();
            TreeSet<String> found = new TreeSet<>();
            for (Map.Entry<String, JsonNode> path : paths.properties()) {
                for (int id = 1; id <= IDS && path.getValue().has("get"); id++) {
                    String filled = filled(path.getKey(), id);
                    Answer answer = anybody.get("api/v2" + filled);
                    if (answer.status() == 200) {
                        found.add(path.getKey());
                    } else if (answer.status() != 404 || !answer.body().contains("\"error\"")) {
                        faults.add(filled + " " + answer.status() + " " + answer.body());
                    }
                }
            }
            assertThat(faults).isEmpty();
            assertThat(found).hasSizeGreaterThan(80).contains("/", "/builds/{buildid}");
            assertThat(anybody.get("api/v2/builds").json().at("/meta/total").asInt()).isEqualTo(24);
        }
        assertThat(Files.exists(folder.resolve("state.sqlite.revision-059")))
                .isEqualTo(!option.isEmpty());
    }

    private static String filled(String path, int id) {
        if (path.equals("/")) {
            return "";
        }
        return PART.matcher(path)
                .replaceAll(
                        part -> {
                            List<String> names =
                                    NAMES.getOrDefault(part.group(1), List.of(String.valueOf(id)));
                            return names.get((id - 1) % names.size());
                        });
    }
}
