package dev.gatehouse.data.change;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A commit that a poller or a webhook has found.
 *
 * @param when when it was made; null means now
 * @param properties become the change's properties, with the source {@code Change}
 */
public record NewChange(
        String author,
        @Nullable String committer,
        String comments,
        List<String> files,
        @Nullable String revision,
        @Nullable Instant when,
        @Nullable String branch,
        @Nullable String category,
        @Nullable String revlink,
        String repository,
        String project,
        String codebase,
        Map<String, JsonNode> properties) {
    public NewChange {
        files = List.copyOf(files);
        properties = Map.copyOf(properties);
    }
}
