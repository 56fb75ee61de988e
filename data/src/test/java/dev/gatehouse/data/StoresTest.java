package dev.gatehouse.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.data.access.Narrowing;
import dev.gatehouse.data.build.Build;
import dev.gatehouse.data.builder.BuilderDescription;
import dev.gatehouse.data.buildrequest.Buildrequest;
import dev.gatehouse.data.buildset.Buildset;
import dev.gatehouse.data.buildset.NewBuildset;
import dev.gatehouse.data.buildset.NewsOfBuildset;
import dev.gatehouse.data.buildset.RequestIds;
import dev.gatehouse.data.change.Change;
import dev.gatehouse.data.change.NewChange;
import dev.gatehouse.data.database.Dialect;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.event.EventPattern;
import dev.gatehouse.data.property.SourcedProperties;
import dev.gatehouse.data.property.SourcedValue;
import dev.gatehouse.data.query.Query;
import dev.gatehouse.data.scheduler.Scheduler;
import dev.gatehouse.data.sourcestamp.NewSourcestamp;
import dev.gatehouse.data.sourcestamp.Sourcestamp;
import dev.gatehouse.data.step.Step;
import dev.gatehouse.data.step.StepUrl;
import dev.gatehouse.data.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the stores write, and what they tell when they do. */
@ParameterizedClass
@EnumSource
class StoresTest {
    private final World world;
    private final Stores stores;
    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
    private final List<Object> messages = Collections.synchronizedList(new ArrayList<>());

    StoresTest(Dialect dialect) {
        world = new World(dialect);
        stores = world.stores();
    }

