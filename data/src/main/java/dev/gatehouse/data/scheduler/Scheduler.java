package dev.gatehouse.data.scheduler;

import dev.gatehouse.data.catalog.Doc;
import dev.gatehouse.data.master.Master;
import org.jspecify.annotations.Nullable;

/** What decides when something is built. */
public record Scheduler(
        @Doc("The scheduler's id.") long schedulerid,
        @Doc("The scheduler's name.") String name,
        @Doc("Whether it makes builds at all.") boolean enabled,
        @Doc("The master that runs it; null when none does.") @Nullable Master master) {

    boolean isRunBy(long masterid) {
        return master != null && master.masterid() == masterid;
    }
}
