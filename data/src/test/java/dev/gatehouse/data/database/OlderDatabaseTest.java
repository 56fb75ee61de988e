package dev.gatehouse.data.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.event.EventBus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** Databases of Buildbot's older revisions: the recorded one, with taken away what came later. */
class OlderDatabaseTest {
    private static final Path RECORDED = Path.of("..", "src-it", "vectors", "state.sqlite");

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
}
