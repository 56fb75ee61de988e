package dev.gatehouse.data.buildset;

import dev.gatehouse.data.sourcestamp.Sourcestamp;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is told of a new buildset: the buildset with who asked for it, and null for its results. */
public record NewsOfBuildset(
        long bsid,
        @Nullable String external_idstring,
        @Nullable String reason,
        @Nullable Long rebuilt_buildid,
        Instant submitted_at,
        boolean complete,
        @Nullable Instant complete_at,
        @Nullable Integer results,
        List<Sourcestamp> sourcestamps,
        @Nullable Long parent_buildid,
        @Nullable String parent_relationship,
        String scheduler) {
    public NewsOfBuildset {
        sourcestamps = List.copyOf(sourcestamps);
    }

    static NewsOfBuildset of(Buildset buildset, String scheduler) {
        return new NewsOfBuildset(
                buildset.bsid(),
                buildset.external_idstring(),
                buildset.reason(),
                buildset.rebuilt_buildid(),
                buildset.submitted_at(),
                buildset.complete(),
                buildset.complete_at(),
                null,
                buildset.sourcestamps(),
                buildset.parent_buildid(),
                buildset.parent_relationship(),
                scheduler);
    }
}
