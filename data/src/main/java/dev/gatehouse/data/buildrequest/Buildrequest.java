package dev.gatehouse.data.buildrequest;

import dev.gatehouse.data.catalog.Declared;
import dev.gatehouse.data.catalog.Doc;
import dev.gatehouse.data.property.SourcedValue;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A wish for one build of one builder. */
public record Buildrequest(
        @Doc("The request's id.") long buildrequestid,
        @Doc("The buildset that it was made with.") long buildsetid,
        @Doc("The builder that is asked.") long builderid,
        @Doc("Higher comes first.") int priority,
        @Doc("Whether a master has taken it.") boolean claimed,
        @Doc("When a master took it.") @Nullable Instant claimed_at,
        @Doc("The master that took it.") @Nullable Long claimed_by_masterid,
        @Doc("Whether it has ended.") boolean complete,
        @Doc("How it ended; -1 until then.") @Nullable Integer results,
        @Doc("When it was made.") Instant submitted_at,
        @Doc("When it ended.") @Nullable Instant complete_at,
        @Doc("Whether a step of another build waits for it.") boolean waited_for,
        @Doc("The buildset's properties that were asked for; null when none were.")
                @Declared("sourcedproperties or None")
                @Nullable Map<String, SourcedValue> properties) {
    public Buildrequest {
        properties = properties == null ? null : Map.copyOf(properties);
    }

    Buildrequest with(Map<String, SourcedValue> newProperties) {
        return new Buildrequest(
                buildrequestid,
                buildsetid,
                builderid,
                priority,
                claimed,
                claimed_at,
                claimed_by_masterid,
                complete,
                results,
                submitted_at,
                complete_at,
                waited_for,
                newProperties);
    }
}
