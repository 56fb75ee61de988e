package dev.gatehouse.data.commit;

import dev.gatehouse.data.catalog.Declared;
import dev.gatehouse.data.catalog.Doc;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One revision of a codebase, and the one before it. */
public record Commit(
        @Doc("The commit's id.") long commitid,
        @Doc("The codebase that it is in.") long codebaseid,
        @Doc("Who wrote it.") String author,
        @Doc("Who committed it.") @Nullable String committer,
        @Doc("The commit's message.") String comments,
        @Doc("When it was made.") @Declared("integer") Instant when_timestamp,
        @Doc("The revision, unique within the codebase.") String revision,
        @Doc("The commit before it; null when there is none, or it is not known.")
                @Nullable Long parent_commitid) {}
