package dev.gatehouse.data.catalog;

import java.util.Map;

/** What the variable elements of a path were: numbers by {@code n:name}, texts by the other kinds. */
public record PathArgs(Map<String, Object> values) {
    public PathArgs {
        values = Map.copyOf(values);
    }

    public long id(String name) {
        if (values.get(name) instanceof Long number) {
            return number;
        }
        throw new IllegalArgumentException("no number '" + name + "' in this path pattern");
    }

    public String text(String name) {
        if (values.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("no text '" + name + "' in this path pattern");
    }
}
