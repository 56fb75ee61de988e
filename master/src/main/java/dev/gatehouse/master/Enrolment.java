package dev.gatehouse.master;

import dev.gatehouse.data.Stores;
import dev.gatehouse.data.builder.BuilderDescription;
import dev.gatehouse.data.changesource.Changesource;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.scheduler.Scheduler;
import dev.gatehouse.master.config.BuilderConfig;
import dev.gatehouse.master.config.MasterConfig;
import dev.gatehouse.master.config.PollerConfig;
import dev.gatehouse.master.config.SchedulerConfig;
import dev.gatehouse.master.config.WorkerConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes into the database what a configuration names, and learns the ids. Used by the loop. */
final class Enrolment {
    private final Stores stores;
    private final long masterid;

    /**
     * @param enabled schedulers by name; one that somebody has switched off stays off
     */
    record Enrolled(Configured configured, Map<String, Boolean> enabled) {}

    Enrolment(Stores stores, long masterid) {
        this.stores = stores;
        this.masterid = masterid;
    }

    Enrolled enrol(Transaction tx, MasterConfig config) {
        Map<Long, BuilderConfig> builders = builders(tx, config);
        Configured configured = new Configured(config, builders, workers(tx, config, builders));
        pollers(tx, config);
        return new Enrolled(configured, schedulers(tx, config));
    }

    private Map<Long, BuilderConfig> builders(Transaction tx, MasterConfig config) {
        Map<Long, BuilderConfig> builders = new LinkedHashMap<>();
        for (BuilderConfig builder : config.builders()) {
            BuilderDescription description =
                    new BuilderDescription(
                            builder.name(),
                            builder.description(),
                            builder.format(),
                            builder.tags());
            builders.put(stores.builders().ensure(tx, description).builderid(), builder);
        }
        stores.builders().setMaster(tx, masterid, List.copyOf(builders.keySet()));
        return builders;
    }

    private Map<String, Long> workers(
            Transaction tx, MasterConfig config, Map<Long, BuilderConfig> builders) {
        Map<String, Long> workers = new LinkedHashMap<>();
        for (WorkerConfig worker : config.workers()) {
            long id = stores.workers().ensure(tx, worker.name()).workerid();
            workers.put(worker.name(), id);
            List<Long> its =
                    builders.entrySet().stream()
                            .filter(
                                    builder ->
                                            builder.getValue()
                                                    .workernames()
                                                    .contains(worker.name()))
                            .map(Map.Entry::getKey)
                            .toList();
            stores.workers().configure(tx, id, masterid, its);
        }
        return workers;
    }

    private Map<String, Boolean> schedulers(Transaction tx, MasterConfig config) {
        stores.schedulers().releaseAll(tx, masterid);
        Map<String, Boolean> enabled = new LinkedHashMap<>();
        for (SchedulerConfig scheduler : config.schedulers()) {
            Scheduler row = stores.schedulers().ensure(tx, scheduler.name());
            stores.schedulers().claim(tx, row.schedulerid(), masterid);
            enabled.put(scheduler.name(), row.enabled());
        }
        return enabled;
    }

    private void pollers(Transaction tx, MasterConfig config) {
        stores.changesources().releaseAll(tx, masterid);
        for (PollerConfig poller : config.pollers()) {
            Changesource row = stores.changesources().ensure(tx, poller.name());
            stores.changesources().claim(tx, row.changesourceid(), masterid);
        }
    }
}
