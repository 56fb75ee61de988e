package dev.gatehouse.master.worker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A command on a worker, from its start to its last word. Made and ended on the master's loop; what the
 * worker says meanwhile arrives on the connection's thread and goes straight to the {@link Output}.
 */
public final class RemoteCommand {

    /** Where text goes. Called on the connection's thread, in the worker's order. */
    public interface Output {
        /**
         * @param channel {@code o} for standard output, {@code e} for standard error, {@code h} for the
         *     worker's remarks
         * @param text whole lines, each ending in a newline
         */
        void text(char channel, String text);

        /** Text of a further log file. */
        void file(String name, String text);

        /** All texts of one message have been given: now is the time to write them. */
        void flush();

        /** For commands whose text nobody wants. */
        Output NOWHERE =
                new Output() {
                    @Override
                    public void text(char channel, String text) {}

                    @Override
                    public void file(String name, String text) {}

                    @Override
                    public void flush() {}
                };
    }

    /**
     * How it ended.
     *
     * @param rc the exit code; null when there is none, which is a fault of the worker, not of the program
     * @param failure why the worker could not carry it out; null when it could
     * @param lost the line dropped: nothing is known of the end
     * @param interrupted the master had asked for the end
     * @param results whatever else the worker told: {@code stat}, {@code files}, {@code failure_reason}
     */
    public record Outcome(
            @Nullable Integer rc,
            @Nullable String failure,
            boolean lost,
            boolean interrupted,
            Map<String, Object> results) {
        public Outcome {
            results = Map.copyOf(results);
        }

        /** Carried out, with exit code 0. */
        public boolean ok() {
            return !lost && failure == null && rc != null && rc == 0;
        }

        /** Neither carried out nor refused by the program: the worker or the line is at fault. */
        public boolean broken() {
            return lost || failure != null || rc == null;
        }
    }

    private final String name;
    private final Map<String, @Nullable Object> arguments;
    private final Output output;
    private final Consumer<Outcome> done;

    // Of the connection's thread until completed, then of the loop.
    private @Nullable Integer rc;
    private final Map<String, Object> results = new LinkedHashMap<>();
    private @Nullable String trouble;

    // Of the loop.
    private boolean interrupted;
    private boolean over;

    /**
     * @param done told once, on the loop
     */
    public RemoteCommand(
            String name,
            Map<String, @Nullable Object> arguments,
            Output output,
            Consumer<Outcome> done) {
        this.name = name;
        this.arguments = arguments;
        this.output = output;
        this.done = done;
    }

    String name() {
        return name;
    }

    Map<String, @Nullable Object> arguments() {
        return arguments;
    }

    void updated(List<?> items) {
        try {
            for (Object item : items) {
                if (item instanceof List<?> pair
                        && pair.size() == 2
                        && pair.get(0) instanceof String what) {
                    update(what, pair.get(1));
                }
            }
        } finally {
            output.flush();
        }
    }

    private void update(String what, @Nullable Object value) {
        switch (what) {
            case "stdout" -> output.text('o', textOf(value));
            case "stderr" -> output.text('e', textOf(value));
            case "header" -> output.text('h', textOf(value));
            case "log" -> {
                if (value instanceof List<?> pair
                        && pair.size() == 2
                        && pair.get(0) instanceof String file) {
                    output.file(file, textOf(pair.get(1)));
                }
            }
            case "rc" -> {
                if (value instanceof Number number) {
                    rc = number.intValue();
                }
            }
            case "stat", "files", "failure_reason" -> {
                if (value != null) {
                    results.put(what, value);
                }
            }
            default -> {
                // Later workers may tell more.
            }
        }
    }

    /** Text comes as a list of the text, the places of its newlines and their times. */
    private static String textOf(@Nullable Object value) {
        if (value instanceof List<?> parts
                && !parts.isEmpty()
                && parts.get(0) instanceof String text) {
            return text;
        }
        return value instanceof String text ? text : "";
    }

    /** What the worker said could not be kept: the command counts as broken. On the connection's thread. */
    void troubled(String why) {
        if (trouble == null) {
            trouble = why;
        }
    }

    void interrupting() {
        interrupted = true;
    }

    /** On the loop; only the first call counts. */
    void end(@Nullable String failure, boolean lost) {
        if (over) {
            return;
        }
        over = true;
        done.accept(
                new Outcome(rc, failure != null ? failure : trouble, lost, interrupted, results));
    }
}
