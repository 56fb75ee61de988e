package dev.gatehouse.master.schedule;

import dev.gatehouse.data.Stores;
import dev.gatehouse.data.change.Change;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.property.SourcedValue;
import dev.gatehouse.data.sourcestamp.NewSourcestamp;
import dev.gatehouse.master.MasterLoop;
import dev.gatehouse.master.config.SchedulerConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds when changes come that pass its filter, once none has come for a while; each branch waits for
 * itself. How far it has got is kept in the database together with the builds it asks for, so that a change
 * is built once, even if the master ends in between. Belongs to the master's loop.
 */
public final class SingleBranchScheduler {

    private static final Logger LOG = LoggerFactory.getLogger(SingleBranchScheduler.class);
    private static final String STATE_CLASS = "SingleBranchScheduler";
    private static final String STATE = "gatehouse_last_change";

    /** How many changes are read at once. */
    private static final int AT_ONCE = 200;

    private final MasterLoop loop;
    private final Database database;
    private final Stores stores;
    private final SchedulerConfig.SingleBranch config;
    private final BuildsetSubmission submission;
    private final List<Long> builderids;
    private final Set<Long> collapsing;

    private final Map<String, Waiting> waiting = new LinkedHashMap<>();
    private long seen;
    private long kept;
    private boolean ended;

    /** The changes of a branch that wait for the branch to become still. */
    private static final class Waiting {
        private final List<Change> changes = new ArrayList<>();
        private MasterLoop.@Nullable Timer timer;
    }

    public SingleBranchScheduler(
            MasterLoop loop,
            Database database,
            Stores stores,
            SchedulerConfig.SingleBranch config,
            BuildsetSubmission submission,
            List<Long> builderids,
            Set<Long> collapsing) {
        this.loop = loop;
        this.database = database;
        this.stores = stores;
        this.config = config;
        this.submission = submission;
        this.builderids = List.copyOf(builderids);
        this.collapsing = Set.copyOf(collapsing);
    }

    /** Goes on where an earlier run ended; a new scheduler begins with the next change. */
    public void start() {
        seen =
                database.inTransaction(
                        tx ->
                                Long.parseLong(
                                        stores.objectStates()
                                                .getOrCreate(
                                                        tx,
                                                        config.name(),
                                                        STATE_CLASS,
                                                        STATE,
                                                        () -> String.valueOf(newest(tx)))));
        kept = seen;
        look();
    }

    private static long newest(Transaction tx) {
        return tx.one(
                        "SELECT changeid FROM changes ORDER BY changeid DESC LIMIT 1",
                        row -> row.number("changeid"))
                .orElse(0L);
    }

    /** Looks for changes that it has not seen. */
    public void look() {
        if (ended) {
            return;
        }
        List<Long> ids;
        do {
            ids =
                    database.query(
                            "SELECT changeid FROM changes WHERE changeid > ? ORDER BY changeid LIMIT "
                                    + AT_ONCE,
                            row -> row.number("changeid"),
                            seen);
            for (long id : ids) {
                stores.changes().find(id).ifPresent(this::consider);
                seen = id;
            }
        } while (ids.size() == AT_ONCE);
        if (waiting.isEmpty() && seen > kept) {
            database.inTransaction(
                    tx -> {
                        keep(tx, seen);
                        return true;
                    });
        }
    }

    private void keep(Transaction tx, long upTo) {
        stores.objectStates().set(tx, config.name(), STATE_CLASS, STATE, String.valueOf(upTo));
        kept = upTo;
    }

    private void consider(Change change) {
        if (!config.filter().passes(change)) {
            return;
        }
        if (!stores.schedulers().enabled(database, config.name())) {
            LOG.info(
                    "Scheduler {} is switched off: change {} is not built",
                    config.name(),
                    change.changeid());
            return;
        }
        boolean known =
                config.codebases().isEmpty()
                        ? change.codebase().isEmpty()
                        : config.codebases().containsKey(change.codebase());
        if (!known) {
            LOG.info(
                    "Scheduler {} knows no codebase '{}': change {} is not built",
                    config.name(),
                    change.codebase(),
                    change.changeid());
            return;
        }
        String branch = Objects.requireNonNullElse(change.branch(), "");
        Waiting still = waiting.computeIfAbsent(branch, none -> new Waiting());
        still.changes.add(change);
        if (still.timer != null) {
            still.timer.cancel();
        }
        still.timer = loop.after(config.treeStableTimer(), () -> build(branch));
    }

    private void build(String branch) {
        Waiting still = waiting.remove(branch);
        if (still == null || ended) {
            return;
        }
        // Changes of other branches may still wait: only up to them all is done.
        long done =
                waiting.values().stream()
                        .flatMap(other -> other.changes.stream())
                        .mapToLong(change -> change.changeid() - 1)
                        .reduce(seen, Math::min);
        database.inTransaction(
                tx -> {
                    submission.submit(
                            tx,
                            new BuildsetSubmission.Wish(
                                    config.name(),
                                    config.reason(),
                                    sources(tx, still.changes),
                                    properties(),
                                    builderids,
                                    0,
                                    collapsing));
                    keep(tx, Math.max(done, kept));
                    return true;
                });
        loop.wake();
    }

    private Map<String, SourcedValue> properties() {
        Map<String, SourcedValue> properties = new LinkedHashMap<>();
        config.properties().forEach((n, v) -> properties.put(n, new SourcedValue(v, "Scheduler")));
        properties.put("scheduler", SourcedValue.of(config.name(), "Scheduler"));
        return properties;
    }

    /** For each codebase the newest change, or where it comes from by default. */
    private List<Long> sources(Transaction tx, List<Change> changes) {
        Map<String, SchedulerConfig.Codebase> codebases =
                config.codebases().isEmpty()
                        ? Map.of("", new SchedulerConfig.Codebase(null, null, ""))
                        : config.codebases();
        List<Long> ssids = new ArrayList<>();
        codebases.forEach(
                (name, from) -> {
                    Optional<Change> newest =
                            changes.stream()
                                    .filter(change -> change.codebase().equals(name))
                                    .reduce((one, later) -> later);
                    ssids.add(
                            newest.map(change -> change.sourcestamp().ssid())
                                    .orElseGet(
                                            () ->
                                                    stores.sourcestamps()
                                                            .findOrAdd(
                                                                    tx,
                                                                    new NewSourcestamp(
                                                                            from.branch(),
                                                                            from.revision(),
                                                                            from.repository(),
                                                                            "",
                                                                            name))
                                                            .ssid()));
                });
        return ssids;
    }

    /** Builds nothing more; what waits is seen again by its successor. */
    public void end() {
        ended = true;
        waiting.values()
                .forEach(
                        still -> {
                            if (still.timer != null) {
                                still.timer.cancel();
                            }
                        });
    }
}
