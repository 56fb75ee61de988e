package dev.gatehouse.it.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.data.Requirement;
import dev.gatehouse.it.BuildServer;
import dev.gatehouse.it.EventSocket;
import dev.gatehouse.it.GitRepository;
import dev.gatehouse.it.ItFiles;
import dev.gatehouse.it.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An unmodified {@code buildbot-worker} builds a real git repository, and dies while it does. */
class RealWorkerIT {
    private Path program;
    private BuildServer server;
    private ServerProcess worker;

    @BeforeEach
    void startBoth() {
        program = Requirement.program("buildbot-worker", "buildbot-worker");
        server = new BuildServer("real-worker", "w1").start();
        ServerProcess.run(
                "create-worker",
                ItFiles.fresh("real-worker-home"),
                List.of(
                        program.toString(),
                        "create-worker",
                        "--protocol=msgpack_experimental_v7",
                        workerFolder().toString(),
                        "127.0.0.1:" + server.workerPort(),
                        "w1",
                        BuildServer.PASSWORD));
        startWorker();
    }

    @AfterEach
    void stopBoth() {
        if (worker != null) {
            worker.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void build_ofARepository_runsOnTheWorkerToItsEnd() {
        server.openGate();
        int request = server.force();

        JsonNode build = server.awaitEnded(request, 1);

        assertThat(build.get("results").asInt()).isZero();
        int id = build.get("buildid").asInt();
        assertThat(server.text(id, "show")).contains(GitRepository.HELLO);
        assertThat(server.text(id, "wait")).contains("the gate is open");
        JsonNode properties = server.get("builds/" + id + "/properties").get("properties").get(0);
        assertThat(properties.at("/got_revision/0").asText()).isEqualTo(server.repository().head());
        assertThat(server.get("workers").findValuesAsText("name")).contains("w1");
    }

    @Test
    void worker_killedInABuild_makesItRetryAndBuildsAgainWhenItIsBack() {
        int request = server.force();
        server.awaitTicks(request, 0, 5);

        worker.kill();

        assertThat(server.awaitEnded(request, 1).get("results").asInt()).isEqualTo(5);
        assertThat(
                        server.get("buildrequests/" + request)
                                .at("/buildrequests/0/complete")
                                .asBoolean())
                .isFalse();
        server.openGate();
        startWorker();
        JsonNode again = server.awaitEnded(request, 2);
        assertThat(again.get("results").asInt()).isZero();
        assertThat(server.text(again.get("buildid").asInt(), "show")).contains(GitRepository.HELLO);
    }

    @Test
    void log_whileTheBuildRuns_growsLive() {
        try (EventSocket socket = server.anonymous().socket()) {
            int request = server.force();
            int log = server.awaitTicks(request, 0, 2);
            socket.subscribe("logs/" + log + "/*");

            JsonNode grown = socket.awaitEvent("logs/" + log + "/append");

            assertThat(grown.get("logid").asInt()).isEqualTo(log);
            assertThat(server.builds(request).get(0).get("complete").asBoolean()).isFalse();
            server.openGate();
            assertThat(server.awaitEnded(request, 1).get("results").asInt()).isZero();
        }
    }

    private void startWorker() {
        worker =
                ServerProcess.start(
                        "buildbot-worker",
                        workerFolder(),
                        List.of(program.toString(), "start", "--nodaemon"));
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(
                        () ->
                                server.get("workers?name=w1").at("/workers/0/connected_to").size()
                                        == 1);
    }

    private static Path workerFolder() {
        return Path.of(System.getProperty("it.folder"), "real-worker-home", "w1");
    }
}
