package dev.gatehouse.www;

import dev.gatehouse.data.access.Grant;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An API token as somebody would like it.
 *
 * @param builders globs; null: all
 * @param projects globs; null: all
 * @param age null: the usual one
 */
public record NewToken(
        String name,
        Set<Grant.Right> rights,
        @Nullable List<String> builders,
        @Nullable List<String> projects,
        @Nullable Duration age) {
    public NewToken {
        rights = Set.copyOf(rights);
    }
}
