package dev.gatehouse.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.DatabaseSettings;
import dev.gatehouse.data.database.Dialect;
import dev.gatehouse.data.database.TestDatabase;
import dev.gatehouse.data.event.EventBus;
import dev.gatehouse.data.log.Logchunk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The database of a real Buildbot 3.7: it is answered from as it is, and just so after its upgrade. */
class OlderAnswersTest {
    private static final Path REVISION_059 = Path.of("..", "src-it", "vectors", "state-059.sqlite");
    private static final int IDS = 30;

    @TempDir Path directory;

    @ParameterizedTest
    @EnumSource
    void get_everyPath_isTheSameBeforeAndAfterTheUpgrade(Dialect dialect) {
        DatabaseSettings settings =
                TestDatabase.copyOfRevision059(REVISION_059, dialect, directory);
        Map<String, String> before = answers(settings);
        Map<String, String> after = answers(settings.upgrading(true));

        assertThat(before.values())
                .filteredOn(text -> !text.equals("404"))
                .hasSizeGreaterThan(1000);
        assertThat(before.get("/builds")).startsWith("24 of 24: [Build[");
        List<String> different = new ArrayList<>();
        before.forEach(
                (path, text) -> {
                    if (!text.equals(after.get(path))) {
                        different.add(path + ": " + text + " NOT " + after.get(path));
                    }
                });
        assertThat(different).isEmpty();
        assertThat(Files.exists(directory.resolve("state.sqlite.revision-059")))
                .isEqualTo(dialect == Dialect.SQLITE);
    }

    private static Map<String, String> answers(DatabaseSettings settings) {
        EventBus bus = new EventBus("e");
        try (Database database = Database.open(settings, bus)) {
            Stores stores = Stores.of(database, Clock.systemUTC());
            Catalog catalog =
                    Catalog.of(stores, Controls.none("there is no master here", List.of()));
            DataApi door = new DataApi(catalog, new World.Open(), bus);
            Routes routes =
                    new Routes(
                            catalog,
                            database.query(
                                    "SELECT name FROM builders ORDER BY id", r -> r.text("name")));
            Map<String, String> answers = new TreeMap<>();
            for (Routes.Route route : routes.all()) {
                for (long id = 1; id <= IDS; id++) {
                    List<String> path = routes.path(route, id);
                    answers.put("/" + String.join("/", path), answer(door, path));
                }
            }
            return answers;
        }
    }

    private static String answer(DataApi door, List<String> path) {
        try {
            Answer answer = door.get(Caller.nobody(), path, Map.of());
            if (answer instanceof Answer.Items items) {
                List<Object> rows = new ArrayList<>(items.page().all());
                String texts =
                        rows.stream()
                                .map(Object::toString)
                                .sorted()
                                .collect(Collectors.joining("\n"));
                return rows.size() + " of " + items.page().total() + ": [" + texts;
            }
            if (answer instanceof Answer.Item item) {
                // A log's text is compared by its raw form.
                return item.record() instanceof Logchunk text
                        ? text.logid() + " from " + text.firstline()
                        : item.record().toString();
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ((Answer.Raw) answer).content().writeTo(out);
            return out.toString(StandardCharsets.ISO_8859_1);
        } catch (NotFound nothing) {
            return "404";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
