package dev.gatehouse.master.schedule;

import dev.gatehouse.data.Stores;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.master.MasterLoop;
import dev.gatehouse.master.config.MasterConfig;
import dev.gatehouse.master.config.SchedulerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** The schedulers that follow changes. Used by the loop; {@code changesCame} by any thread. */
public final class BranchSchedulers {
    private final MasterLoop loop;
    private final Database database;
    private final Stores stores;
    private final AtomicBoolean changesCame = new AtomicBoolean();
    private final List<SingleBranchScheduler> schedulers = new ArrayList<>();

    public BranchSchedulers(MasterLoop loop, Database database, Stores stores) {
        this.loop = loop;
        this.database = database;
        this.stores = stores;
    }

    /** There is something new to look at. */
    public void changesCame() {
        changesCame.set(true);
        loop.wake();
    }

    /**
     * Ends those of before and starts those of the configuration.
     *
     * @param builderids by the builder's name
     * @param collapsing the builders that merge waiting requests
     */
    public void configure(
            MasterConfig config,
            BuildsetSubmission submission,
            Map<String, Long> builderids,
            Set<Long> collapsing) {
        end();
        for (SchedulerConfig scheduler : config.schedulers()) {
            if (scheduler instanceof SchedulerConfig.SingleBranch branch) {
                List<Long> its =
                        branch.builderNames().stream()
                                .map(builderids::get)
                                .filter(Objects::nonNull)
                                .toList();
                schedulers.add(
                        new SingleBranchScheduler(
                                loop, database, stores, branch, submission, its, collapsing));
            }
        }
        schedulers.forEach(SingleBranchScheduler::start);
    }

    /** Looks at changes, if some came since the last time. */
    public void look() {
        if (changesCame.getAndSet(false)) {
            schedulers.forEach(SingleBranchScheduler::look);
        }
    }

    public void end() {
        schedulers.forEach(SingleBranchScheduler::end);
        schedulers.clear();
    }
}
