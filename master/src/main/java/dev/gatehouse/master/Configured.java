package dev.gatehouse.master;

import dev.gatehouse.master.config.BuilderConfig;
import dev.gatehouse.master.config.MasterConfig;
import dev.gatehouse.master.config.WorkerConfig;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration in force, with the database's ids of what it names. Immutable.
 *
 * @param builders by builderid
 * @param workerids by the worker's name
 */
record Configured(
        MasterConfig config, Map<Long, BuilderConfig> builders, Map<String, Long> workerids) {

    static final Configured NOTHING = new Configured(MasterConfig.empty(), Map.of(), Map.of());

    Optional<WorkerConfig> worker(String name) {
        return config.workers().stream().filter(worker -> worker.name().equals(name)).findFirst();
    }

    /** By the builder's name. */
    Map<String, Long> builderids() {
        Map<String, Long> ids = new LinkedHashMap<>();
        builders.forEach((id, builder) -> ids.put(builder.name(), id));
        return ids;
    }

    /** The builders that merge waiting requests. */
    Set<Long> collapsing() {
        Set<Long> ids = new LinkedHashSet<>();
        builders.forEach(
                (id, builder) -> {
                    if (builder.collapse()) {
                        ids.add(id);
                    }
                });
        return ids;
    }
}
