package dev.gatehouse.master.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.data.Results;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.log.Log;
import dev.gatehouse.data.property.SourcedValue;
import dev.gatehouse.data.sourcestamp.Sourcestamp;
import dev.gatehouse.master.MasterLoop;
import dev.gatehouse.master.config.Interpolation;
import dev.gatehouse.master.config.StepConfig;
import dev.gatehouse.master.worker.RemoteCommand;
import dev.gatehouse.master.worker.WorkerSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One step while it runs: its row, its logs, its commands. What a kind of step may do is what this class
 * offers. Belongs to the master's loop.
 */
public final class StepRun {

    private static final Logger LOG = LoggerFactory.getLogger(StepRun.class);

    private final Bench bench;
    private final BuildRun build;
    private final StepConfig config;
    private final Step step;
    private final long stepid;
    private final Map<String, Log> logs = new LinkedHashMap<>();

    private int commands;
    private @Nullable String commandId;
    private MasterLoop.@Nullable Timer pause;
    private Duration grace = Duration.ZERO;
    private @Nullable String stopped;
    private boolean over;

    StepRun(Bench bench, BuildRun build, StepConfig config, Step step, long stepid) {
        this.bench = bench;
        this.build = build;
        this.config = config;
        this.step = step;
        this.stepid = stepid;
    }

    void start() {
        guarded(
                () -> {
                    String words =
                            config.description() == null
                                    ? step.running(this)
                                    : fill(config.description());
                    bench.database()
                            .inTransaction(
                                    tx -> bench.stores().steps().setState(tx, stepid, words));
                    step.start(this);
                });
    }

    StepConfig config() {
        return config;
    }

    /** Runs it; a fault of ours ends the step, not the master. */
    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("Step {} of build {} failed inside the master", stepid, build.buildid(), e);
            try {
                note("the master failed: " + e);
            } catch (RuntimeException more) {
                LOG.debug("Nor could that be noted", more);
            }
            finish(Results.EXCEPTION);
        }
    }

    // What steps use.

    /** Fills the build's values into a text of the configuration. */
    public String fill(String text) {
        return Interpolation.fill(text, build);
    }

    /** A path below the builder's directory on the worker. */
    public String path(String below) {
        WorkerSession session = build.session();
        return session.path(session.basedir(), build.builddir(), fill(below));
    }

    /** The builder's environment with the step's over it, filled in. */
    public Map<String, @Nullable Object> environment(Map<String, @Nullable String> own) {
        Map<String, @Nullable String> merged = new LinkedHashMap<>(build.config().env());
        merged.putAll(own);
        Map<String, @Nullable Object> filled = new LinkedHashMap<>();
        merged.forEach((name, value) -> filled.put(name, value == null ? null : fill(value)));
        return filled;
    }

    public Optional<Sourcestamp> source(String codebase) {
        return build.source(codebase);
    }

    public @Nullable JsonNode property(String name) {
        return build.property(name);
    }

    public void setProperty(String name, Object value, String source) {
        build.setProperty(name, SourcedValue.of(value, source));
    }

    /** The log of that name, begun when it is first asked for. */
    public Log log(String name, String type) {
        Log known = logs.get(name);
        if (known != null) {
            return known;
        }
        Log begun =
                bench.database()
                        .inTransaction(tx -> bench.stores().logs().add(tx, stepid, name, type));
        logs.put(name, begun);
        return begun;
    }

    /** Adds lines of ours to the step's output. */
    public void note(String text) {
        List<String> lines = new ArrayList<>();
        LogWriter.split('h', text, lines);
        bench.stores().logs().append(log("stdio", "s").logid(), lines);
    }

    /** Sends a command; see {@link #command(String, Map, Map, Duration, boolean, Consumer)}. */
    public void command(
            String name,
            Map<String, @Nullable Object> arguments,
            Consumer<RemoteCommand.Outcome> then) {
        command(
                name,
                arguments,
                Map.of(),
                Duration.ZERO,
                false,
                (outcome, out) -> then.accept(outcome));
    }

    /** What a command has ended with, and its captured output. */
    @FunctionalInterface
    public interface Ended {
        void ended(RemoteCommand.Outcome outcome, String output);
    }

    /**
     * Sends a command to the worker, its output to the step's log. What is done next is only told when
     * the worker carried it out, whatever the exit code: when the line is lost, somebody stops the build
     * or the worker cannot do it, the step is ended here.
     *
     * @param files further log files: the worker's name for them to the log's name
     * @param sigtermTime what the command has for itself after it is told to end
     * @param capture whether the output is wanted
     */
    public void command(
            String name,
            Map<String, @Nullable Object> arguments,
            Map<String, String> files,
            Duration sigtermTime,
            boolean capture,
            Ended then) {
        if (over) {
            return;
        }
        if (stopped != null) {
            finish(Results.CANCELLED);
            return;
        }
        Map<String, Long> fileLogs = new LinkedHashMap<>();
        files.forEach((file, log) -> fileLogs.put(file, log(log, "s").logid()));
        LogWriter output =
                new LogWriter(bench.stores().logs(), log("stdio", "s").logid(), fileLogs, capture);
        String id = commandId(bench.boot(), stepid, commands++);
        commandId = id;
        grace = sigtermTime;
        build.session()
                .start(
                        id,
                        new RemoteCommand(
                                name,
                                arguments,
                                output,
                                outcome -> guarded(() -> ended(outcome, output.captured(), then))));
    }

    /** Unlike that of any other command, so that a later start of the master knows what to end. */
    static String commandId(String boot, long stepid, int count) {
        return boot + "-" + stepid + "-" + count;
    }

    private void ended(RemoteCommand.Outcome outcome, String output, Ended then) {
        commandId = null;
        if (over) {
            return;
        }
        if (outcome.lost()) {
            note("the connection to the worker was lost");
            finish(Results.RETRY);
        } else if (stopped != null) {
            finish(Results.CANCELLED);
        } else if (outcome.broken()) {
            note(
                    outcome.failure() == null
                            ? "the worker told no exit code"
                            : "the worker could not do it: " + outcome.failure());
            finish(Results.EXCEPTION);
        } else {
            then.ended(outcome, output);
        }
    }

    /** Goes on after a while. */
    public void later(Duration delay, Runnable then) {
        pause = bench.loop().after(delay, () -> guarded(then));
    }

    /** Ends the step; only the first call counts. */
    public void finish(int results) {
        if (over) {
            return;
        }
        over = true;
        if (pause != null) {
            pause.cancel();
        }
        build.stepEnded(this, results);
    }

    // What the build uses.

    void stop(String reason) {
        if (over || stopped != null) {
            return;
        }
        stopped = reason;
        if (commandId != null) {
            build.session().interrupt(commandId, reason, grace);
        } else if (pause != null) {
            finish(Results.CANCELLED);
        }
    }

    /** What is shown of a step that has ended so. */
    String summary(int results) {
        String words =
                config.descriptionDone() == null ? step.done(this) : fill(config.descriptionDone());
        return results == Results.SUCCESS ? words : words + " (" + BuildRun.word(results) + ")";
    }

    void write(Transaction tx, int results) {
        for (Log log : logs.values()) {
            bench.stores().logs().finish(tx, log.logid());
        }
        bench.stores().steps().setState(tx, stepid, summary(results));
        bench.stores().steps().finish(tx, stepid, results, config.hide());
    }
}
