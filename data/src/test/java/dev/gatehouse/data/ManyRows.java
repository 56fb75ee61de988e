package dev.gatehouse.data;

import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Sql;
import dev.gatehouse.data.database.TestDatabase;
import dev.gatehouse.data.database.Transaction;
import java.util.List;
import java.util.function.Consumer;

/** Fills every large table with so many rows that to look at all of them shows. Stateless. */
final class ManyRows {
    static final int BUILDS = 20_000;

    /** One log has so many chunks, of a line each. */
    static final int LONG_LOG = BUILDS;

    static final int CHUNKS_OF_A_LOG = 4_000;
    private static final int OTHERS = 4_000;
    private static final int BUILDERS = 10;
    private static final int STEPS_OF_A_BUILD = 5;
    private static final int RUNNING = 5;

    private ManyRows() {}

    static void fill(Database database) {
        // one by one: a transaction must not take long
        for (Consumer<Transaction> part :
                List.<Consumer<Transaction>>of(
                        ManyRows::few,
                        ManyRows::sources,
                        ManyRows::requests,
                        ManyRows::work,
                        ManyRows::tests,
                        tx -> TestDatabase.countOn(tx, database.dialect()))) {
            database.inTransaction(
                    tx -> {
                        part.accept(tx);
                        return true;
                    });
        }
        weigh(database);
    }

    /** What servers do themselves sooner or later, and choose their ways by. */
    private static void weigh(Database database) {
        switch (database.dialect()) {
            case POSTGRESQL -> database.inTransaction(tx -> tx.update("ANALYZE"));
            case MARIADB ->
                    database.query(
                                    "SELECT table_name AS name FROM information_schema.tables"
                                            + " WHERE table_schema = database()",
                                    row -> row.text("name"))
                            .forEach(
                                    table ->
                                            database.query(
                                                    "ANALYZE TABLE " + table,
                                                    row -> row.text("Msg_text")));
            case SQLITE -> {}
        }
    }

    private static void few(Transaction tx) {
        tx.update(
                "INSERT INTO masters (id, name, name_hash, active, last_active) VALUES (1, 'm', 'h',"
                        + " 1, 1)");
        tx.update(
                "INSERT INTO projects (id, name, name_hash, slug) VALUES (1, 'demo', ?, 'demo')",
                Sql.hash("demo"));
        tx.update(
                "INSERT INTO codebases (id, projectid, name, name_hash, slug) VALUES (1, 1, 'main',"
                        + " ?, 'main')",
                Sql.hash("main"));
        for (int i = 1; i <= BUILDERS; i++) {
            tx.update(
                    "INSERT INTO builders (id, name, name_hash) VALUES (?, ?, ?)",
                    i,
                    "builder-" + i,
                    Sql.hash("builder-" + i));
            tx.update(
                    "INSERT INTO workers (id, name, info, paused, graceful) VALUES (?, ?, '{}', 0,"
                            + " 0)",
                    i,
                    "w" + i);
        }
    }

    /** {@code SELECT} of an expression for each number from 1 on. */
    private static void rows(Transaction tx, String table, int count, String values) {
        tx.update(
                "INSERT INTO "
                        + table
                        + " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <"
                        + " "
                        + count
                        + ") SELECT "
                        + values
                        + " FROM n");
    }

    private static void sources(Transaction tx) {
        for (int i = 1; i <= OTHERS; i++) {
            String revision = Sql.hash("revision", i);
            tx.update(
                    "INSERT INTO sourcestamps (id, ss_hash, revision, branch, codebase, created_at)"
                            + " VALUES (?, ?, ?, 'main', 'main', ?)",
                    i,
                    Sql.hash(i),
                    revision,
                    i);
            tx.update(
                    "INSERT INTO changes (changeid, author, comments, branch, revision, category,"
                            + " when_timestamp, project, sourcestampid, parent_changeids) VALUES (?,"
                            + " ?, 'c', 'main', ?, 'c', ?, 'demo', ?, ?)",
                    i,
                    "author " + i % 20,
                    revision,
                    i,
                    i,
                    i == 1 ? null : i - 1);
            tx.update(
                    "INSERT INTO codebase_commits (id, codebaseid, author, comments, when_timestamp,"
                            + " revision, parent_commitid) VALUES (?, 1, 'a', 'c', ?, ?, ?)",
                    i,
                    i,
                    revision,
                    i == 1 ? null : i - 1);
        }
        rows(tx, "change_files (changeid, filename)", OTHERS, "i, 'file'");
        rows(
                tx,
                "change_properties (changeid, property_name, property_value)",
                OTHERS,
                "i, 'p', '[1, \"s\"]'");
    }

