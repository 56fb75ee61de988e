package dev.gatehouse.worker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The environment of one command: the worker's own with the command's {@code env} merged over it. */
final class CommandEnvironment {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([0-9a-zA-Z_]*)}");

    private CommandEnvironment() {}

    /**
     * Merges. A nil removes a variable, a list is joined with the path separator, {@code ${NAME}}
     * stands for the worker's original value (nothing when there is none), {@code PYTHONPATH} keeps
     * the worker's value behind the given one, {@code PWD} is the working directory.
     *
     * @throws CommandFailed when a value is neither text nor a list of texts
     */
    static Map<String, String> merge(
            Map<String, String> own, @Nullable Map<?, ?> given, Path workdir, String separator) {
        Map<String, String> merged = new TreeMap<>(own);
        if (given != null) {
            given.forEach((key, value) -> put(merged, own, String.valueOf(key), value, separator));
        }
        merged.put("PWD", workdir.toString());
        return merged;
    }

    private static void put(
            Map<String, String> merged,
            Map<String, String> own,
            String key,
            @Nullable Object value,
            String separator) {
        if (key.isEmpty() || key.indexOf('=') >= 0 || key.indexOf('\0') >= 0) {
            throw new CommandFailed("'env' has a name that no variable can have: '" + key + "'");
        }
        if (value == null) {
            merged.remove(key);
            return;
        }
        String text = expanded(joined(key, value, separator), own);
        if (text.indexOf('\0') >= 0) {
            throw new CommandFailed("'env' values cannot hold a NUL; key '" + key + "' does");
        }
        if (key.equals("PYTHONPATH")) {
            text += separator + own.getOrDefault("PYTHONPATH", "");
        }
        merged.put(key, text);
    }

    private static String joined(String key, Object value, String separator) {
        if (value instanceof String text) {
            return text;
        }
        List<String> parts = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object element : list) {
                if (element instanceof String text) {
                    parts.add(text);
                }
            }
            if (parts.size() == list.size()) {
                return String.join(separator, parts);
            }
        }
        throw new CommandFailed(
                "'env' values must be strings or lists; key '" + key + "' is incorrect");
    }

    private static String expanded(String text, Map<String, String> own) {
        return REFERENCE
                .matcher(text)
                .replaceAll(m -> Matcher.quoteReplacement(own.getOrDefault(m.group(1), "")));
    }
}
