package dev.gatehouse.data.step;

import dev.gatehouse.data.catalog.Doc;
import dev.gatehouse.data.catalog.Identifier;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing that a build does. */
public record Step(
        @Doc("The step's id.") long stepid,
        @Doc("Its number, counted from 0 within the build.") int number,
        @Doc("Its name, unique within the build.") @Identifier(50) String name,
        @Doc("The build that it belongs to.") long buildid,
        @Doc("When it started.") @Nullable Instant started_at,
        @Doc("When it had the locks that it needs.") @Nullable Instant locks_acquired_at,
        @Doc("Whether it has ended.") boolean complete,
        @Doc("When it ended.") @Nullable Instant complete_at,
        @Doc("How it ended; null while it runs.") @Nullable Integer results,
        @Doc("What it does or how it ended, in words.") String state_string,
        @Doc("Links that it shows.") List<StepUrl> urls,
        @Doc("Whether it is left out of summaries.") boolean hidden) {
    public Step {
        urls = List.copyOf(urls);
    }
}