    @BeforeEach
    void listen() {
        world.api();
        for (int length = 1; length <= 7; length++) {
            String pattern = String.join("/", Collections.nCopies(length, "*"));
            world.bus()
                    .subscribe(
                            EventPattern.of(pattern),
                            (event, key, message) -> {
                                heard.add(String.join("/", key));
                                messages.add(message);
                            });
        }
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** What was told since the last call; there must be so many. */
    private List<String> told(int count) {
        Awaitility.await().until(() -> heard.size() >= count);
        List<String> all = List.copyOf(heard);
        heard.clear();
        assertThat(all).hasSize(count);
        return all;
    }

    private long request(long builderid) {
        return world.database()
                .inTransaction(
                        tx -> {
                            Buildset set =
                                    stores.buildsets()
                                            .add(
                                                    tx,
                                                    new NewBuildset(
                                                            "why",
                                                            null,
                                                            null,
                                                            null,
                                                            null,
                                                            List.of(),
                                                            Map.of(
                                                                    "owner",
                                                                    SourcedValue.of("ann", "Test")),
                                                            "nightly",
                                                            List.of(builderid)));
                            return stores.buildrequests()
                                    .add(tx, set.bsid(), builderid, 0, false)
                                    .buildrequestid();
                        });
    }

    /** What a transaction of its own gives. */
    private <T> T done(Function<Transaction, T> work) {
        return world.database().inTransaction(work);
    }

    private boolean claim(long... brids) {
        List<Long> ids = Arrays.stream(brids).boxed().toList();
        return done(tx -> stores.buildrequests().claim(tx, ids, 1));
    }

    @Test
    void builder_ensured_isFoundByIdAndNameAndTold() {
        BuilderDescription wanted =
                new BuilderDescription("a / b", "does *things*", "markdown", List.of("x", "y"));
        long id = done(tx -> stores.builders().ensure(tx, wanted)).builderid();
        assertThat(told(1)).containsExactly("builders/" + id + "/update");
        world.write(tx -> stores.builders().ensure(tx, wanted));
        world.master(1).write(tx -> stores.builders().setMaster(tx, 1, List.of(id)));
        assertThat(told(1)).containsExactly("builders/" + id + "/started");
        assertThat(stores.builders().idOf("a / b")).contains(id);
        assertThat(stores.builders().find(id).orElseThrow().tags()).containsExactly("x", "y");
        assertThat(stores.builders().find(id).orElseThrow().masterids()).containsExactly(1L);
        world.write(tx -> stores.builders().setMaster(tx, 1, List.of()));
        assertThat(told(1)).containsExactly("builders/" + id + "/stopped");
        assertThat(stores.builders().find(id).orElseThrow().masterids()).isEmpty();
    }

    @Test
    void worker_thatConnectsAndLeaves_isTold() {
        world.builder(77).worker(13);
        world.write(tx -> stores.workers().configure(tx, 13, 1, List.of(77L)));
        world.write(tx -> stores.workers().connected(tx, 13, 1, Map.of("version", "4.3")));
        world.write(tx -> stores.workers().connected(tx, 13, 1, Map.of("version", "4.4")));
        Worker worker = stores.workers().find(13).orElseThrow();
        assertThat(worker.connected_to()).containsExactly(new Worker.Connection(1));
        assertThat(worker.configured_on()).containsExactly(new Worker.Configuration(1, 77));
        assertThat(worker.workerinfo().get("version").asText()).isEqualTo("4.4");
        world.write(tx -> stores.workers().disconnectAll(tx, 1));
        assertThat(stores.workers().find(13).orElseThrow().connected_to()).isEmpty();
        assertThat(told(3))
                .containsExactly(
                        "workers/13/connected", "workers/13/connected", "workers/13/disconnected");
    }

    @Test
    void scheduler_claimedByOne_isNotClaimedByAnother() {
        world.master(1).master(2);
        Scheduler scheduler = done(tx -> stores.schedulers().ensure(tx, "nightly"));
        long id = scheduler.schedulerid();
        assertThat(this.<Boolean>done(tx -> stores.schedulers().claim(tx, id, 1))).isTrue();
        assertThat(this.<Boolean>done(tx -> stores.schedulers().claim(tx, id, 2))).isFalse();
        assertThat(stores.schedulers().find(id).orElseThrow().master().masterid()).isEqualTo(1);
        world.write(tx -> stores.schedulers().releaseAll(tx, 1));
        assertThat(stores.schedulers().find(id).orElseThrow().master()).isNull();
        world.write(tx -> stores.schedulers().enable(tx, id, false));
        assertThat(told(1)).containsExactly("schedulers/" + id + "/updated");
        assertThat(stores.schedulers().enabled(world.database(), "nightly")).isFalse();
    }

    @Test
    void sourcestamp_neededTwice_isOne() {
        NewSourcestamp wanted = new NewSourcestamp(null, "r1", "re", "pr", "");
        Sourcestamp first = done(tx -> stores.sourcestamps().findOrAdd(tx, wanted));
        world.clock().move(Duration.ofDays(1));
        Sourcestamp second = done(tx -> stores.sourcestamps().findOrAdd(tx, wanted));
        assertThat(second).isEqualTo(first);
    }

    private Change change(String revision, String branch) {
        NewChange change =
                new NewChange(
                        "Ann <a@example.org>",
                        null,
                        "a comment",
                        List.of("b.c", "a.c"),
                        revision,
                        null,
                        branch,
                        null,
                        "",
                        "re",
                        "pr",
                        "",
                        Map.of("n", new JsonMapper().valueToTree(7)));
        return done(tx -> stores.changes().add(tx, change));
    }

    @Test
    void change_ofACommitLongerThanItsColumns_isCut() {
        String name = "ä".repeat(300);
        Change change =
                done(
                        tx ->
                                stores.changes()
                                        .add(
                                                tx,
                                                new NewChange(
                                                        name,
                                                        name,
                                                        "why",
                                                        List.of("f".repeat(2000)),
                                                        "1",
                                                        null,
                                                        "main",
                                                        name,
                                                        "http://" + name,
                                                        "re",
                                                        "pr",
                                                        "",
                                                        Map.of())));
        String cut = "ä".repeat(254) + "…";
        assertThat(List.of(change.author(), change.committer(), change.category()))
                .containsOnly(cut);
        assertThat(change.revlink()).hasSize(256).endsWith("ä…");
        assertThat(change.files()).singleElement().asString().hasSize(1024).endsWith("f…");
    }

    @Test
    void change_added_followsTheNewestOfItsBranch() {
        Change one = change("1", null);
        Change other = change("2", "other");
        Change two = change("3", null);
        assertThat(one.parent_changeids()).isEmpty();
        assertThat(other.parent_changeids()).isEmpty();
        assertThat(two.parent_changeids()).containsExactly(one.changeid());
        assertThat(two.files()).containsExactly("b.c", "a.c");
        assertThat(two.when_timestamp()).isEqualTo(Instant.parse("2026-11-01T12:00:00Z"));
        assertThat(two.properties()).containsKey("n");
        assertThat(two.sourcestamp().revision()).isEqualTo("3");
        assertThat(stores.changes().list(Query.all()).all()).containsExactly(two, other, one);
        assertThat(told(3)).contains("changes/" + one.changeid() + "/new");
    }

    @Test
    void buildset_ofTwoRequests_endsWithTheLastAndTheWorst() {
        world.builder(77).builder(78);
        RequestIds ids =
                done(
                        tx -> {
                            Buildset set =
                                    stores.buildsets()
                                            .add(
                                                    tx,
                                                    new NewBuildset(
                                                            "why",
                                                            null,
                                                            null,
                                                            null,
                                                            null,
                                                            List.of(),
                                                            Map.of(),
                                                            "nightly",
                                                            List.of(77L, 78L)));
                            Buildrequest a =
                                    stores.buildrequests().add(tx, set.bsid(), 77, 1, false);
                            Buildrequest b =
                                    stores.buildrequests().add(tx, set.bsid(), 78, 2, false);
                            return new RequestIds(
                                    set.bsid(),
                                    Map.of(77L, a.buildrequestid(), 78L, b.buildrequestid()));
                        });
        long set = ids.bsid();
        assertThat(told(7))
                .startsWith("buildsets/" + set + "/new")
                .contains("buildsets/" + set + "/builders/77/buildrequests/1/new");
        assertThat(messages.get(0))
                .isInstanceOfSatisfying(
                        NewsOfBuildset.class,
                        news -> {
                            assertThat(news.scheduler()).isEqualTo("nightly");
                            assertThat(news.results()).isNull();
                        });
        world.write(tx -> stores.buildrequests().complete(tx, List.of(1L), Results.WARNINGS));
        assertThat(stores.buildsets().find(set).orElseThrow().complete()).isFalse();
        assertThat(stores.buildsets().find(set).orElseThrow().results()).isEqualTo(-1);
        world.write(tx -> stores.buildrequests().complete(tx, List.of(2L), Results.SUCCESS));
        assertThat(stores.buildsets().find(set).orElseThrow().results())
                .isEqualTo(Results.WARNINGS);
        assertThat(told(7)).endsWith("buildsets/" + set + "/complete");
        // What has ended stays as it is.
        world.write(tx -> stores.buildrequests().complete(tx, List.of(2L), Results.FAILURE));
        assertThat(stores.buildrequests().find(2).orElseThrow().results())
                .isEqualTo(Results.SUCCESS);
        assertThat(new JsonMapper().valueToTree(ids).toString())
                .isEqualTo("[" + set + ",{\"77\":1,\"78\":2}]");
    }

    @Test
    void claim_ofSeveral_isAllOrNothing() {
        world.builder(77);
        long one = request(77);
        long two = request(77);
        long three = request(77);
        assertThat(claim(two)).isTrue();
        assertThat(claim(one, two)).isFalse();
        assertThat(stores.buildrequests().find(one).orElseThrow().claimed()).isFalse();
        assertThat(claim(one, three)).isTrue();
        assertThat(stores.buildrequests().find(one).orElseThrow().claimed_by_masterid())
                .isEqualTo(1L);
        world.write(tx -> stores.buildrequests().unclaim(tx, one));
        assertThat(claim(one)).isTrue();
    }

    @Test
    void pending_requests_comeByPriorityThenAge() {
        world.builder(77);
        world.buildrequest(5, r -> r.builder(77).priority(1));
        world.clock().move(Duration.ofSeconds(-60));
        world.buildrequest(6, r -> r.builder(77).priority(1));
        world.buildrequest(7, r -> r.builder(77).priority(9));
        world.buildrequest(8, r -> r.builder(77).priority(9).results(0));
        world.buildrequest(9, r -> r.builder(77).priority(99));
        claim(9);
        assertThat(stores.buildrequests().pending(world.database(), 77))
                .extracting(Buildrequest::buildrequestid)
                .containsExactly(7L, 6L, 5L);
    }

    @Test
    void cancel_ofARequestThatWaits_endsItAndItsBuildset() {
        world.builder(77);
        long brid = request(77);
        assertThat(this.<Boolean>done(tx -> stores.buildrequests().cancel(tx, brid, 1))).isTrue();
        Buildrequest request = stores.buildrequests().find(brid).orElseThrow();
        assertThat(request.results()).isEqualTo(Results.CANCELLED);
        assertThat(request.claimed()).isTrue();
        assertThat(stores.buildsets().find(request.buildsetid()).orElseThrow().results())
                .isEqualTo(Results.CANCELLED);
        assertThat(this.<Boolean>done(tx -> stores.buildrequests().cancel(tx, brid, 1))).isFalse();
    }

    @Test
    void build_fromStartToEnd_isToldOnAllItsPaths() {
        world.builder(77).worker(13);
        long brid = request(77);
        claim(brid);
        told(7);
        Build build = done(tx -> stores.builds().add(tx, 77, brid, 13L, 1));
        long id = build.buildid();
        assertThat(build.number()).isEqualTo(1);
        assertThat(build.state_string()).isEqualTo("created");
        assertThat(told(3))
                .containsExactlyInAnyOrder(
                        "builders/77/builds/1/new",
                        "builds/" + id + "/new",
                        "workers/13/builds/" + id + "/new");
        world.write(tx -> stores.builds().setState(tx, id, "building"));
        told(3);
        world.clock().move(Duration.ofSeconds(5));
        world.write(tx -> stores.builds().finish(tx, id, Results.SUCCESS, "build successful"));
        Build ended = stores.builds().find(id).orElseThrow();
        assertThat(ended.complete()).isTrue();
        assertThat(Duration.between(ended.started_at(), ended.complete_at()))
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(told(3)).contains("builds/" + id + "/finished");
        world.write(tx -> stores.builds().finish(tx, id, Results.FAILURE, "again"));
        assertThat(stores.builds().find(id)).contains(ended);
        assertThat(
                        world.database()
                                .inTransaction(tx -> stores.builds().add(tx, 77, brid, null, 1))
                                .number())
                .isEqualTo(2);
        assertThat(stores.properties().ownersOfBuild(id)).isEqualTo(Set.of("ann"));
    }

    @Test
    void property_setTwice_isToldOnce() {
        world.builder(77).build(14);
        world.property(14, "revision", "abc", "Build").property(14, "revision", "abc", "Build");
        assertThat(told(1)).containsExactly("builds/14/properties/update");
        assertThat(messages.get(0))
                .isEqualTo(
                        new SourcedProperties(
                                14L, null, Map.of("revision", SourcedValue.of("abc", "Build"))));
        world.property(14, "revision", "abc", "Other")
                .property(14, "list", List.of(1, "é"), "Build");
        assertThat(stores.properties().ofBuild(14).values())
                .isEqualTo(
                        Map.of(
                                "revision",
                                SourcedValue.of("abc", "Other"),
                                "list",
                                SourcedValue.of(List.of(1, "é"), "Build")));
    }

    @Test
    void step_namesInABuild_areDifferent() {
        world.builder(77).build(14).build(15);
        String longName = "n".repeat(60);
        List<String> names = new ArrayList<>();
        for (String name : List.of("a", "a", "a", longName, longName)) {
            names.add(done(tx -> stores.steps().add(tx, 14, name)).name());
        }
        assertThat(names).containsExactly("a", "a_1", "a_2", "n".repeat(50), "n".repeat(48) + "_1");
        assertThat(done(tx -> stores.steps().add(tx, 15, "a")).name()).isEqualTo("a");
        assertThat(stores.steps().find(14, 4).orElseThrow().number()).isEqualTo(4);
    }

    @Test
    void step_fromStartToEnd_isTold() {
        world.builder(77).build(14);
        Step step = done(tx -> stores.steps().add(tx, 14, "a"));
        long id = step.stepid();
        assertThat(step.state_string()).isEqualTo("pending");
        world.write(tx -> stores.steps().start(tx, id));
        world.write(tx -> stores.steps().addUrl(tx, id, "report", "https://example.org/"));
        world.write(tx -> stores.steps().addUrl(tx, id, "report", "https://example.org/"));
        world.write(tx -> stores.steps().finish(tx, id, Results.FAILURE, true));
        assertThat(told(8))
                .startsWith("steps/" + id + "/new", "builds/14/steps/" + id + "/new")
                .endsWith("steps/" + id + "/finished", "builds/14/steps/" + id + "/finished");
        Step ended = stores.steps().find(id).orElseThrow();
        assertThat(ended.urls()).containsExactly(new StepUrl("report", "https://example.org/"));
        assertThat(ended.results()).isEqualTo(Results.FAILURE);
        assertThat(ended.hidden()).isTrue();
        assertThat(ended.locks_acquired_at()).isEqualTo(ended.started_at());
        assertThat(stores.steps().unfinished(world.database(), 14)).isEmpty();
    }

    @Test
    void log_fromStartToEnd_isTold() {
        world.builder(77).build(14).step(5, s -> s.build(14));
        long id = done(tx -> stores.logs().add(tx, 5, "stdio", "s")).logid();
        stores.logs().append(id, List.of("oa", "ob"));
        world.write(tx -> stores.logs().finish(tx, id));
        assertThat(told(6))
                .containsExactly(
                        "logs/" + id + "/new",
                        "steps/5/logs/stdio/new",
                        "logs/" + id + "/append",
                        "steps/5/logs/stdio/append",
                        "logs/" + id + "/finished",
                        "steps/5/logs/stdio/finished");
        assertThat(stores.logs().unfinished(world.database(), 5)).isEmpty();
    }

    @Test
    void objectState_longNames_areKeptApart() {
        String name = "n".repeat(200);
        world.write(tx -> stores.objectStates().set(tx, name, "C", "k", "1"));
        world.write(tx -> stores.objectStates().set(tx, name + "2", "C", "k", "2"));
        world.write(tx -> stores.objectStates().set(tx, name, "C", "k", "3"));
        assertThat(stores.objectStates().get(name, "C", "k")).contains("3");
        assertThat(stores.objectStates().get(name + "2", "C", "k")).contains("2");
        assertThat(
                        this.<String>done(
                                tx ->
                                        stores.objectStates()
                                                .getOrCreate(tx, name, "C", "k", () -> "4")))
                .isEqualTo("3");
        assertThat(stores.objectStates().get("x", "C", "k")).isEmpty();
    }

    @Test
    void endOf_aMasterThatDied_endsItsBuildsAsRetry() {
        world.builder(77)
                .worker(13)
                .build(1)
                .build(2, b -> b.results(0))
                .build(3, b -> b.master(2));
        assertThat(this.<List<Build>>done(tx -> stores.builds().endOf(tx, 1)))
                .extracting(Build::buildid, Build::results)
                .containsExactly(tuple(1L, Results.RETRY));
        assertThat(stores.builds().find(2).orElseThrow().results()).isEqualTo(Results.SUCCESS);
        assertThat(stores.builds().find(3).orElseThrow().complete()).isFalse();
    }

    @Test
    void lists_narrowedToABuilder_showOnlyWhatIsItsOwn() {
        world.builder(77).builder(78).worker(13).worker(14).worker(15);
        world.write(tx -> stores.workers().configure(tx, 13, 1, List.of(77L, 78L)));
        world.write(tx -> stores.workers().configure(tx, 14, 1, List.of(78L)));
        world.build(1, b -> b.builder(77)).build(2, b -> b.builder(78));
        world.step(1, s -> s.build(1)).step(2, s -> s.build(2));
        world.write(tx -> stores.logs().add(tx, 1, "a", "t"));
        world.write(tx -> stores.logs().add(tx, 2, "a", "t"));
        Query query = Query.all().narrowedTo(Narrowing.only(Set.of(77L)));
        assertThat(stores.builders().list(query).all()).hasSize(1);
        assertThat(stores.builds().list(query).all()).hasSize(1);
        assertThat(stores.buildrequests().list(query).all()).hasSize(1);
        assertThat(stores.buildsets().list(query).all()).hasSize(1);
        assertThat(stores.steps().list(query).all()).hasSize(1);
        assertThat(stores.logs().list(query).all()).hasSize(1);
        assertThat(stores.workers().list(query).all())
                .extracting(Worker::workerid)
                .containsExactly(13L, 15L);
        assertThat(stores.builds().list(query).total()).isEqualTo(1);
    }

    @Test
    void changes_ofHiddenBuilds_areHiddenToo() {
        Change seen = change("1", null);
        Change hidden = change("2", null);
        Change ofNobody = change("3", null);
        world.builder(77).builder(78);
        for (Change each : List.of(seen, hidden)) {
            long builderid = each == seen ? 77 : 78;
            world.write(
                    tx -> {
                        Buildset set =
                                stores.buildsets()
                                        .add(
                                                tx,
                                                new NewBuildset(
                                                        "why",
                                                        null,
                                                        null,
                                                        null,
                                                        null,
                                                        List.of(each.sourcestamp().ssid()),
                                                        Map.of(),
                                                        "s",
                                                        List.of(builderid)));
                        stores.buildrequests().add(tx, set.bsid(), builderid, 0, false);
                    });
        }
        Query query = Query.all().narrowedTo(Narrowing.without(Set.of(78L)));
        assertThat(stores.changes().list(query).all()).containsExactly(ofNobody, seen);
        assertThat(stores.sourcestamps().list(query).all())
                .containsExactly(seen.sourcestamp(), ofNobody.sourcestamp());
    }

    @Test
    void changesOfABuild_areThoseSinceTheLastSuccess() {
        List<Change> changes =
                List.of(change("1", null), change("2", null), change("3", null), change("4", null));
        world.builder(77);
        buildOf(changes.get(0), Results.SUCCESS);
        buildOf(changes.get(1), Results.FAILURE);
        long last = buildOf(changes.get(3), Results.SUCCESS);
        assertThat(stores.changes().ofBuild(last, Query.all()).all())
                .containsExactly(changes.get(3), changes.get(2), changes.get(1));
        long again = buildOf(changes.get(3), Results.FAILURE);
        assertThat(stores.changes().ofBuild(again, Query.all()).all()).isEmpty();
        assertThat(stores.changes().ofBuild(9999, Query.all()).all()).isEmpty();
    }

    private long buildOf(Change change, int results) {
        return world.database()
                .inTransaction(
                        tx -> {
                            Buildset set =
                                    stores.buildsets()
                                            .add(
                                                    tx,
                                                    new NewBuildset(
                                                            "why",
                                                            null,
                                                            null,
                                                            null,
                                                            null,
                                                            List.of(change.sourcestamp().ssid()),
                                                            Map.of(),
                                                            "s",
                                                            List.of(77L)));
                            long brid =
                                    stores.buildrequests()
                                            .add(tx, set.bsid(), 77, 0, false)
                                            .buildrequestid();
                            long buildid = stores.builds().add(tx, 77, brid, null, 1).buildid();
                            stores.builds().finish(tx, buildid, results, "done");
                            return buildid;
                        });
    }
}
