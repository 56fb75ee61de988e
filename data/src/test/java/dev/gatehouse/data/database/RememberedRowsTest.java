package dev.gatehouse.data.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.data.event.EventBus;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that are kept until somebody commits. */
class RememberedRowsTest {
    private static final String READ = "SELECT id, name FROM masters ORDER BY id";

    @TempDir Path directory;
    private Database database;

    @BeforeEach
    void open() {
        database = Database.open(settings(true), new EventBus("e"));
        insert(1, "one");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private DatabaseSettings settings(boolean remembering) {
        return new DatabaseSettings("sqlite:///state.sqlite", directory, 3)
                .remembering(remembering);
    }

    private void insert(long id, String name) {
        database.inTransaction(
                tx ->
                        tx.update(
                                "INSERT INTO masters (id, name, name_hash, active, last_active)"
                                        + " VALUES (?, ?, ?, 1, 1)",
                                id,
                                name,
                                name));
    }

    private List<String> names() {
        return database.query(READ, row -> row.number("id") + row.text("name"));
    }

    /** How many times the database was really asked: it draws another number each time. */
    private long asked(int times) {
        return IntStream.range(0, times)
                .mapToObj(i -> database.one("SELECT random() AS drawn", row -> row.number("drawn")))
                .distinct()
                .count();
    }

    @Test
    void query_asksTheDatabaseTwiceAndThenNoMore() {
        // each connection looks for commits when it is used first
        assertThat(asked(20)).isBetween(2L, 4L);
        assertThat(asked(20)).isEqualTo(1);
    }

    @Test
    void query_withOtherArguments_isAnotherOne() {
        for (int round = 0; round < 3; round++) {
            for (long id = 0; id < 3; id++) {
                assertThat(
                                database.query(
                                        "SELECT name FROM masters WHERE id = ?",
                                        row -> row.text("name"),
                                        id))
                        .hasSize(id == 1 ? 1 : 0);
            }
        }
    }

    @Test
    void query_afterACommitOfOurOwn_seesIt() {
        for (int i = 0; i < 4; i++) {
            names();
        }
        insert(2, "two");
        assertThat(names()).containsExactly("1one", "2two");
    }

    @Test
    void query_afterACommitOfAnotherProgram_seesIt() throws SQLException {
        for (int i = 0; i < 4; i++) {
            names();
        }
        try (Connection other =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + directory.resolve("state.sqlite"));
                Statement statement = other.createStatement()) {
            statement.execute("UPDATE masters SET name = 'uno'");
        }
        assertThat(names()).containsExactly("1uno");
    }

    @Test
    void query_whatAnotherReaderPutIntoItsRows_isReadAnew() {
        for (int i = 0; i < 3; i++) {
            int round = i;
            assertThat(database.query(READ, row -> round)).containsExactly(round);
        }
        assertThat(database.query(READ, row -> row.textOrNull("name"))).containsExactly("one");
    }

    @Test
    void query_ofMoreRowsThanAreKept_givesThemAll() {
        String many =
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
                        + " SELECT i FROM n";
        for (int round = 0; round < 4; round++) {
            assertThat(database.query(many, row -> row.number("i"))).hasSize(1000).endsWith(1000L);
        }
    }

    @Test
    void query_withArgumentsWhoseTextsHashAlike_isKeptNoMoreThanOthers() {
        RememberedRows rows = new RememberedRows();
        // "Aa" and "BB" have one hash, and so have all texts made of them
        long known =
                IntStream.range(0, 1024)
                        .mapToObj(
                                i ->
                                        IntStream.range(0, 10)
                                                .mapToObj(bit -> (i >> bit & 1) == 0 ? "Aa" : "BB")
                                                .collect(Collectors.joining()))
                        .filter(text -> rows.again("SELECT ?", text).isPresent())
                        .count();
        assertThat(known).isLessThan(50);
    }

    @Test
    void query_ofALongText_isNotKept() {
        RememberedRows rows = new RememberedRows();
        for (int i = 0; i < 3; i++) {
            assertThat(rows.again("SELECT ?", "x".repeat((int) RememberedRows.MAX_ASKED)))
                    .isEmpty();
        }
    }

    @Test
    void manySmallResults_areForgottenAtTheBound() {
        RememberedRows rows = new RememberedRows();
        RememberedRows.Age age = rows.age(true);
        RememberedRows.Asked first = new RememberedRows.Asked("SELECT 0", List.of(), 1);
        age.keep(first, List.of(), 0);
        for (int i = 1; i < RememberedRows.MAX_KEPT; i++) {
            age.keep(new RememberedRows.Asked("SELECT " + i, List.of(), 1), List.of(), 0);
        }
        assertThat(age.find(first)).isNotNull();
        age.keep(new RememberedRows.Asked("SELECT x", List.of(), 1), List.of(), 0);
        assertThat(age.find(first)).isNull();
    }

    @Test
    void query_whereItIsTurnedOff_asksEachTime() {
        database.close();
        database = Database.open(settings(false), new EventBus("e"));
        assertThat(asked(10)).isEqualTo(10);
    }

    @Test
    void values_areReadAsTheDriverReadsThem() {
        String sql =
                "SELECT 12 AS a, '34x' AS b, NULL AS c, x'4142' AS d, 2.5 AS e, 'text' AS f,"
                        + " 9007199254740993 AS g";
        RowReader<List<Object>> reader =
                row ->
                        List.of(
                                row.number("a"),
                                row.text("a"),
                                row.number("b"),
                                String.valueOf(row.numberOrNull("c")),
                                String.valueOf(row.textOrNull("c")),
                                row.bytes("c").length,
                                row.text("d"),
                                row.bytes("d").length,
                                row.number("e"),
                                row.text("e"),
                                row.number("f"),
                                row.flag("a"),
                                row.number("g"));
        List<List<Object>> first = database.query(sql, reader);
        for (int i = 0; i < 5; i++) {
            assertThat(database.query(sql, reader)).isEqualTo(first);
        }
    }

    @Test
    void readersBesideAWriter_neverSeeLessThanWasCommittedBeforeTheyBegan() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        long[] committed = {1};
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<?>> readers =
                    IntStream.range(0, 3)
                            .<Future<?>>mapToObj(
                                    i ->
                                            threads.submit(
                                                    () -> {
                                                        while (!done.get()) {
                                                            long before;
                                                            synchronized (committed) {
                                                                before = committed[0];
                                                            }
                                                            assertThat(names().size())
                                                                    .isGreaterThanOrEqualTo(
                                                                            (int) before);
                                                        }
                                                    }))
                            .toList();
            for (int id = 2; id <= 200; id++) {
                insert(id, "m" + id);
                synchronized (committed) {
                    committed[0] = id;
                }
            }
            done.set(true);
            for (Future<?> reader : readers) {
                reader.get();
            }
        } finally {
            done.set(true);
            threads.shutdownNow();
        }
    }
}
