package dev.gatehouse.data.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.data.World;
import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.event.Announcement;
import dev.gatehouse.data.event.EventBus;
import dev.gatehouse.data.event.EventPattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteDataSource;

class DatabaseTest {
    private static final Path RECORDED = Path.of("..", "src-it", "vectors", "state.sqlite");

    @TempDir Path directory;

    private Path file() {
        return directory.resolve("state.sqlite");
    }

    private Database open(String url) {
        return Database.open(new DatabaseSettings(url, directory, 2), new EventBus("test"));
    }

    private Database open() {
        return open("sqlite:///state.sqlite");
    }

    private void sql(String... statements) throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file());
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void open_newFile_hasTheSchemaOfARealBuildbot() throws IOException {
        Path recorded = Files.createDirectory(directory.resolve("recorded"));
        Files.copy(RECORDED, recorded.resolve("state.sqlite"));
        try (Database ours = open();
                Database theirs =
                        Database.open(
                                new DatabaseSettings("sqlite:///state.sqlite", recorded, 2),
                                new EventBus("theirs"))) {
            assertThat(schema(ours)).isEqualTo(schema(theirs)).hasSizeGreaterThan(300);
            assertThat(ours.query("SELECT version_num AS v FROM alembic_version", r -> r.text("v")))
                    .containsExactly("067");
        }
    }

    /** Each column, index and reference as a line; what is ours apart. */
    private static List<String> schema(Database database) {
        List<String> lines = new ArrayList<>();
        for (String table :
                database.query(
                        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE"
                                + " 'gatehouse%' AND name NOT LIKE 'sqlite%' ORDER BY name",
                        row -> row.text("name"))) {
            lines.addAll(
                    database.query(
                            "SELECT * FROM pragma_table_info(?)",
                            row ->
                                    String.join(
                                            " ",
                                            table,
                                            row.text("name"),
                                            row.text("type").toUpperCase(Locale.ROOT),
                                            row.text("notnull"),
                                            "default " + row.textOrNull("dflt_value"),
                                            row.text("pk")),
                            table));
            lines.addAll(
                    database.query(
                            "SELECT l.name, l.\"unique\" AS u, group_concat(i.name) AS columns FROM"
                                    + " pragma_index_list(?) l, pragma_index_info(l.name) i WHERE"
                                    + " l.name NOT LIKE 'gatehouse%' AND l.origin = 'c' GROUP BY"
                                    + " l.name ORDER BY l.name",
                            row ->
                                    String.join(
                                            " ",
                                            table,
                                            "index",
                                            row.text("name"),
                                            row.text("u"),
                                            row.text("columns")),
                            table));
            lines.addAll(
                    database.query(
                            "SELECT * FROM pragma_foreign_key_list(?) ORDER BY \"from\"",
                            row ->
                                    String.join(
                                            " ",
                                            table,
                                            row.text("from"),
                                            "->",
                                            row.text("table"),
                                            row.text("to"),
                                            row.text("on_delete")),
                            table));
        }
        return lines;
    }

    @Test
    void open_databaseOfARealBuildbot_keepsItsRows() throws IOException {
        Files.copy(RECORDED, file());
        try (Database database = open()) {
            assertThat(database.query("SELECT count(*) AS n FROM builds", row -> row.number("n")))
                    .containsExactly(27L);
        }
    }

    @Test
    void open_again_findsWhatWasWritten() {
        try (Database database = open()) {
            database.inTransaction(
                    tx -> tx.insert("INSERT INTO tags (name, name_hash) VALUES ('a', 'b')"));
        }
        try (Database database = open()) {
            assertThat(database.query("SELECT name FROM tags", row -> row.text("name")))
                    .containsExactly("a");
        }
    }

    @Test
    void open_noSqliteFile_isRefusedInOneLine() throws IOException {
        Files.writeString(file(), "This is a text, and a rather long one at that. ".repeat(100));
        byte[] before = Files.readAllBytes(file());
        assertThatThrownBy(this::open)
                .isInstanceOf(BadDatabase.class)
                .hasMessage("cannot open " + file() + ": it is not a SQLite database");
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }

    @Test
    void open_foreignTables_areRefusedAndLeftAlone() throws SQLException {
        sql("CREATE TABLE recipes (id INTEGER)");
        assertThatThrownBy(this::open)
                .isInstanceOf(BadDatabase.class)
                .hasMessageContaining("is no Buildbot database");
        sql("INSERT INTO recipes VALUES (1)", "SELECT * FROM recipes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"058", "068", "x"})
    void open_otherRevision_isRefusedAndNamed(String revision) throws SQLException {
        sql(
                "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)",
                "INSERT INTO alembic_version VALUES ('" + revision + "')");
        assertThatThrownBy(this::open)
                .isInstanceOf(BadDatabase.class)
                .hasMessageContaining("revision " + revision);
    }

    @Test
    void open_schemaBeforeBuildbot3_isRefused() throws SQLException {
        sql("CREATE TABLE migrate_version (version INTEGER)");
        assertThatThrownBy(this::open)
                .isInstanceOf(BadDatabase.class)
                .hasMessageContaining("older than Buildbot 3");
    }

    @Test
    void open_usedByANewerGatehouse_isRefused() throws SQLException {
        open().close();
        sql("UPDATE gatehouse_schema_version SET version = 99");
        assertThatThrownBy(this::open)
                .isInstanceOf(BadDatabase.class)
                .hasMessageContaining("a newer Gatehouse has used it");
    }

    @Test
    void open_missingDirectory_isRefused() {
        assertThatThrownBy(() -> open("sqlite:///nowhere/state.sqlite"))
                .isInstanceOf(BadDatabase.class)
                .hasMessageContaining("there is no directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite://", "oracle://u:secret@localhost/db", "state.sqlite"})
    void open_urlOfAnotherKind_isRefusedWithoutItsPassword(String url) {
        assertThatThrownBy(() -> open(url))
                .isInstanceOf(BadDatabase.class)
                .hasMessageContaining("write sqlite:///state.sqlite")
                .hasMessageNotContaining("secret");
    }

    @Test
    void inTransaction_thatFails_keepsAndTellsNothing() {
        try (World world = new World()) {
            List<String> heard = Collections.synchronizedList(new ArrayList<>());
            world.api();
            world.bus()
                    .subscribe(
                            EventPattern.of("masters/*/*"),
                            (event, key, message) -> heard.add(key.toString()));
            assertThatThrownBy(
                            () ->
                                    world.write(
                                            tx -> {
                                                world.stores().masters().start(tx, "one");
                                                throw new IllegalStateException("on purpose");
                                            }))
                    .hasMessage("on purpose");
            world.write(tx -> world.stores().masters().start(tx, "two"));
            Awaitility.await().until(() -> !heard.isEmpty());
            assertThat(heard).hasSize(1);
            assertThat(world.database().query("SELECT name FROM masters", row -> row.text("name")))
                    .containsExactly("two");
        }
    }

    @Test
    void inTransaction_ofManyThreads_tellsInTheOrderOfCommits() throws InterruptedException {
        try (World world = new World()) {
            List<Object> heard = Collections.synchronizedList(new ArrayList<>());
            world.master(1).api();
            world.bus()
                    .subscribe(
                            EventPattern.of("masters/*/*"),
                            (event, key, message) -> heard.add(message));
            List<Long> committed = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Thread thread =
                        new Thread(
                                () -> {
                                    for (int j = 0; j < 25; j++) {
                                        world.write(tx -> committed.add(told(world, tx)));
                                    }
                                });
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
            Awaitility.await().until(() -> heard.size() == 100);
            assertThat(heard).isEqualTo(committed);
        }
    }

    private static long told(World world, Transaction tx) {
        long id = tx.insert("INSERT INTO tags (name, name_hash) SELECT 't', count(*) FROM tags");
        tx.announce(
                new Announcement(
                        "master",
                        "counted",
                        world.stores().masters().find(tx, 1).orElseThrow(),
                        id,
                        Scope.ofEverybody()));
        return id;
    }

    @Test
    void read_insideRead_isAFaultAndNoDeadlock() {
        try (Database database = open()) {
            assertThatThrownBy(
                            () ->
                                    database.read(
                                            reader ->
                                                    database.query(
                                                            "SELECT 1 AS one",
                                                            row -> row.number("one"))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("already holds a connection");
        }
    }

    @Test
    void read_cannotWrite() {
        try (Database database = open()) {
            assertThatThrownBy(
                            () ->
                                    database.query(
                                            "INSERT INTO tags (name, name_hash) VALUES ('a', 'b')"
                                                    + " RETURNING id",
                                            row -> row.number("id")))
                    .isInstanceOf(BadDatabase.class);
        }
    }

    @Test
    void close_leavesOneFileAndNoThread() throws IOException {
        Database database = open();
        database.inTransaction(
                tx -> tx.insert("INSERT INTO tags (name, name_hash) VALUES ('a', 'b')"));
        database.query("SELECT 1 AS one", row -> row.number("one"));
        database.close();
        database.close();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(file());
        }
        Awaitility.await()
                .until(
                        () ->
                                Thread.getAllStackTraces().keySet().stream()
                                        .noneMatch(
                                                thread ->
                                                        thread.getName()
                                                                .startsWith("gatehouse-readers")));
    }

    @Test
    void inTransaction_afterClose_saysSo() {
        Database database = open();
        database.close();
        assertThatThrownBy(() -> database.inTransaction(tx -> 1))
                .hasMessageContaining("shutting down");
    }
}
