package dev.gatehouse.worker;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * How a command's output is gathered before it is sent, as the master last said in {@code
 * set_worker_settings}.
 *
 * @param size send when the buffer would hold more than this: characters, plus 16 a line
 * @param timeout send at the latest this long after the first item
 * @param newline every match of it becomes a newline
 * @param maxLineLength longer lines are cut into pieces of this many characters
 */
record BufferSettings(int size, Duration timeout, Pattern newline, int maxLineLength) {
    /** The defaults of the protocol, for a master that never says. */
    static final BufferSettings STANDARD =
            new BufferSettings(
                    65536,
                    Duration.ofSeconds(5),
                    pattern(
                            "(\\r\\n|\\r(?=.)|\\033\\[u|\\033\\[[0-9]+;[0-9]+[Hf]|\\033\\[2J|\\x08+)"),
                    4096);

    /** A buffer and a line are held in memory: a master cannot ask for more than this. */
    private static final int LARGEST = 4 << 20;

    /**
     * Reads the arguments of {@code set_worker_settings}.
     *
     * @throws BadRequest when a value is missing or cannot be used
     */
    static BufferSettings of(Map<?, ?> args) {
        for (String key :
                new String[] {"buffer_size", "buffer_timeout", "newline_re", "max_line_length"}) {
            if (args.get(key) == null) {
                throw new BadRequest("'message did not contain obligatory settings for worker'");
            }
        }
        if (!(args.get("buffer_size") instanceof Number size)
                || !(args.get("buffer_timeout") instanceof Number timeout)
                || !(args.get("newline_re") instanceof String newline)
                || !(args.get("max_line_length") instanceof Number length)) {
            throw new BadRequest(
                    "buffer_size, buffer_timeout and max_line_length must be numbers, newline_re a"
                            + " text");
        }
        double seconds = Math.max(0.01, Math.min(3600, timeout.doubleValue()));
        try {
            return new BufferSettings(
                    bounded(size),
                    Duration.ofMillis(Math.round(seconds * 1000)),
                    pattern(newline),
                    bounded(length));
        } catch (PatternSyntaxException e) {
            throw new BadRequest(
                    "newline_re is not a regular expression: " + e.getDescription(), e);
        }
    }

    private static int bounded(Number number) {
        return (int) Math.max(1, Math.min(LARGEST, number.longValue()));
    }

    private static Pattern pattern(String expression) {
        // The expressions are Python's: there a dot stops at \n alone.
        return Pattern.compile(expression, Pattern.UNIX_LINES);
    }
}
