package dev.gatehouse.data.testresult;

import dev.gatehouse.data.catalog.Doc;
import org.jspecify.annotations.Nullable;

/** What one test said. */
public record TestResult(
        @Doc("The result's id.") long test_resultid,
        @Doc("The builder whose build made it.") long builderid,
        @Doc("The set that it is in.") long test_result_setid,
        @Doc("The test's name.") @Nullable String test_name,
        @Doc("The file that the test is about.") @Nullable String test_code_path,
        @Doc("The line in that file.") @Nullable Integer line,
        @Doc("How long it took, in nanoseconds.") @Nullable Long duration_ns,
        @Doc("The result, in the unit of the set.") String value) {}
