package dev.gatehouse.data.database;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.gatehouse.data.event.EventBus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteDataSource;

/**
 * The tables that we make are Buildbot's, on each kind of database: its columns with type, length, null,
 * default, key and reference, its indexes, the names of constraints that its upgrades rely on.
 */
class SchemaTest {
    private static final Path VECTORS = Path.of("..", "src-it", "vectors");

    /** Added to tables that have rows, which SQLite cannot do without a default. */
    private static final String UPGRADED = "builds.locks_duration_s INTEGER NOT NULL";

    @TempDir Path directory;

    private Set<String> expected() throws IOException {
        return new TreeSet<>(Files.readAllLines(VECTORS.resolve("schema-067.txt")));
    }

    private static DatabaseSettings nothing(Dialect dialect, Path directory) {
        if (dialect != Dialect.SQLITE) {
            TestDatabase.drop(dialect);
        }
        return TestDatabase.empty(dialect, directory, 1);
    }

    private Connection connect(Dialect dialect) throws SQLException {
        if (dialect != Dialect.SQLITE) {
            return TestDatabase.connect(TestServer.of(dialect));
        }
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + directory.resolve("state.sqlite"));
        return source.getConnection();
    }

    private SchemaLines schema(Dialect dialect) throws SQLException {
        try (Connection connection = connect(dialect)) {
            return SchemaLines.of(connection, dialect);
        }
    }

    private static void assertSame(Set<String> lines, Set<String> expected) {
        Set<String> missing = new TreeSet<>(expected);
        missing.removeAll(lines);
        Set<String> other = new TreeSet<>(lines);
        other.removeAll(expected);
        assertThat(other).as("there, and not Buildbot's; missing: %s", missing).isEmpty();
        assertThat(missing).as("Buildbot's, and not there").isEmpty();
        assertThat(lines).hasSize(285);
    }

    @ParameterizedTest
    @EnumSource
    void open_nothingThere_makesBuildbotsTables(Dialect dialect) throws IOException, SQLException {
        Database.open(nothing(dialect, directory), new EventBus("e")).close();

        SchemaLines schema = schema(dialect);
        assertSame(schema.lines(), expected());
        if (dialect != Dialect.SQLITE) {
            assertThat(schema.constraints())
                    .containsAllEntriesOf(
                            Map.of(
                                    "parent_buildid", "buildsets.parent_buildid",
                                    "rebuilt_buildid", "buildsets.rebuilt_buildid",
                                    "buildrequestid", "builds.buildrequestid",
                                    "fk_builders_projectid", "builders.projectid"));
        }
    }

    /** The other tables get their rows from a master when it starts; it needs to find none. */
    @ParameterizedTest
    @EnumSource
    void open_nothingThere_leavesWhatANewMasterOfBuildbotFinds(Dialect dialect)
            throws IOException, SQLException {
        Database.open(nothing(dialect, directory), new EventBus("e")).close();

        List<String> filled = new ArrayList<>();
        Set<String> tables = new TreeSet<>();
        for (String line : expected()) {
            tables.add(line.split("[. ]", 2)[0]);
        }
        try (Connection connection = connect(dialect);
                Statement statement = connection.createStatement()) {
            for (String table : tables) {
                try (ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
                    while (rows.next()) {
                        filled.add(table + " " + rows.getString(1));
                    }
                }
            }
        }
        assertThat(tables).hasSize(43);
        assertThat(filled).containsExactly("alembic_version 067");
    }

    @ParameterizedTest
    @EnumSource(names = "SQLITE", mode = EnumSource.Mode.EXCLUDE)
    void upgrade_ofTablesThatBuildbot37HasMade_hasTheNewestTables(Dialect dialect)
            throws IOException, SQLException {
        DatabaseSettings settings = nothing(dialect, directory);
        TestDatabase.makeRevision059(dialect);
        Database.open(settings.upgrading(true), new EventBus("e")).close();

        Set<String> expected = expected();
        expected.remove(UPGRADED);
        expected.add(UPGRADED + " DEFAULT '0'");
        SchemaLines schema = schema(dialect);
        assertSame(schema.lines(), expected);
        assertThat(schema.constraints())
                .containsKeys("parent_buildid", "rebuilt_buildid", "fk_builders_projectid");
    }

    @Test
    void upgrade_ofTablesOfMyIsam_isDoneAndWrittenTo() {
        DatabaseSettings settings = nothing(Dialect.MARIADB, directory).upgrading(true);
        TestDatabase.makeRevision059(Dialect.MARIADB, "MyISAM");
        for (int start = 1; start <= 2; start++) {
            String tag = "start " + start;
            try (Database database = Database.open(settings, new EventBus("e"))) {
                database.inTransaction(
                        tx ->
                                tx.insert(
                                        "INSERT INTO tags (name, name_hash) VALUES (?, ?)",
                                        tag,
                                        tag));
                assertThat(database.query("SELECT name FROM tags", row -> row.text("name")))
                        .hasSize(start);
            }
        }
        TestDatabase.drop(Dialect.MARIADB);
    }

    @Test
    void open_ofTablesWithoutTransactions_warnsOfEachUntilItIsChangedAsSaid() throws SQLException {
        DatabaseSettings settings = nothing(Dialect.MARIADB, directory).upgrading(true);
        TestDatabase.makeRevision059(Dialect.MARIADB, "MyISAM");
        assertThat(warnings(settings)).filteredOn(said -> said.contains("transactions")).hasSize(1);

        String warning = warnings(settings).get(0);
        assertThat(warning)
                .contains("/gatehouse have an engine without transactions")
                .endsWith("ALTER TABLE alembic_version ENGINE=InnoDB")
                .doesNotContain(TestServer.PASSWORD);
        String[] tables = warning.replaceAll(".*: (.*)\\. Stop .*", "$1").split(", ");
        assertThat(tables).contains("builds", "buildset_properties").doesNotContain("codebases");
        try (Connection connection = connect(Dialect.MARIADB);
                Statement statement = connection.createStatement()) {
            for (String table : tables) {
                statement.execute("ALTER TABLE " + table + " ENGINE=InnoDB");
            }
        }
        assertThat(warnings(settings)).isEmpty();
        TestDatabase.drop(Dialect.MARIADB);
    }

    /** What a start says. */
    private static List<String> warnings(DatabaseSettings settings) {
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        Logger log = (Logger) LoggerFactory.getLogger(Migrations.class);
        said.start();
        log.addAppender(said);
        try {
            Database.open(settings, new EventBus("e")).close();
        } finally {
            log.detachAppender(said);
        }
        return said.list.stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void mariadb_indexesOnTexts_areOfTheFirst255Characters() throws IOException, SQLException {
        Database.open(nothing(Dialect.MARIADB, directory), new EventBus("e")).close();

        List<String> parts = new ArrayList<>();
        try (Connection connection = connect(Dialect.MARIADB);
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT index_name, column_name, sub_part FROM"
                                        + " information_schema.statistics WHERE table_schema ="
                                        + " DATABASE() AND sub_part IS NOT NULL ORDER BY"
                                        + " index_name")) {
            while (rows.next()) {
                parts.add(rows.getString(1) + " " + rows.getString(2) + " " + rows.getInt(3));
            }
        }
        assertThat(parts)
                .containsExactly("test_code_paths_path path 255", "test_names_name name 255");
    }
}
