package dev.gatehouse.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.branch.Branch;
import dev.gatehouse.data.builddata.BuildData;
import dev.gatehouse.data.changesource.Changesource;
import dev.gatehouse.data.codebase.Codebase;
import dev.gatehouse.data.commit.Commit;
import dev.gatehouse.data.commit.CommitGraph;
import dev.gatehouse.data.commit.NewCommit;
import dev.gatehouse.data.database.Dialect;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.event.EventPattern;
import dev.gatehouse.data.project.Project;
import dev.gatehouse.data.project.ProjectDescription;
import dev.gatehouse.data.query.Operator;
import dev.gatehouse.data.query.Query;
import dev.gatehouse.data.testresult.NewTestResult;
import dev.gatehouse.data.testresult.TestResult;
import dev.gatehouse.data.testresult.TestResultSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Projects and what belongs to them, what tests said, and what builds have kept. */
@ParameterizedClass
@EnumSource
class SourcesTest {
    private final World world;
    private final Stores stores;
    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
    private DataApi door;

    SourcesTest(Dialect dialect) {
        world = new World(dialect);
        stores = world.stores();
    }

    @BeforeEach
    void listen() {
        door = world.api();
        for (int length = 3; length <= 5; length++) {
            String pattern = String.join("/", Collections.nCopies(length, "*"));
            world.bus()
                    .subscribe(
                            EventPattern.of(pattern),
                            (event, key, message) -> heard.add(String.join("/", key)));
        }
    }

    @AfterEach
    void close() {
        world.close();
    }

    private <T> T done(Function<Transaction, T> work) {
        return world.database().inTransaction(work);
    }

    /** What was told since the last call; there must be so many. */
    private List<String> told(int count) {
        Awaitility.await().until(() -> heard.size() >= count);
        List<String> all = List.copyOf(heard);
        heard.clear();
        assertThat(all).hasSize(count);
        return all;
    }

    private Project project(String name) {
        return done(
                tx ->
                        stores.projects()
                                .ensure(tx, new ProjectDescription(name, null, null, null, null)));
    }

    private Codebase codebase(String project) {
        long projectid = project(project).projectid();
        return done(tx -> stores.codebases().ensure(tx, projectid, "main", null));
    }

    private Commit commit(Codebase codebase, String revision, @Nullable Commit parent) {
        return done(
                tx ->
                        stores.commits()
                                .add(
                                        tx,
                                        new NewCommit(
                                                codebase.codebaseid(),
                                                "ann",
                                                null,
                                                "why",
                                                world.clock().instant(),
                                                revision,
                                                parent == null ? null : parent.commitid())));
    }

    @Test
    void project_madeAndDescribedAnew_isToldOfOnceEach() {
        long projectid = project("demo").projectid();
        project("demo");
        Project described =
                done(
                        tx ->
                                stores.projects()
                                        .ensure(
                                                tx,
                                                new ProjectDescription(
                                                        "demo",
                                                        "slug",
                                                        "*x*",
                                                        "markdown",
                                                        "<em>x</em>")));

        assertThat(described.projectid()).isEqualTo(projectid);
        assertThat(stores.projects().find("demo")).contains(described);
        assertThat(described.slug()).isEqualTo("slug");
        assertThat(told(2)).containsOnly("projects/" + projectid + "/update");
    }

    @Test
    void projects_filteredByActive_sayWhetherABuilderIsInService() {
        long busy = project("b-busy").projectid();
        project("a-idle");
        world.master(1).builder(7);
        world.write(
                tx -> {
                    tx.update("UPDATE builders SET projectid = ? WHERE id = 7", busy);
                    stores.builders().setMaster(tx, 1, List.of(7L));
                });

        assertThat(stores.projects().list(Query.all()).all())
                .extracting(Project::name, Project::active)
                .containsExactly(tuple("a-idle", null), tuple("b-busy", null));
        assertThat(stores.projects().list(Query.all().where("active", Operator.EQ, true)).all())
                .extracting(Project::name, Project::active)
                .containsExactly(tuple("b-busy", true));
        assertThat(stores.projects().list(Query.all().where("active", Operator.NE, true)).all())
                .extracting(Project::name, Project::active)
                .containsExactly(tuple("a-idle", false));
    }

    @Test
    void whatBelongsToAProject_isOfThoseWhoSeeItsBuilders() {
        Codebase codebase = codebase("demo");
        assertThat(stores.codebases().scopeOf(codebase.codebaseid()))
                .isEqualTo(Scope.ofEverybody());
        world.builder(7);
        world.write(
                tx ->
                        tx.update(
                                "UPDATE builders SET projectid = ? WHERE id = 7",
                                codebase.projectid()));
        assertThat(stores.codebases().scopeOf(codebase.codebaseid())).isEqualTo(Scope.builder(7));
        assertThat(stores.codebases().scopeOf(99)).isEqualTo(Scope.ofNobody());
    }

