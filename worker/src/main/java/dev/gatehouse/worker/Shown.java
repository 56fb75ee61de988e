package dev.gatehouse.worker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values as the header log writes them: the forms people know from Buildbot's logs. */
final class Shown {
    private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z0-9@%_+=:,./-]+");

    private Shown() {}

    /** A command line that a shell would read back as these words. */
    static String shellWords(List<String> words) {
        return words.stream().map(Shown::shellWord).collect(Collectors.joining(" "));
    }

    /** {@code b'…'}: what really goes to the program, byte by byte. */
    static String bytes(String text) {
        boolean doubleQuotes = text.indexOf('\'') >= 0 && text.indexOf('"') < 0;
        char quote = doubleQuotes ? '"' : '\'';
        StringBuilder shown = new StringBuilder("b").append(quote);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            int value = b & 0xff;
            if (value == '\\' || value == quote) {
                shown.append('\\').append((char) value);
            } else if (value == '\n') {
                shown.append("\\n");
            } else if (value == '\r') {
                shown.append("\\r");
            } else if (value == '\t') {
                shown.append("\\t");
            } else if (value < ' ' || value > '~') {
                shown.append(String.format("\\x%02x", value));
            } else {
                shown.append((char) value);
            }
        }
        return shown.append(quote).toString();
    }

    /** {@code [b'…', b'…']}. */
    static String bytesList(List<String> words) {
        return words.stream().map(Shown::bytes).collect(Collectors.joining(", ", "[", "]"));
    }

    /** A value of the request: texts in quotes, maps and lists in their brackets. */
    static String value(@Nullable Object value) {
        if (value == null) {
            return "None";
        }
        if (value instanceof Boolean flag) {
            return flag ? "True" : "False";
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> value(entry.getKey()) + ": " + value(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Shown::value).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Number) {
            return value.toString();
        }
        return bytes(value.toString()).substring(1);
    }

    /** {@code 2} or {@code 0.5}. */
    static String seconds(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 == 0 ? Long.toString(millis / 1000) : Double.toString(millis / 1000.0);
    }

    private static String shellWord(String word) {
        if (PLAIN_WORD.matcher(word).matches()) {
            return word;
        }
        return "'" + word.replace("'", "'\"'\"'") + "'";
    }
}
