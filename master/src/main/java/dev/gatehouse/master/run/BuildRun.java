package dev.gatehouse.master.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.data.Results;
import dev.gatehouse.data.build.Build;
import dev.gatehouse.data.buildrequest.Buildrequest;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.property.SourcedValue;
import dev.gatehouse.data.sourcestamp.Sourcestamp;
import dev.gatehouse.master.config.BuilderConfig;
import dev.gatehouse.master.config.Interpolation;
import dev.gatehouse.master.config.StepConfig;
import dev.gatehouse.master.config.WorkerConfig;
import dev.gatehouse.master.worker.WorkerSession;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One build while it runs: prepares the worker, runs the steps one after the other, combines their results
 * and ends the request, or gives it back when the worker was lost. Belongs to the master's loop.
 */
public final class BuildRun implements Interpolation.Source {

    private static final Logger LOG = LoggerFactory.getLogger(BuildRun.class);

    /** When the end of a build cannot be written, it is tried again after this time. */
    private static final Duration WRITE_AGAIN = Duration.ofSeconds(10);

    /** How much of a reason for stopping is shown. */
    private static final int REASON = 256;

    private static final StepConfig.Flags PREPARING =
            new StepConfig.Flags(true, true, false, false, true, false);

    /** What is built, for whom. */
    public record Order(
            Build build,
            Buildrequest request,
            BuilderConfig builder,
            List<Sourcestamp> sources,
            Map<String, SourcedValue> properties) {
        public Order {
            sources = List.copyOf(sources);
            properties = Map.copyOf(properties);
        }
    }

    private final Bench bench;
    private final Order order;
    private final WorkerConfig worker;
    private final WorkerSession session;
    private final Function<StepConfig, Step> steps;
    private final Consumer<BuildRun> ended;

    private final Map<String, SourcedValue> properties = new LinkedHashMap<>();
    private final Deque<StepConfig> waiting = new ArrayDeque<>();
    private final List<String> remarks = new ArrayList<>();
    private @Nullable StepRun current;
    private int results = Results.SUCCESS;
    private boolean terminating;
    private @Nullable String stopped;
    private boolean givenBack;
    private boolean over;

    /**
     * @param steps makes what a step of the configuration does
     * @param ended told once, when everything is written
     */
    public BuildRun(
            Bench bench,
            Order order,
            WorkerConfig worker,
            WorkerSession session,
            Function<StepConfig, Step> steps,
            Consumer<BuildRun> ended) {
        this.bench = bench;
        this.order = order;
        this.worker = worker;
        this.session = session;
        this.steps = steps;
        this.ended = ended;
        waiting.addAll(order.builder().steps());
    }

    public long buildid() {
        return order.build().buildid();
    }

    public long requestid() {
        return order.request().buildrequestid();
    }

    public BuilderConfig config() {
        return order.builder();
    }

    public WorkerSession session() {
        return session;
    }

    String builddir() {
        return order.builder().builddir();
    }

    /** The word for a result, as it is shown in brackets. */
    static String word(int results) {
        return switch (results) {
            case Results.SUCCESS -> "success";
            case Results.WARNINGS -> "warnings";
            case Results.FAILURE -> "failure";
            case Results.SKIPPED -> "skipped";
            case Results.EXCEPTION -> "exception";
            case Results.RETRY -> "retry";
            default -> "cancelled";
        };
    }

