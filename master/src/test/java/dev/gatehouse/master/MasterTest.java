package dev.gatehouse.master;

import static dev.gatehouse.master.ScriptedWorker.item;
import static dev.gatehouse.master.ScriptedWorker.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.build.Build;
import dev.gatehouse.data.buildset.RequestIds;
import dev.gatehouse.data.database.BadDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterTest {

    private static final String CONFIG =
            """
            protocols: {msgpack_experimental_v7: {port: "tcp:0:interface=127.0.0.1"}}
            workers:
              - {name: w1, password: pw, max_builds: 1, properties: {os: linux}}
              - {name: w2, password: pw}
            builders:
              - name: demo
                workername: w1
                tags: [a]
                properties: {colour: red}
                env: {CI: "1"}
                factory:
                  - ShellCommand: {name: one, command: [make, all, "%(prop:colour)s"], env: {B: "%(prop:buildername)s"}}
                  - ShellCommand: {name: two, command: echo hi, warnOnFailure: true, flunkOnFailure: false}
                  - ShellCommand: {name: three, command: ./test, haltOnFailure: true}
                  - ShellCommand: {name: never, command: "true"}
                  - ShellCommand: {name: always, command: ./clean, alwaysRun: true}
              - name: checkout
                workernames: [w2]
                factory:
                  steps:
                    - Git: {repourl: /srv/repo.git, mode: full, method: clobber}
                    - SetPropertyFromCommand: {command: cat version, property: version}
            schedulers:
              - ForceScheduler: {name: force, builderNames: [demo]}
              - ForceScheduler: {name: force-checkout, builderNames: [checkout]}
            """;

    @TempDir Path basedir;
    private World world;

    @BeforeEach
    void start() {
        world = new World(basedir).start(CONFIG);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void force_withAWorker_runsTheStepsInOrder() throws Exception {
        try (ScriptedWorker worker = world.worker("w1")) {
            RequestIds ids = world.force("force", "{\"reason\": \"because\"}");
            ScriptedWorker.Started one = worker.next();
            assertThat(one.name()).isEqualTo("shell");
            assertThat(one.line()).isEqualTo("make all red");
            assertThat(one.args())
                    .containsEntry("workdir", "/srv/worker/demo/build")
                    .containsEntry("logEnviron", false)
                    .containsEntry("timeout", 1200)
                    .containsEntry("env", java.util.Map.of("CI", "1", "B", "demo"));
            worker.update(one, text("header", "make all red\n"), text("stdout", "compiling\n"));
            worker.update(one, text("stderr", "oh\n"), text("stdout", "é done\n"));
            worker.finish(one, "last words\n", 0);
            worker.finish(worker.next(), "hi\n", 0);
            worker.finish(worker.next(), "", 0);
            worker.finish(worker.next(), "", 0);
            worker.finish(worker.next(), "", 0);
            Build build = world.ended(1);
            assertThat(build.results()).isZero();
            assertThat(build.state_string()).isEqualTo("build successful");
            assertThat(world.steps(1))
                    .containsExactly(
                            "worker_preparation: worker w1 ready = 0",
                            "one: 'make all ...' = 0",
                            "two: 'echo hi' = 0",
                            "three: './test' = 0",
                            "never: 'true' = 0",
                            "always: './clean' = 0");
            assertThat(world.log(1, "one"))
                    .isEqualTo("hmake all red\nocompiling\neoh\no\u00e9 done\nolast words\n");
            assertThat(world.stores.buildrequests().find(ids.brids().values().iterator().next()))
                    .hasValueSatisfying(r -> assertThat(r.results()).isZero());
            assertThat(world.stores.buildsets().find(ids.bsid()))
                    .hasValueSatisfying(
                            set -> {
                                assertThat(set.complete()).isTrue();
                                assertThat(set.reason())
                                        .isEqualTo(
                                                "A build was forced by 'alice@example.org':"
                                                        + " because");
                            });
            var properties = world.stores.properties().ofBuild(1).values();
            assertThat(properties.keySet())
                    .contains(
                            "reason",
                            "owner",
                            "scheduler",
                            "buildername",
                            "builderid",
                            "os",
                            "workername",
                            "buildnumber",
                            "branch",
                            "revision",
                            "repository",
                            "codebase",
                            "project",
                            "owners",
                            "basedir",
                            "builddir",
                            "colour");
            assertThat(properties.get("builddir").value().asText()).isEqualTo("/srv/worker/demo");
            assertThat(properties.get("os").source()).isEqualTo("Worker");
            assertThat(world.count("SELECT count(*) AS n FROM logs WHERE complete = 0")).isZero();
        }
    }

    @Test
    void force_announcesInTheOrderOfTheWire() throws Exception {
        try (ScriptedWorker worker = world.worker("w1")) {
            worker.script = command -> List.of(item("rc", 0));
            await().until(() -> world.news.contains("worker connected"));
            world.news.clear();
            world.force("force", "{}");
            world.ended(1);
            await().until(() -> world.news.contains("buildset complete"));
            assertThat(world.news)
                    .startsWith(
                            "buildset new",
                            "buildrequest new",
                            "buildrequest claimed",
                            "build new",
                            "sourcedproperties update",
                            "build update",
                            "step new",
                            "step started",
                            "step updated")
                    .endsWith(
                            "build update",
                            "build finished",
                            "buildrequest complete",
                            "buildset complete");
        }
    }

    @Test
    void failure_withHalt_skipsWhatComesButNotWhatAlwaysRuns() throws Exception {
        try (ScriptedWorker worker = world.worker("w1")) {
            world.force("force", "{}");
            worker.finish(worker.next(), "", 0);
            worker.finish(worker.next(), "", 1);
            worker.finish(worker.next(), "", 3);
            ScriptedWorker.Started always = worker.next();
            assertThat(always.line()).isEqualTo("./clean");
            worker.finish(always, "", 0);
            Build build = world.ended(1);
            assertThat(build.results()).isEqualTo(2);
            assertThat(build.state_string())
                    .isEqualTo("failed 'echo hi' (failure) './test' (failure)");
            assertThat(world.steps(1))
                    .contains("two: 'echo hi' (failure) = 2", "three: './test' (failure) = 2")
                    .noneMatch(step -> step.startsWith("never"));
        }
    }

    @Test
    void warnOnFailure_makesTheBuildAWarning() throws Exception {
        try (ScriptedWorker worker = world.worker("w1")) {
            worker.script = c -> List.of(item("rc", c.line().equals("echo hi") ? 1 : 0));
            world.force("force", "{}");
            Build build = world.ended(1);
            assertThat(build.results()).isEqualTo(1);
            assertThat(build.state_string()).isEqualTo("warnings 'echo hi' (failure)");
        }
    }

    @Test
    void completeWithAFailure_isAnException() throws Exception {
        try (ScriptedWorker worker = world.worker("w1")) {
            world.force("force", "{}");
            worker.complete(worker.next(), "[Failure instance: no directory]");
            worker.finish(worker.next(), "", 0);
            Build build = world.ended(1);
            assertThat(build.results()).isEqualTo(4);
            assertThat(build.state_string()).startsWith("exception 'make all ...' (exception)");
            assertThat(world.log(1, "one")).contains("no directory");
        }
    }

    @Test
    void stop_interruptsTheCommandAndCancels() throws Exception {
        try (ScriptedWorker worker = world.worker("w1")) {
            world.force("force", "{}");
            ScriptedWorker.Started one = worker.next();
            world.master.controls().builds().stop(1, "enough", Caller.nobody());
            await().until(() -> worker.interrupted.contains(one.id()));
            worker.update(one, item("rc", -1));
            worker.complete(one, null);
            worker.finish(worker.next(), "", 0);
            Build build = world.ended(1);
            assertThat(build.results()).isEqualTo(6);
            assertThat(build.state_string())
                    .isEqualTo("cancelled (enough) 'make all ...' (cancelled)");
            assertThat(world.steps(1)).hasSize(3);
        }
    }

    @Test
    void stop_whenTheWorkerNeverEndsTheCommand_givesUpAfterTenSeconds() throws Exception {
        try (ScriptedWorker worker = world.worker("w1")) {
            world.force("force", "{}");
            ScriptedWorker.Started one = worker.next();
            world.master.controls().builds().stop(1, "enough", Caller.nobody());
            await().until(() -> worker.interrupted.contains(one.id()));
            world.pass(Duration.ofSeconds(11));
            worker.finish(worker.next(), "", 0);
            assertThat(world.ended(1).results()).isEqualTo(6);
        }
    }

    @Test
    void lostWorker_endsAsRetryAndIsBuiltAgain() throws Exception {
        RequestIds ids;
        ScriptedWorker.Started lost;
        try (ScriptedWorker worker = world.worker("w1")) {
            ids = world.force("force", "{}");
            lost = worker.next();
            worker.update(lost, text("stdout", "half\n"));
            await().until(() -> world.log(1, "one").contains("ohalf"));
        }
        Build first = world.ended(1);
        assertThat(first.results()).isEqualTo(5);
        assertThat(first.state_string()).isEqualTo("retry 'make all ...' (retry)");
        long brid = ids.brids().values().iterator().next();
        await().until(() -> !world.stores.buildrequests().find(brid).orElseThrow().claimed());
        try (ScriptedWorker again = world.worker("w1")) {
            again.script = command -> List.of(item("rc", 0));
            Build second = world.ended(2);
            assertThat(second.results()).isZero();
            assertThat(second.buildrequestid()).isEqualTo(brid);
            assertThat(second.number()).isEqualTo(2);
            assertThat(again.interrupted).containsExactly(lost.id());
        }
    }

    @Test
    void killedMaster_endsWhatItLeftAndBuildsItAgain() throws Exception {
        try (ScriptedWorker worker = world.worker("w1")) {
            world.force("force", "{}");
            worker.update(worker.next(), text("stdout", "half\n"));
            await().until(() -> world.log(1, "one").contains("ohalf"));
            world.killed();
        }
        World next = new World(basedir);
        world = next;
        next.start(CONFIG);
        Build first = next.ended(1);
        assertThat(first.results()).isEqualTo(5);
        assertThat(next.log(1, "one")).isEqualTo("ohalf\n");
        assertThat(next.count("SELECT count(*) AS n FROM steps WHERE complete_at IS NULL"))
                .isZero();
        assertThat(next.count("SELECT count(*) AS n FROM logs WHERE complete = 0")).isZero();
        assertThat(next.count("SELECT count(*) AS n FROM connected_workers")).isZero();
        try (ScriptedWorker worker = next.worker("w1")) {
            worker.script = command -> List.of(item("rc", 0));
            assertThat(next.ended(2).results()).isZero();
            assertThat(worker.interrupted).hasSize(16);
        }
    }

    @Test
    void stoppedMaster_givesBuildsBack() throws Exception {
        try (ScriptedWorker worker = world.worker("w1")) {
            world.force("force", "{}");
            ScriptedWorker.Started one = worker.next();
            Thread stopping = new Thread(world.master::stop);
            stopping.start();
            await().until(() -> worker.interrupted.contains(one.id()));
            worker.update(one, item("rc", -1));
            worker.complete(one, null);
            stopping.join();
        }
        assertThat(world.ended(1).results()).isEqualTo(5);
        assertThat(world.count("SELECT count(*) AS n FROM buildrequest_claims")).isZero();
        assertThat(world.count("SELECT count(*) AS n FROM masters WHERE active = 1")).isZero();
        world.killed();
        world = new World(basedir).start(CONFIG);
    }

    @Test
    void start_whileAnotherMasterIsAlive_isRefused() {
        Master other =
                new Master(
                        world.database,
                        world.stores,
                        world.bus,
                        basedir.resolve("elsewhere"),
                        Thread::new,
                        world.clock);
        assertThatThrownBy(() -> other.start(World.config(CONFIG)))
                .isInstanceOf(BadDatabase.class)
                .hasMessageContaining("another master");
    }

    @Test
    void secondBuild_waitsForTheWorkerThatTakesOneAtATime() throws Exception {
        try (ScriptedWorker worker = world.worker("w1")) {
            world.force("force", "{\"reason\": \"1\"}");
            ScriptedWorker.Started one = worker.next();
            world.force("force", "{\"reason\": \"2\"}");
            await().until(() -> world.count("SELECT count(*) AS n FROM buildrequests") == 2);
            assertThat(world.count("SELECT count(*) AS n FROM builds")).isEqualTo(1);
            worker.script = command -> List.of(item("rc", 0));
            worker.finish(one, "", 0);
            assertThat(world.ended(2).results()).isZero();
        }
    }

    @Test
    void sameRequestAgain_makesTheWaitingOneSuperfluous() {
        RequestIds first = world.force("force", "{}");
        RequestIds second = world.force("force", "{}");
        world.force("force", "{\"reason\": \"other\"}");
        assertThat(world.stores.buildsets().find(first.bsid()).orElseThrow().results()).isZero();
        assertThat(
                        world.stores
                                .buildrequests()
                                .find(first.brids().values().iterator().next())
                                .orElseThrow()
                                .results())
                .isEqualTo(3);
        assertThat(world.stores.buildsets().find(second.bsid()).orElseThrow().complete()).isFalse();
    }

    @Test
    void cancel_aWaitingRequest_endsIt() {
        RequestIds ids = world.force("force", "{}");
        long brid = ids.brids().values().iterator().next();
        world.master.controls().buildrequests().cancel(brid, "no", Caller.nobody());
        await().until(() -> world.stores.buildrequests().find(brid).orElseThrow().complete());
        assertThat(world.stores.buildrequests().find(brid).orElseThrow().results()).isEqualTo(6);
    }

    @Test
    void rebuild_asksForTheSameAgain() throws Exception {
        try (ScriptedWorker worker = world.worker("w1")) {
            worker.script = command -> List.of(item("rc", 0));
            world.force("force", "{\"reason\": \"once\"}");
            Build first = world.ended(1);
            RequestIds ids = world.master.controls().builds().rebuild(first, Caller.nobody());
            assertThat(world.ended(2).results()).isZero();
            var set = world.stores.buildsets().find(ids.bsid()).orElseThrow();
            assertThat(set.reason()).isEqualTo("rebuild");
            assertThat(set.rebuilt_buildid()).isEqualTo(1);
            assertThat(world.stores.properties().ofBuild(2).values().get("reason").value().asText())
                    .isEqualTo("once");
        }
    }

    @Test
    void git_clobber_clonesAndTellsTheRevision() throws Exception {
        String revision = "56f71d453d3029d5bbb4b0871ee0bf8f486a5082";
        try (ScriptedWorker worker = world.worker("w2")) {
            world.force(
                    "force-checkout", "{\"branch\": \"dev\", \"revision\": \"" + revision + "\"}");
            ScriptedWorker.Started rmdir = worker.next();
            assertThat(rmdir.name()).isEqualTo("rmdir");
            assertThat(rmdir.args()).containsEntry("paths", List.of("/srv/worker/checkout/build"));
            worker.finish(rmdir, "", 0);
            ScriptedWorker.Started clone = worker.next();
            assertThat(clone.line())
                    .isEqualTo("git clone --branch dev --progress -- /srv/repo.git .");
            worker.finish(clone, "", 0);
            ScriptedWorker.Started checkout = worker.next();
            assertThat(checkout.line()).isEqualTo("git checkout -f " + revision + " --");
            worker.finish(checkout, "", 0);
            ScriptedWorker.Started parse = worker.next();
            assertThat(parse.line()).isEqualTo("git rev-parse HEAD");
            worker.finish(parse, revision + "\n", 0);
            worker.finish(worker.next(), " 1.2 \n", 0);
            Build build = world.ended(1);
            assertThat(build.results()).isZero();
            var properties = world.stores.properties().ofBuild(1).values();
            assertThat(properties.get("got_revision").value().asText()).isEqualTo(revision);
            assertThat(properties.get("version").value().asText()).isEqualTo("1.2");
            assertThat(world.steps(1))
                    .contains("git: update = 0", "setproperty: property 'version' set = 0");
        }
    }

    @Test
    void git_branchThatLooksLikeAnOption_isRefused() throws Exception {
        try (ScriptedWorker worker = world.worker("w2")) {
            world.force("force-checkout", "{\"branch\": \"--upload-pack=touch /tmp/x\"}");
            assertThat(world.ended(1).results()).isEqualTo(2);
            assertThat(worker.idle()).isTrue();
        }
    }
}
