package dev.gatehouse.master.step;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.data.Results;
import dev.gatehouse.data.sourcestamp.Sourcestamp;
import dev.gatehouse.master.config.StepConfig;
import dev.gatehouse.master.config.StepConfig.GitMethod;
import dev.gatehouse.master.run.Step;
import dev.gatehouse.master.run.StepRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gets sources with the worker's own git and tells which revision they are. Names that come from outside
 * (branch, revision) never stand where git would take them for options. Belongs to the master's loop.
 */
public final class GitStep implements Step {

    /** What git has for itself after it is told to end, so that it can remove its lock files. */
    private static final Duration SIGTERM = Duration.ofSeconds(1);

    private final StepConfig.Git git;
    private int retriesLeft;

    public GitStep(StepConfig.Git git) {
        this.git = git;
        this.retriesLeft = git.retries();
    }

    @Override
    public String running(StepRun run) {
        return git.codebase().isEmpty() ? "updating" : "updating " + git.codebase();
    }

    @Override
    public String done(StepRun run) {
        return git.codebase().isEmpty() ? "update" : "update " + git.codebase();
    }

    /** What to check out. */
    private record Target(String url, @Nullable String branch, @Nullable String revision) {}

    @Override
    public void start(StepRun run) {
        Optional<Sourcestamp> source = run.source(git.codebase());
        String url = run.fill(git.repourl());
        String branch =
                source.map(Sourcestamp::branch).filter(b -> !b.isBlank()).orElse(git.branch());
        String revision =
                git.alwaysUseLatest()
                        ? null
                        : source.map(Sourcestamp::revision).filter(r -> !r.isBlank()).orElse(null);
        String odd = odd(branch) != null ? odd(branch) : odd(revision);
        if (odd != null || url.startsWith("-")) {
            run.note("not a name that git can be given: '" + (odd == null ? url : odd) + "'");
            run.finish(Results.FAILURE);
            return;
        }
        Target target = new Target(url, branch, revision);
        if (git.method() == GitMethod.CLOBBER) {
            clobber(run, target);
            return;
        }
        Map<String, @Nullable Object> path = new LinkedHashMap<>();
        path.put("path", run.path(git.workdir()) + "/.git");
        path.put("logEnviron", false);
        run.command(
                "stat",
                path,
                outcome -> {
                    if (outcome.ok()) {
                        update(run, target);
                    } else {
                        clobber(run, target);
                    }
                });
    }

    /** A name that git might take for something else than a name. */
    private static @Nullable String odd(@Nullable String name) {
        boolean bad =
                name != null
                        && (name.startsWith("-")
                                || name.chars().anyMatch(c -> c <= ' ' || c == 127));
        return bad ? name : null;
    }