    public void start() {
        StepConfig preparing =
                new StepConfig(
                        "worker_preparation",
                        PREPARING,
                        null,
                        null,
                        false,
                        new StepConfig.Preparation());
        Step ping =
                new Step() {
                    @Override
                    public void start(StepRun run) {
                        session.ping(alive -> run.finish(alive ? Results.SUCCESS : Results.RETRY));
                    }

                    @Override
                    public String running(StepRun run) {
                        return "preparing worker " + session.name();
                    }

                    @Override
                    public String done(StepRun run) {
                        return "worker " + session.name() + " ready";
                    }
                };
        guarded(
                () -> {
                    begin(
                            preparing,
                            ping,
                            tx -> {
                                setUp(tx);
                                state(tx, "preparing worker");
                            });
                });
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("Build {} failed inside the master", buildid(), e);
            results = Results.worse(results, Results.EXCEPTION);
            remarks.add("the master failed");
            finish();
        }
    }

    private void setUp(Transaction tx) {
        properties.putAll(order.properties());
        order.builder()
                .properties()
                .forEach((n, v) -> properties.put(n, new SourcedValue(v, "Builder")));
        put("buildername", order.builder().name(), "Builder");
        put("builderid", order.build().builderid(), "Builder");
        worker.properties().forEach((n, v) -> properties.put(n, new SourcedValue(v, "Worker")));
        put("workername", session.name(), "Worker");
        put("buildnumber", order.build().number(), "Build");
        if (order.sources().size() == 1) {
            Sourcestamp source = order.sources().get(0);
            put("branch", source.branch(), "Build");
            put("revision", source.revision(), "Build");
            put("repository", source.repository(), "Build");
            put("codebase", source.codebase(), "Build");
            put("project", source.project(), "Build");
        }
        SourcedValue owner = properties.get("owner");
        if (owner != null && owner.value().isTextual()) {
            put("owners", List.of(owner.value().asText()), "Build");
        }
        put("basedir", session.basedir(), "Worker");
        put("builddir", session.path(session.basedir(), builddir()), "Worker");
        bench.stores().properties().setForBuild(tx, buildid(), properties);
    }

    private void put(String name, @Nullable Object value, String source) {
        properties.put(name, SourcedValue.of(value, source));
    }

    private void state(Transaction tx, String state) {
        bench.stores().builds().setState(tx, buildid(), state);
    }

    @Override
    public @Nullable JsonNode property(String name) {
        SourcedValue value = properties.get(name);
        return value == null ? null : value.value();
    }

    @Override
    public @Nullable String source(String codebase, String attribute) {
        Optional<Sourcestamp> source = source(codebase);
        if (source.isEmpty()) {
            return null;
        }
        return switch (attribute) {
            case "branch" -> source.get().branch();
            case "revision" -> source.get().revision();
            case "repository" -> source.get().repository();
            case "project" -> source.get().project();
            case "codebase" -> source.get().codebase();
            default -> null;
        };
    }

    @Override
    public @Nullable JsonNode worker(String name) {
        return worker.properties().get(name);
    }

    Optional<Sourcestamp> source(String codebase) {
        return order.sources().stream().filter(s -> s.codebase().equals(codebase)).findFirst();
    }

    void setProperty(String name, SourcedValue value) {
        if (Objects.equals(properties.put(name, value), value)) {
            return;
        }
        bench.database()
                .inTransaction(
                        tx -> {
                            bench.stores()
                                    .properties()
                                    .setForBuild(tx, buildid(), Map.of(name, value));
                            return true;
                        });
    }

    private void begin(StepConfig config, Step step, Consumer<Transaction> with) {
        String name = config.name() == null ? "step" : config.name();
        long stepid =
                bench.database()
                        .inTransaction(
                                tx -> {
                                    with.accept(tx);
                                    long id =
                                            bench.stores()
                                                    .steps()
                                                    .add(tx, buildid(), name)
                                                    .stepid();
                                    bench.stores().steps().start(tx, id);
                                    return id;
                                });
        StepRun run = new StepRun(bench, this, config, step, stepid);
        current = run;
        run.start();
    }

    void stepEnded(StepRun run, int told) {
        int stepResults = givenBack ? Results.RETRY : told;
        guarded(
                () -> {
                    bench.database()
                            .inTransaction(
                                    tx -> {
                                        run.write(tx, stepResults);
                                        return true;
                                    });
                    current = null;
                    count(run, stepResults);
                    if (!session.isReady()) {
                        // Whatever the step says, nothing more can be done here.
                        results = Results.RETRY;
                    }
                    // From the loop's queue, so that a long list of steps does not pile up on the
                    // stack.
                    bench.loop().post(() -> guarded(this::next));
                });
    }

    private void count(StepRun run, int stepResults) {
        StepConfig.Flags flags = run.config().flags();
        int counted = stepResults;
        switch (stepResults) {
            case Results.FAILURE -> {
                counted = flags.warnOnFailure() ? Results.WARNINGS : Results.SUCCESS;
                if (flags.flunkOnFailure()) {
                    counted = Results.FAILURE;
                }
                terminating |= flags.haltOnFailure();
            }
            case Results.WARNINGS -> {
                counted = flags.warnOnWarnings() ? Results.WARNINGS : Results.SUCCESS;
                if (flags.flunkOnWarnings()) {
                    counted = Results.FAILURE;
                }
            }
            case Results.EXCEPTION, Results.RETRY, Results.CANCELLED -> terminating = true;
            default -> {
                // Successes and skipped steps change nothing.
            }
        }
        results = Results.worse(results, counted);
        boolean worthSaying =
                stepResults != Results.SUCCESS
                        && stepResults != Results.SKIPPED
                        && counted != Results.SUCCESS;
        if (worthSaying) {
            remarks.add(run.summary(stepResults));
        }
    }

    private void next() {
        if (over || current != null) {
            return;
        }
        StepConfig config = waiting.poll();
        while (config != null && (terminating || stopped != null) && !config.flags().alwaysRun()) {
            config = waiting.poll();
        }
        if (config == null || givenBack || !session.isReady()) {
            finish();
            return;
        }
        begin(config, steps.apply(config), tx -> state(tx, "building"));
    }

    /** Ends it early: the step that runs is interrupted, only steps that always run come after it. */
    public void stop(String reason) {
        if (over) {
            return;
        }
        if (stopped == null) {
            stopped = reason.length() > REASON ? reason.substring(0, REASON) : reason;
        }
        results = Results.worse(results, Results.CANCELLED);
        if (current != null) {
            current.stop(reason);
        }
    }

    /** Ends it early so that it is built again, because the master stops. */
    public void giveBack(String reason) {
        if (over) {
            return;
        }
        givenBack = true;
        results = Results.worse(results, Results.RETRY);
        if (current != null) {
            current.stop(reason);
        }
    }

    private String text() {
        StringBuilder text =
                new StringBuilder(
                        switch (results) {
                            case Results.SUCCESS, Results.SKIPPED -> "build successful";
                            case Results.WARNINGS -> "warnings";
                            case Results.FAILURE -> "failed";
                            case Results.EXCEPTION -> "exception";
                            case Results.RETRY -> "retry";
                            default -> "cancelled";
                        });
        if (stopped != null) {
            text.append(" (").append(stopped).append(')');
        }
        remarks.forEach(remark -> text.append(' ').append(remark));
        return text.toString();
    }

    private void finish() {
        over = true;
        if (stopped != null && results == Results.RETRY) {
            // Somebody wanted an end: losing the worker on the way is no reason to begin anew.
            results = Results.CANCELLED;
        } else if (givenBack) {
            results = Results.RETRY;
        }
        try {
            bench.database()
                    .inTransaction(
                            tx -> {
                                state(tx, text());
                                bench.stores().builds().finish(tx, buildid(), results, text());
                                if (results == Results.RETRY) {
                                    bench.stores().buildrequests().unclaim(tx, requestid());
                                } else {
                                    bench.stores()
                                            .buildrequests()
                                            .complete(tx, List.of(requestid()), results);
                                }
                                return true;
                            });
        } catch (RuntimeException e) {
            LOG.error("The end of build {} cannot be written; trying again", buildid(), e);
            bench.loop().after(WRITE_AGAIN, this::finish);
            return;
        }
        ended.accept(this);
    }
}
