package dev.gatehouse.data.sourcestamp;

import org.jspecify.annotations.Nullable;

/** The sources that somebody needs: found if they were needed before, else written down. */
public record NewSourcestamp(
        @Nullable String branch,
        @Nullable String revision,
        String repository,
        String project,
        String codebase) {}
