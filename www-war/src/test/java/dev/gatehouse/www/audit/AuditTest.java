package dev.gatehouse.www.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678912Z");

    @TempDir Path directory;

    private static String line(Map<String, ?> fields) {
        List<String> lines = new ArrayList<>();
        new Audit(lines::add, () -> NOW).say("login", fields);
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    @Test
    void say_isOneObjectWithTimeAndEventFirst() {
        assertThat(line(Map.of("user", "alice")))
                .isEqualTo(
                        "{\"time\":\"2026-01-02T03:04:05.678Z\",\"event\":\"login\",\"user\":\"alice\"}");
    }

    @Test
    void say_aNameWithLinesAndControls_staysInItsLine() throws Exception {
        String name = "a\n{\"event\":\"login\"}\r\u001b[2J\u202e\u2028\u0085\"é";

        String line = line(Map.of("user", name));

        assertThat(line).matches("[\\x20-\\x7e]*");
        assertThat(new ObjectMapper().readTree(line).get("user").asText()).isEqualTo(name);
    }

    @Test
    void say_aFieldCalledTimeOrEvent_changesNeither() throws Exception {
        JsonNode line = new ObjectMapper().readTree(line(Map.of("time", "never", "event", "x")));

        assertThat(line.get("event").asText()).isEqualTo("login");
        assertThat(line.get("time").asText()).startsWith("2026");
    }

    @Test
    void say_somethingLong_isCut() {
        assertThat(line(Map.of("user", "😀".repeat(100_000)))).hasSizeLessThan(5000);
    }

    @Test
    void file_full_makesRoomAndKeepsSoManyOlderOnes() throws Exception {
        Path path = directory.resolve("audit.log");
        try (AuditFile file = new AuditFile(path, 25, 2)) {
            for (int i = 0; i < 9; i++) {
                file.accept("line " + i + "....");
            }
        }

        assertThat(directory)
                .isDirectoryContaining(p -> p.endsWith("audit.log"))
                .isDirectoryNotContaining(p -> p.endsWith("audit.log.3"));
        assertThat(Files.readAllLines(path)).containsExactly("line 8....");
        assertThat(Files.readAllLines(directory.resolve("audit.log.1")))
                .containsExactly("line 6....", "line 7....");
        assertThat(Files.readAllLines(directory.resolve("audit.log.2")))
                .containsExactly("line 4....", "line 5....");
    }

    @Test
    void file_openedAgain_goesOnAtItsEndAndIsForTheOwnerOnly() throws Exception {
        Path path = directory.resolve("audit.log");
        for (String text : List.of("one", "two")) {
            try (AuditFile file = new AuditFile(path, 1000, 2)) {
                file.accept(text);
            }
        }

        assertThat(Files.readAllLines(path)).containsExactly("one", "two");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void file_thatCannotBeWritten_stopsNobody() {
        try (AuditFile file = new AuditFile(directory, 1000, 2)) {
            file.accept("lost");
        }
        assertThat(directory).isEmptyDirectory();
    }
}
