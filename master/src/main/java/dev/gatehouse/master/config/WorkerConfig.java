package dev.gatehouse.master.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;

/**
 * A worker that may connect.
 *
 * @param maxBuilds how many builds it runs at once; 0 for any number
 * @param missingTimeout how long it may be away before that is worth a line in the log
 */
public record WorkerConfig(
        String name,
        String password,
        int maxBuilds,
        Map<String, JsonNode> properties,
        Duration missingTimeout) {
    public WorkerConfig {
        properties = Map.copyOf(properties);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "worker " + name;
    }
}
