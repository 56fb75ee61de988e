package dev.gatehouse.master.schedule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.data.Stores;
import dev.gatehouse.data.change.NewChange;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.json.JsonMappers;
import dev.gatehouse.master.config.PollerConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds new commits in a git repository: fetches the branches into a bare repository below the base
 * directory and tells, oldest first, what was not there the last time. Where it has got to is written in
 * one transaction with the changes. Called by one thread at a time, which waits for git.
 *
 * <p>At most {@value #AT_ONCE} commits of a branch are told at once, the newest; earlier ones are passed
 * over with a warning.
 */
public final class GitPoller {

    private static final Logger LOG = LoggerFactory.getLogger(GitPoller.class);
    private static final ObjectMapper JSON = JsonMappers.builder().build();
    static final int AT_ONCE = 500;
    private static final int COMMENTS = 65536;
    private static final String STATE_CLASS = "GitPoller";
    private static final String STATE = "lastRev";

    private final PollerConfig config;
    private final Database database;
    private final Stores stores;
    private final Path directory;
    private final GitCommand git;

    public GitPoller(PollerConfig config, Database database, Stores stores, Path basedir) {
        this.config = config;
        this.database = database;
        this.stores = stores;
        this.directory = basedir.resolve("gitpoller-" + digest(config.repourl()));
        this.git = new GitCommand(directory);
    }

    public PollerConfig config() {
        return config;
    }

    private static String digest(String url) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(url.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Looks once. Trouble with git is logged, not thrown: the next look may go better. */
    public void poll() throws InterruptedException {
        try {
            look();
        } catch (GitCommand.Failed e) {
            LOG.warn("Cannot look for changes in {}: {}", config.repourl(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("Cannot look for changes in {}", config.repourl(), e);
        }
    }

    private void look() throws GitCommand.Failed, InterruptedException {
        if (!Files.exists(directory.resolve("HEAD"))) {
            git.run("init", "--bare", "-q");
        }
        Map<String, String> branches = branches();
        Map<String, String> last = lastRevisions();
        if (branches.equals(last)) {
            return;
        }
        List<String> fetch =
                new ArrayList<>(List.of("fetch", "-q", "--no-tags", "--", config.repourl()));
        branches.keySet().forEach(b -> fetch.add("+refs/heads/" + b + ":refs/gatehouse/" + b));
        if (!branches.isEmpty()) {
            git.run(fetch);
        }
        Map<String, String> now = new TreeMap<>();
        List<NewChange> changes = new ArrayList<>();
        // What was told as a change of one branch is not told again for the next.
        List<String> known = new ArrayList<>(last.values());
        for (String branch : branches.keySet()) {
            String head = git.run("rev-parse", "--verify", "refs/gatehouse/" + branch).strip();
            now.put(branch, head);
            // The first look only learns where things stand.
            if (!last.isEmpty() && !head.equals(last.get(branch))) {
                for (String revision : newest(head, known)) {
                    changes.add(change(branch, revision));
                }
            }
            known.add(head);
        }
        write(now, changes);
    }

    private Map<String, String> branches() throws GitCommand.Failed, InterruptedException {
        Map<String, String> heads = new TreeMap<>();
        String told = git.run("ls-remote", "--heads", "--", config.repourl());
        for (String line : told.split("\n")) {
            String[] parts = line.split("\t", 2);
            if (parts.length == 2 && parts[1].startsWith("refs/heads/")) {
                String branch = parts[1].substring("refs/heads/".length());
                if (config.branches().isEmpty() || config.branches().contains(branch)) {
                    heads.put(branch, parts[0]);
                }
            }
        }
        for (String wanted : config.branches()) {
            if (!heads.containsKey(wanted)) {
                LOG.warn("There is no branch '{}' in {}", wanted, config.repourl());
            }
        }
        return heads;
    }

    private Map<String, String> lastRevisions() {
        String json = stores.objectStates().get(config.name(), STATE_CLASS, STATE).orElse("{}");
        try {
            Map<String, String> last =
                    JSON.readValue(json, new TypeReference<TreeMap<String, String>>() {});
            return last == null ? Map.of() : last;
        } catch (JsonProcessingException e) {
            LOG.warn("What was last seen of {} cannot be read; beginning anew", config.repourl());
            return Map.of();
        }
    }

    /** Oldest first. */
    private List<String> newest(String head, List<String> known)
            throws GitCommand.Failed, InterruptedException {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "rev-list",
                                "--ignore-missing",
                                "--topo-order",
                                "--max-count=" + (AT_ONCE + 1),
                                head));
        known.forEach(revision -> words.add("^" + revision));
        words.add("--");
        List<String> revisions = new ArrayList<>();
        for (String line : git.run(words).split("\n")) {
            if (!line.isBlank()) {
                revisions.add(line.strip());
            }
        }
        if (revisions.size() > AT_ONCE) {
            LOG.warn(
                    "More than {} new commits in {}: the oldest are passed over",
                    AT_ONCE,
                    config.repourl());
            revisions.subList(AT_ONCE, revisions.size()).clear();
        }
        java.util.Collections.reverse(revisions);
        return revisions;
    }

    private NewChange change(String branch, String revision)
            throws GitCommand.Failed, InterruptedException {
        String[] parts =
                git.run(
                                "show",
                                "-s",
                                "--format=%aN <%aE>%x00%cN <%cE>%x00%ct%x00%B",
                                revision,
                                "--")
                        .split("\0", 4);
        if (parts.length < 4) {
            throw new GitCommand.Failed("git told too little of commit " + revision);
        }
        List<String> files = new ArrayList<>();
        String names =
                git.run(
                        "diff-tree",
                        "-z",
                        "--root",
                        "-m",
                        "--first-parent",
                        "--no-commit-id",
                        "--name-only",
                        "-r",
                        revision,
                        "--");
        for (String name : names.split("\0")) {
            if (!name.isEmpty()) {
                files.add(name);
            }
        }
        String comments = parts[3].stripTrailing();
        return new NewChange(
                parts[0],
                parts[1],
                comments.length() > COMMENTS ? comments.substring(0, COMMENTS) : comments,
                files,
                revision,
                when(parts[2]),
                branch,
                config.category().isEmpty() ? null : config.category(),
                "",
                config.repourl(),
                config.project(),
                config.codebase(),
                Map.of());
    }

    private static Instant when(String seconds) {
        try {
            return Instant.ofEpochSecond(Long.parseLong(seconds.strip()));
        } catch (NumberFormatException | java.time.DateTimeException e) {
            return Instant.EPOCH;
        }
    }

    private void write(Map<String, String> now, List<NewChange> changes) {
        database.inTransaction(
                tx -> {
                    changes.forEach(change -> stores.changes().add(tx, change));
                    try {
                        stores.objectStates()
                                .set(
                                        tx,
                                        config.name(),
                                        STATE_CLASS,
                                        STATE,
                                        JSON.writeValueAsString(new LinkedHashMap<>(now)));
                    } catch (JsonProcessingException e) {
                        throw new IllegalStateException(e);
                    }
                    return true;
                });
    }
}
