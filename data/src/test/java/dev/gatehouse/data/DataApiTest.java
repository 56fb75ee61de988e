package dev.gatehouse.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.data.access.Access;
import dev.gatehouse.data.access.Attempt;
import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.access.Denied;
import dev.gatehouse.data.access.Narrowing;
import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.catalog.Action;
import dev.gatehouse.data.catalog.CatalogCheck;
import dev.gatehouse.data.catalog.Doc;
import dev.gatehouse.data.catalog.ResourceType;
import dev.gatehouse.data.event.Announcement;
import dev.gatehouse.data.event.Event;
import dev.gatehouse.data.event.EventBus;
import dev.gatehouse.data.event.EventListener;
import dev.gatehouse.data.event.EventPattern;
import dev.gatehouse.data.query.BadQuery;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.query.Query;
import dev.gatehouse.data.query.QueryInMemory;
import dev.gatehouse.data.turn.TurnSettings;
import dev.gatehouse.data.turn.Turns;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DataApiTest {

    /** A job of several builders: the door's questions all show on it. */
    record Job(
            @Doc("Its id.") long jobid,
            @Doc("What it is called.") String name,
            @Doc("Whose it is.") Set<Long> builderids) {}

    record Halt(@Nullable String reason, @Nullable Long after) {}

    private static final Job ONE = new Job(1, "one", Set.of(1L));
    private static final Job TWO = new Job(2, "two", Set.of(2L));
    private static final Job BOTH = new Job(3, "both", Set.of(1L, 2L));
    private static final Caller ALICE = Caller.named("alice", "alice@example.org");

    /** Writes down everything that happens, in order. */
    private final List<String> happened = new ArrayList<>();

    private final Rules rules = new Rules();
    private final EventBus bus = new EventBus("e");
    private final Catalog catalog = new Catalog(List.of(jobs(), lonely()));
    private final DataApi door = new DataApi(catalog, rules, bus);

    private ResourceType<Job> jobs() {
        return ResourceType.of("job", "jobs", Job.class)
                .scope(job -> Scope.builders(job.builderids()))
                .redact(
                        (job, seen) ->
                                new Job(
                                        job.jobid(),
                                        job.name(),
                                        Set.copyOf(
                                                job.builderids().stream()
                                                        .filter(seen::sees)
                                                        .toList())))
                .event("/jobs/:jobid")
                .event("/names/:name/jobs/:jobid")
                .one("/jobs/n:jobid", path -> find(path.id("jobid")))
                .one("/jobs/s:name", path -> find(path.text("name")))
                .many("/jobs", (path, query) -> list(query))
                .many("/careless/jobs", (path, query) -> Page.of(List.of(ONE, TWO, BOTH)))
                .raw(
                        "/jobs/n:jobid/raw",
                        path -> find(path.id("jobid")),
                        job ->
                                new Answer.Raw(
                                        "text/plain",
                                        null,
                                        out ->
                                                out.write(
                                                        job.name()
                                                                .getBytes(StandardCharsets.UTF_8))))
                .action("halt", Halt.class, this::halt)
                .action(
                        "start",
                        JsonNode.class,
                        (job, args) -> {
                            happened.add("reach " + args);
                            return new Action.Reached(Scope.builder(9), Set.of("bob"));
                        },
                        (job, args, by) -> "started");
    }

    private static ResourceType<Job> lonely() {
        return ResourceType.of("lonely", "lonelies", Job.class)
                .scope(job -> Scope.ofEverybody())
                .one("/lonely", path -> Optional.of(ONE));
    }

    private Optional<Job> find(Object idOrName) {
        happened.add("find " + idOrName);
        return List.of(ONE, TWO, BOTH).stream()
                .filter(job -> idOrName.equals(job.jobid()) || idOrName.equals(job.name()))
                .findFirst();
    }

    private Page<Job> list(Query query) {
        happened.add("list");
        return QueryInMemory.page(
                Job.class, List.of(ONE, TWO, BOTH), query, job -> Scope.builders(job.builderids()));
    }

    private Object halt(Job job, Halt args, Caller by) {
        happened.add("halt " + job.jobid());
        return List.of(job.jobid(), String.valueOf(args.reason()), by.username());
    }

    private final class Rules implements Access {
        private final List<Attempt> attempts = new ArrayList<>();
        private @Nullable String closedAction;
        private volatile @Nullable String closedType;
        private boolean refuseAttempts;
        private Narrowing narrowing = Narrowing.none();

        @Override
        public void checkPath(Caller who, String action, @Nullable String type) {
            happened.add("checkPath " + action + " " + type);
            if (action.equals(closedAction) || type != null && type.equals(closedType)) {
                throw Denied.needsRole("admin");
            }
        }

        @Override
        public void check(Caller who, Attempt attempt) {
            happened.add("check " + attempt.action());
            attempts.add(attempt);
            if (refuseAttempts) {
                throw Denied.needsRole("owner");
            }
        }

        @Override
        public Narrowing narrow(Caller who, String type) {
            return narrowing;
        }
    }

    @AfterEach
    void closeBus() {
        bus.close();
    }

    private static List<String> path(String text) {
        return List.of(text.split("/"));
    }

    private Answer get(String path) {
        return door.get(ALICE, path(path), Map.of());
    }

    private static Answer get(DataApi door, Caller who, String limit) {
        return door.get(
                who, List.of("jobs"), limit.isEmpty() ? Map.of() : Map.of("limit", List.of(limit)));
    }

    @Test
    void get_anonymousWithALimitSet_getsNoMoreRowsThanThat() {
        DataApi bounded =
                new DataApi(
                        catalog,
                        rules,
                        bus,
                        new DataApi.Reading(2L, false),
                        new Turns(TurnSettings.USUAL));

        assertThat(rows(get(bounded, Caller.nobody(), ""))).hasSize(2);
        assertThat(rows(get(bounded, Caller.nobody(), "1"))).hasSize(1);
        assertThatThrownBy(() -> get(bounded, Caller.nobody(), "3"))
                .isInstanceOf(BadQuery.class)
                .hasMessageContaining("at most 2");
        assertThat(rows(get(bounded, ALICE, ""))).hasSize(3);
        assertThat(rows(get(door, Caller.nobody(), ""))).hasSize(3);
    }

    private @Nullable Object control(String path, String action, String params) {
        try {
            return door.control(ALICE, path(path), action, new ObjectMapper().readTree(params));
        } catch (IOException wrong) {
            throw new AssertionError(wrong);
        }
    }

    private static List<Object> rows(Answer answer) {
        return new ArrayList<>(((Answer.Items) answer).page().all());
    }

    @Test
    void catalogue_ofThisTest_isSound() {
        assertThat(CatalogCheck.faults(List.of(jobs(), lonely()))).isEmpty();
    }

    @Test
    void get_single_isTheRecord() {
        assertThat(get("jobs/1")).isEqualTo(new Answer.Item(type("job"), ONE, List.of()));
        assertThat(get("jobs/two")).isEqualTo(new Answer.Item(type("job"), TWO, List.of()));
    }

    private ResourceType<?> type(String name) {
        return catalog.type(name).orElseThrow();
    }

    @Test
    void get_collection_isThePageWithTheAskedFields() {
        Answer answer =
                door.get(
                        ALICE,
                        path("jobs"),
                        Map.of("field", List.of("name"), "name__contains", List.of("o")));

        assertThat(((Answer.Items) answer).fields()).containsExactly("name");
        assertThat(((Answer.Items) answer).page().total()).isEqualTo(3);
        assertThat(rows(answer)).containsExactly(ONE, TWO, BOTH);
    }

    @Test
    void get_raw_writesItself() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        ((Answer.Raw) get("jobs/1/raw")).content().writeTo(out);

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("one");
    }

    @Test
    void get_illegalParameter_isRefusedBeforeAnythingIsRead() {
        assertThatThrownBy(() -> door.get(ALICE, path("jobs"), Map.of("nope", List.of("1"))))
                .isInstanceOf(BadQuery.class)
                .hasMessage("unrecognized query parameter 'nope'");
        assertThatThrownBy(() -> door.get(ALICE, path("jobs/1"), Map.of("name", List.of("x"))))
                .isInstanceOf(BadQuery.class)
                .hasMessage("this is not a collection");
        assertThatThrownBy(() -> door.get(ALICE, path("jobs/1/raw"), Map.of("nope", List.of("x"))))
                .isInstanceOf(BadQuery.class);
        assertThat(happened).allMatch(what -> what.startsWith("checkPath"));
    }

    @Test
    void get_unknownPath_saysThePath() {
        for (String unknown : List.of("nope/a b/ü", "jobs/1/", "Jobs")) {
            assertThatThrownBy(() -> door.get(ALICE, List.of(unknown.split("/", -1)), Map.of()))
                    .isInstanceOf(NotFound.class)
                    .hasMessage("Invalid path: " + unknown);
        }
    }

    @Test
    void get_unknownThing_saysWhich() {
        assertThatThrownBy(() -> get("jobs/99"))
                .isInstanceOf(NotFound.class)
                .hasMessage("not found: jobs/99");
    }

    @Test
    void get_refusedPath_isDeniedBeforeAnythingIsLookedUp() {
        rules.closedAction = "get";

        for (String path : List.of("jobs/1", "jobs/99", "jobs", "jobs/1/raw", "no/such/path")) {
            assertThatThrownBy(() -> get(path)).as(path).isInstanceOf(Denied.class);
        }
        assertThat(happened)
                .containsExactly(
                        "checkPath get job",
                        "checkPath get job",
                        "checkPath get job",
                        "checkPath get job",
                        "checkPath get null");
    }

    @Test
    void get_refusedTarget_isDeniedBeforeItIsDisclosed() {
        rules.refuseAttempts = true;

        assertThatThrownBy(() -> get("jobs/3"))
                .isInstanceOf(Denied.class)
                .hasMessage("you need to have role 'owner'");
        assertThatThrownBy(() -> get("jobs/3/raw")).isInstanceOf(Denied.class);
        assertThat(rules.attempts)
                .containsOnly(new Attempt("get", "job", Scope.builders(Set.of(1L, 2L)), Set.of()));
    }

    @Test
    void get_narrowedSingle_isNotFoundLikeAnUnknownOne() {
        rules.narrowing = Narrowing.without(Set.of(2L));

        assertThatThrownBy(() -> get("jobs/2"))
                .isInstanceOf(NotFound.class)
                .hasMessage("not found: jobs/2");
        assertThatThrownBy(() -> get("jobs/2/raw")).isInstanceOf(NotFound.class);
        assertThat(rules.attempts).isEmpty();
    }

    @Test
    void get_narrowedRows_areAbsentNotCountedAndLessTheOtherBuilders() {
        rules.narrowing = Narrowing.without(Set.of(2L));
        Job seenOfBoth = new Job(3, "both", Set.of(1L));

        Answer.Items items = (Answer.Items) get("jobs");

        assertThat(items.page().total()).isEqualTo(2);
        assertThat(rows(items)).containsExactly(ONE, seenOfBoth);
        assertThat(get("jobs/3")).isEqualTo(new Answer.Item(type("job"), seenOfBoth, List.of()));
    }

    @Test
    void get_listThatForgetsToNarrow_isNarrowedAllTheSame() {
        rules.narrowing = Narrowing.only(Set.of(1L));

        assertThat(rows(get("careless/jobs"))).containsExactly(ONE, new Job(3, "both", Set.of(1L)));
    }

    @Test
    void control_legal_runsTheBody() {
        assertThat(control("jobs/1", "halt", "{\"reason\":\"x\",\"owner\":\"me\"}"))
                .isEqualTo(List.of(1L, "x", "alice"));
        assertThat(control("jobs/one", "halt", "{}")).isEqualTo(List.of(1L, "null", "alice"));
        assertThat(rules.attempts)
                .containsOnly(new Attempt("halt", "job", Scope.builder(1), Set.of()));
    }

    @Test
    void control_asks_inTheOrderThatDisclosesNothing() {
        control("jobs/1", "start", "{\"a\":1}");

        assertThat(happened)
                .containsExactly("checkPath start job", "find 1", "reach {\"a\":1}", "check start");
        assertThat(rules.attempts)
                .containsExactly(new Attempt("start", "job", Scope.builder(9), Set.of("bob")));
    }

    @Test
    void control_actionInAnyCase_isNormalisedBeforeTheChecks() {
        control("jobs/1", "HaLT", "{}");
        rules.closedAction = "halt";

        assertThatThrownBy(() -> control("jobs/1", "HALT", "{}")).isInstanceOf(Denied.class);
        assertThat(happened)
                .containsExactly(
                        "checkPath halt job",
                        "find 1",
                        "check halt",
                        "halt 1",
                        "checkPath halt job");
    }

    @Test
    void control_refusedPath_isDeniedAlsoWhereNothingIs() {
        rules.closedAction = "halt";

        for (String path : List.of("jobs/1", "jobs/99", "no/such/path", "jobs")) {
            assertThatThrownBy(() -> control(path, "halt", "{}"))
                    .as(path)
                    .isInstanceOf(Denied.class);
        }
        assertThat(happened).noneMatch(what -> what.startsWith("find"));
    }

    @Test
    void control_refusedTarget_isDeniedBeforeAnythingIsDone() {
        rules.refuseAttempts = true;

        assertThatThrownBy(() -> control("jobs/1", "halt", "{}")).isInstanceOf(Denied.class);
        assertThat(happened).containsExactly("checkPath halt job", "find 1", "check halt");
    }

    @Test
    void control_unknownPathOrThingOrNarrowed_isNotFound() {
        rules.narrowing = Narrowing.without(Set.of(2L));

        assertThatThrownBy(() -> control("no/such", "halt", "{}"))
                .isInstanceOf(NotFound.class)
                .hasMessage("Invalid path: no/such");
        assertThatThrownBy(() -> control("jobs/99", "halt", "{}"))
                .isInstanceOf(NotFound.class)
                .hasMessage("not found: jobs/99");
        assertThatThrownBy(() -> control("jobs/2", "halt", "{}"))
                .isInstanceOf(NotFound.class)
                .hasMessage("not found: jobs/2");
        assertThat(happened).doesNotContain("halt 2");
    }

    @Test
    void control_unknownActionOrCollectionOrRaw_isNotSupported() {
        for (String path : List.of("jobs/1", "jobs/99", "jobs", "jobs/1/raw", "lonely")) {
            String action = path.equals("jobs") || path.endsWith("raw") ? "halt" : "zap";
            assertThatThrownBy(() -> control(path, action, "{}"))
                    .as(path)
                    .isInstanceOf(NotSupported.class)
                    .hasMessage("action: " + action + " is not supported");
        }
    }

    @Test
    void control_wrongArguments_nameTheFields() {
        InvalidArguments refused =
                catchThrowableOfType(
                        InvalidArguments.class,
                        () -> control("jobs/1", "halt", "{\"reason\":[],\"after\":\"x\"}"));

        assertThat(refused.faults()).containsOnlyKeys("reason", "after");
        assertThat(happened).doesNotContain("check halt");
    }

    private record Heard(List<String> key, Object message) {}

    private static EventListener into(List<Heard> heard) {
        return (Event event, List<String> key, Object message) ->
                heard.add(new Heard(key, message));
    }

    private static Announcement news(Job job) {
        return Announcement.of("job", "new", job, Scope.builders(job.builderids()));
    }

    @Test
    void subscribe_events_comeWithTheRecordOnEachKey() {
        List<Heard> heard = new ArrayList<>();
        bus.start(catalog);
        door.subscribe(ALICE, EventPattern.of("jobs/*/new"), into(heard));
        door.subscribe(ALICE, EventPattern.of("names/one/*/*/*"), into(heard));

        bus.publish(List.of(news(ONE), news(TWO)));
        bus.close();

        assertThat(heard)
                .containsExactly(
                        new Heard(List.of("jobs", "1", "new"), ONE),
                        new Heard(List.of("names", "one", "jobs", "1", "new"), ONE),
                        new Heard(List.of("jobs", "2", "new"), TWO));
    }

    @Test
    void subscribe_narrowed_hearsOnlyWhatMayBeSeen() {
        List<Heard> heard = new ArrayList<>();
        bus.start(catalog);
        rules.narrowing = Narrowing.without(Set.of(2L));
        door.subscribe(ALICE, EventPattern.of("jobs/*/*"), into(heard));

        bus.publish(
                List.of(
                        news(ONE),
                        news(TWO),
                        news(BOTH),
                        new Announcement(
                                "job", "gone", BOTH, Map.of("jobid", 3), Scope.builder(1))));
        bus.close();

        assertThat(heard)
                .extracting(Heard::message)
                .containsExactly(ONE, new Job(3, "both", Set.of(1L)), Map.of("jobid", 3));
    }

    @Test
    void resume_narrowed_hearsWhatWasMissedAndMayBeSeen() {
        List<Heard> heard = new ArrayList<>();
        bus.start(catalog);
        bus.publish(List.of(news(ONE), news(TWO), news(BOTH)));
        org.awaitility.Awaitility.await().until(() -> bus.since("e-3").isPresent());
        rules.narrowing = Narrowing.without(Set.of(2L));

        List<Heard> live = new ArrayList<>();
        door.resume(ALICE, EventPattern.of("jobs/*/*"), "e-1", into(live), into(heard));
        assertThat(live).isEmpty();

        assertThat(heard)
                .extracting(Heard::message)
                .containsExactly(new Job(3, "both", Set.of(1L)));
    }

    @Test
    void subscription_afterTheRightIsLost_hearsNothingLiveOrMissed() {
        List<Heard> heard = new ArrayList<>();
        bus.start(catalog);
        door.subscribe(ALICE, EventPattern.of("jobs/*/*"), into(heard));
        bus.publish(List.of(news(ONE)));
        org.awaitility.Awaitility.await().until(() -> bus.since("e-1").isPresent());

        rules.closedType = "job";
        bus.publish(List.of(news(TWO)));
        bus.close();
        List<Heard> missed = new ArrayList<>();
        door.resume(ALICE, EventPattern.of("jobs/*/*"), "e-0", into(missed), into(missed));

        assertThat(heard).extracting(Heard::message).containsExactly(ONE);
        assertThat(missed).isEmpty();
    }

    @Test
    void subscribe_refused_isDenied() {
        rules.closedAction = "get";

        assertThatThrownBy(
                        () ->
                                door.subscribe(
                                        ALICE, EventPattern.of("*/*/*"), into(new ArrayList<>())))
                .isInstanceOf(Denied.class);
        assertThatThrownBy(
                        () ->
                                door.resume(
                                        ALICE,
                                        EventPattern.of("*/*/*"),
                                        "e-0",
                                        into(new ArrayList<>()),
                                        into(new ArrayList<>())))
                .isInstanceOf(Denied.class);
        assertThatThrownBy(() -> door.position(ALICE, id -> {})).isInstanceOf(Denied.class);
    }
}