    private void git(StepRun run, List<String> words, boolean capture, StepRun.Ended then) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(words);
        Map<String, @Nullable Object> arguments =
                ShellStep.common(run, git.workdir(), git.env(), git.timeout());
        arguments.put("sigtermTime", SIGTERM.toSeconds());
        arguments.put("logEnviron", git.logEnviron());
        arguments.put("command", command);
        run.command("shell", arguments, Map.of(), SIGTERM, capture, then);
    }

    /** Goes on when it succeeded; else tries the whole again, if it may, or ends the step. */
    private void git(StepRun run, Target target, List<String> words, Runnable then) {
        git(
                run,
                words,
                false,
                (outcome, output) -> {
                    if (outcome.ok()) {
                        then.run();
                    } else {
                        failed(run, target);
                    }
                });
    }

    private void failed(StepRun run, Target target) {
        if (retriesLeft <= 0) {
            run.finish(Results.FAILURE);
            return;
        }
        retriesLeft--;
        run.note("trying again in " + git.retryDelay().toSeconds() + " s");
        run.later(git.retryDelay(), () -> clobber(run, target));
    }

    private void clobber(StepRun run, Target target) {
        remove(
                run,
                rc -> {
                    if (rc != 0) {
                        run.note("the old checkout cannot be removed");
                        run.finish(Results.FAILURE);
                        return;
                    }
                    clone(run, target);
                });
    }

    private void remove(StepRun run, Consumer<Integer> then) {
        Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
        arguments.put("paths", List.of(run.path(git.workdir())));
        arguments.put("logEnviron", false);
        arguments.put("timeout", ShellStep.seconds(git.timeout()));
        run.command(
                "rmdir",
                arguments,
                outcome -> then.accept(outcome.rc() == null ? -1 : outcome.rc()));
    }

    private void clone(StepRun run, Target target) {
        List<String> words = new ArrayList<>(List.of("clone"));
        if (git.depth() > 0 && target.revision() == null) {
            words.addAll(List.of("--depth", String.valueOf(git.depth())));
        }
        if (target.branch() != null && !target.branch().startsWith("refs/")) {
            words.addAll(List.of("--branch", target.branch()));
        }
        if (git.progress()) {
            words.add("--progress");
        }
        words.addAll(List.of("--", target.url(), "."));
        git(run, target, words, () -> checkout(run, target));
    }

    private void update(StepRun run, Target target) {
        Runnable fetch = () -> fetch(run, target);
        if (git.method() == GitMethod.INCREMENTAL) {
            fetch.run();
        } else {
            clean(run, target, fetch);
        }
    }

    private void clean(StepRun run, Target target, Runnable then) {
        List<String> words = new ArrayList<>(List.of("clean", "-f", "-f", "-d"));
        if (git.method() == GitMethod.FRESH) {
            words.add("-x");
        }
        git(
                run,
                words,
                false,
                (outcome, output) -> {
                    if (outcome.ok()) {
                        then.run();
                    } else {
                        // Not a repository any more, perhaps: begin anew.
                        clobber(run, target);
                    }
                });
    }

    private void fetch(StepRun run, Target target) {
        List<String> words = new ArrayList<>(List.of("fetch", "-f", "-t"));
        if (git.progress()) {
            words.add("--progress");
        }
        words.addAll(
                List.of("--", target.url(), target.branch() == null ? "HEAD" : target.branch()));
        git(
                run,
                words,
                false,
                (outcome, output) -> {
                    if (outcome.ok()) {
                        reset(run, target);
                    } else {
                        clobber(run, target);
                    }
                });
    }

    private void reset(StepRun run, Target target) {
        String revision = target.revision() == null ? "FETCH_HEAD" : target.revision();
        git(
                run,
                List.of("checkout", "-f", revision, "--"),
                false,
                (outcome, output) -> {
                    if (!outcome.ok()) {
                        clobber(run, target);
                    } else if (git.method() == GitMethod.INCREMENTAL) {
                        submodules(run, target);
                    } else {
                        clean(run, target, () -> submodules(run, target));
                    }
                });
    }

    private void checkout(StepRun run, Target target) {
        if (target.branch() != null && target.branch().startsWith("refs/")) {
            git(
                    run,
                    target,
                    List.of("fetch", "-f", "--", target.url(), target.branch()),
                    () ->
                            git(
                                    run,
                                    target,
                                    List.of(
                                            "checkout",
                                            "-f",
                                            target.revision() == null
                                                    ? "FETCH_HEAD"
                                                    : target.revision(),
                                            "--"),
                                    () -> submodules(run, target)));
        } else if (target.revision() != null) {
            git(
                    run,
                    target,
                    List.of("checkout", "-f", target.revision(), "--"),
                    () -> submodules(run, target));
        } else {
            submodules(run, target);
        }
    }

    private void submodules(StepRun run, Target target) {
        if (!git.submodules()) {
            tell(run);
            return;
        }
        git(
                run,
                target,
                List.of("submodule", "sync"),
                () ->
                        git(
                                run,
                                target,
                                List.of("submodule", "update", "--init", "--recursive"),
                                () -> tell(run)));
    }

    private void tell(StepRun run) {
        git(
                run,
                List.of("rev-parse", "HEAD"),
                true,
                (outcome, output) -> {
                    String revision = output.strip();
                    if (!outcome.ok() || !revision.matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
                        run.note("git told no revision");
                        run.finish(Results.FAILURE);
                        return;
                    }
                    run.setProperty("got_revision", got(run, revision), "Git");
                    run.finish(Results.SUCCESS);
                });
    }

    /** With named codebases the property holds the revision of each. */
    private Object got(StepRun run, String revision) {
        if (git.codebase().isEmpty()) {
            return revision;
        }
        Map<String, Object> all = new LinkedHashMap<>();
        JsonNode before = run.property("got_revision");
        if (before != null && before.isObject()) {
            before.properties()
                    .forEach(entry -> all.put(entry.getKey(), entry.getValue().asText()));
        }
        all.put(git.codebase(), revision);
        return all;
    }
}
