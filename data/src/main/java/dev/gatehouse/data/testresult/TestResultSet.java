package dev.gatehouse.data.testresult;

import dev.gatehouse.data.catalog.Doc;
import org.jspecify.annotations.Nullable;

/** What one run of some tests said, as a whole. */
public record TestResultSet(
        @Doc("The set's id.") long test_result_setid,
        @Doc("The builder whose build made it.") long builderid,
        @Doc("The build that made it.") long buildid,
        @Doc("The step that made it.") long stepid,
        @Doc("What was tested.") @Nullable String description,
        @Doc("The kind of results, such as pass_fail or performance.") String category,
        @Doc("What the values are in, such as boolean or MiB.") String value_unit,
        @Doc("How many tests passed; null when that was not counted.")
                @Nullable Integer tests_passed,
        @Doc("How many tests failed; null when that was not counted.")
                @Nullable Integer tests_failed,
        @Doc("Whether no more results will come.") boolean complete) {}
