package dev.gatehouse.master.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step of a builder.
 *
 * @param name null for the name of its kind
 * @param description what is shown while it runs; null for the kind's own words
 * @param descriptionDone what is shown when it has ended
 * @param hide whether lists of steps leave it out
 */
public record StepConfig(
        @Nullable String name,
        Flags flags,
        @Nullable String description,
        @Nullable String descriptionDone,
        boolean hide,
        Work work) {

    /** What a step's result does to its build. */
    public record Flags(
            boolean haltOnFailure,
            boolean flunkOnFailure,
            boolean flunkOnWarnings,
            boolean warnOnFailure,
            boolean warnOnWarnings,
            boolean alwaysRun) {}

    /** What is done. */
    public sealed interface Work permits Shell, Git, SetProperty, Preparation {}

    /**
     * A command on the worker.
     *
     * @param command one text for the shell, or words that are executed as they are
     * @param workdir below the builder's directory
     * @param env a null value removes the variable
     * @param timeout without output; null for any time
     * @param maxTime in all; null for any time
     * @param sigtermTime how long a SIGTERM may take before it is killed; null to kill it at once
     * @param decodeRC exit code to result; others are a failure
     * @param logfiles further files to follow: log name to path
     */
    public record Shell(
            List<String> command,
            boolean throughShell,
            String workdir,
            Map<String, @Nullable String> env,
            @Nullable Duration timeout,
            @Nullable Duration maxTime,
            @Nullable Duration sigtermTime,
            String interruptSignal,
            boolean logEnviron,
            boolean usePTY,
            boolean wantStdout,
            boolean wantStderr,
            @Nullable String initialStdin,
            Map<Integer, Integer> decodeRC,
            Map<String, String> logfiles)
            implements Work {
        public Shell {
            command = List.copyOf(command);
            // Map.copyOf would refuse the nulls that remove a variable.
            env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
            decodeRC = Map.copyOf(decodeRC);
            logfiles = Map.copyOf(logfiles);
        }
    }

    /**
     * A command whose output becomes a property.
     *
     * @param strip whether white space around the output is cut off
     */
    public record SetProperty(Shell shell, String property, boolean strip) implements Work {}

    /** Sees whether the worker is there: every build begins with it, no configuration names it. */
    public record Preparation() implements Work {}

    /** How much of a checkout is thrown away. */
    public enum GitMethod {
        /** Everything: cloned anew. */
        CLOBBER,
        /** What git does not know, ignored files included. */
        FRESH,
        /** What git does not know, but not ignored files. */
        CLEAN,
        /** Nothing. */
        INCREMENTAL
    }

    /**
     * A checkout.
     *
     * @param branch when the sourcestamp names none; null for the repository's own default
     * @param depth of a shallow clone; 0 for all history
     */
    public record Git(
            String repourl,
            @Nullable String branch,
            GitMethod method,
            int depth,
            boolean submodules,
            boolean alwaysUseLatest,
            boolean progress,
            int retries,
            Duration retryDelay,
            String codebase,
            String workdir,
            Map<String, @Nullable String> env,
            @Nullable Duration timeout,
            boolean logEnviron)
            implements Work {
        public Git {
            env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
        }
    }
}
