package dev.gatehouse.master.config;

import dev.gatehouse.data.setting.Setting;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the build master is to do: builders, workers, schedulers, change sources. Read with all references
 * checked; whoever reads it looks at the problems of the file before using it.
 *
 * @param listener where the master listens for workers itself; null for nowhere
 */
public record MasterConfig(
        List<WorkerConfig> workers,
        @Nullable InetSocketAddress listener,
        List<BuilderConfig> builders,
        List<SchedulerConfig> schedulers,
        List<PollerConfig> pollers) {

    /** The names at the top of the file that are the master's. */
    public static final List<String> KEYS =
            List.of(
                    "workers",
                    "protocols",
                    "builders",
                    "schedulers",
                    "change_source",
                    "collapseRequests");

    public MasterConfig {
        workers = List.copyOf(workers);
        builders = List.copyOf(builders);
        schedulers = List.copyOf(schedulers);
        pollers = List.copyOf(pollers);
    }

    /** A master that does nothing. */
    public static MasterConfig empty() {
        return new MasterConfig(List.of(), null, List.of(), List.of(), List.of());
    }

    /**
     * Reads the master's part of a configuration file; every fault goes to the file's problems.
     *
     * @param file the whole file; names other than {@link #KEYS} are left to others
     */
    public static MasterConfig read(Setting file) {
        return new MasterConfigReader(file).read();
    }

    /**
     * The forms of a file whose builds some other master runs. Nothing else of the master's part is read, and builders
     * may be named that only that master knows.
     */
    public static List<SchedulerConfig.Force> forms(Setting file) {
        return new MasterConfigReader(file).forms();
    }

    /** The same without a port of its own, for a server that has none to give. */
    public MasterConfig withoutListener() {
        return new MasterConfig(workers, null, builders, schedulers, pollers);
    }
}