    private static void requests(Transaction tx) {
        rows(
                tx,
                "buildsets (id, reason, submitted_at, complete, complete_at, results)",
                BUILDS,
                "i, 'r', i, " + ended("1", "0") + ", " + ended("i", "NULL") + ", 0");
        rows(
                tx,
                "buildset_sourcestamps (id, buildsetid, sourcestampid)",
                BUILDS,
                "i, i, 1 + i % " + OTHERS);
        rows(
                tx,
                "buildset_properties (buildsetid, property_name, property_value)",
                BUILDS,
                "i, 'p', '[1, \"s\"]'");
        rows(
                tx,
                "buildrequests (id, buildsetid, builderid, complete, submitted_at, complete_at)",
                BUILDS,
                "i, i, 1 + i % "
                        + BUILDERS
                        + ", "
                        + ended("1", "0")
                        + ", i, "
                        + ended("i", "NULL"));
        rows(tx, "buildrequest_claims (brid, masterid, claimed_at)", BUILDS - 2, "i, 1, i");
    }

    private static String ended(String yes, String no) {
        return "CASE WHEN i <= " + (BUILDS - RUNNING) + " THEN " + yes + " ELSE " + no + " END";
    }

    private static void work(Transaction tx) {
        rows(
                tx,
                "builds (id, number, builderid, buildrequestid, workerid, masterid, started_at,"
                        + " complete_at, locks_duration_s, state_string, results)",
                BUILDS,
                "i, 1 + (i - 1 - (i - 1) % "
                        + BUILDERS
                        + ") / "
                        + BUILDERS
                        + ", 1 + i % "
                        + BUILDERS
                        + ", i, 1 + i % "
                        + BUILDERS
                        + ", 1, i, "
                        + ended("i", "NULL")
                        + ", 0, 's', i % 7");
        rows(tx, "build_properties (buildid, name, value, source)", BUILDS, "i, 'p', '1', 's'");
        rows(
                tx,
                "steps (id, number, name, buildid, started_at, complete_at, state_string, results,"
                        + " urls_json, hidden)",
                BUILDS,
                ("i, (i - 1) % # , CASE (i - 1) % # WHEN 0 THEN 'a' WHEN 1 THEN 'b' WHEN 2 THEN 'c'"
                                + " WHEN 3 THEN 'd' ELSE 'e' END, 1 + (i - 1 - (i - 1) % # ) / # , i, i, 's', 0, '[]', 0")
                        .replace("#", String.valueOf(STEPS_OF_A_BUILD)));
        rows(
                tx,
                "logs (id, name, slug, stepid, complete, num_lines, type)",
                BUILDS,
                "i, 'stdio', 'stdio', i, 1, 2, 's'");
        rows(
                tx,
                "logchunks (logid, first_line, last_line, content, compressed)",
                BUILDS,
                "i, 0, 1, NULL, 0");
        tx.update("DELETE FROM logchunks WHERE logid = ?", LONG_LOG);
        rows(
                tx,
                "logchunks (logid, first_line, last_line, content, compressed)",
                CHUNKS_OF_A_LOG,
                LONG_LOG + ", i - 1, i - 1, NULL, 0");
        rows(
                tx,
                "build_data (id, buildid, name, value, length, source)",
                OTHERS,
                "i, i, 'blob', '', 0, 's'");
    }

    private static void tests(Transaction tx) {
        rows(
                tx,
                "test_result_sets (id, builderid, buildid, stepid, category, value_unit, complete)",
                OTHERS,
                "i, 1 + i % " + BUILDERS + ", i, i, 'c', 'u', 1");
        rows(
                tx,
                "test_results (id, builderid, test_result_setid, value)",
                BUILDS,
                "i, 1 + i % " + BUILDERS + ", 1 + (i - 1 - (i - 1) % 10) / 10, 'v'");
    }
}
