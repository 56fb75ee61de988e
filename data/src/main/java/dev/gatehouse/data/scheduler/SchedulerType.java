package dev.gatehouse.data.scheduler;

import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.catalog.ResourceType;

/** Schedulers: what decides when to build. */
public final class SchedulerType {

    private SchedulerType() {}

    public static ResourceType<Scheduler> of(SchedulerStore schedulers) {
        return ResourceType.of("scheduler", "schedulers", Scheduler.class)
                .rootlink()
                .event("/schedulers/:schedulerid")
                .scope(scheduler -> Scope.ofEverybody())
                .one("/schedulers/n:schedulerid", path -> schedulers.find(path.id("schedulerid")))
                .one(
                        "/masters/n:masterid/schedulers/n:schedulerid",
                        path ->
                                schedulers
                                        .find(path.id("schedulerid"))
                                        .filter(
                                                scheduler ->
                                                        scheduler.isRunBy(path.id("masterid"))))
                .many("/schedulers", (path, query) -> schedulers.list(query))
                .many(
                        "/masters/n:masterid/schedulers",
                        (path, query) -> schedulers.ofMaster(path.id("masterid"), query));
    }
}
