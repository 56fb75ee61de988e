package dev.gatehouse.master;

import dev.gatehouse.data.Controls;
import dev.gatehouse.data.Results;
import dev.gatehouse.data.Stores;
import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.build.Build;
import dev.gatehouse.data.build.BuildControl;
import dev.gatehouse.data.builder.BuilderDescription;
import dev.gatehouse.data.buildrequest.Buildrequest;
import dev.gatehouse.data.buildrequest.BuildrequestControl;
import dev.gatehouse.data.buildset.Buildset;
import dev.gatehouse.data.buildset.RequestIds;
import dev.gatehouse.data.database.BadDatabase;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.event.EventBus;
import dev.gatehouse.data.event.EventPattern;
import dev.gatehouse.data.event.Subscription;
import dev.gatehouse.data.log.Log;
import dev.gatehouse.data.property.SourcedValue;
import dev.gatehouse.data.scheduler.Scheduler;
import dev.gatehouse.data.sourcestamp.Sourcestamp;
import dev.gatehouse.data.step.Step;
import dev.gatehouse.data.worker.Worker;
import dev.gatehouse.master.config.BuilderConfig;
import dev.gatehouse.master.config.MasterConfig;
import dev.gatehouse.master.config.SchedulerConfig;
import dev.gatehouse.master.config.StepConfig;
import dev.gatehouse.master.config.WorkerConfig;
import dev.gatehouse.master.run.Bench;
import dev.gatehouse.master.run.BuildRun;
import dev.gatehouse.master.schedule.BuildsetSubmission;
import dev.gatehouse.master.schedule.ForceScheduler;
import dev.gatehouse.master.schedule.ForceSchedulers;
import dev.gatehouse.master.schedule.GitPoller;
import dev.gatehouse.master.schedule.Pollers;
import dev.gatehouse.master.schedule.SingleBranchScheduler;
import dev.gatehouse.master.step.GitStep;
import dev.gatehouse.master.step.ShellStep;
import dev.gatehouse.master.worker.WorkerPool;
import dev.gatehouse.master.worker.WorkerSession;
import dev.gatehouse.master.worker.msgpack.MsgpackListener;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The build master: takes requests, finds workers for them and runs builds. {@code start}, {@code
 * reconfigure} and {@code stop} are called by the thread that runs the server; the controls by any.
 */
