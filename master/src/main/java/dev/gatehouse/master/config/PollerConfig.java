package dev.gatehouse.master.config;

import java.time.Duration;
import java.util.List;

/**
 * A git repository to look at for changes.
 *
 * @param branches empty for all of them
 */
public record PollerConfig(
        String name,
        String repourl,
        List<String> branches,
        Duration pollInterval,
        boolean pollAtLaunch,
        String project,
        String category,
        String codebase) {
    public PollerConfig {
        branches = List.copyOf(branches);
    }
}
