package dev.gatehouse.master.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A kind of build.
 *
 * @param format how the description is written, such as {@code markdown}; null for plain text
 * @param builddir the directory on the worker, below the worker's own
 * @param env for all its steps
 * @param collapse whether a newer request for the same sources makes older waiting ones superfluous
 */
public record BuilderConfig(
        String name,
        List<String> workernames,
        List<String> tags,
        @Nullable String description,
        @Nullable String format,
        String builddir,
        Map<String, JsonNode> properties,
        Map<String, @Nullable String> env,
        boolean collapse,
        List<StepConfig> steps) {
    public BuilderConfig {
        workernames = List.copyOf(workernames);
        tags = List.copyOf(tags);
        properties = Map.copyOf(properties);
        // Map.copyOf would refuse the nulls that remove a variable.
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
        steps = List.copyOf(steps);
    }
}
