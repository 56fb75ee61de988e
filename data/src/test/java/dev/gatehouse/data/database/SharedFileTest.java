package dev.gatehouse.data.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.data.event.EventBus;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** A SQLite file that another program uses as well: a master of Buildbot's, a backup, somebody's sqlite3. */
class SharedFileTest {
    @TempDir Path directory;

    private Database open() {
        return Database.open(
                new DatabaseSettings("sqlite:///state.sqlite", directory, 2), new EventBus("e"));
    }

    private Connection other(int busyMilliseconds) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(busyMilliseconds);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + directory.resolve("state.sqlite"));
        return source.getConnection();
    }

    private static long write(Database database, String tag) {
        return database.inTransaction(
                tx -> tx.insert("INSERT INTO tags (name, name_hash) VALUES (?, ?)", tag, tag));
    }

    private static void write(Connection connection, String tag) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO tags (name, name_hash) VALUES ('" + tag + "', '" + tag + "')");
        }
    }

    private static List<String> tags(Database database) {
        return database.query("SELECT name FROM tags ORDER BY id", row -> row.text("name"));
    }

    @Test
    void write_ofAnotherProgramThatDoesNotWait_isDoneBetweenOurs() throws SQLException {
        try (Database database = open();
                Connection other = other(0)) {
            write(other, "before");
            write(database, "ours");
            write(other, "after");
            assertThat(tags(database)).containsExactly("before", "ours", "after");
        }
    }

    @Test
    void write_whileAnotherProgramWrites_waitsForIt()
            throws SQLException, InterruptedException, ExecutionException {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Database database = open();
                Connection other = other(0)) {
            other.setAutoCommit(false);
            write(other, "first");
            Future<Long> ours = thread.submit(() -> write(database, "second"));
            assertThat(tags(database)).isEmpty();
            other.commit();
            ours.get();
            assertThat(tags(database)).containsExactly("first", "second");
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void writes_ofTwoServersAtOnce_areAllDone() throws InterruptedException, ExecutionException {
        int each = 100;
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Database one = open();
                Database two = open()) {
            List<Future<?>> writers = new ArrayList<>();
            for (Database database : List.of(one, two)) {
                String name = database == one ? "one-" : "two-";
                writers.add(
                        threads.submit(
                                () -> {
                                    for (int i = 0; i < each; i++) {
                                        write(database, name + i);
                                    }
                                }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
            assertThat(tags(one)).hasSize(2 * each);
        } finally {
            threads.shutdownNow();
        }
    }
}
