package dev.gatehouse.www.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.data.json.JsonMappers;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes down what an administrator wants to know after an incident: one line of JSON for each event, with
 * the time first. Never say a password, a cookie or a token here: a token is named by the start of its hash.
 * Any thread; a line is kept when {@link #say} returns.
 */
public final class Audit {
    /** Longer values are cut: what a stranger sends may be as long as a request. */
    static final int MAX_VALUE = 300;

    /** Plain ASCII, so that no name moves a cursor, turns the reading direction or begins a line. */
    private static final ObjectMapper MAPPER =
            JsonMappers.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final Consumer<String> lines;
    private final InstantSource clock;

    /**
     * @param lines takes a line without its end, in the order of the events
     */
    public Audit(Consumer<String> lines, InstantSource clock) {
        this.lines = lines;
        this.clock = clock;
    }

    /**
     * @param event what happened, such as {@code login.failed}
     * @param fields of whom and why; empty texts are left out
     */
    public void say(String event, Map<String, ?> fields) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("time", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
        line.put("event", event);
        fields.forEach(
                (name, value) -> {
                    if (value instanceof Number || value instanceof Boolean) {
                        line.putIfAbsent(name, value);
                    } else if (value != null && !value.toString().isEmpty()) {
                        line.putIfAbsent(name, cut(value.toString()));
                    }
                });
        try {
            lines.accept(MAPPER.writeValueAsString(line));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers are always JSON", e);
        }
    }

    private static String cut(String value) {
        return value.codePointCount(0, value.length()) <= MAX_VALUE
                ? value
                : value.substring(0, value.offsetByCodePoints(0, MAX_VALUE)) + "…";
    }
}
