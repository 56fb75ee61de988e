package dev.gatehouse.data.commit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A commit that somebody has seen in a codebase's repository. */
public record NewCommit(
        long codebaseid,
        String author,
        @Nullable String committer,
        String comments,
        Instant when,
        String revision,
        @Nullable Long parentCommitid) {}
