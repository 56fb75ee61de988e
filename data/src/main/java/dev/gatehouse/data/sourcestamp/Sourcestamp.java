package dev.gatehouse.data.sourcestamp;

import dev.gatehouse.data.catalog.Doc;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Exactly which sources: a revision of a branch of a repository, perhaps with a patch. */
public record Sourcestamp(
        @Doc("The sourcestamp's id.") long ssid,
        @Doc("The revision; null means the newest.") @Nullable String revision,
        @Doc("The branch; null means the default.") @Nullable String branch,
        @Doc("Where the sources come from.") String repository,
        @Doc("The project's name.") String project,
        @Doc("Which of several codebases this is.") String codebase,
        @Doc("A patch on top of the revision.") @Nullable Patch patch,
        @Doc("When it was first needed.") Instant created_at) {}
