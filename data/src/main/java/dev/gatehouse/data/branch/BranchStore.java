package dev.gatehouse.data.branch;

import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.codebase.CodebaseStore;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Reader;
import dev.gatehouse.data.database.Row;
import dev.gatehouse.data.database.Sql;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.event.Announcement;
import dev.gatehouse.data.project.ProjectStore;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.query.Query;
import dev.gatehouse.data.query.QueryToSql;
import dev.gatehouse.data.query.SqlTable;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of branches. Safe for use by many threads. */
public final class BranchStore {
    private static final String COLUMNS =
            "br.id, br.codebaseid, br.name, br.commitid, br.last_timestamp";

    private final Database database;
    private final CodebaseStore codebases;

    public BranchStore(Database database, CodebaseStore codebases) {
        this.database = database;
        this.codebases = codebases;
    }

    public Page<Branch> ofCodebase(long codebaseid, Query query) {
        return QueryToSql.page(
                database,
                SqlTable.of(
                                Branch.class,
                                COLUMNS,
                                "codebase_branches br JOIN codebases cb ON cb.id = br.codebaseid AND"
                                        + " cb.id = "
                                        + codebaseid,
                                "br.id",
                                BranchStore::read)
                        .fewRows()
                        .column("branchid", "br.id")
                        .column("codebaseid", "br.codebaseid")
                        .column("name", "br.name")
                        .column("commitid", "br.commitid")
                        .column("last_timestamp", "br.last_timestamp")
                        .scope(ProjectStore.visible("cb.projectid"))
                        .countsPage(),
                query);
    }

    public Optional<Branch> find(long branchid) {
        return find(database, branchid);
    }

    public Optional<Branch> find(Reader reader, long branchid) {
        return reader.one(
                "SELECT " + COLUMNS + " FROM codebase_branches br WHERE br.id = ?",
                BranchStore::read,
                branchid);
    }

    private static Branch read(Row row) {
        return new Branch(
                row.number("id"),
                row.number("codebaseid"),
                row.text("name"),
                row.numberOrNull("commitid"),
                row.time("last_timestamp"));
    }

    Scope scopeOf(Branch branch) {
        return codebases.scopeOf(branch.codebaseid());
    }

    /** The branch is there, and this is its newest commit. */
    public Branch moveTo(
            Transaction tx, long codebaseid, String name, @Nullable Long commitid, Instant at) {
        String hash = Sql.hash(name);
        long branchid =
                tx.one(
                                "SELECT id FROM codebase_branches WHERE codebaseid = ? AND name_hash"
                                        + " = ?",
                                row -> row.number("id"),
                                codebaseid,
                                hash)
                        .orElseGet(
                                () ->
                                        tx.insert(
                                                "INSERT INTO codebase_branches (codebaseid, name,"
                                                        + " name_hash, last_timestamp) VALUES (?,"
                                                        + " ?, ?, ?)",
                                                codebaseid,
                                                name,
                                                hash,
                                                at));
        tx.update(
                "UPDATE codebase_branches SET commitid = ?, last_timestamp = ? WHERE id = ?",
                commitid,
                at,
                branchid);
        Branch branch = find(tx, branchid).orElseThrow();
        tx.announce(Announcement.of("branch", "update", branch, codebases.scopeOf(tx, codebaseid)));
        return branch;
    }
}