    @Test
    void commitsAndBranches_areToldOnAllTheirKeys() {
        Codebase codebase = codebase("demo");
        Commit first = commit(codebase, "r1", null);
        assertThat(commit(codebase, "r1", null)).isEqualTo(first);
        Branch branch =
                done(
                        tx ->
                                stores.branches()
                                        .moveTo(
                                                tx,
                                                codebase.codebaseid(),
                                                "master",
                                                first.commitid(),
                                                world.clock().instant()));

        assertThat(branch.commitid()).isEqualTo(first.commitid());
        assertThat(told(5))
                .containsExactlyInAnyOrder(
                        "projects/" + codebase.projectid() + "/update",
                        "codebases/" + codebase.codebaseid() + "/update",
                        "commits/" + first.commitid() + "/new",
                        "codebases/"
                                + codebase.codebaseid()
                                + "/commits/"
                                + first.commitid()
                                + "/new",
                        "branches/" + branch.branchid() + "/update");
    }

    @Test
    void graph_ofTwoLines_meetsWhereTheyPart() {
        Codebase codebase = codebase("demo");
        Commit root = commit(codebase, "r", null);
        Commit fork = commit(codebase, "f", root);
        Commit left = commit(codebase, "l", fork);
        Commit right1 = commit(codebase, "r1", fork);
        Commit right2 = commit(codebase, "r2", right1);
        long id = codebase.codebaseid();

        CommitGraph parted =
                stores.commits().graph(id, left.commitid(), right2.commitid()).orElseThrow();
        assertThat(parted.common()).isEqualTo(fork.commitid());
        assertThat(parted.to1()).containsExactly(fork.commitid(), left.commitid());
        assertThat(parted.to2())
                .containsExactly(fork.commitid(), right1.commitid(), right2.commitid());
        CommitGraph older =
                stores.commits().graph(id, left.commitid(), fork.commitid()).orElseThrow();
        assertThat(older.to1()).containsExactly(fork.commitid(), left.commitid());
        assertThat(older.to2()).containsExactly(fork.commitid());
        assertThat(stores.commits().graph(id, left.commitid(), 99)).isEmpty();
        assertThat(stores.commits().graph(id + 1, left.commitid(), fork.commitid())).isEmpty();
        assertThat(stores.commits().range(id, root.commitid(), right1.commitid()))
                .containsExactly(root.commitid(), fork.commitid(), right1.commitid());
        assertThat(stores.commits().range(id, left.commitid(), right1.commitid())).isEmpty();
    }

    @Test
    void changesource_claimedByOne_isNotClaimedByAnother() {
        world.master(1).master(2);
        Changesource source = done(tx -> stores.changesources().ensure(tx, "poller"));
        long id = source.changesourceid();
        assertThat(this.<Changesource>done(tx -> stores.changesources().ensure(tx, "poller")))
                .isEqualTo(source);

        assertThat(this.<Boolean>done(tx -> stores.changesources().claim(tx, id, 1))).isTrue();
        assertThat(this.<Boolean>done(tx -> stores.changesources().claim(tx, id, 2))).isFalse();
        assertThat(stores.changesources().ofMaster(1, Query.all()).all()).hasSize(1);
        world.write(tx -> stores.changesources().releaseAll(tx, 1));
        assertThat(stores.changesources().find(id)).contains(source);
    }

    @Test
    void testResults_shareNamesAndAreCountedInTheirSet() {
        world.builder(7).build(3, build -> build.builder(7)).step(5, step -> step.build(3));
        TestResultSet set =
                done(
                        tx ->
                                stores.testResultSets()
                                        .add(tx, 7, 3, 5, "unit", "pass_fail", "boolean"));
        world.write(
                tx -> {
                    for (String value : List.of("1", "0")) {
                        stores.testResults()
                                .add(
                                        tx,
                                        set,
                                        new NewTestResult(
                                                value, "a.test", "a.py", 3, 5_000_000_000L));
                    }
                    stores.testResultSets().complete(tx, set.test_result_setid(), 1, 1);
                });

        assertThat(stores.testResults().ofSet(set.test_result_setid(), Query.all()).all())
                .extracting(TestResult::test_name, TestResult::test_code_path, TestResult::value)
                .containsExactly(tuple("a.test", "a.py", "1"), tuple("a.test", "a.py", "0"));
        assertThat(stores.testResults().ofSet(set.test_result_setid(), Query.all()).all())
                .extracting(TestResult::duration_ns)
                .containsOnly(world.database().dialect() == Dialect.SQLITE ? 5_000_000_000L : null);
        assertThat(world.database().query("SELECT id FROM test_names", row -> row.number("id")))
                .hasSize(1);
        assertThat(told(2))
                .containsExactly(
                        "test_result_sets/" + set.test_result_setid() + "/new",
                        "test_result_sets/" + set.test_result_setid() + "/completed");
    }

    @Test
    void buildData_ofManyPieces_isWrittenWhole() throws IOException {
        world.build(3);
        byte[] value = new byte[(1 << 20) * 2 + 17];
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) (i * 31);
        }
        world.write(tx -> stores.buildData().put(tx, 3, "blob", new byte[] {1}, "before"));
        world.write(tx -> stores.buildData().put(tx, 3, "blob", value, "test"));

        BuildData data = stores.buildData().find(3, "blob").orElseThrow();
        assertThat(data.length()).isEqualTo(value.length);
        assertThat(data.source()).isEqualTo("test");
        Answer answer =
                door.get(
                        Caller.nobody(), List.of("builds", "3", "data", "blob", "value"), Map.of());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ((Answer.Raw) answer).content().writeTo(out);
        assertThat(Arrays.equals(out.toByteArray(), value)).isTrue();
    }
}
