package dev.gatehouse.www.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The table of spellings ({@code src-it/golden/paths.txt}) on Jetty and Tomcat. The whole-system tests hold
 * every other container to the same table.
 */
class PathTableTest {
    private static final Path TABLE = Path.of("..", "src-it", "golden", "paths.txt");

    @Test
    void path_anySpelling_isAnsweredAsTheTableSays(@TempDir Path folder) throws Exception {
        List<String> faults = new ArrayList<>();
        int refusedByUs = 0;
        try (Hosts hosts = new Hosts(folder);
                Wire jetty = new Wire(hosts.jettyPort());
                Wire tomcat = new Wire(hosts.tomcatPort())) {
            for (String line : Files.readAllLines(TABLE)) {
                if (line.isEmpty() || line.startsWith("#")) {
                    continue;
                }
                String verdict = line.substring(0, line.indexOf(' '));
                Request request =
                        new Request("GET", "/" + line.substring(verdict.length() + 1), "");
                Wire.Reply ours = jetty.send(request);
                check("Jetty", request, verdict, ours, faults);
                check("Tomcat", request, verdict, tomcat.send(request), faults);
                refusedByUs += verdict.equals("refused") && ours.ours() ? 1 : 0;
            }
        }
        assertThat(faults).isEmpty();
        // else the container would have done our work, and the table would say nothing of ours
        assertThat(refusedByUs).isGreaterThan(80);
    }

    /** Containers differ here: some drop what stands behind the {@code #} before anybody sees it. */
    @ParameterizedTest
    @ValueSource(
            strings = {"/api/v2/builders#x", "/api#/../config", "/config#", "/api/v2#/%2e%2e/%5c"})
    void fragment_whichBelongsInNoRequest_isRefused(String target, @TempDir Path folder)
            throws Exception {
        try (Hosts hosts = new Hosts(folder);
                Wire jetty = new Wire(hosts.jettyPort());
                Wire tomcat = new Wire(hosts.tomcatPort())) {
            Request request = new Request("GET", target, "");

            assertThat(jetty.send(request).status()).isEqualTo(400);
            assertThat(tomcat.send(request).status()).isEqualTo(400);
        }
    }

    private static void check(
            String server, Request request, String verdict, Wire.Reply reply, List<String> faults)
            throws IOException {
        boolean asSaid =
                switch (verdict) {
                    case "served" -> reply.status() == 200 || reply.status() == 426;
                    case "missing" -> reply.ours() ? reply.status() == 404 : refused(reply);
                    case "refused" -> reply.ours() ? reply.status() == 400 : refused(reply);
                    default -> throw new IOException(verdict + " " + request);
                };
        if (!asSaid) {
            faults.add(server + ": " + verdict + " " + request + ": " + reply);
        }
    }

    /** By the container, before we saw it. */
    private static boolean refused(Wire.Reply reply) {
        return reply.status() >= 400 && reply.status() < 500;
    }
}