public final class Master implements WorkerPool.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Master.class);

    private static final Duration HEARTBEAT = Duration.ofSeconds(60);

    /** A master that was silent for so long is dead; what it left is ended. */
    private static final Duration DEAD_AFTER = Duration.ofMinutes(10);

    /** How long the start, a new configuration or the end of the master may take on its loop. */
    private static final long LOOP_SECONDS = 60;

    private static final long STOP_SECONDS = 10;

    /** How many commands a step may have had whose ids are ended after a restart. */
    private static final int COMMANDS_OF_A_STEP = 16;

    private static final String STATE_CLASS = "dev.gatehouse.Master";

    private final Database database;
    private final Stores stores;
    private final EventBus bus;
    private final Path basedir;
    private final ThreadFactory threads;
    private final MasterLoop loop;
    private final WorkerPool pool;
    private final ForceSchedulers force;
    private final String boot = UUID.randomUUID().toString().substring(0, 8);
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final AtomicBoolean changesCame = new AtomicBoolean();
    private @Nullable MsgpackListener listener;

    // Of the loop.
    private long masterid;
    private MasterConfig config = MasterConfig.empty();
    private final Map<Long, BuilderConfig> builders = new LinkedHashMap<>();
    private final Map<String, Long> workerids = new LinkedHashMap<>();
    private final Map<Long, BuildRun> running = new LinkedHashMap<>();
    private final Map<String, Instant> lastGiven = new LinkedHashMap<>();
    private final List<SingleBranchScheduler> branchSchedulers = new ArrayList<>();
    private final Pollers pollers;
    private boolean stopping;
    private @Nullable Bench bench;
    private volatile @Nullable BuildsetSubmission submission;
    private final List<CompletableFuture<Void>> waitingForIdle = new ArrayList<>();

    /**
     * @param basedir part of the master's name, so that two on one machine differ
     * @param threads where its threads come from
     */
    public Master(
            Database database,
            Stores stores,
            EventBus bus,
            Path basedir,
            ThreadFactory threads,
            MasterLoop.Clock clock) {
        this.database = database;
        this.stores = stores;
        this.bus = bus;
        this.basedir = basedir;
        this.threads = threads;
        this.loop = new MasterLoop(clock, threads);
        this.pool = new WorkerPool(loop, threads, this);
        this.force = new ForceSchedulers(database, stores, loop::wake);
        this.pollers = new Pollers(loop, threads);
    }

    /** How the resources are steered. */
    public Controls controls() {
        return new Controls(new Builds(), new Requests(), force);
    }

    MasterLoop loop() {
        return loop;
    }

    /** For an endpoint of the web server that workers connect to. */
    public WorkerPool workers() {
        return pool;
    }

    /** The port that workers connect to; empty when the master has none of its own. */
    public Optional<Integer> workerPort() {
        MsgpackListener open = listener;
        return open == null ? Optional.empty() : Optional.of(open.port());
    }

    /**
     * Takes up work, and first ends what an earlier run of this master left behind.
     *
     * @throws BadDatabase when another master works on the database
     * @throws java.io.UncheckedIOException when the port for workers cannot be opened
     */
    public void start(MasterConfig first) {
        String name = name();
        refuseOthers(name);
        masterid = database.inTransaction(tx -> takeOver(tx, name));
        bench = new Bench(loop, database, stores, masterid, boot);
        submission = new BuildsetSubmission(stores, masterid);
        subscriptions.add(
                bus.subscribe(
                        EventPattern.of("schedulers/*/updated"),
                        (event, key, message) -> {
                            if (message instanceof Scheduler scheduler) {
                                force.enabled(scheduler.name(), scheduler.enabled());
                            }
                        }));
        subscriptions.add(
                bus.subscribe(
                        EventPattern.of("workers/*/state_updated"),
                        (event, key, message) -> loop.wake()));
        subscriptions.add(
                bus.subscribe(
                        EventPattern.of("changes/*/new"),
                        (event, key, message) -> {
                            changesCame.set(true);
                            loop.wake();
                        }));
        loop.start(this::look);
        try {
            onLoop(() -> configure(first));
            listen(first);
        } catch (RuntimeException e) {
            stop();
            throw e;
        }
        onLoop(
                () -> {
                    heartbeat();
                    look();
                });
    }

    private void listen(MasterConfig first) {
        if (first.listener() == null) {
            return;
        }
        MsgpackListener open = new MsgpackListener(first.listener(), pool, threads);
        open.start();
        listener = open;
        LOG.info("Listening for workers on port {}", open.port());
    }

    private String name() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "localhost";
        }
        return host + ":" + basedir.toAbsolutePath().normalize();
    }

    private void refuseOthers(String name) {
        Instant fresh = loop.now().minus(DEAD_AFTER);
        Optional<String> other =
                database.one(
                        "SELECT name FROM masters WHERE active <> 0 AND name <> ? AND last_active"
                                + " >= ?",
                        row -> row.text("name"),
                        name,
                        fresh);
        if (other.isPresent()) {
            throw new BadDatabase(
                    "another master, "
                            + other.get()
                            + ", works on this database: stop it first, or wait "
                            + DEAD_AFTER.toMinutes()
                            + " minutes after its end, or run this server with 'master: none'");
        }
    }

    private long takeOver(Transaction tx, String name) {
        for (dev.gatehouse.data.master.Master dead :
                stores.masters().silentSince(tx, loop.now().minus(DEAD_AFTER))) {
            if (!dead.name().equals(name)) {
                endWhatIsLeft(tx, dead.masterid(), dead.name());
                stores.masters().stop(tx, dead.masterid());
            }
        }
        long id = stores.masters().start(tx, name).masterid();
        endWhatIsLeft(tx, id, name);
        stores.objectStates().set(tx, name, STATE_CLASS, "boot", '"' + boot + '"');
        return id;
    }

    /** Ends builds, steps and logs of a master that is no more; their requests wait again. */
    private void endWhatIsLeft(Transaction tx, long dead, String name) {
        String lastBoot = stores.objectStates().get(tx, name, STATE_CLASS, "boot").orElse("\"\"");
        for (Build build : stores.builds().unfinished(tx, dead)) {
            LOG.info("Build {} was interrupted by the end of its master", build.buildid());
            List<String> commands = new ArrayList<>();
            for (Step step : stores.steps().unfinished(tx, build.buildid())) {
                for (Log log : stores.logs().unfinished(tx, step.stepid())) {
                    stores.logs().finish(tx, log.logid());
                }
                stores.steps().finish(tx, step.stepid(), Results.RETRY, false);
                for (int i = 0; i < COMMANDS_OF_A_STEP; i++) {
                    commands.add(lastBoot.replace("\"", "") + "-" + step.stepid() + "-" + i);
                }
            }
            Long workerid = build.workerid();
            if (workerid != null) {
                stores.workers()
                        .nameOf(tx, workerid)
                        .ifPresent(worker -> loop.post(() -> pool.leftOver(worker, commands)));
            }
        }
        stores.builds().endOf(tx, dead);
        for (Buildrequest request : stores.buildrequests().unfinished(tx, dead)) {
            stores.buildrequests().unclaim(tx, request.buildrequestid());
        }
        stores.workers().disconnectAll(tx, dead);
        stores.schedulers().releaseAll(tx, dead);
    }

    /** Takes a new configuration. Builds that run end as they were configured; the port stays. */
    public void reconfigure(MasterConfig next) {
        onLoop(
                () -> {
                    configure(next);
                    look();
                });
    }

    /** Gives running builds back, to be built again later, and ends everything. */
    public void stop() {
        force.configure(new ForceSchedulers.InForce(Map.of(), Map.of(), Set.of(), null));
        CompletableFuture<Void> idle = new CompletableFuture<>();
        loop.post(
                () -> {
                    stopping = true;
                    pollers.stop();
                    branchSchedulers.forEach(SingleBranchScheduler::end);
                    List.copyOf(running.values()).forEach(run -> run.giveBack("the master stops"));
                    whenIdle(idle);
                });
        waitFor(idle);
        subscriptions.forEach(Subscription::close);
        loop.post(() -> pool.closeAll("the master stops"));
        if (listener != null) {
            listener.stop();
        }
        CompletableFuture<Void> gone = new CompletableFuture<>();
        loop.post(() -> whenIdle(gone));
        waitFor(gone);
        loop.stop();
        try {
            database.inTransaction(
                    tx -> {
                        stores.workers().disconnectAll(tx, masterid);
                        stores.builders().setMaster(tx, masterid, List.of());
                        stores.schedulers().releaseAll(tx, masterid);
                        stores.masters().stop(tx, masterid);
                        return true;
                    });
        } catch (RuntimeException e) {
            LOG.warn("The end of the master cannot be written: {}", e.getMessage());
        }
    }

    private void whenIdle(CompletableFuture<Void> idle) {
        if (running.isEmpty()) {
            idle.complete(null);
        } else {
            waitingForIdle.add(idle);
        }
    }

    private static void waitFor(CompletableFuture<Void> end) {
        try {
            end.get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Some builds did not end in time; they are ended at the next start");
        }
        end.complete(null);
    }

    private void onLoop(Runnable task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.post(
                () -> {
                    try {
                        task.run();
                        done.complete(null);
                    } catch (RuntimeException e) {
                        done.completeExceptionally(e);
                    }
                });
        try {
            done.get(LOOP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        } catch (TimeoutException e) {
            throw new Unavailable("the build master did not answer within " + LOOP_SECONDS + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // From here on: the loop.

    private void configure(MasterConfig next) {
        Map<Long, BuilderConfig> known = new LinkedHashMap<>();
        Map<String, Long> knownWorkers = new LinkedHashMap<>();
        Map<String, Boolean> enabled = new LinkedHashMap<>();
        database.inTransaction(
                tx -> {
                    for (BuilderConfig builder : next.builders()) {
                        long id =
                                stores.builders()
                                        .ensure(
                                                tx,
                                                new BuilderDescription(
                                                        builder.name(),
                                                        builder.description(),
                                                        builder.format(),
                                                        builder.tags()))
                                        .builderid();
                        known.put(id, builder);
                    }
                    stores.builders().setMaster(tx, masterid, List.copyOf(known.keySet()));
                    for (WorkerConfig worker : next.workers()) {
                        long id = stores.workers().ensure(tx, worker.name()).workerid();
                        knownWorkers.put(worker.name(), id);
                        List<Long> its =
                                known.entrySet().stream()
                                        .filter(
                                                b ->
                                                        b.getValue()
                                                                .workernames()
                                                                .contains(worker.name()))
                                        .map(Map.Entry::getKey)
                                        .toList();
                        stores.workers().configure(tx, id, masterid, its);
                    }
                    stores.schedulers().releaseAll(tx, masterid);
                    for (SchedulerConfig scheduler : next.schedulers()) {
                        Scheduler row = stores.schedulers().ensure(tx, scheduler.name());
                        stores.schedulers().claim(tx, row.schedulerid(), masterid);
                        enabled.put(scheduler.name(), row.enabled());
                    }
                    return true;
                });
        config = next;
        builders.clear();
        builders.putAll(known);
        workerids.clear();
        workerids.putAll(knownWorkers);
        Map<String, String> passwords = new LinkedHashMap<>();
        next.workers().forEach(worker -> passwords.put(worker.name(), worker.password()));
        pool.configure(passwords);
        Map<String, ForceScheduler> forms = new LinkedHashMap<>();
        for (SchedulerConfig scheduler : next.schedulers()) {
            force.enabled(scheduler.name(), enabled.getOrDefault(scheduler.name(), true));
            if (scheduler instanceof SchedulerConfig.Force form) {
                forms.put(form.name(), new ForceScheduler(form));
            }
        }
        force.configure(new ForceSchedulers.InForce(forms, builderids(), collapsing(), submission));
        followChanges(next);
        pollers.configure(
                next.pollers().stream()
                        .map(poller -> new GitPoller(poller, database, stores, basedir))
                        .toList());
    }

    private void followChanges(MasterConfig next) {
        branchSchedulers.forEach(SingleBranchScheduler::end);
        branchSchedulers.clear();
        BuildsetSubmission with = submission;
        for (SchedulerConfig scheduler : next.schedulers()) {
            if (with != null && scheduler instanceof SchedulerConfig.SingleBranch branch) {
                List<Long> its =
                        branch.builderNames().stream()
                                .map(builderids()::get)
                                .filter(Objects::nonNull)
                                .toList();
                branchSchedulers.add(
                        new SingleBranchScheduler(
                                loop, database, stores, branch, with, its, collapsing()));
            }
        }
        branchSchedulers.forEach(SingleBranchScheduler::start);
    }

    private Map<String, Long> builderids() {
        Map<String, Long> ids = new LinkedHashMap<>();
        builders.forEach((id, builder) -> ids.put(builder.name(), id));
        return ids;
    }

    private Set<Long> collapsing() {
        Set<Long> ids = new LinkedHashSet<>();
        builders.forEach(
                (id, builder) -> {
                    if (builder.collapse()) {
                        ids.add(id);
                    }
                });
        return ids;
    }

    private void heartbeat() {
        if (stopping) {
            return;
        }
        loop.after(HEARTBEAT, this::heartbeat);
        database.inTransaction(
                tx -> {
                    stores.masters().heartbeat(tx, masterid);
                    return true;
                });
    }

    @Override
    public void attached(WorkerSession session) {
        Long workerid = workerids.get(session.name());
        if (workerid == null) {
            session.close("no longer configured");
            return;
        }
        Map<String, Object> told = new LinkedHashMap<>();
        for (String fact : List.of("admin", "host", "access_uri", "version", "system", "numcpus")) {
            if (session.info().containsKey(fact)) {
                told.put(fact, session.info().get(fact));
            }
        }
        session.info()
                .forEach(
                        (fact, value) -> {
                            if (fact.startsWith("os_") && value instanceof String) {
                                told.put(fact, value);
                            }
                        });
        database.inTransaction(tx -> stores.workers().connected(tx, workerid, masterid, told));
        loop.wake();
    }

    @Override
    public void detached(WorkerSession session) {
        Long workerid = workerids.get(session.name());
        if (workerid != null) {
            database.inTransaction(tx -> stores.workers().disconnected(tx, workerid, masterid));
            config.workers().stream()
                    .filter(worker -> worker.name().equals(session.name()))
                    .forEach(this::missLater);
        }
        loop.wake();
    }

    private void missLater(WorkerConfig worker) {
        if (worker.missingTimeout().isZero()) {
            return;
        }
        Instant since = loop.now();
        loop.after(
                worker.missingTimeout(),
                () -> {
                    if (!stopping && pool.ready(worker.name()).isEmpty()) {
                        LOG.warn("Worker {} has been missing since {}", worker.name(), since);
                    }
                });
    }

    /** Gives waiting requests to workers that are free, those first that have waited longest. */
    private void look() {
        if (stopping) {
            return;
        }
        if (changesCame.getAndSet(false)) {
            branchSchedulers.forEach(SingleBranchScheduler::look);
        }
        List<Buildrequest> waiting = new ArrayList<>();
        for (long builderid : builders.keySet()) {
            waiting.addAll(
                    database.read(reader -> stores.buildrequests().pending(reader, builderid)));
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
            BuilderConfig builder = builders.get(request.builderid());
            if (builder == null || !give(request, builder)) {
                full.add(request.builderid());
            }
        }
    }

    /** False when no worker is free for any request of the builder. */
    private boolean give(Buildrequest request, BuilderConfig builder) {
        List<WorkerConfig> free = free(request.builderid(), builder);
        if (free.isEmpty()) {
            return false;
        }
        Map<String, SourcedValue> properties =
                stores.properties().ofBuildset(request.buildsetid()).values();
        SourcedValue chosen = properties.get("workername");
        WorkerConfig worker = free.get(0);
        if (chosen != null && chosen.value().isTextual() && !chosen.value().asText().isEmpty()) {
            Optional<WorkerConfig> wanted =
                    free.stream().filter(w -> w.name().equals(chosen.value().asText())).findFirst();
            if (wanted.isEmpty()) {
                return true;
            }
            worker = wanted.get();
        }
        run(request, builder, worker, properties);
        return true;
    }

    private List<WorkerConfig> free(long builderid, BuilderConfig builder) {
        return config.workers().stream()
                .filter(worker -> builder.workernames().contains(worker.name()))
                .filter(worker -> pool.ready(worker.name()).isPresent())
                .filter(worker -> worker.maxBuilds() == 0 || busy(worker) < worker.maxBuilds())
                // One build of a builder at a time on a worker: they share the directory.
                .filter(
                        worker ->
                                running.values().stream()
                                        .noneMatch(
                                                run ->
                                                        run.session().name().equals(worker.name())
                                                                && run.config()
                                                                        .builddir()
                                                                        .equals(
                                                                                builder
                                                                                        .builddir())))
                .filter(this::takesWork)
                .sorted(
                        Comparator.comparingLong(this::busy)
                                .thenComparing(
                                        worker ->
                                                lastGiven.getOrDefault(
                                                        worker.name(), Instant.EPOCH)))
                .toList();
    }

    private long busy(WorkerConfig worker) {
        return running.values().stream()
                .filter(run -> run.session().name().equals(worker.name()))
                .count();
    }

    private boolean takesWork(WorkerConfig worker) {
        Long id = workerids.get(worker.name());
        Optional<Worker> row = id == null ? Optional.empty() : stores.workers().find(id);
        return row.isPresent() && !row.get().paused() && !row.get().graceful();
    }

    private void run(
            Buildrequest request,
            BuilderConfig builder,
            WorkerConfig worker,
            Map<String, SourcedValue> properties) {
        Optional<WorkerSession> session = pool.ready(worker.name());
        Bench with = bench;
        if (session.isEmpty() || with == null) {
            return;
        }
        Optional<BuildRun.Order> order =
                database.inTransaction(
                        tx -> {
                            if (!stores.buildrequests()
                                    .claim(tx, List.of(request.buildrequestid()), masterid)) {
                                return Optional.empty();
                            }
                            Buildset buildset =
                                    stores.buildsets().find(tx, request.buildsetid()).orElseThrow();
                            Build build =
                                    stores.builds()
                                            .add(
                                                    tx,
                                                    request.builderid(),
                                                    request.buildrequestid(),
                                                    workerids.get(worker.name()),
                                                    masterid);
                            Map<String, SourcedValue> all = new LinkedHashMap<>();
                            for (Sourcestamp source : buildset.sourcestamps()) {
                                all.putAll(ofChange(tx, source.ssid()));
                            }
                            all.putAll(properties);
                            return Optional.of(
                                    new BuildRun.Order(
                                            build, request, builder, buildset.sourcestamps(), all));
                        });
        if (order.isEmpty()) {
            return;
        }
        BuildRun run =
                new BuildRun(with, order.get(), worker, session.get(), Master::stepOf, this::ended);
        running.put(run.buildid(), run);
        lastGiven.put(worker.name(), loop.now());
        run.start();
    }

    /** The properties of the newest change that made these sources. */
    private Map<String, SourcedValue> ofChange(Transaction tx, long ssid) {
        return tx.one(
                        "SELECT changeid FROM changes WHERE sourcestampid = ? ORDER BY changeid DESC"
                                + " LIMIT 1",
                        row -> row.number("changeid"),
                        ssid)
                .map(changeid -> stores.properties().ofChange(tx, changeid))
                .orElse(Map.of());
    }

    private static dev.gatehouse.master.run.Step stepOf(StepConfig step) {
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
        loop.wake();
    }

    // The controls: any thread.

    private void ask(Runnable task) {
        if (!loop.offer(task)) {
            throw new Unavailable("the build master is busy or stopping; try again in a moment");
        }
    }

    private final class Builds implements BuildControl {

        @Override
        public void stop(long buildid, String reason, Caller by) {
            ask(
                    () -> {
                        BuildRun run = running.get(buildid);
                        if (run != null) {
                            run.stop(reason);
                        }
                    });
        }

        @Override
        public RequestIds rebuild(Build build, Caller by) {
            BuildsetSubmission now = submission;
            if (now == null) {
                throw new Unavailable("the build master is starting; try again in a moment");
            }
            RequestIds ids =
                    database.inTransaction(
                            tx -> {
                                Buildrequest request =
                                        stores.buildrequests()
                                                .find(tx, build.buildrequestid())
                                                .orElseThrow();
                                Buildset old =
                                        stores.buildsets()
                                                .find(tx, request.buildsetid())
                                                .orElseThrow();
                                return now.again(tx, old, build.builderid(), build.buildid());
                            });
            loop.wake();
            return ids;
        }
    }

    private final class Requests implements BuildrequestControl {

        @Override
        public void cancel(long buildrequestid, String reason, Caller by) {
            ask(
                    () -> {
                        boolean waited =
                                database.inTransaction(
                                        tx ->
                                                stores.buildrequests()
                                                                .find(tx, buildrequestid)
                                                                .isPresent()
                                                        && stores.buildrequests()
                                                                .cancel(
                                                                        tx,
                                                                        buildrequestid,
                                                                        masterid));
                        if (!waited) {
                            List.copyOf(running.values()).stream()
                                    .filter(run -> run.requestid() == buildrequestid)
                                    .forEach(run -> run.stop(reason));
                        }
                    });
        }
    }
}
