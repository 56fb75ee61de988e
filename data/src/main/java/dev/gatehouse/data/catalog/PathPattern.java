package dev.gatehouse.data.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A path with typed variables: {@code /builders/n:builderid/builds/n:number}. Kinds: {@code n:} a whole
 * number (optional sign, {@code _} between digits), {@code i:} an identifier, {@code s:} any text,
 * {@code :name} any text. In event paths {@code :name} is filled from the record.
 */
public record PathPattern(String text, List<String> elements) {
    private static final Pattern IDENTIFIER = Pattern.compile("[a-zA-Z_-][.a-zA-Z0-9_-]*");

    /** Literals before numbers before identifiers before texts, from the left. */
    public static final Comparator<PathPattern> MOST_PARTICULAR_FIRST =
            (left, right) -> {
                int common = Math.min(left.elements.size(), right.elements.size());
                for (int place = 0; place < common; place++) {
                    int ranks = Integer.compare(left.rank(place), right.rank(place));
                    if (ranks != 0) {
                        return ranks;
                    }
                }
                return Integer.compare(right.elements.size(), left.elements.size());
            };

    /** What an element takes, the most particular first. */
    public enum Kind {
        LITERAL,
        NUMBER,
        IDENTIFIER,
        TEXT,
        PLAIN
    }

    public PathPattern {
        elements = List.copyOf(elements);
    }

    public static PathPattern of(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("a path pattern starts with a slash: " + text);
        }
        String rest = text.substring(1);
        return new PathPattern(text, rest.isEmpty() ? List.of() : List.of(rest.split("/", -1)));
    }

    public static boolean isIdentifier(String text) {
        return IDENTIFIER.matcher(text).matches();
    }

    /** What the element at that place takes; null where it starts like a variable of no known kind. */
    public @Nullable Kind kind(int place) {
        String element = elements.get(place);
        int colon = element.indexOf(':');
        if (colon < 0) {
            return Kind.LITERAL;
        }
        String prefix = element.substring(0, colon);
        return switch (prefix) {
            case "n" -> Kind.NUMBER;
            case "i" -> Kind.IDENTIFIER;
            case "s" -> Kind.TEXT;
            case "" -> Kind.PLAIN;
            default -> null;
        };
    }

    /** Both kinds of text take the same elements, and so are equal. */
    int rank(int place) {
        Kind kind = kind(place);
        return kind == null ? Kind.values().length : Math.min(kind.ordinal(), Kind.TEXT.ordinal());
    }

    /** The variable's name at that place; of a literal, the literal. */
    public String name(int place) {
        String element = elements.get(place);
        return element.substring(element.indexOf(':') + 1);
    }

    /** What the variable elements of a path are; empty when the path is none of this pattern. */
    public Optional<PathArgs> match(List<String> path) {
        if (path.size() != elements.size()) {
            return Optional.empty();
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (int place = 0; place < path.size(); place++) {
            String element = path.get(place);
            Kind kind = kind(place);
            if (kind == null || !takes(kind, place, element, values)) {
                return Optional.empty();
            }
        }
        return Optional.of(new PathArgs(values));
    }

    private boolean takes(Kind kind, int place, String element, Map<String, Object> values) {
        switch (kind) {
            case LITERAL -> {
                return elements.get(place).equals(element);
            }
            case NUMBER -> {
                OptionalLong number = WholeNumber.parse(element);
                number.ifPresent(found -> values.put(name(place), found));
                return number.isPresent();
            }
            case IDENTIFIER -> {
                values.put(name(place), element);
                return isIdentifier(element);
            }
            case TEXT, PLAIN -> {
                values.put(name(place), element);
                return true;
            }
        }
        return false;
    }

    /**
     * The path of a record: each variable is its component of that name.
     *
     * @return a list of the caller's own; empty when the record lacks a component, or has it as null
     */
    public Optional<List<String>> fill(Object record) {
        List<Field> components = Field.ofAllComponents(record.getClass());
        List<String> path = new ArrayList<>();
        for (int place = 0; place < elements.size(); place++) {
            if (kind(place) == Kind.LITERAL) {
                path.add(name(place));
                continue;
            }
            Object value = value(components, name(place), record);
            if (value == null) {
                return Optional.empty();
            }
            path.add(value.toString());
        }
        return Optional.of(path);
    }

    private static @Nullable Object value(List<Field> components, String name, Object record) {
        for (Field component : components) {
            if (component.name().equals(name)) {
                return component.in(record);
            }
        }
        return null;
    }
}
