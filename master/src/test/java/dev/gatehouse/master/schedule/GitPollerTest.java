package dev.gatehouse.master.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatehouse.data.change.Change;
import dev.gatehouse.data.query.Query;
import dev.gatehouse.master.ScriptedWorker;
import dev.gatehouse.master.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real repository, with the real git. */
class GitPollerTest {

    @TempDir Path folder;
    private Path repository;
    private World world;

    @BeforeEach
    void start() throws Exception {
        repository = Files.createDirectory(folder.resolve("repo"));
        git("init", "-q", "-b", "master", ".");
        git("config", "user.name", "Ünal Dev");
        git("config", "user.email", "dev@example.org");
        commit("first", "a.txt");
        world = new World(Files.createDirectory(folder.resolve("base")));
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private void startMaster(String branches) {
        world.start(
                """
                protocols: {msgpack_experimental_v7: {port: "tcp:0:interface=127.0.0.1"}}
                workers: [{name: w1, password: pw}]
                builders:
                  - {name: b, workername: w1, factory: [{ShellCommand: {command: "true"}}]}
                schedulers:
                  - SingleBranchScheduler:
                      {name: on-master, builderNames: [b], treeStableTimer: 30, branch: master}
                change_source:
                  - GitPoller: {repourl: "%s", branches: %s, pollInterval: 60, pollAtLaunch: true, project: demo}
                """
                        .formatted(repository, branches));
        await().until(() -> lastRev() != null);
    }

    private String lastRev() {
        return world.stores
                .objectStates()
                .get(repository.toString(), "GitPoller", "lastRev")
                .orElse(null);
    }

    private String git(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(words));
        Process process =
                new ProcessBuilder(command)
                        .directory(repository.toFile())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.strip();
    }

    private String commit(String comments, String... files) throws Exception {
        for (String file : files) {
            Path path = repository.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, comments);
        }
        git("add", "-A");
        git("commit", "-q", "-m", comments);
        return git("rev-parse", "HEAD");
    }

    private void poll() {
        String before = lastRev();
        world.pass(Duration.ofSeconds(61));
        await().atMost(Duration.ofSeconds(20)).until(() -> !before.equals(lastRev()));
    }

    private long changes() {
        return world.count("SELECT count(*) AS n FROM changes");
    }

    @Test
    void firstLook_onlyLearnsWhereThingsStand() throws Exception {
        startMaster("[master]");
        assertThat(changes()).isZero();
        assertThat(lastRev()).isEqualTo("{\"master\":\"" + git("rev-parse", "HEAD") + "\"}");
    }

    @Test
    void poller_isShownAsAChangeSourceOfItsMaster() {
        startMaster("[master]");
        assertThat(world.stores.changesources().list(Query.all()).all())
                .singleElement()
                .satisfies(
                        source -> {
                            assertThat(source.name()).isEqualTo(repository.toString());
                            assertThat(source.master()).isNotNull();
                        });
    }

    @Test
    void newCommits_becomeChangesOldestFirst() throws Exception {
        startMaster("[master]");
        String one = commit("one\n\nwith a body", "dir/b.txt", "-n \"ö\n.txt");
        String two = commit("two", "c.txt");
        poll();
        assertThat(changes()).isEqualTo(2);
        Change first = world.stores.changes().find(1).orElseThrow();
        assertThat(first.revision()).isEqualTo(one);
        assertThat(first.author()).isEqualTo("Ünal Dev <dev@example.org>");
        assertThat(first.committer()).isEqualTo("Ünal Dev <dev@example.org>");
        assertThat(first.comments()).isEqualTo("one\n\nwith a body");
        assertThat(first.files()).containsExactlyInAnyOrder("dir/b.txt", "-n \"ö\n.txt");
        assertThat(first.branch()).isEqualTo("master");
        assertThat(first.project()).isEqualTo("demo");
        assertThat(first.repository()).isEqualTo(repository.toString());
        assertThat(first.revlink()).isEmpty();
        assertThat(world.stores.changes().find(2).orElseThrow().revision()).isEqualTo(two);
    }

    @Test
    void newBranch_tellsOnlyWhatNoOtherBranchHas() throws Exception {
        startMaster("true");
        git("checkout", "-q", "-b", "feature/x");
        commit("on the branch", "x.txt");
        poll();
        assertThat(changes()).isEqualTo(1);
        assertThat(world.stores.changes().find(1).orElseThrow().branch()).isEqualTo("feature/x");
    }

    @Test
    void commitThatIsNewOnTwoBranches_isToldOnce() throws Exception {
        startMaster("true");
        commit("on both", "x.txt");
        git("branch", "copy");
        poll();
        assertThat(changes()).isEqualTo(1);
    }

    @Test
    void rewrittenBranch_tellsTheNewCommits() throws Exception {
        startMaster("[master]");
        commit("gone", "x.txt");
        poll();
        git("reset", "-q", "--hard", "HEAD~1");
        String kept = commit("instead", "y.txt");
        poll();
        assertThat(changes()).isEqualTo(2);
        assertThat(world.stores.changes().find(2).orElseThrow().revision()).isEqualTo(kept);
    }

    @Test
    void scheduler_waitsForTheBranchToBecomeStill_thenBuildsTheNewest() throws Exception {
        startMaster("[master]");
        commit("one", "b.txt");
        String two = commit("two", "c.txt");
        poll();
        assertThat(world.count("SELECT count(*) AS n FROM buildsets")).isZero();
        try (ScriptedWorker worker = world.worker("w1")) {
            worker.script = command -> List.of(ScriptedWorker.item("rc", 0));
            await().until(
                            () -> {
                                world.pass(Duration.ofSeconds(10));
                                return world.count(
                                                "SELECT count(*) AS n FROM builds WHERE results = 0")
                                        == 1;
                            });
        }
        var properties = world.stores.properties().ofBuild(1).values();
        assertThat(properties.get("revision").value().asText()).isEqualTo(two);
        assertThat(properties.get("branch").value().asText()).isEqualTo("master");
        assertThat(properties.get("scheduler").value().asText()).isEqualTo("on-master");
        assertThat(world.count("SELECT count(*) AS n FROM buildsets")).isEqualTo(1);
        assertThat(
                        world.stores
                                .objectStates()
                                .get("on-master", "SingleBranchScheduler", "gatehouse_last_change"))
                .hasValue("2");
    }

    @Test
    void repositoryThatIsGone_isNoReasonToStop() throws Exception {
        startMaster("[master]");
        Path aside = folder.resolve("aside");
        Files.move(repository, aside);
        world.pass(Duration.ofSeconds(61));
        Files.move(aside, repository);
        commit("back", "z.txt");
        await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> {
                            world.pass(Duration.ofSeconds(61));
                            return changes() == 1;
                        });
    }
}
