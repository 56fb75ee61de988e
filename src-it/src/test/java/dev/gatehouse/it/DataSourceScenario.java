package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.data.database.Dialect;
import dev.gatehouse.data.database.TestDatabase;
import dev.gatehouse.data.database.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The WAR over a database that its container has under a name: a real one, with the container's own pool. */
public abstract class DataSourceScenario {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** Where the application is, with its context path. */
    protected abstract URI url();

    protected abstract Dialect dialect();

    /** A base directory whose configuration names the container's source; its database is empty. */
    protected static Path baseDirectory(String name, Dialect dialect, String source) {
        Path folder = ItFiles.baseDirectory(name, ServerScenario.CONFIG, Map.of());
        TestDatabase.empty(dialect, folder, 1);
        try {
            return Files.writeString(
                            folder.resolve("gatehouse.yaml"),
                            "db: {db_url: \"jndi:" + source + "\"}\n",
                            StandardOpenOption.APPEND)
                    .getParent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void source_ofTheContainer_keepsWhatIsWritten() throws SQLException {
        WebClient bob = WebClient.of(url()).login("bob", "builder");
        int buildset = ServerScenario.force(bob, "force-quick").json().at("/result/0").asInt();

        assertThat(bob.get("api/v2/buildsets/" + buildset).status()).isEqualTo(200);
        try (Connection connection = TestDatabase.connect(TestServer.of(dialect()));
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT reason FROM buildsets WHERE id = " + buildset)) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString("reason")).contains("a test");
        }
    }

    @Test
    void source_whoseServerGoesAway_isAnswered503UntilItIsBack() throws IOException {
        WebClient bob = WebClient.of(url()).login("bob", "builder");
        TestServer.of(dialect()).kill();
        try {
            awaitStatus(bob, 503);
            assertThat(bob.get("api/v2/builders").header("Retry-After")).isNotBlank();
            assertThat(
                            ServerScenario.force(bob, "force-quick")
                                    .json()
                                    .at("/error/message")
                                    .asText())
                    .isNotBlank();
        } finally {
            TestServer.of(dialect()).start();
        }
        awaitStatus(bob, 200);
        assertThat(ServerScenario.force(bob, "force-quick").status()).isEqualTo(200);
    }

    private static void awaitStatus(WebClient caller, int status) {
        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(caller.get("api/v2/builders").status()).isEqualTo(status));
    }
}
