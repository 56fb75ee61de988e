package dev.gatehouse.master;

import dev.gatehouse.data.Stores;
import dev.gatehouse.data.build.Build;
import dev.gatehouse.data.buildrequest.Buildrequest;
import dev.gatehouse.data.buildset.Buildset;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.property.SourcedValue;
import dev.gatehouse.data.sourcestamp.Sourcestamp;
import dev.gatehouse.data.worker.Worker;
import dev.gatehouse.master.config.BuilderConfig;
import dev.gatehouse.master.config.StepConfig;
import dev.gatehouse.master.config.WorkerConfig;
import dev.gatehouse.master.run.Bench;
import dev.gatehouse.master.run.BuildRun;
import dev.gatehouse.master.run.Step;
import dev.gatehouse.master.step.GitStep;
import dev.gatehouse.master.step.ShellStep;
import dev.gatehouse.master.worker.WorkerPool;
import dev.gatehouse.master.worker.WorkerSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Gives waiting requests to free workers, and knows the builds that run. Used by the loop. */
final class Distributor {
    private final Bench bench;
    private final WorkerPool pool;
    private final Map<Long, BuildRun> running = new LinkedHashMap<>();
    private final Map<String, Instant> lastGiven = new LinkedHashMap<>();
    private final List<CompletableFuture<Void>> waitingForIdle = new ArrayList<>();
    private Configured configured = Configured.NOTHING;

    Distributor(Bench bench, WorkerPool pool) {
        this.bench = bench;
        this.pool = pool;
    }

    /** Builds that run end as they were configured. */
    void configure(Configured next) {
        configured = next;
    }

    List<BuildRun> running() {
        return List.copyOf(running.values());
    }

    Optional<BuildRun> running(long buildid) {
        return Optional.ofNullable(running.get(buildid));
    }

    /** Completes the future as soon as no build runs. */
    void whenIdle(CompletableFuture<Void> idle) {
        if (running.isEmpty()) {
            idle.complete(null);
        } else {
            waitingForIdle.add(idle);
        }
    }

    /** Gives waiting requests to workers that are free, those first that have waited longest. */
    void look() {
        List<Buildrequest> waiting = new ArrayList<>();
        for (long builderid : configured.builders().keySet()) {
            waiting.addAll(
                    bench.database()
                            .read(
                                    reader ->
                                            bench.stores()
                                                    .buildrequests()
                                                    .pending(reader, builderid)));
        }
        waiting.sort(
                Comparator.comparingInt((Buildrequest request) -> -request.priority())
                        .thenComparing(Buildrequest::submitted_at)
                        .thenComparing(Buildrequest::buildrequestid));
        Set<Long> full = new HashSet<>();
        for (Buildrequest request : waiting) {
            if (full.contains(request.builderid())) {
                continue;
            }
            BuilderConfig builder = configured.builders().get(request.builderid());
            if (builder == null || !give(request, builder)) {
                full.add(request.builderid());
            }
        }
    }

    /** False when no worker is free for any request of the builder. */
    private boolean give(Buildrequest request, BuilderConfig builder) {
        List<WorkerConfig> free = free(builder);
        if (free.isEmpty()) {
            return false;
        }
        Map<String, SourcedValue> properties =
                bench.stores().properties().ofBuildset(request.buildsetid()).values();
        wanted(free, properties.get("workername"))
                .ifPresent(worker -> run(request, builder, worker, properties));
        return true;
    }

    /**
     * @param chosen who forced the build may have asked for a worker by its name
     * @return empty while the one asked for is not free
     */
    private static Optional<WorkerConfig> wanted(
            List<WorkerConfig> free, @Nullable SourcedValue chosen) {
        if (chosen == null || !chosen.value().isTextual() || chosen.value().asText().isEmpty()) {
            return Optional.of(free.get(0));
        }
        return free.stream()
                .filter(worker -> worker.name().equals(chosen.value().asText()))
                .findFirst();
    }

