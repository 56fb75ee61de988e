package dev.gatehouse.data.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.event.EventBus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteDataSource;

/** Databases of Buildbot's older revisions: the recorded one, with taken away what came later. */
class OlderDatabaseTest {
    private static final Path RECORDED = Path.of("..", "src-it", "vectors", "state.sqlite");

    private static final Path REVISION_059 = Path.of("..", "src-it", "vectors", "state-059.sqlite");
    private static final Path SCHEMA = Path.of("..", "src-it", "vectors", "schema-067.txt");

    @TempDir Path directory;

    private void older() throws IOException, SQLException {
        Path file = directory.resolve("state.sqlite");
        Files.copy(RECORDED, file);
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql :
                    new String[] {
                        "PRAGMA legacy_alter_table = ON",
                        "DROP TABLE codebase_branches",
                        "DROP TABLE codebase_commits",
                        "DROP TABLE codebases",
                        "ALTER TABLE builds DROP COLUMN locks_duration_s",
                        "ALTER TABLE steps DROP COLUMN locks_acquired_at",
                        "ALTER TABLE workers DROP COLUMN pause_reason",
                        "ALTER TABLE builders DROP COLUMN description_format",
                        "ALTER TABLE builders DROP COLUMN description_html",
                        "UPDATE alembic_version SET version_num = '059'"
                    }) {
                statement.execute(sql);
            }
        }
    }

    private Database open(boolean upgrade) {
        return Database.open(
                new DatabaseSettings("sqlite:///state.sqlite", directory, 1).upgrading(upgrade),
                new EventBus("e"));
    }

    @Test
    void read_whatIsMissing_isNullOrNothing() throws IOException, SQLException {
        older();
        try (Database database = open(false)) {
            assertThat(
                            database.query(
                                    "SELECT b.locks_duration_s FROM builds b JOIN builders bu ON"
                                            + " bu.id = b.builderid WHERE bu.description_html IS NULL",
                                    row -> row.number("locks_duration_s")))
                    .hasSize(27)
                    .containsOnly(0L);
            assertThat(
                            database.query(
                                    "SELECT pause_reason FROM workers ORDER BY id",
                                    row -> row.textOrNull("pause_reason")))
                    .isNotEmpty()
                    .containsOnlyNulls();
            assertThat(
                            database.query(
                                    "SELECT c.name FROM codebases c JOIN projects p ON p.id ="
                                            + " c.projectid",
                                    row -> row.text("name")))
                    .isEmpty();
        }
    }

    @Test
    void write_isRefusedSayingWhatToDo_andNothingIsChanged() throws IOException, SQLException {
        older();
        try (Database database = open(false)) {
            assertThatThrownBy(() -> database.inTransaction(tx -> 1))
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("revision 059")
                    .hasMessageContaining("--upgrade");
            assertThat(
                            database.query(
                                    "SELECT name FROM sqlite_master WHERE name LIKE 'gatehouse%'",
                                    row -> row.text("name")))
                    .isEmpty();
        }
    }

    private Path file() {
        return directory.resolve("state.sqlite");
    }

    private Connection connect(Path file) throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        return source.getConnection();
    }

    /** The database of a real Buildbot 3.7, brought to a later revision. */
    private void revision(int revision) throws IOException, SQLException {
        Files.copy(REVISION_059, file());
        try (Connection connection = connect(file())) {
            for (int next = 60; next <= revision; next++) {
                SchemaScript.run("upgrade-0" + next + ".sql", Dialect.SQLITE, connection);
            }
        }
    }

    private static String revisionOf(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT version_num FROM alembic_version")) {
            return row.getString(1);
        }
    }

    private static long builds(Database database) {
        return database.one("SELECT count(*) AS n FROM builds", row -> row.number("n"))
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(ints = {59, 60, 61, 62, 63, 64, 65, 66})
    void upgrade_ofEachRevision_hasTheNewestTablesAndLeavesACopy(int revision)
            throws IOException, SQLException {
        revision(revision);
        try (Database database = open(false)) {
            assertThat(builds(database)).isEqualTo(24);
            assertThat(database.readOnly().orElseThrow()).contains("revision 0" + revision);
        }
        try (Database database = open(true)) {
            assertThat(builds(database)).isEqualTo(24);
            assertThat(database.readOnly()).isEmpty();
            database.inTransaction(
                    tx -> tx.insert("INSERT INTO tags (name, name_hash) VALUES ('a', 'b')"));
        }
        Set<String> expected = new TreeSet<>(Files.readAllLines(SCHEMA));
        expected.remove("builds.locks_duration_s INTEGER NOT NULL");
        expected.add("builds.locks_duration_s INTEGER NOT NULL DEFAULT '0'");
        try (Connection now = connect(file());
                Connection before =
                        connect(directory.resolve("state.sqlite.revision-0" + revision))) {
            assertThat(SchemaLines.of(now, Dialect.SQLITE).lines())
                    .containsExactlyInAnyOrderElementsOf(expected);
            assertThat(revisionOf(now)).isEqualTo("067");
            assertThat(revisionOf(before)).isEqualTo("0" + revision);
        }
    }

    @Test
    void upgrade_whereACopyIsAlready_isRefusedAndNothingIsChanged()
            throws IOException, SQLException {
        revision(59);
        Path copy = Files.writeString(directory.resolve("state.sqlite.revision-059"), "mine");
        assertThatThrownBy(() -> open(true))
                .isInstanceOf(BadDatabase.class)
                .hasMessageContaining("there is a copy " + copy + " already; move it away");
        assertThat(copy).hasContent("mine");
        try (Connection connection = connect(file())) {
            assertThat(revisionOf(connection)).isEqualTo("059");
        }
    }

    @Test
    void upgrade_ofTheNewest_copiesNothing() throws IOException {
        Files.copy(RECORDED, file());
        open(true).close();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(file());
        }
    }
}
