package dev.gatehouse.it.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.it.BuildServer;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a server that is killed in the middle of a build finds, and does, when it is started again. */
class RestartIT {
    private BuildServer server;

    @BeforeEach
    void startServer() {
        server = new BuildServer("restart", "builtin").start();
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void server_killedInABuild_forgetsNoLineAndLeavesNothingRunning() {
        int request = server.force();
        int log = server.awaitTicks(request, 0, 5);
        String seen = server.text(log);
        List<ProcessHandle> children = server.process().killAlone();
        // Its own worker is not left behind.
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
        server.openGate();

        server.start();

        JsonNode first = server.awaitEnded(request, 1);
        assertThat(first.get("results").asInt()).isIn(0, 5);
        JsonNode last = first.get("results").asInt() == 0 ? first : server.awaitEnded(request, 2);
        assertThat(last.get("results").asInt()).isZero();
        assertThat(server.text(log)).startsWith(seen);
        assertThat(seen).contains("tick 0", "tick 4");
        assertThat(server.get("builds?complete=false").get("builds")).isEmpty();
        for (JsonNode build : server.builds(request)) {
            String steps = "builds/" + build.get("buildid").asInt() + "/steps";
            assertThat(server.get(steps).findValuesAsText("complete")).containsOnly("true");
        }
        assertThat(server.get("logs/" + log).at("/logs/0/complete").asBoolean()).isTrue();
        assertThat(server.get("buildrequests?complete=false").get("buildrequests")).isEmpty();
    }

    @Test
    void server_stoppedAndStarted_findsEverythingAgain() {
        server.openGate();
        int request = server.force();
        JsonNode build = server.awaitEnded(request, 1);
        String text = server.text(build.get("buildid").asInt(), "show");
        server.close();
        assertThat(server.process().isAlive()).isFalse();

        server.start();

        assertThat(server.builds(request)).containsExactly(build);
        assertThat(server.text(build.get("buildid").asInt(), "show")).isEqualTo(text);
    }
}