    private List<WorkerConfig> free(BuilderConfig builder) {
        return configured.config().workers().stream()
                .filter(worker -> builder.workernames().contains(worker.name()))
                .filter(worker -> pool.ready(worker.name()).isPresent())
                .filter(worker -> worker.maxBuilds() == 0 || busy(worker) < worker.maxBuilds())
                .filter(worker -> !builds(worker, builder))
                .filter(this::takesWork)
                .sorted(
                        Comparator.comparingLong(this::busy)
                                .thenComparing(
                                        worker ->
                                                lastGiven.getOrDefault(
                                                        worker.name(), Instant.EPOCH)))
                .toList();
    }

    /** One build of a builder at a time on a worker: they share the directory. */
    private boolean builds(WorkerConfig worker, BuilderConfig builder) {
        return running.values().stream()
                .filter(run -> run.session().name().equals(worker.name()))
                .anyMatch(run -> run.config().builddir().equals(builder.builddir()));
    }

    private long busy(WorkerConfig worker) {
        return running.values().stream()
                .filter(run -> run.session().name().equals(worker.name()))
                .count();
    }

    private boolean takesWork(WorkerConfig worker) {
        Long id = configured.workerids().get(worker.name());
        Optional<Worker> row = id == null ? Optional.empty() : bench.stores().workers().find(id);
        return row.isPresent() && !row.get().paused() && !row.get().graceful();
    }

    private void run(
            Buildrequest request,
            BuilderConfig builder,
            WorkerConfig worker,
            Map<String, SourcedValue> properties) {
        Optional<WorkerSession> session = pool.ready(worker.name());
        if (session.isEmpty()) {
            return;
        }
        Optional<BuildRun.Order> order =
                bench.database()
                        .inTransaction(tx -> claim(tx, request, builder, worker, properties));
        if (order.isEmpty()) {
            return;
        }
        BuildRun run =
                new BuildRun(
                        bench,
                        order.get(),
                        worker,
                        session.get(),
                        Distributor::stepOf,
                        this::ended);
        running.put(run.buildid(), run);
        lastGiven.put(worker.name(), bench.loop().now());
        run.start();
    }

    /** Empty when another master was faster. */
    private Optional<BuildRun.Order> claim(
            Transaction tx,
            Buildrequest request,
            BuilderConfig builder,
            WorkerConfig worker,
            Map<String, SourcedValue> properties) {
        Stores stores = bench.stores();
        if (!stores.buildrequests()
                .claim(tx, List.of(request.buildrequestid()), bench.masterid())) {
            return Optional.empty();
        }
        Buildset buildset = stores.buildsets().find(tx, request.buildsetid()).orElseThrow();
        Build build =
                stores.builds()
                        .add(
                                tx,
                                request.builderid(),
                                request.buildrequestid(),
                                configured.workerids().get(worker.name()),
                                bench.masterid());
        Map<String, SourcedValue> all = new LinkedHashMap<>();
        for (Sourcestamp source : buildset.sourcestamps()) {
            all.putAll(ofChange(tx, source.ssid()));
        }
        all.putAll(properties);
        return Optional.of(
                new BuildRun.Order(build, request, builder, buildset.sourcestamps(), all));
    }

    /** The properties of the newest change that made these sources. */
    private Map<String, SourcedValue> ofChange(Transaction tx, long ssid) {
        return tx.one(
                        "SELECT changeid FROM changes WHERE sourcestampid = ? ORDER BY changeid DESC"
                                + " LIMIT 1",
                        row -> row.number("changeid"),
                        ssid)
                .map(changeid -> bench.stores().properties().ofChange(tx, changeid))
                .orElse(Map.of());
    }

    private static Step stepOf(StepConfig step) {
        if (step.work() instanceof StepConfig.Git git) {
            return new GitStep(git);
        }
        if (step.work() instanceof StepConfig.SetProperty property) {
            return new ShellStep(property);
        }
        if (step.work() instanceof StepConfig.Shell shell) {
            return new ShellStep(shell);
        }
        throw new IllegalStateException("no step of a configuration: " + step.work());
    }

    private void ended(BuildRun run) {
        running.remove(run.buildid());
        if (running.isEmpty()) {
            waitingForIdle.forEach(idle -> idle.complete(null));
            waitingForIdle.clear();
        }
        bench.loop().wake();
    }
}
