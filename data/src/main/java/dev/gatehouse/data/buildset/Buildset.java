package dev.gatehouse.data.buildset;

import dev.gatehouse.data.catalog.Declared;
import dev.gatehouse.data.catalog.Doc;
import dev.gatehouse.data.sourcestamp.Sourcestamp;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests that were made together for the same sources. */
public record Buildset(
        @Doc("The buildset's id.") long bsid,
        @Doc("What whoever asked for it calls it.") @Nullable String external_idstring,
        @Doc("Why it was made.") @Declared("string") @Nullable String reason,
        @Doc("The build that this one repeats.") @Nullable Long rebuilt_buildid,
        @Doc("When it was made.") @Declared("integer") Instant submitted_at,
        @Doc("Whether all its requests have ended.") boolean complete,
        @Doc("When the last of its requests ended.") @Declared("integer or None")
                @Nullable Instant complete_at,
        @Doc("The worst of its requests' results; -1 until then.") @Nullable Integer results,
        @Doc("The sources to be built.") List<Sourcestamp> sourcestamps,
        @Doc("The build that asked for it.") @Nullable Long parent_buildid,
        @Doc("What it is to that build.") @Nullable String parent_relationship) {
    public Buildset {
        sourcestamps = List.copyOf(sourcestamps);
    }
}
