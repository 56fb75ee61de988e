package dev.gatehouse.data.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.data.event.EventBus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody was told of is still there when the process was killed right after. */
class KilledTest {

    /** Writes rows and says the id of each as soon as it is committed, until it is killed. */
    public static void main(String[] arguments) {
        Database database = open(Path.of(arguments[0]));
        for (int i = 0; i < 1_000_000; i++) {
            int number = i;
            long id =
                    database.inTransaction(
                            tx ->
                                    tx.insert(
                                            "INSERT INTO tags (name, name_hash) VALUES ('t', ?)",
                                            "" + number));
            System.out.println(id);
        }
    }

    private static Database open(Path directory) {
        return Database.open(
                new DatabaseSettings("sqlite:///state.sqlite", directory, 1),
                new EventBus("killed"));
    }

    @Test
    void open_afterAKill_findsEveryRowThatWasTold(@TempDir Path directory)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                KilledTest.class.getName(),
                                directory.toString())
                        .redirectErrorStream(true)
                        .start();
        Set<Long> told = new HashSet<>();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null) {
                if (line.matches("[0-9]+")) {
                    told.add(Long.valueOf(line));
                }
                if (told.size() == 200) {
                    // Through its handle: the process itself would close what it has still to say.
                    process.toHandle().destroyForcibly();
                }
                line = lines.readLine();
            }
        } finally {
            process.destroyForcibly();
        }
        process.waitFor();
        assertThat(told).hasSizeGreaterThanOrEqualTo(200);
        try (Database database = open(directory)) {
            assertThat(database.query("SELECT id FROM tags", row -> row.number("id")))
                    .containsAll(told);
        }
    }
}
