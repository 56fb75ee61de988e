package dev.gatehouse.data.build;

import dev.gatehouse.data.catalog.Declared;
import dev.gatehouse.data.catalog.Doc;
import dev.gatehouse.data.property.SourcedValue;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What ran, or runs: one run of a builder. */
public record Build(
        @Doc("The build's id, unique on this server.") long buildid,
        @Doc("The build's number, counted from 1 for each builder.") int number,
        @Doc("The builder that it is a build of.") long builderid,
        @Doc("The request that it serves.") long buildrequestid,
        @Doc("The worker that it runs on; null when that is gone.") @Declared("integer")
                @Nullable Long workerid,
        @Doc("The master that runs it.") long masterid,
        @Doc("When it started.") Instant started_at,
        @Doc("Whether it has ended.") boolean complete,
        @Doc("When it ended.") @Nullable Instant complete_at,
        @Doc("Seconds that its steps waited for locks.") int locks_duration_s,
        @Doc("How it ended; null while it runs.") @Nullable Integer results,
        @Doc("What it does or how it ended, in words.") String state_string,
        @Doc("The properties that were asked for.") @Declared("sourcedproperties or None")
                Map<String, SourcedValue> properties) {
    public Build {
        properties = Map.copyOf(properties);
    }

    Build with(Map<String, SourcedValue> newProperties) {
        return new Build(
                buildid,
                number,
                builderid,
                buildrequestid,
                workerid,
                masterid,
                started_at,
                complete,
                complete_at,
                locks_duration_s,
                results,
                state_string,
                newProperties);
    }
}
