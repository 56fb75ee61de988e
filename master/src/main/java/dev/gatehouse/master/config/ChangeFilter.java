package dev.gatehouse.master.config;

import dev.gatehouse.data.change.Change;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which changes a scheduler minds: each named attribute must be one of the values or match the pattern.
 *
 * @param values attribute to the values that pass; null is one for a change without branch or category
 * @param patterns attribute to an expression that its beginning must match
 */
public record ChangeFilter(
        Map<String, Set<@Nullable String>> values, Map<String, Pattern> patterns) {

    /** The attributes that can be named. */
    public static final Set<String> ATTRIBUTES =
            Set.of("branch", "project", "repository", "category", "codebase");

    public ChangeFilter {
        values = Map.copyOf(values);
        patterns = Map.copyOf(patterns);
    }

    public boolean passes(Change change) {
        return values.entrySet().stream()
                        .allMatch(
                                entry ->
                                        entry.getValue().stream()
                                                .anyMatch(
                                                        value ->
                                                                Objects.equals(
                                                                        value,
                                                                        of(
                                                                                change,
                                                                                entry.getKey()))))
                && patterns.entrySet().stream()
                        .allMatch(
                                entry -> {
                                    String value = of(change, entry.getKey());
                                    return entry.getValue()
                                            .matcher(value == null ? "" : value)
                                            .lookingAt();
                                });
    }

    private static @Nullable String of(Change change, String attribute) {
        return switch (attribute) {
            case "branch" -> change.branch();
            case "project" -> change.project();
            case "repository" -> change.repository();
            case "category" -> change.category();
            case "codebase" -> change.codebase();
            default -> throw new IllegalArgumentException(attribute);
        };
    }
}
