package dev.gatehouse.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one command has to tell the master, gathered into {@code update} messages in the order of
 * events. Any thread; a thread that adds while the master is slow is held until there is room, which
 * in the end stops the program that prints.
 */
final class CommandOutput {
    /** The cost of a line beside its characters, when the buffer's size is counted. */
    private static final int LINE_COST = 16;

    private final Session session;
    private final Object commandId;
    private final BufferSettings settings;
    private List<Object> items = new ArrayList<>();
    private @Nullable Text text;
    private int size;
    private boolean timerSet;
    private boolean complete;
    private long firstItemNanos;

    CommandOutput(Session session, Object commandId, BufferSettings settings) {
        this.session = session;
        this.commandId = commandId;
        this.settings = settings;
    }

    /** A stream of the command: {@code stdout}, {@code stderr} or {@code header}. */
    LineBuffer.Sink stream(String name) {
        return (line, time) -> line(name, null, line, time);
    }

    /** A log file that is followed beside the streams. */
    LineBuffer.Sink logFile(String logName) {
        return (line, time) -> line("log", logName, line, time);
    }

    BufferSettings settings() {
        return settings;
    }

    /** Whole lines of the worker's own words; each must end in a newline. */
    void header(String lines) {
        own("header", lines);
    }

    /** What the worker itself has to complain about. */
    void stderr(String lines) {
        own("stderr", lines);
    }

    /** A value such as {@code rc}; a whole list is never cut. */
    synchronized void item(String name, Object value) {
        finishText();
        items.add(List.of(name, value));
        added(LINE_COST);
    }

    /** The last word: sends what is left, then {@code complete}. */
    synchronized void complete(@Nullable String failure) {
        flush();
        complete = true;
        Map<String, @Nullable Object> message = message("complete");
        message.put("args", failure);
        session.tell(message);
    }

    /** Sends what is gathered. */
    synchronized void flush() {
        finishText();
        if (items.isEmpty()) {
            return;
        }
        List<Object> args = items;
        items = new ArrayList<>();
        size = 0;
        Map<String, @Nullable Object> message = message("update");
        message.put("args", args);
        session.tell(message);
    }

    /** A request of this command that waits for the master's answer. */
    @Nullable Object ask(String op, String field, @Nullable Object value)
            throws InterruptedException {
        Map<String, @Nullable Object> message = message(op);
        if (!field.isEmpty()) {
            message.put(field, value);
        }
        return session.ask(message);
    }

    /** A request with two values that waits for the master's answer. */
    @Nullable Object ask(String op, Map<String, Object> fields) throws InterruptedException {
        Map<String, @Nullable Object> message = message(op);
        message.putAll(fields);
        return session.ask(message);
    }

    private void own(String stream, String lines) {
        double now = Clock.seconds();
        int from = 0;
        for (int end = lines.indexOf('\n'); end >= 0; end = lines.indexOf('\n', from)) {
            line(stream, null, lines.substring(from, end), now);
            from = end + 1;
        }
    }

    private synchronized void line(
            String name, @Nullable String logName, CharSequence line, double time) {
        int cost = line.length() + LINE_COST;
        if (size > 0 && size + cost > settings.size()) {
            flush();
        }
        Text current = text;
        if (current == null || !current.is(name, logName)) {
            finishText();
            current = new Text(name, logName);
            text = current;
        }
        current.add(line, time);
        added(cost);
    }

    private void added(int cost) {
        if (size == 0) {
            firstItemNanos = System.nanoTime();
        }
        size += cost;
        if (!timerSet) {
            timerSet = true;
            session.later(settings.timeout(), this::timer);
        }
    }

    private synchronized void timer() {
        timerSet = false;
        if (size == 0 || complete) {
            return;
        }
        Duration age = Duration.ofNanos(System.nanoTime() - firstItemNanos);
        Duration left = settings.timeout().minus(age);
        if (left.toMillis() > 0) {
            timerSet = true;
            session.later(left, this::timer);
            return;
        }
        flush();
    }

    private void finishText() {
        Text current = text;
        if (current != null) {
            items.add(current.item());
            text = null;
        }
    }

    private Map<String, @Nullable Object> message(String op) {
        Map<String, @Nullable Object> message = new LinkedHashMap<>();
        message.put("op", op);
        message.put("command_id", commandId);
        return message;
    }

    /** Adjacent lines of one stream. */
    private static final class Text {
        private final String name;
        private final @Nullable String logName;
        private final StringBuilder characters = new StringBuilder();
        private final List<Object> positions = new ArrayList<>();
        private final List<Object> times = new ArrayList<>();
        private int codePoints;

        Text(String name, @Nullable String logName) {
            this.name = name;
            this.logName = logName;
        }

        boolean is(String otherName, @Nullable String otherLogName) {
            return name.equals(otherName) && Objects.equals(logName, otherLogName);
        }

        void add(CharSequence line, double time) {
            characters.append(line).append('\n');
            // Positions count characters as the protocol's other side does: code points.
            codePoints += Character.codePointCount(line, 0, line.length());
            positions.add(codePoints);
            codePoints++;
            times.add(time);
        }

        Object item() {
            List<Object> body = List.of(characters.toString(), positions, times);
            return List.of(name, logName == null ? body : List.of(logName, body));
        }
    }
}
