package dev.gatehouse.data.builder;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A builder as the configuration describes it.
 *
 * @param format how the description is written, such as {@code markdown}; null for plain text
 */
public record BuilderDescription(
        String name, @Nullable String description, @Nullable String format, List<String> tags) {
    public BuilderDescription {
        tags = List.copyOf(tags);
    }
}
