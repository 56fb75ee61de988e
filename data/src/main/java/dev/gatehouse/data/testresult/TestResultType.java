package dev.gatehouse.data.testresult;

import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.catalog.ResourceType;

/** Test results, each of its builder. Nothing is announced of single ones. */
public final class TestResultType {

    private TestResultType() {}

    public static ResourceType<TestResult> of(TestResultStore results) {
        return ResourceType.of("test_result", "test_results", TestResult.class)
                .scope(result -> Scope.builder(result.builderid()))
                .many(
                        "/test_result_sets/n:test_result_setid/results",
                        (path, query) -> results.ofSet(path.id("test_result_setid"), query));
    }
}
