package dev.gatehouse.data.testresult;

import org.jspecify.annotations.Nullable;

/** What a step says of one test: by name, by the place in the sources, or both. */
public record NewTestResult(
        String value,
        @Nullable String name,
        @Nullable String codePath,
        @Nullable Integer line,
        @Nullable Long durationNs) {}
