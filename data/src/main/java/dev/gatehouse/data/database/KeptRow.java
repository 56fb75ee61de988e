package dev.gatehouse.data.database;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row whose values were taken out of the result, to be read again later. Numbers are {@code Long}, all else
 * is {@code String}, {@code byte[]} or null; a text read as a number, and the other way round, is what SQLite
 * would make of it. Immutable.
 */
final class KeptRow implements Row {
    private final Map<String, Integer> columns;
    private final List<@Nullable Object> values;

    /**
     * @param columns the place of each column by its label, the same map for all rows of a result
     * @param values not changed any more
     */
    KeptRow(Map<String, Integer> columns, List<@Nullable Object> values) {
        this.columns = columns;
        this.values = values;
    }

    private @Nullable Object value(String column) {
        Integer place = columns.get(column);
        if (place == null) {
            throw new BadDatabase("no such column: " + column);
        }
        return values.get(place);
    }

    @Override
    public @Nullable Long numberOrNull(String column) {
        Object value = value(column);
        return value == null || value instanceof Long
                ? (Long) value
                : Long.valueOf(leadingNumber(textOrEmpty(value)));
    }

    @Override
    public @Nullable String textOrNull(String column) {
        Object value = value(column);
        return value == null ? null : textOrEmpty(value);
    }

    @Override
    public byte[] bytes(String column) {
        Object value = value(column);
        if (value == null) {
            return new byte[0];
        }
        return value instanceof byte[] bytes
                ? bytes.clone()
                : textOrEmpty(value).getBytes(StandardCharsets.UTF_8);
    }

    private static String textOrEmpty(Object value) {
        return value instanceof byte[] bytes
                ? new String(bytes, StandardCharsets.UTF_8)
                : value.toString();
    }

    /** As far as the text is a whole number; 0 where it does not begin with one. */
    private static long leadingNumber(String text) {
        String trimmed = text.strip();
        int end = trimmed.startsWith("-") || trimmed.startsWith("+") ? 1 : 0;
        while (end < trimmed.length()
                && trimmed.charAt(end) >= '0'
                && trimmed.charAt(end) <= '9'
                && end < 19) {
            end++;
        }
        String digits = trimmed.substring(0, end);
        return digits.isEmpty() || digits.equals("-") || digits.equals("+")
                ? 0
                : Long.parseLong(digits);
    }
}
