package dev.gatehouse.www.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.data.json.JsonMappers;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the audit log for people, the newest line first, from the ends of its files: none is ever read whole,
 * and one question reads no more than a few mebibytes, whatever it looks for. What was not reached is asked for
 * with the mark that an answer gives. Any thread, also while lines are written and files change their names.
 */
public final class AuditTrail {
    /** So much one question reads; a filter that finds little answers with a mark to go on from. */
    static final long MOST_BYTES = 4 << 20;

    /** A clock that was put back must not hide what came before. */
    private static final Duration CLOCKS = Duration.ofMinutes(1);

    private static final ObjectMapper MAPPER = JsonMappers.builder().build();
    private static final Pattern MARK = Pattern.compile("([0-9a-f]{16})-([0-9]{1,12})");

    private final Path path;
    private final int olderFiles;
    private final long mostBytes;

    /**
     * @param path of the newest file
     * @param olderFiles how many older ones there may be beside it
     */
    public AuditTrail(Path path, int olderFiles) {
        this(path, olderFiles, MOST_BYTES);
    }

    AuditTrail(Path path, int olderFiles, long mostBytes) {
        this.path = path;
        this.olderFiles = olderFiles;
        this.mostBytes = mostBytes;
    }

    /**
     * Which lines.
     *
     * @param event all of it, or its start with {@code .*} after it; empty: any
     * @param username whom it is about, or who did it; empty: anybody
     * @param since none that is older
     */
    public record Wanted(String event, String username, Instant since) {
        boolean is(JsonNode line) {
            String name = line.path("event").asText();
            boolean named =
                    event.isEmpty()
                            || name.equals(event)
                            || (event.endsWith(".*")
                                    && name.startsWith(event.substring(0, event.length() - 1)));
            return named
                    && (username.isEmpty()
                            || line.path("user").asText().equals(username)
                            || line.path("by").asText().equals(username))
                    && !time(line).isBefore(since);
        }
    }

    /**
     * @param lines the newest first, as they were written
     * @param before where the next page begins; empty: there is nothing older
     * @param unreadable how many lines were no JSON: something else has written there
     */
    public record Page(List<JsonNode> lines, Optional<String> before, int unreadable) {
        public Page {
            lines = List.copyOf(lines);
        }
    }

    /**
     * The newest lines that are wanted.
     *
     * @param before a mark of an earlier page; empty: from the end
     * @param limit at most so many
     * @throws IllegalArgumentException where the mark is none
     * @throws IOException where the files cannot be read
     */
    public Page read(Wanted wanted, String before, int limit) throws IOException {
        Reading reading = new Reading(wanted, limit);
        Matcher mark = MARK.matcher(before);
        if (!before.isEmpty() && !mark.matches()) {
            throw new IllegalArgumentException("before is not a mark that a page has given");
        }
        boolean found = before.isEmpty();
        Set<String> seen = new HashSet<>();
        for (int number = 0; number <= olderFiles && !reading.over(); number++) {
            Path file = number == 0 ? path : path.resolveSibling(path.getFileName() + "." + number);
            try (BackwardLines lines = BackwardLines.of(file)) {
                // A file may have got its next name since it was read.
                if (!seen.add(lines.id())) {
                    continue;
                }
                if (!found && !lines.id().equals(mark.group(1))) {
                    continue;
                }
                if (!found) {
                    lines.from(Long.parseLong(mark.group(2)));
                }
                found = true;
                reading.of(lines);
            } catch (NoSuchFileException e) {
                // The newest comes with its first line, and there may be fewer than are allowed.
            }
        }
        return reading.page();
    }

    private static Instant time(JsonNode line) {
        try {
            return Instant.parse(line.path("time").asText());
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }

    /** One question, over several files. */
    private final class Reading {
        private final Wanted wanted;
        private final int limit;
        private final List<JsonNode> lines = new ArrayList<>();
        private long left = mostBytes;
        private int unreadable;
        private boolean tooOld;
        private String mark = "";

        Reading(Wanted wanted, int limit) {
            this.wanted = wanted;
            this.limit = limit;
        }

        boolean over() {
            return tooOld || left <= 0 || lines.size() >= limit;
        }

        void of(BackwardLines file) throws IOException {
            while (!over()) {
                Optional<String> text = file.next();
                if (text.isEmpty()) {
                    return;
                }
                left -= text.get().length() + 1L;
                mark = file.id() + "-" + file.position();
                take(text.get());
            }
        }

        private void take(String text) {
            try {
                JsonNode line = MAPPER.readTree(text);
                if (!line.isObject()) {
                    unreadable++;
                } else if (time(line).isBefore(wanted.since().minus(CLOCKS))) {
                    tooOld = true;
                } else if (wanted.is(line)) {
                    lines.add(line);
                }
            } catch (JsonProcessingException e) {
                unreadable++;
            }
        }

        Page page() {
            boolean more = !tooOld && over() && !mark.isEmpty();
            return new Page(lines, more ? Optional.of(mark) : Optional.empty(), unreadable);
        }
    }
}
