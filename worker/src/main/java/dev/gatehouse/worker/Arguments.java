package dev.gatehouse.worker;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The arguments of one command, read with precise complaints. Immutable in use; any thread. */
final class Arguments {
    private final String command;
    private final Map<?, ?> values;

    Arguments(String command, Map<?, ?> values) {
        this.command = command;
        this.values = values;
    }

    /** Refuses the command when one of these is not there at all; a nil counts as there. */
    void require(String... names) {
        List<String> missing = new ArrayList<>();
        for (String name : names) {
            if (!values.containsKey(name)) {
                missing.add(name);
            }
        }
        if (!missing.isEmpty()) {
            throw new BadRequest(command + " is missing args: " + String.join(", ", missing));
        }
    }

    @Nullable Object raw(String name) {
        return values.get(name);
    }

    String text(String name) {
        if (values.get(name) instanceof String text) {
            return text;
        }
        throw wrong(name, "a text");
    }

    @Nullable String textOrNull(String name) {
        return values.get(name) == null ? null : text(name);
    }

    /** Some masters send 0 and 1. */
    boolean flag(String name, boolean otherwise) {
        Object value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        if (value instanceof Number number) {
            return number.doubleValue() != 0;
        }
        throw wrong(name, "true or false");
    }

    @Nullable Long wholeOrNull(String name) {
        Object value = values.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Number number) {
            return number.longValue();
        }
        throw wrong(name, "a number");
    }

    /** Seconds, whole or not; nil and absent mean none. */
    @Nullable Duration seconds(String name) {
        Object value = values.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Number number) {
            double seconds = Math.max(0, Math.min(1e9, number.doubleValue()));
            return Duration.ofMillis(Math.round(seconds * 1000));
        }
        throw wrong(name, "a number of seconds");
    }

    Path path(String name) {
        return toPath(name, text(name));
    }

    List<Path> paths(String name) {
        if (!(values.get(name) instanceof List<?> list)) {
            throw wrong(name, "a list of paths");
        }
        List<Path> paths = new ArrayList<>();
        for (Object element : list) {
            if (!(element instanceof String text)) {
                throw wrong(name, "a list of paths");
            }
            paths.add(toPath(name, text));
        }
        return paths;
    }

    BadRequest wrong(String name, String right) {
        return new BadRequest(command + ": argument '" + name + "' must be " + right);
    }

    private Path toPath(String name, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new BadRequest(
                    command
                            + ": argument '"
                            + name
                            + "' is not a path on this worker: "
                            + e.getReason(),
                    e);
        }
    }
}
