package dev.gatehouse.master.config;

import dev.gatehouse.data.setting.Setting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads the master's part of the file, all of it, whatever is wrong with it. Used once. */
final class MasterConfigReader {

    private final Setting file;

    MasterConfigReader(Setting file) {
        this.file = file;
    }

    MasterConfig read() {
        WorkerConfigReader workers = new WorkerConfigReader();
        List<WorkerConfig> workerConfigs = list("workers").stream().map(workers::read).toList();
        BuilderConfigReader builders = new BuilderConfigReader(file, workers.names());
        List<BuilderConfig> builderConfigs = list("builders").stream().map(builders::read).toList();
        builders.unlikeDirectories(builderConfigs);
        SchedulerConfigReader schedulers = new SchedulerConfigReader(builders.names());
        return new MasterConfig(
                workerConfigs,
                ProtocolsReader.read(file),
                builderConfigs,
                unlike("schedulers", schedulers::read, SchedulerConfig::name, "schedulers"),
                unlike(
                        "change_source",
                        PollerConfigReader::read,
                        PollerConfig::name,
                        "change sources"));
    }

    /** Of a server without a master, which knows no builder. */
    List<SchedulerConfig.Force> forms() {
        SchedulerConfigReader schedulers = new SchedulerConfigReader(null);
        return unlike("schedulers", schedulers::form, SchedulerConfig.Force::name, "schedulers");
    }

    /** A list, or one alone. */
    private List<Setting> list(String name) {
        return file.get(name).map(s -> s.isMap() ? List.of(s) : s.items()).orElse(List.of());
    }

    private <C> List<C> unlike(
            String key,
            Function<Setting, Optional<C>> read,
            Function<C, String> name,
            String what) {
        List<C> all = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Setting setting : list(key)) {
            Optional<C> one = read.apply(setting);
            if (one.isPresent() && !names.add(name.apply(one.get()))) {
                setting.error("two " + what + " are called '" + name.apply(one.get()) + "'");
            }
            one.ifPresent(all::add);
        }
        return all;
    }
}
