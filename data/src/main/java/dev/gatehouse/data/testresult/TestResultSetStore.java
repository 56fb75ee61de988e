package dev.gatehouse.data.testresult;

import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Reader;
import dev.gatehouse.data.database.Row;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.event.Announcement;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.query.Query;
import dev.gatehouse.data.query.QueryToSql;
import dev.gatehouse.data.query.SqlTable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The table of sets of test results. Safe for use by many threads. */
public final class TestResultSetStore {
    private static final String COLUMNS =
            "ts.id, ts.builderid, ts.buildid, ts.stepid, ts.description, ts.category,"
                    + " ts.value_unit, ts.tests_passed, ts.tests_failed, ts.complete";
    private static final String FROM = "test_result_sets ts";

    private final Database database;

    public TestResultSetStore(Database database) {
        this.database = database;
    }

    public Page<TestResultSet> list(Query query) {
        return QueryToSql.page(database, table(FROM), query);
    }

    /** The sets of the builds that were made of these commits. */
    public Page<TestResultSet> ofCommits(List<Long> commitids, Query query) {
        if (commitids.isEmpty()) {
            return Page.of(List.of());
        }
        return QueryToSql.page(
                database,
                table(
                                FROM
                                        + " JOIN (SELECT DISTINCT b.id FROM codebase_commits co JOIN"
                                        + " codebases cb ON cb.id = co.codebaseid JOIN sourcestamps ss ON"
                                        + " ss.revision = co.revision AND ss.codebase = cb.name JOIN"
                                        + " buildset_sourcestamps bss ON bss.sourcestampid = ss.id JOIN"
                                        + " buildrequests br ON br.buildsetid = bss.buildsetid JOIN builds b"
                                        + " ON b.buildrequestid = br.id WHERE co.id IN ("
                                        + commitids.stream()
                                                .map(String::valueOf)
                                                .collect(Collectors.joining(", "))
                                        + ")) theirs ON theirs.id = ts.buildid")
                        .fewRows(),
                query);
    }

    private static SqlTable<TestResultSet> table(String from) {
        return SqlTable.of(TestResultSet.class, COLUMNS, from, "ts.id", TestResultSetStore::read)
                .column("test_result_setid", "ts.id")
                .column("builderid", "ts.builderid")
                .column("buildid", "ts.buildid")
                .column("stepid", "ts.stepid")
                .column("description", "ts.description")
                .column("category", "ts.category")
                .column("value_unit", "ts.value_unit")
                .column("tests_passed", "ts.tests_passed")
                .column("tests_failed", "ts.tests_failed")
                .column("complete", "ts.complete")
                .memoryMode(
                        "test_result_setid",
                        "description",
                        "category",
                        "value_unit",
                        "tests_passed",
                        "tests_failed")
                .scope("ts.builderid {visible}")
                .few("test_result_setid")
                .few("buildid")
                .few("stepid")
                .index("test_result_setid")
                .index("builderid", "test_result_setid")
                .countsPage();
    }

    public Optional<TestResultSet> find(long setid) {
        return find(database, setid);
    }

    public Optional<TestResultSet> find(Reader reader, long setid) {
        return reader.one(
                "SELECT " + COLUMNS + " FROM " + FROM + " WHERE ts.id = ?",
                TestResultSetStore::read,
                setid);
    }

    private static TestResultSet read(Row row) {
        return new TestResultSet(
                row.number("id"),
                row.number("builderid"),
                row.number("buildid"),
                row.number("stepid"),
                row.textOrNull("description"),
                row.text("category"),
                row.text("value_unit"),
                row.smallOrNull("tests_passed"),
                row.smallOrNull("tests_failed"),
                row.flag("complete"));
    }

    /** A new set without results. */
    public TestResultSet add(
            Transaction tx,
            long builderid,
            long buildid,
            long stepid,
            @Nullable String description,
            String category,
            String valueUnit) {
        long setid =
                tx.insert(
                        "INSERT INTO test_result_sets (builderid, buildid, stepid, description,"
                                + " category, value_unit, complete) VALUES (?, ?, ?, ?, ?, ?, ?)",
                        builderid,
                        buildid,
                        stepid,
                        description,
                        category,
                        valueUnit,
                        false);
        return announced(tx, setid, "new");
    }

    /** No more results will come. */
    public TestResultSet complete(
            Transaction tx, long setid, @Nullable Integer passed, @Nullable Integer failed) {
        tx.update(
                "UPDATE test_result_sets SET tests_passed = ?, tests_failed = ?, complete = ? WHERE"
                        + " id = ?",
                passed,
                failed,
                true,
                setid);
        return announced(tx, setid, "completed");
    }

    private TestResultSet announced(Transaction tx, long setid, String kind) {
        TestResultSet set = find(tx, setid).orElseThrow();
        tx.announce(Announcement.of("test_result_set", kind, set, Scope.builder(set.builderid())));
        return set;
    }
}
