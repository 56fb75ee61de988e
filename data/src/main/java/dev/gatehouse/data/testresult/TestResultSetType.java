package dev.gatehouse.data.testresult;

import static dev.gatehouse.data.query.Operator.EQ;

import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.builder.BuilderStore;
import dev.gatehouse.data.catalog.PathArgs;
import dev.gatehouse.data.catalog.ResourceType;
import dev.gatehouse.data.commit.CommitStore;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.query.Query;
import java.util.List;

/** Sets of test results, each of its builder; also where they are reached through commits. */
public final class TestResultSetType {
    private final TestResultSetStore sets;
    private final CommitStore commits;

    private TestResultSetType(TestResultSetStore sets, CommitStore commits) {
        this.sets = sets;
        this.commits = commits;
    }

    public static ResourceType<TestResultSet> of(
            TestResultSetStore sets, BuilderStore builders, CommitStore commits) {
        TestResultSetType row = new TestResultSetType(sets, commits);
        return ResourceType.of("test_result_set", "test_result_sets", TestResultSet.class)
                .event("/test_result_sets/:test_result_setid")
                .scope(set -> Scope.builder(set.builderid()))
                .one(
                        "/test_result_sets/n:test_result_setid",
                        path -> sets.find(path.id("test_result_setid")))
                .many("/test_result_sets", (path, query) -> sets.list(query))
                .many(
                        "/builders/n:builderid/test_result_sets",
                        (path, query) -> row.where("builderid", path.id("builderid"), query))
                .many(
                        "/builders/s:buildername/test_result_sets",
                        (path, query) ->
                                builders.idOf(path.text("buildername"))
                                        .map(builderid -> row.where("builderid", builderid, query))
                                        .orElseGet(() -> Page.of(List.of())))
                .many(
                        "/builds/n:buildid/test_result_sets",
                        (path, query) -> row.where("buildid", path.id("buildid"), query))
                .many(
                        "/steps/n:stepid/test_result_sets",
                        (path, query) -> row.where("stepid", path.id("stepid"), query))
                .many(
                        "/codebases/n:codebaseid/commit_range/n:commitid1/n:commitid2/test_result_sets",
                        row::ofRange);
    }

    private Page<TestResultSet> where(String field, long id, Query query) {
        return sets.list(query.where(field, EQ, id));
    }

    /** A range with a commit that may not be seen is one that is not there. */
    private Page<TestResultSet> ofRange(PathArgs path, Query query) {
        long codebaseid = path.id("codebaseid");
        if (!query.narrowing().sees(commits.scopeOf(codebaseid))) {
            return Page.of(List.of());
        }
        return sets.ofCommits(
                commits.range(codebaseid, path.id("commitid1"), path.id("commitid2")), query);
    }
}
