package dev.gatehouse.data.testresult;

import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Dialect;
import dev.gatehouse.data.database.Row;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.query.Query;
import dev.gatehouse.data.query.QueryToSql;
import dev.gatehouse.data.query.SqlTable;
import org.jspecify.annotations.Nullable;

/**
 * The tables of test results, and of the names and files that they share. Tells nobody of single results: the set's
 * completion is told. Safe for use by many threads.
 */
public final class TestResultStore {
    private final Database database;

    public TestResultStore(Database database) {
        this.database = database;
    }

    public Page<TestResult> ofSet(long setid, Query query) {
        return QueryToSql.page(
                database,
                SqlTable.of(
                                TestResult.class,
                                "tr.id, tr.builderid, tr.test_result_setid, tn.name AS test_name,"
                                        + " tp.path AS test_code_path, tr.line, tr.duration_ns,"
                                        + " tr.value",
                                "test_result_sets ts JOIN test_results tr ON tr.test_result_setid ="
                                        + " ts.id AND ts.id = "
                                        + setid
                                        + " LEFT JOIN test_names tn ON tn.id = tr.test_nameid LEFT"
                                        + " JOIN test_code_paths tp ON tp.id = tr.test_code_pathid",
                                "tr.id",
                                TestResultStore::read)
                        .column("test_resultid", "tr.id")
                        .column("builderid", "tr.builderid")
                        .column("test_result_setid", "tr.test_result_setid")
                        .column("test_name", "tn.name")
                        .column("test_code_path", "tp.path")
                        .column("line", "tr.line")
                        .column("duration_ns", "tr.duration_ns")
                        .column("value", "tr.value")
                        .memoryMode(
                                "test_resultid",
                                "builderid",
                                "test_result_setid",
                                "test_name",
                                "test_code_path",
                                "line",
                                "duration_ns",
                                "value")
                        .scope("ts.builderid {visible}")
                        .few("test_resultid")
                        .index("test_resultid"),
                query);
    }

    private static TestResult read(Row row) {
        return new TestResult(
                row.number("id"),
                row.number("builderid"),
                row.number("test_result_setid"),
                row.textOrNull("test_name"),
                row.textOrNull("test_code_path"),
                row.smallOrNull("line"),
                row.numberOrNull("duration_ns"),
                row.text("value"));
    }

    public void add(Transaction tx, TestResultSet set, NewTestResult result) {
        long builderid = set.builderid();
        tx.insert(
                "INSERT INTO test_results (builderid, test_result_setid, test_nameid,"
                        + " test_code_pathid, line, duration_ns, value) VALUES (?, ?, ?, ?, ?, ?, ?)",
                builderid,
                set.test_result_setid(),
                shared(tx, "test_names", "name", builderid, result.name()),
                shared(tx, "test_code_paths", "path", builderid, result.codePath()),
                result.line(),
                kept(result.durationNs()),
                result.value());
    }

    /** The column has 32 bits but on SQLite: of what took more than two seconds, nothing is known there. */
    private @Nullable Long kept(@Nullable Long nanoseconds) {
        boolean fits =
                nanoseconds == null
                        || nanoseconds <= Integer.MAX_VALUE
                        || database.dialect() == Dialect.SQLITE;
        return fits ? nanoseconds : null;
    }

    private static @Nullable Long shared(
            Transaction tx, String table, String column, long builderid, @Nullable String text) {
        if (text == null) {
            return null;
        }
        return tx.one(
                        "SELECT id FROM " + table + " WHERE builderid = ? AND " + column + " = ?",
                        row -> row.number("id"),
                        builderid,
                        text)
                .orElseGet(
                        () ->
                                tx.insert(
                                        "INSERT INTO "
                                                + table
                                                + " (builderid, "
                                                + column
                                                + ") VALUES (?, ?)",
                                        builderid,
                                        text));
    }
}
