package dev.gatehouse.data.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.event.EventBus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that goes away and comes back, and queries without end. */
class ConnectionLossTest {
    private static final int READERS = 3;
    private static final String ENDLESS =
            "INSERT INTO tags (name, name_hash) WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT"
                    + " n + 1 FROM many WHERE n < 5000) SELECT '', max(a.n + b.n + c.n) FROM many a,"
                    + " many b, many c";

    @TempDir Path directory;

    private static long builders(Database database) {
        return database.one("SELECT count(*) AS n FROM builders", row -> row.number("n"))
                .orElseThrow();
    }

    private static long write(Database database, String tag) {
        return database.inTransaction(tx -> add(tx, tag));
    }

    @ParameterizedTest
    @EnumSource(names = "SQLITE", mode = EnumSource.Mode.EXCLUDE)
    void server_killedAndStartedAgain_isUnavailableMeanwhileAndThenUsedAgain(Dialect dialect)
            throws IOException {
        DatabaseSettings settings = TestDatabase.empty(dialect, directory, READERS);
        try (Database database = Database.open(settings, new EventBus("e"))) {
            write(database, "before");
            TestServer.of(dialect).kill();
            try {
                for (int i = 0; i < READERS + 1; i++) {
                    assertThatThrownBy(() -> builders(database)).isInstanceOf(Unavailable.class);
                }
                assertThatThrownBy(() -> write(database, "meanwhile"))
                        .isInstanceOf(Unavailable.class);
            } finally {
                TestServer.of(dialect).start();
            }
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .ignoreExceptionsInstanceOf(Unavailable.class)
                    .until(() -> write(database, "after") > 0);
            // As often as there are connections, and once more: none was lost.
            for (int i = 0; i < READERS + 1; i++) {
                assertThat(builders(database)).isZero();
            }
        }
    }

    @Test
    void query_withoutEnd_isStoppedAtTheLimitAndItsConnectionGivenBack() {
        for (Dialect dialect : Dialect.values()) {
            DatabaseSettings settings =
                    TestDatabase.empty(dialect, directory, 1).limitedTo(Duration.ofMillis(200));
            try (Database database = Database.open(settings, new EventBus("e"))) {
                assertThatThrownBy(
                                () ->
                                        database.one(
                                                "WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT"
                                                        + " n + 1 FROM many WHERE n < 5000) SELECT"
                                                        + " count(*) AS n FROM many a, many b, many c",
                                                row -> row.number("n")))
                        .as("%s", dialect)
                        .isInstanceOf(Unavailable.class)
                        .hasMessageContaining("took too long");
                assertThat(builders(database)).isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void write_withoutEnd_isStoppedAtTheLimitAndUndone(Dialect dialect) {
        DatabaseSettings settings =
                TestDatabase.empty(dialect, directory, 1).limitedTo(Duration.ofMillis(200));
        try (Database database = Database.open(settings, new EventBus("e"))) {
            assertThatThrownBy(
                            () ->
                                    database.inTransaction(
                                            tx -> {
                                                add(tx, "before");
                                                return tx.update(ENDLESS);
                                            }))
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("took too long");
            assertThat(tags(database)).isEmpty();

            write(database, "after");
            assertThat(tags(database)).containsExactly("after");
        }
    }

    /** SQLite has undone it all by then: what came later would be kept alone. */
    @ParameterizedTest
    @EnumSource
    void write_stoppedAndThenContinued_keepsNothing(Dialect dialect) {
        DatabaseSettings settings =
                TestDatabase.empty(dialect, directory, 1).limitedTo(Duration.ofMillis(200));
        try (Database database = Database.open(settings, new EventBus("e"))) {
            assertThatThrownBy(
                            () ->
                                    database.inTransaction(
                                            tx -> {
                                                add(tx, "before");
                                                assertThatThrownBy(() -> tx.insert(ENDLESS))
                                                        .isInstanceOf(Unavailable.class);
                                                assertThatThrownBy(() -> add(tx, "later"))
                                                        .isInstanceOf(Unavailable.class);
                                                return true;
                                            }))
                    .isInstanceOf(Unavailable.class);
            assertThat(tags(database)).isEmpty();
        }
    }

    private static long add(Transaction tx, String tag) {
        return tx.insert("INSERT INTO tags (name, name_hash) VALUES (?, ?)", tag, Sql.hash(tag));
    }

    private static List<String> tags(Database database) {
        return database.query("SELECT name FROM tags", row -> row.text("name"));
    }
}
