package dev.gatehouse.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * {@code java -jar gatehouse.war} over {@code builds.yaml}: one builder that clones a repository and then prints
 * ticks until {@link #openGate()}. It can be killed and started again over the same base directory.
 */
public final class BuildServer implements AutoCloseable {
    public static final String PASSWORD = "a-worker's password";

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Path folder;
    private final Path gate;
    private final GitRepository repository;
    private final int workerPort = ServerProcess.freePort();
    private ServerProcess process;
    private URI url;

    /**
     * @param worker the one worker's name; {@code builtin} is started by the server itself
     */
    public BuildServer(String name, String worker) {
        repository = GitRepository.create(name + "-repository");
        gate = ItFiles.fresh(name + "-gate").resolve("open");
        folder =
                ItFiles.baseDirectory(
                        name,
                        "builds.yaml",
                        Map.of(
                                "BUILTIN",
                                Boolean.toString(worker.equals("builtin")),
                                "WORKER",
                                worker,
                                "WORKER_PORT",
                                Integer.toString(workerPort),
                                "REPOSITORY",
                                repository.folder().toString(),
                                "GATE",
                                gate.toString()));
        write(folder.resolve("worker.password"), PASSWORD + "\n");
    }

    public BuildServer start() {
        process = ServerProcess.gatehouse(folder);
        url = process.awaitReady();
        return this;
    }

    public URI url() {
        return url;
    }

    public GitRepository repository() {
        return repository;
    }

    public ServerProcess process() {
        return process;
    }

    public int workerPort() {
        return workerPort;
    }

    public WebClient anonymous() {
        return WebClient.of(url);
    }

    /** Asks for a build as alice and gives its request's id. */
    public int force() {
        Answer answer =
                anonymous()
                        .login("alice", "wonder")
                        .call("api/v2/forceschedulers/force", "force", Map.of("reason", "a test"));
        if (answer.status() != 200) {
            throw new AssertionError("force: " + answer);
        }
        return answer.json().at("/result/1").elements().next().asInt();
    }

    /** Lets builds come to their end. */
    public void openGate() {
        write(gate, "");
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The builds of a request, oldest first. */
    public List<JsonNode> builds(int request) {
        List<JsonNode> builds = new ArrayList<>();
        get("buildrequests/" + request + "/builds?order=buildid")
                .get("builds")
                .forEach(builds::add);
        return builds;
    }

    /** Waits until a request has this many builds, the last of them ended, and gives that one. */
    public JsonNode awaitEnded(int request, int count) {
        return Awaitility.await()
                .atMost(LIMIT)
                .until(
                        () -> {
                            List<JsonNode> builds = builds(request);
                            JsonNode last = builds.size() < count ? null : builds.get(count - 1);
                            return last == null || !last.get("complete").asBoolean() ? null : last;
                        },
                        found -> found != null);
    }

    /** Waits until the step "wait" of a request's build has printed so many lines; gives its log's id. */
    public int awaitTicks(int request, int build, int lines) {
        return Awaitility.await()
                .atMost(LIMIT)
                .until(
                        () -> {
                            List<JsonNode> builds = builds(request);
                            if (builds.size() <= build) {
                                return null;
                            }
                            JsonNode log = log(builds.get(build).get("buildid").asInt(), "wait");
                            return log == null || log.get("num_lines").asInt() < lines
                                    ? null
                                    : log.get("logid").asInt();
                        },
                        found -> found != null);
    }

    /** The text of a step's log. */
    public String text(int build, String step) {
        JsonNode log = log(build, step);
        if (log == null) {
            throw new AssertionError("build " + build + " has no log of a step " + step);
        }
        return text(log.get("logid").asInt());
    }

    public String text(int log) {
        return anonymous().get("api/v2/logs/" + log + "/raw").body();
    }

    public JsonNode get(String path) {
        Answer answer = anonymous().get("api/v2/" + path);
        if (answer.status() != 200) {
            throw new AssertionError(path + ": " + answer);
        }
        return answer.json();
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }

    /** The log "stdio" of a step, or nothing when it is not there yet. */
    private JsonNode log(int build, String step) {
        for (JsonNode found : get("builds/" + build + "/steps").get("steps")) {
            if (found.get("name").asText().equals(step)) {
                for (JsonNode log :
                        get("steps/" + found.get("stepid").asInt() + "/logs").get("logs")) {
                    if (log.get("slug").asText().equals("stdio")) {
                        return log;
                    }
                }
            }
        }
        return null;
    }
}
