package dev.gatehouse.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The third contender: the WAR, started by itself on a free port, with a login and rules. Used by one
 * thread.
 */
final class Gatehouse implements AutoCloseable {
    static final String ALICE =
            "Basic "
                    + Base64.getEncoder()
                            .encodeToString("alice:wonder".getBytes(StandardCharsets.US_ASCII));

    private static final Duration START = Duration.ofSeconds(120);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Child process;
    private final Path folder;
    private final Path log;
    private final URI base;

    /**
     * @param folder its base directory, with a {@code gatehouse.yaml} in it
     * @param options for the Java machine
     */
    Gatehouse(Path war, Path folder, List<String> options) throws Exception {
        this.folder = folder;
        this.log = folder.resolve("console.log");
        Files.deleteIfExists(log);
        Files.deleteIfExists(folder.resolve("gatehouse.url"));
        List<String> command = new ArrayList<>();
        command.add(Child.java());
        command.addAll(options);
        command.addAll(
                List.of(
                        "-jar",
                        war.toString(),
                        "run",
                        "--basedir",
                        folder.toString(),
                        "--port",
                        "0"));
        this.process = Child.start(log, command);
        this.base = waited(folder.resolve("gatehouse.url"));
    }

    /** The configuration of a server that only shows a database; with rules, so that they are asked. */
    static String showing(Path database, boolean remember, boolean debug) {
        return """
                title: Filled Farm
                db: {db_url: "sqlite:///%s", remember: %s}
                master: none
                www:
                  port: 0
                  debug: %s
                  auth:
                    UserPasswordAuth:
                      users: {alice: wonder, bob: builder}
                  authz:
                    allowRules:
                      - ViewBuildsEndpointMatcher: {builder: secret-*, role: admins}
                      - AnyControlEndpointMatcher: {role: admins}
                    roleMatchers:
                      - RolesFromUsername: {roles: [admins], usernames: [alice]}
                """
                .formatted(database.toAbsolutePath(), remember, debug);
    }

    private URI waited(Path url) throws Exception {
        long end = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < end && process.alive()) {
            if (Files.exists(url)) {
                URI found = URI.create(Files.readString(url).strip());
                if (answers(found)) {
                    return found;
                }
            }
            Thread.sleep(50);
        }
        process.close();
        throw new IOException("the server did not start; its log is " + log);
    }

    private boolean answers(URI at) throws InterruptedException {
        try {
            return client.send(
                                    HttpRequest.newBuilder(at.resolve("/api/v2/masters")).build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    URI base() {
        return base;
    }

    /** The one that the server writes itself; unlike its console it names threads. */
    Path log() {
        return folder.resolve("gatehouse.log");
    }

    long rss() {
        return process.rss();
    }

    @Override
    public void close() {
        process.close();
    }
}
