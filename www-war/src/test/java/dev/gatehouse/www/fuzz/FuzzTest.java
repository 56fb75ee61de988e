package dev.gatehouse.www.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.data.OpenApiCheck;
import dev.gatehouse.www.RequestPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is asked, no server fails, and Jetty and Tomcat answer alike. Two thousand requests in every
 * build; {@code -Dfuzz.requests=100000 -Dfuzz.seed=7} for more and for others.
 */
class FuzzTest {
    private static final int REQUESTS = Integer.getInteger("fuzz.requests", 2000);
    private static final long SEED = Long.getLong("fuzz.seed", 3);

    /** Nothing to do there (501), or nobody to do it (503: there is no master). */
    private static final Set<Integer> HONEST = Set.of(501, 503);

    private static final Pattern TRACE =
            Pattern.compile("\\bat [\\w.$]+\\([\\w]+\\.java:\\d+\\)|Caused by: |java\\.lang\\.");

    private static final JsonMapper JSON = new JsonMapper();

    /** Enough to see what is wrong. */
    private static final int MAX_FAULTS = 30;

    private final List<String> faults = new ArrayList<>();
    private final Map<String, Integer> counts = new TreeMap<>();

    @Test
    void request_anyAtAll_failsNoServerAndIsAnsweredAlike(@TempDir Path folder) throws Exception {
        try (Hosts hosts = new Hosts(folder);
                Wire jetty = new Wire(hosts.jettyPort());
                Wire tomcat = new Wire(hosts.tomcatPort())) {
            Request description = new Request("GET", "/api/v2/openapi.json", "");
            JsonNode document = JSON.readTree(jetty.send(description).body());
            Generator generator = new Generator(SEED, document);
            OpenApiCheck described = new OpenApiCheck(document);
            for (int i = 0; i < REQUESTS && faults.size() < MAX_FAULTS; i++) {
                Request request = generator.next();
                Wire.Reply reply = send("Jetty", jetty, request);
                check(request, reply, send("Tomcat", tomcat, request));
                check(request, reply, described);
            }
        }
        System.out.println(REQUESTS + " requests, seed " + SEED + ": " + counts);
        assertThat(faults).isEmpty();
    }

    private static Wire.Reply send(String server, Wire wire, Request request) {
        try {
            return wire.send(request);
        } catch (IOException e) {
            throw new UncheckedIOException(server + " gave no answer to " + request, e);
        }
    }

    private void check(Request request, Wire.Reply jetty, Wire.Reply tomcat) {
        check("Jetty", request, jetty);
        check("Tomcat", request, tomcat);
        if (jetty.ours() && tomcat.ours()) {
            counts.merge("both " + jetty.status(), 1, Integer::sum);
            if (jetty.status() != tomcat.status()) {
                faults.add(request + ": Jetty " + jetty + ", Tomcat " + tomcat);
            }
            return;
        }
        counts.merge(
                jetty.ours() ? "Jetty alone" : tomcat.ours() ? "Tomcat alone" : "neither let it in",
                1,
                Integer::sum);
    }

    /** What is answered is what the description says. */
    private void check(Request request, Wire.Reply reply, OpenApiCheck described)
            throws IOException {
        if (reply.status() != 200 || !request.method().equals("GET")) {
            return;
        }
        String[] parts = request.target().split("\\?", 2);
        List<String> path = RequestPath.parse(parts[0]).segments();
        if (path.size() < 2 || !path.get(0).equals("api") || path.get(1).equals("openapi.json")) {
            return;
        }
        List<String> below = path.subList(2, path.size());
        if (!described.describes(below)) {
            counts.merge("200 without a schema", 1, Integer::sum);
            return;
        }
        boolean whole = parts.length == 1 || !parts[1].contains("field=");
        List<String> wrong = described.faults(below, whole, JSON.readTree(reply.body()));
        counts.merge("200 by its schema", 1, Integer::sum);
        if (!wrong.isEmpty()) {
            faults.add(request + " is not as described: " + wrong);
        }
    }

    private void check(String server, Request request, Wire.Reply reply) {
        boolean failed = reply.status() >= 500 && !HONEST.contains(reply.status());
        // a container's own pages are its own business
        if (failed || reply.ours() && TRACE.matcher(reply.body()).find()) {
            faults.add(server + ": " + request + ": " + reply);
        }
    }
}
