package dev.gatehouse.master.step;

import dev.gatehouse.data.Results;
import dev.gatehouse.master.config.StepConfig;
import dev.gatehouse.master.run.Step;
import dev.gatehouse.master.run.StepRun;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs one command on the worker; its exit code decides. Belongs to the master's loop. */
public final class ShellStep implements Step {

    private final StepConfig.Shell shell;
    private final @Nullable String property;
    private final boolean strip;

    public ShellStep(StepConfig.Shell shell) {
        this.shell = shell;
        this.property = null;
        this.strip = false;
    }

    /** The output becomes a property. */
    public ShellStep(StepConfig.SetProperty config) {
        this.shell = config.shell();
        this.property = config.property();
        this.strip = config.strip();
    }

    @Override
    public String running(StepRun run) {
        return words(run);
    }

    @Override
    public String done(StepRun run) {
        return property == null ? words(run) : "property '" + property + "' set";
    }

    /** The first words of the command, in quotes. */
    private String words(StepRun run) {
        List<String> words =
                shell.throughShell()
                        ? List.of(run.fill(shell.command().get(0)).trim().split("\\s+"))
                        : shell.command().stream().map(run::fill).toList();
        return words.size() < 3
                ? "'" + String.join(" ", words) + "'"
                : "'" + words.get(0) + " " + words.get(1) + " ...'";
    }

    @Override
    public void start(StepRun run) {
        Map<String, @Nullable Object> arguments = arguments(run);
        Duration grace = shell.sigtermTime() == null ? Duration.ZERO : shell.sigtermTime();
        Map<String, String> files = new LinkedHashMap<>();
        shell.logfiles().keySet().forEach(name -> files.put(name, name));
        run.command(
                "shell",
                arguments,
                files,
                grace,
                property != null,
                (outcome, output) -> {
                    int rc = outcome.rc() == null ? -1 : outcome.rc();
                    int results = shell.decodeRC().getOrDefault(rc, Results.FAILURE);
                    if (property != null && results == Results.SUCCESS) {
                        String value =
                                output.endsWith("\n")
                                        ? output.substring(0, output.length() - 1)
                                        : output;
                        run.setProperty(
                                property,
                                strip ? value.strip() : value,
                                "SetPropertyFromCommand Step");
                    }
                    run.finish(results);
                });
    }

    private Map<String, @Nullable Object> arguments(StepRun run) {
        Map<String, @Nullable Object> arguments =
                common(run, shell.workdir(), shell.env(), shell.timeout());
        arguments.put("maxTime", seconds(shell.maxTime()));
        arguments.put("sigtermTime", seconds(shell.sigtermTime()));
        arguments.put("interruptSignal", shell.interruptSignal());
        arguments.put("logEnviron", shell.logEnviron());
        arguments.put("usePTY", shell.usePTY());
        arguments.put("want_stdout", shell.wantStdout());
        arguments.put("want_stderr", shell.wantStderr());
        arguments.put("initial_stdin", shell.initialStdin());
        Map<String, Object> logfiles = new LinkedHashMap<>();
        shell.logfiles()
                .forEach(
                        (name, file) ->
                                logfiles.put(
                                        name, Map.of("filename", run.fill(file), "follow", false)));
        arguments.put("logfiles", logfiles);
        arguments.put(
                "command",
                shell.throughShell()
                        ? run.fill(shell.command().get(0))
                        : shell.command().stream().map(run::fill).toList());
        return arguments;
    }

    /** What every shell command on a worker is given. */
    static Map<String, @Nullable Object> common(
            StepRun run,
            String workdir,
            Map<String, @Nullable String> env,
            @Nullable Duration timeout) {
        Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
        arguments.put("workdir", run.path(workdir));
        arguments.put("env", run.environment(env));
        arguments.put("want_stdout", true);
        arguments.put("want_stderr", true);
        arguments.put("logfiles", Map.of());
        arguments.put("timeout", seconds(timeout));
        arguments.put("maxTime", null);
        arguments.put("sigtermTime", null);
        arguments.put("usePTY", false);
        arguments.put("logEnviron", false);
        arguments.put("initial_stdin", null);
        return arguments;
    }

    static @Nullable Object seconds(@Nullable Duration duration) {
        if (duration == null) {
            return null;
        }
        return duration.toMillisPart() == 0
                ? (Object) duration.toSeconds()
                : duration.toMillis() / 1000.0;
    }
}
