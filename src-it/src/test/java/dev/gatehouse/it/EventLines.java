package dev.gatehouse.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** An open stream of server-sent events, read by a thread of its own. */
public final class EventLines implements AutoCloseable {
    private final InputStream in;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    EventLines(InputStream in) {
        this.in = in;
        Thread reader = new Thread(this::read, "server-sent-events");
        reader.setDaemon(true);
        reader.start();
    }

    /** Waits for the first event and gives the stream's own name. */
    public String handshake() {
        int at = awaitLine(line -> line.equals("event: handshake"));
        return awaitAfter(at, line -> line.startsWith("data: ")).substring("data: ".length());
    }

    /** Waits for an event that a subscription brings; whatever came before counts too. */
    public JsonNode await(Predicate<JsonNode> wanted) {
        return Awaitility.await()
                .atMost(WebClient.LIMIT)
                .until(
                        () ->
                                lines.stream()
                                        .filter(line -> line.startsWith("data: {"))
                                        .map(line -> json(line.substring("data: ".length())))
                                        .filter(wanted)
                                        .findFirst()
                                        .orElse(null),
                        found -> found != null);
    }

    /** The id that a browser would come back with. */
    public String lastId() {
        return lines.stream()
                .filter(line -> line.startsWith("id: "))
                .reduce((first, second) -> second)
                .orElseThrow()
                .substring("id: ".length());
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            // The stream was closed by one side: what was read stays.
        }
    }

    private int awaitLine(Predicate<String> wanted) {
        Awaitility.await().atMost(WebClient.LIMIT).until(() -> lines.stream().anyMatch(wanted));
        return lines.indexOf(lines.stream().filter(wanted).findFirst().orElseThrow());
    }

    private String awaitAfter(int at, Predicate<String> wanted) {
        return Awaitility.await()
                .atMost(WebClient.LIMIT)
                .until(
                        () -> lines.stream().skip(at).filter(wanted).findFirst().orElse(""),
                        found -> !found.isEmpty());
    }

    private static JsonNode json(String text) {
        try {
            return Answer.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }
}
