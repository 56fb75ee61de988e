package dev.gatehouse.data.database;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.data.DoesNotFit;
import dev.gatehouse.data.event.EventBus;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a caller is told of a text that a database cannot keep. */
class SqlFaultTest {
    @TempDir Path directory;

    private static void write(Database database, String identifier) {
        database.inTransaction(
                tx -> tx.insert("INSERT INTO users (identifier) VALUES (?)", identifier));
    }

    @ParameterizedTest
    @EnumSource(names = "SQLITE", mode = EnumSource.Mode.EXCLUDE)
    void write_ofATextThatIsTooLong_isRefusedSayingWhatIsKnown(Dialect dialect) {
        DatabaseSettings settings = TestDatabase.empty(dialect, directory, 1);
        try (Database database = Database.open(settings, new EventBus("e"))) {
            assertThatThrownBy(() -> write(database, "x".repeat(256)))
                    .isInstanceOf(DoesNotFit.class)
                    .hasMessage(
                            "a text is too long for the database: "
                                    + (dialect == Dialect.MARIADB
                                            ? "change what goes into 'identifier'"
                                            : "at most 255 characters fit"));
        }
    }

    /** Buildbot makes its tables there with a character set of three bytes. */
    @Test
    void write_ofACharacterThatTablesOfBuildbotDoNotKnow_isRefused() {
        TestDatabase.drop(Dialect.MARIADB);
        TestDatabase.makeRevision059(Dialect.MARIADB);
        DatabaseSettings settings =
                new DatabaseSettings(TestServer.of(Dialect.MARIADB).url(), directory, 1)
                        .upgrading(true);
        try (Database database = Database.open(settings, new EventBus("e"))) {
            write(database, "Ann é");
            assertThatThrownBy(() -> write(database, "Ann \uD83D\uDE00"))
                    .isInstanceOf(DoesNotFit.class)
                    .hasMessage(
                            "the database's tables do not know all characters of a text: change"
                                    + " what goes into 'identifier'");
        } finally {
            TestDatabase.drop(Dialect.MARIADB);
        }
    }
}
