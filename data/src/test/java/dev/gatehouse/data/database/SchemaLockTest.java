package dev.gatehouse.data.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gatehouse.data.event.EventBus;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several servers that start at once over one database. */
class SchemaLockTest {
    private static final int SERVERS = 4;

    @TempDir Path directory;

    private DatabaseSettings nothing(Dialect dialect) {
        if (dialect != Dialect.SQLITE) {
            TestDatabase.drop(dialect);
        }
        return TestDatabase.empty(dialect, directory, 1);
    }

    private void openAtOnce(DatabaseSettings settings)
            throws InterruptedException, ExecutionException {
        CyclicBarrier start = new CyclicBarrier(SERVERS);
        ExecutorService threads = Executors.newFixedThreadPool(SERVERS);
        try {
            List<Future<?>> servers = new ArrayList<>();
            for (int i = 0; i < SERVERS; i++) {
                servers.add(
                        threads.submit(
                                () -> {
                                    start.await();
                                    Database.open(settings, new EventBus("e")).close();
                                    return true;
                                }));
            }
            for (Future<?> server : servers) {
                server.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void assertMadeOnce(DatabaseSettings settings) {
        try (Database database = Database.open(settings, new EventBus("e"))) {
            assertThat(
                            database.query(
                                    "SELECT version_num AS v FROM alembic_version",
                                    row -> row.text("v")))
                    .containsExactly("067");
            assertThat(
                            database.query(
                                    "SELECT version AS v FROM gatehouse_schema_version",
                                    row -> row.number("v")))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void open_ofAnEmptyDatabaseBySeveralServersAtOnce_makesItsTablesOnce(Dialect dialect)
            throws InterruptedException, ExecutionException {
        DatabaseSettings settings = nothing(dialect);
        openAtOnce(settings);
        assertMadeOnce(settings);
    }

    @Test
    void open_whileAnotherWritesTheFileInItsOldMode_waitsForIt() throws Exception {
        DatabaseSettings settings = nothing(Dialect.SQLITE);
        Path file = SqliteFile.of(settings);
        AtomicReference<Thread> opener = new AtomicReference<>();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.execute("CREATE TABLE t (id INTEGER)");
            statement.execute("BEGIN IMMEDIATE");
            statement.execute("INSERT INTO t VALUES (1)");
            Future<?> opened =
                    thread.submit(
                            () -> {
                                opener.set(Thread.currentThread());
                                SqliteFile.openForWriting(file).close();
                                return true;
                            });
            await().until(
                            () ->
                                    opened.isDone()
                                            || opener.get() != null
                                                    && opener.get().getState()
                                                            == Thread.State.TIMED_WAITING);
            statement.execute("COMMIT");
            opened.get();
        } finally {
            thread.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "SQLITE", mode = EnumSource.Mode.EXCLUDE)
    void upgrade_bySeveralServersAtOnce_isDoneOnce(Dialect dialect)
            throws InterruptedException, ExecutionException {
        DatabaseSettings settings = nothing(dialect).upgrading(true);
        TestDatabase.makeRevision059(dialect);
        openAtOnce(settings);
        assertMadeOnce(settings);
    }

    @ParameterizedTest
    @EnumSource(names = "SQLITE", mode = EnumSource.Mode.EXCLUDE)
    void lock_thatAnotherKeeps_isWaitedForAndThenRefused(Dialect dialect) throws SQLException {
        nothing(dialect);
        Duration wait = Duration.ofSeconds(1);
        try (Connection one = TestDatabase.connect(TestServer.of(dialect));
                Connection other = TestDatabase.connect(TestServer.of(dialect))) {
            one.setAutoCommit(false);
            other.setAutoCommit(false);
            SchemaLock held = SchemaLock.on(one, dialect, "here", wait);
            assertThatThrownBy(() -> SchemaLock.on(other, dialect, "the database", wait))
                    .isInstanceOf(BadDatabase.class)
                    .hasMessage(
                            "cannot prepare the database: another server has been making or"
                                    + " changing its tables for 1 seconds; start again when it is"
                                    + " done");
            other.rollback();
            held.close();
            one.commit();
            SchemaLock.on(other, dialect, "the database", wait).close();
            other.rollback();
        }
    }
}
