package dev.gatehouse.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * What is measured of a server that builds: how fast builds are forced, and how events reach many WebSocket
 * clients while builds run. Used by one thread.
 */
final class Live {
    private static final Duration LISTENING = Duration.ofSeconds(15);

    private final Options options;
    private final StringBuilder table =
            new StringBuilder(
                    """
                    | server | clients | connected in s | events | frames/s | lost | behind the first client p50 ms | p99 ms | RSS MB |
                    | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
                    """);

    Live(Options options) {
        this.options = options;
    }

    /** A server with a worker of its own: {@code live} builds at once, {@code queue} waits for ever. */
    private static String configuration() {
        return """
                title: Live Farm
                db: {db_url: "sqlite:///state.sqlite"}
                master: embedded
                builtin_worker: true
                workers:
                  - {name: builtin, password: "${file:worker.password}", max_builds: 4}
                  - {name: away, password: never}
                builders:
                  - name: live
                    workernames: [builtin]
                    collapseRequests: false
                    factory:
                      - ShellCommand: {name: one, command: "seq 1 20; sleep 0.2; seq 1 5"}
                      - ShellCommand: {name: two, command: "seq 1 20; sleep 0.2; seq 1 5"}
                      - ShellCommand: {name: three, command: "seq 1 20; sleep 0.2; seq 1 5"}
                  - name: queue
                    workernames: [away]
                    collapseRequests: false
                    factory:
                      - ShellCommand: {name: one, command: "true"}
                schedulers:
                  - ForceScheduler: {name: force, builderNames: [live, queue]}
                www:
                  port: 0
                  auth:
                    UserPasswordAuth:
                      users: {alice: wonder, bob: builder}
                  authz:
                    allowRules:
                      - AnyControlEndpointMatcher: {role: admins}
                    roleMatchers:
                      - RolesFromUsername: {roles: [admins], usernames: [alice]}
                """;
    }

    static Gatehouse building(Options options) throws Exception {
        Path folder = options.folder().resolve("live");
        Files.createDirectories(folder);
        for (String old : List.of("state.sqlite", "state.sqlite-wal", "state.sqlite-shm")) {
            Files.deleteIfExists(folder.resolve(old));
        }
        Files.writeString(folder.resolve("gatehouse.yaml"), configuration());
        Files.writeString(folder.resolve("worker.password"), "bench\n");
        return new Gatehouse(options.war(), folder, options.javaOptions());
    }

    /** Forces a build that nobody will ever start. */
    static Workload forcing(Site site) throws IOException, InterruptedException {
        return new Workload(
                "force",
                false,
                Workload.USUAL_CONNECTIONS,
                List.of(
                        new Workload.Ask(
                                "/api/v2/forceschedulers/force", "", call(id(site, "queue")))));
    }

    private static String call(long builderid) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"force\",\"params\":{\"builderid\":%d,\"reason\":\"load\"}}"
                .formatted(builderid);
    }

    private static long id(Site site, String builder) throws IOException, InterruptedException {
        for (JsonNode row : site.data("builders").get("builders")) {
            if (row.get("name").asText().equals(builder)) {
                return row.get("builderid").asLong();
            }
        }
        throw new IOException("there is no builder '" + builder + "'");
    }

    void fanOut(String server, Site site, LongSupplier rss) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest force =
                HttpRequest.newBuilder(URI.create(site.base() + "api/v2/forceschedulers/force"))
                        .header("Cookie", site.cookie())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(call(id(site, "live"))))
                        .build();
        try (Sockets sockets = new Sockets(site.base(), site.cookie(), options.sockets())) {
            Sockets.Fanned fanned =
                    sockets.listen(
                            LISTENING,
                            () -> client.sendAsync(force, HttpResponse.BodyHandlers.discarding()));
            table.append(line(server, fanned, rss.getAsLong()));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static String line(String server, Sockets.Fanned fanned, long rss) {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %.2f | %d | %.0f | %d | %.1f | %.1f | %d |%n",
                server,
                fanned.clients(),
                fanned.connectSeconds(),
                fanned.events(),
                fanned.frames() / fanned.seconds(),
                fanned.lost(),
                fanned.behind().quantile(0.5) / 1e6,
                fanned.behind().quantile(0.99) / 1e6,
                rss);
    }

    String table() {
        return table.toString();
    }
}
