package dev.gatehouse.data.catalog;

import java.util.List;

/**
 * A path with typed variables: {@code /builders/n:builderid/builds/n:number}. Kinds: {@code n:} a whole
 * number (optional sign, {@code _} between digits), {@code i:} an identifier, {@code s:} any text,
 * {@code :name} any text. In event paths {@code :name} is filled from the record.
 */
public record PathPattern(String text, List<String> elements) {
    public PathPattern {
        elements = List.copyOf(elements);
    }

    public static PathPattern of(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("a path pattern starts with a slash: " + text);
        }
        String rest = text.substring(1);
        return new PathPattern(text, rest.isEmpty() ? List.of() : List.of(rest.split("/")));
    }
}
