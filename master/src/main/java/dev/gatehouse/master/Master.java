package dev.gatehouse.master;

import dev.gatehouse.data.Controls;
import dev.gatehouse.data.Stores;
import dev.gatehouse.data.database.BadDatabase;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.event.EventBus;
import dev.gatehouse.data.event.EventPattern;
import dev.gatehouse.data.event.Subscription;
import dev.gatehouse.data.scheduler.Scheduler;
import dev.gatehouse.master.config.MasterConfig;
import dev.gatehouse.master.config.SchedulerConfig;
import dev.gatehouse.master.run.Bench;
import dev.gatehouse.master.schedule.BranchSchedulers;
import dev.gatehouse.master.schedule.BuildsetSubmission;
import dev.gatehouse.master.schedule.ForceScheduler;
import dev.gatehouse.master.schedule.ForceSchedulers;
import dev.gatehouse.master.schedule.GitPoller;
import dev.gatehouse.master.schedule.Pollers;
import dev.gatehouse.master.worker.WorkerPool;
import dev.gatehouse.master.worker.msgpack.MsgpackListener;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The build master: takes requests, finds workers for them and runs builds. {@code start}, {@code
 * reconfigure} and {@code stop} are called by the thread that runs the server; the controls by any.
 */
public final class Master {

    private static final Logger LOG = LoggerFactory.getLogger(Master.class);

    private static final Duration HEARTBEAT = Duration.ofSeconds(60);

    private static final long STOP_SECONDS = 10;

    private final Database database;
    private final Stores stores;
    private final EventBus bus;
    private final Path basedir;
    private final ThreadFactory threads;
    private final MasterLoop loop;
    private final Attendance attendance;
    private final Steering steering;
    private final ForceSchedulers force;
    private final BranchSchedulers branchSchedulers;
    private final Pollers pollers;
    private final List<Subscription> subscriptions = new ArrayList<>();
    private @Nullable MsgpackListener listener;

    /** What there is from the start on, when the master knows its id. */
    private record Started(
            Enrolment enrolment, Distributor distributor, BuildsetSubmission submission) {}

    private @Nullable Started started;
    private long masterid;

    // Of the loop.
    private boolean stopping;

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
        this.attendance = new Attendance(loop, threads, database, stores);
        this.steering = new Steering(loop, database, stores);
        this.branchSchedulers = new BranchSchedulers(loop, database, stores);
        this.force = new ForceSchedulers(database, stores, loop::wake);
        this.pollers = new Pollers(loop, threads);
    }

    /** How the resources are steered. */
    public Controls controls() {
        return new Controls(steering.builds(), steering.buildrequests(), force);
    }

    MasterLoop loop() {
        return loop;
    }

    /** For an endpoint of the web server that workers connect to. */
    public WorkerPool workers() {
        return attendance.pool();
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
        String boot = UUID.randomUUID().toString().substring(0, 8);
        WorkerPool pool = attendance.pool();
        masterid = new Takeover(database, stores, loop, pool, boot).by(name());
        Distributor distributor =
                new Distributor(new Bench(loop, database, stores, masterid, boot), pool);
        BuildsetSubmission submission = new BuildsetSubmission(stores, masterid);
        Started now = new Started(new Enrolment(stores, masterid), distributor, submission);
        started = now;
        steering.begin(new Steering.Work(masterid, distributor, submission));
        listen();
        loop.start(() -> look(now));
        try {
            loop.call(() -> configure(now, first));
            open(first);
        } catch (RuntimeException e) {
            stop();
            throw e;
        }
        loop.call(
                () -> {
                    heartbeat();
                    look(now);
                });
    }

    private void listen() {
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
                        (event, key, message) -> branchSchedulers.changesCame()));
    }

    private void open(MasterConfig first) {
        if (first.listener() == null) {
            return;
        }
        MsgpackListener open = new MsgpackListener(first.listener(), attendance.pool(), threads);
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

    /** Takes a new configuration. Builds that run end as they were configured; the port stays. */
    public void reconfigure(MasterConfig next) {
        Started now = started;
        if (now == null) {
            throw new IllegalStateException("the master has not started");
        }
        loop.call(
                () -> {
                    configure(now, next);
                    look(now);
                });
    }

    /** Gives running builds back, to be built again later, and ends everything. */
    public void stop() {
        force.configure(new ForceSchedulers.InForce(Map.of(), Map.of(), Set.of(), null));
        Started now = started;
        if (now == null) {
            return;
        }
        end(now.distributor());
        loop.stop();
        try {
            database.inTransaction(
                    tx -> {
                        stores.workers().disconnectAll(tx, masterid);
                        stores.builders().setMaster(tx, masterid, List.of());
                        stores.schedulers().releaseAll(tx, masterid);
                        stores.changesources().releaseAll(tx, masterid);
                        stores.masters().stop(tx, masterid);
                        return true;
                    });
        } catch (RuntimeException e) {
            LOG.warn("The end of the master cannot be written: {}", e.getMessage());
        }
    }

    /** Builds get the chance to end with their workers still there, and once more without them. */
    private void end(Distributor distributor) {
        CompletableFuture<Void> idle = new CompletableFuture<>();
        loop.post(
                () -> {
                    stopping = true;
                    attendance.end();
                    pollers.stop();
                    branchSchedulers.end();
                    distributor.running().forEach(run -> run.giveBack("the master stops"));
                    distributor.whenIdle(idle);
                });
        waitFor(idle);
        subscriptions.forEach(Subscription::close);
        loop.post(() -> attendance.pool().closeAll("the master stops"));
        if (listener != null) {
            listener.stop();
        }
        CompletableFuture<Void> gone = new CompletableFuture<>();
        loop.post(() -> distributor.whenIdle(gone));
        waitFor(gone);
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

    // From here on: the loop.

    private void configure(Started now, MasterConfig next) {
        Enrolment.Enrolled enrolled = database.inTransaction(tx -> now.enrolment().enrol(tx, next));
        Configured configured = enrolled.configured();
        attendance.configure(masterid, configured);
        now.distributor().configure(configured);
        Map<String, ForceScheduler> forms = new LinkedHashMap<>();
        for (SchedulerConfig scheduler : next.schedulers()) {
            force.enabled(
                    scheduler.name(), enrolled.enabled().getOrDefault(scheduler.name(), true));
            if (scheduler instanceof SchedulerConfig.Force form) {
                forms.put(form.name(), new ForceScheduler(form));
            }
        }
        Map<String, Long> builderids = configured.builderids();
        Set<Long> collapsing = configured.collapsing();
        force.configure(
                new ForceSchedulers.InForce(forms, builderids, collapsing, now.submission()));
        branchSchedulers.configure(next, now.submission(), builderids, collapsing);
        pollers.configure(
                next.pollers().stream()
                        .map(poller -> new GitPoller(poller, database, stores, basedir))
                        .toList());
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

    private void look(Started now) {
        if (!stopping) {
            branchSchedulers.look();
            now.distributor().look();
        }
    }
}
