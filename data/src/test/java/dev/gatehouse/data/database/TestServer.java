package dev.gatehouse.data.database;

import dev.gatehouse.data.Requirement;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A real PostgreSQL or MariaDB in a directory of its own, on a free port of 127.0.0.1, started once for all
 * tests of a JVM and ended with it. Where the programs are missing the test is left out, by name and with the
 * reason; with {@code -Dgatehouse.require=all} it fails. Its texts sort as people do, so that a test shows
 * whether we say how they are to be compared.
 */
public final class TestServer {
    /** With a character that a URL must not have as it is. */
    public static final String PASSWORD = "p@ss/w%rd";

    public static final String USER = "gatehouse";
    private static final Duration START = Duration.ofMinutes(1);
    private static final Map<Dialect, TestServer> RUNNING = new EnumMap<>(Dialect.class);

    private final Dialect dialect;
    private final Path programs;
    private final Path directory;
    private final int port;
    private Process process;

    private TestServer(Dialect dialect, Path programs) throws IOException {
        this.dialect = dialect;
        this.programs = programs;
        this.directory = Files.createTempDirectory("gatehouse-" + dialect.name());
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
    }

    /** The one server of this kind. */
    public static synchronized TestServer of(Dialect dialect) {
        return RUNNING.computeIfAbsent(dialect, TestServer::newOne);
    }

    private static TestServer newOne(Dialect dialect) {
        Path programs =
                dialect == Dialect.POSTGRESQL
                        ? Requirement.program("initdb", "postgresql").getParent()
                        : Requirement.program("mariadbd", "mariadb-server").getParent();
        try {
            TestServer server = new TestServer(dialect, programs);
            Runtime.getRuntime().addShutdownHook(new Thread(server::end));
            server.prepare();
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void prepare() throws IOException {
        Path data = directory.resolve("data");
        if (dialect == Dialect.POSTGRESQL) {
            Path password = Files.writeString(directory.resolve("password"), PASSWORD);
            ownedByOther();
            run(
                    programs.resolve("initdb").toString(),
                    "--pgdata=" + data,
                    "--username=" + USER,
                    "--pwfile=" + password,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--locale-provider=icu",
                    "--icu-locale=en-US",
                    "--no-sync");
            return;
        }
        Files.writeString(
                directory.resolve("first.sql"),
                "CREATE USER IF NOT EXISTS '"
                        + USER
                        + "'@'127.0.0.1' IDENTIFIED BY '"
                        + PASSWORD
                        + "';\nGRANT ALL ON *.* TO '"
                        + USER
                        + "'@'127.0.0.1';\nCREATE DATABASE IF NOT EXISTS gatehouse;\n");
        ownedByOther();
        run(
                program("mariadb-install-db"),
                "--no-defaults",
                "--datadir=" + data,
                "--auth-root-authentication-method=normal",
                "--skip-test-db");
    }

    private static String program(String name) {
        return Requirement.program(name, "mariadb-server").toString();
    }

    /** Starts it, or starts it again after {@link #kill}, on the same port. */
    public void start() throws IOException {
        process = dialect == Dialect.POSTGRESQL ? startPostgresql() : startMariaDb();
        Awaitility.await("the start of " + dialect + ", see " + log())
                .atMost(START)
                .ignoreExceptionsInstanceOf(SQLException.class)
                .until(
                        () -> {
                            if (!process.isAlive()) {
                                throw new IllegalStateException(Files.readString(log()));
                            }
                            TestDatabase.connect(this).close();
                            return true;
                        });
    }

    private Process startPostgresql() throws IOException {
        return started(
                programs.resolve("postgres").toString(),
                "-D",
                directory.resolve("data").toString(),
                "-c",
                "port=" + port,
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=" + directory,
                "-c",
                "fsync=off");
    }

    private Process startMariaDb() throws IOException {
        return started(
                programs.resolve("mariadbd").toString(),
                "--no-defaults",
                "--datadir=" + directory.resolve("data"),
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--socket=" + directory.resolve("socket"),
                "--pid-file=" + directory.resolve("pid"),
                "--init-file=" + directory.resolve("first.sql"),
                // What is committed survives that the server is killed, though not that the machine
                // is.
                "--innodb-flush-log-at-trx-commit=2",
                "--character-set-server=utf8mb4",
                "--collation-server=utf8mb4_general_ci");
    }

    /** As if its machine had gone. */
    public void kill() {
        process.destroyForcibly();
        Awaitility.await().atMost(START).until(() -> !process.isAlive());
    }

    String url() {
        return (dialect == Dialect.POSTGRESQL ? "postgresql://" : "mysql+mysqldb://")
                + USER
                + ":"
                + PASSWORD.replace("%", "%25").replace("@", "%40").replace("/", "%2F")
                + "@127.0.0.1:"
                + port
                + (dialect == Dialect.POSTGRESQL ? "/postgres" : "/gatehouse?charset=utf8");
    }

    public String jdbcUrl() {
        return dialect == Dialect.POSTGRESQL
                ? "jdbc:postgresql://127.0.0.1:" + port + "/postgres"
                : "jdbc:mariadb://127.0.0.1:" + port + "/gatehouse";
    }

    Dialect dialect() {
        return dialect;
    }

    private Path log() {
        return directory.resolve("log");
    }

    /** These servers refuse to run as root. */
    private static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    private void ownedByOther() throws IOException {
        if (root()) {
            finished("chown", "-R", "nobody", directory.toString());
        }
    }

    private Process started(String... command) throws IOException {
        List<String> words = new ArrayList<>();
        if (root()) {
            words.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
        }
        words.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
        builder.environment().put("LC_ALL", "C");
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    private void run(String... command) throws IOException {
        await(started(command), command[0]);
    }

    private void finished(String... command) throws IOException {
        await(new ProcessBuilder(command).inheritIO().start(), command[0]);
    }

    private void await(Process one, String name) throws IOException {
        try {
            if (one.waitFor() != 0) {
                throw new IllegalStateException(name + " failed: " + Files.readString(log()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void end() {
        if (process != null) {
            // PostgreSQL's processes see that their first one has gone, and end.
            process.destroyForcibly();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("cannot delete " + directory + ": " + e.getMessage());
        }
    }
}
