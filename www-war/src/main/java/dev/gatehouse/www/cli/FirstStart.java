package dev.gatehouse.www.cli;

import dev.gatehouse.www.BaseDirectory;
import dev.gatehouse.www.CannotStart;
import dev.gatehouse.www.RandomText;
import dev.gatehouse.www.Reasons;
import dev.gatehouse.www.Server;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Fills a new base directory: a commented configuration, and passwords that nobody chose. Used by one
 * thread, which holds the base directory's lock.
 */
final class FirstStart {
    static final String ADMIN = Server.ADMIN;
    static final String ADMIN_PASSWORD = Server.ADMIN_PASSWORD;
    static final String WORKER_PASSWORD = "worker.password";

    /** What was printed at the first start. */
    static final String TOLD = "first-start.txt";

    private FirstStart() {}

    /**
     * @param sampleRepo the git repository that the sample builder builds; without one it builds nothing
     *     but runs a few commands
     */
    static void write(BaseDirectory basedir, @Nullable Path sampleRepo) {
        String config = template("gatehouse.yaml");
        config =
                sampleRepo == null
                        ? config.replaceAll("(?m)^.*#git-only\\n", "").replace("#no-git-only", "")
                        : config.replaceAll("(?m)^.*#no-git-only\\n", "")
                                .replace("#git-only", "")
                                .replace("@REPOSITORY@", quoted(repository(sampleRepo)))
                                .replace("@BRANCH@", quoted(branch(sampleRepo)));
        config = config.replaceAll("(?m)[ ]+$", "");
        if (basedir.firstLine(ADMIN_PASSWORD) == null) {
            basedir.writePrivate(ADMIN_PASSWORD, RandomText.password() + "\n");
        }
        if (basedir.firstLine(WORKER_PASSWORD) == null) {
            basedir.writePrivate(WORKER_PASSWORD, RandomText.password() + "\n");
        }
        Path file = basedir.path().resolve("gatehouse.yaml");
        try {
            Files.writeString(file, config, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CannotStart("cannot write " + file + ": " + Reasons.of(e));
        }
    }

    private static String template(String name) {
        try (InputStream in = FirstStart.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing in this WAR");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String repository(Path repository) {
        Path path = repository.toAbsolutePath().normalize();
        if (git(path, "rev-parse", "--verify", "-q", "HEAD") == null) {
            throw new CannotStart(path + " is not a git repository with a commit");
        }
        return path.toString();
    }

    private static String branch(Path repository) {
        String branch = git(repository, "symbolic-ref", "--short", "HEAD");
        // A detached checkout has no branch: its commit will not move, so nothing is polled there.
        return branch == null ? "HEAD" : branch;
    }

    private static @Nullable String git(Path directory, String... arguments) {
        try {
            ProcessBuilder builder = new ProcessBuilder("git", "-C", directory.toString());
            builder.command().addAll(java.util.List.of(arguments));
            Process git = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
            git.getOutputStream().close();
            String answer;
            try (InputStream in = git.getInputStream()) {
                answer = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
            }
            return git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0 ? answer : null;
        } catch (IOException e) {
            throw new CannotStart("cannot run git: " + Reasons.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotStart("interrupted while asking git");
        }
    }

    /** A YAML text in double quotes, whatever is in it. */
    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
