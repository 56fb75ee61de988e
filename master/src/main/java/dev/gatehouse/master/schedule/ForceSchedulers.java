package dev.gatehouse.master.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.data.Stores;
import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.buildset.RequestIds;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.forcescheduler.ForceControl;
import dev.gatehouse.data.forcescheduler.Forcescheduler;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The forms of the configuration. Safe for use by many threads; what is forced is written by the thread
 * that asks, and the master is woken afterwards.
 */
public final class ForceSchedulers implements ForceControl {

    /**
     * The configuration in force.
     *
     * @param builderids of the builders that are in service, by name
     * @param collapsing the builders whose older waiting requests may be given up
     */
    public record InForce(
            Map<String, ForceScheduler> schedulers,
            Map<String, Long> builderids,
            Set<Long> collapsing,
            @Nullable BuildsetSubmission submission) {
        public InForce {
            schedulers = new LinkedHashMap<>(schedulers);
            builderids = Map.copyOf(builderids);
            collapsing = Set.copyOf(collapsing);
        }
    }

    private final Database database;
    private final Stores stores;
    private final Runnable wake;
    private final Map<String, Boolean> enabled = new ConcurrentHashMap<>();
    private volatile InForce inForce = new InForce(Map.of(), Map.of(), Set.of(), null);

    public ForceSchedulers(Database database, Stores stores, Runnable wake) {
        this.database = database;
        this.stores = stores;
        this.wake = wake;
    }

    public void configure(InForce configuration) {
        inForce = configuration;
    }

    /** A scheduler was switched on or off. */
    public void enabled(String name, boolean on) {
        enabled.put(name, on);
    }

    @Override
    public List<Forcescheduler> list() {
        return inForce.schedulers().values().stream()
                .map(scheduler -> scheduler.shown(enabled.getOrDefault(scheduler.name(), true)))
                .toList();
    }

    private static ForceScheduler find(InForce now, Forcescheduler shown) {
        ForceScheduler scheduler = now.schedulers().get(shown.name());
        if (scheduler == null) {
            throw new dev.gatehouse.data.NotFound(
                    "there is no force scheduler '" + shown.name() + "'");
        }
        return scheduler;
    }

    private List<Long> builders(InForce now, ForceScheduler scheduler, JsonNode params) {
        return scheduler.builders(
                params,
                name -> now.builderids().get(name),
                id ->
                        now.builderids().containsValue(id)
                                || stores.builders().nameOf(id).isPresent());
    }

    @Override
    public RequestIds force(Forcescheduler shown, JsonNode params, Caller by) {
        InForce now = inForce;
        BuildsetSubmission submission = now.submission();
        if (submission == null) {
            throw new Unavailable(
                    "the build master is starting or stopping; try again in a moment");
        }
        ForceScheduler scheduler = find(now, shown);
        List<Long> builderids = builders(now, scheduler, params);
        ForceScheduler.Filled filled = scheduler.fill(params, by);
        RequestIds ids =
                database.inTransaction(
                        tx -> {
                            List<Long> ssids =
                                    filled.sources().stream()
                                            .map(s -> stores.sourcestamps().findOrAdd(tx, s).ssid())
                                            .toList();
                            return submission.submit(
                                    tx,
                                    new BuildsetSubmission.Wish(
                                            scheduler.name(),
                                            filled.reason(),
                                            ssids,
                                            filled.properties(),
                                            builderids,
                                            filled.priority(),
                                            now.collapsing()));
                        });
        wake.run();
        return ids;
    }

    @Override
    public Set<Long> buildersOf(Forcescheduler shown, JsonNode params) {
        InForce now = inForce;
        return new TreeSet<>(builders(now, find(now, shown), params));
    }
}
