package dev.gatehouse.data.commit;

import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.codebase.CodebaseStore;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Reader;
import dev.gatehouse.data.database.Row;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.event.Announcement;
import dev.gatehouse.data.project.ProjectStore;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.query.Query;
import dev.gatehouse.data.query.QueryToSql;
import dev.gatehouse.data.query.SqlTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The table of commits. Safe for use by many threads. */
public final class CommitStore {
    private static final String COLUMNS =
            "co.id, co.codebaseid, co.author, co.committer, co.comments, co.when_timestamp,"
                    + " co.revision, co.parent_commitid";
    private static final String SELECT = "SELECT " + COLUMNS + " FROM codebase_commits co WHERE ";

    /** How many parents are followed in search of a common one; then there is none. */
    private static final int PARENTS = 100;

    /** How many commits a range may have; a longer one is taken for none. */
    private static final int RANGE = 10_000;

    private final Database database;
    private final CodebaseStore codebases;

    public CommitStore(Database database, CodebaseStore codebases) {
        this.database = database;
        this.codebases = codebases;
    }

    public Page<Commit> ofCodebase(long codebaseid, Query query) {
        return QueryToSql.page(
                database,
                SqlTable.of(
                                Commit.class,
                                COLUMNS,
                                "codebase_commits co JOIN codebases cb ON cb.id = co.codebaseid AND"
                                        + " cb.id = "
                                        + codebaseid,
                                "co.id",
                                CommitStore::read)
                        .column("commitid", "co.id")
                        .column("codebaseid", "co.codebaseid")
                        .column("author", "co.author")
                        .column("committer", "co.committer")
                        .column("comments", "co.comments")
                        .column("when_timestamp", "co.when_timestamp")
                        .column("revision", "co.revision")
                        .column("parent_commitid", "co.parent_commitid")
                        .memoryMode("revision")
                        .scope(ProjectStore.visible("cb.projectid"))
                        .few("commitid")
                        .few("revision")
                        .index("commitid")
                        .countsPage(),
                query);
    }

    public Optional<Commit> find(long commitid) {
        return find(database, commitid);
    }

    public Optional<Commit> find(Reader reader, long commitid) {
        return reader.one(SELECT + "co.id = ?", CommitStore::read, commitid);
    }

    public Optional<Commit> find(long codebaseid, String revision) {
        return find(database, codebaseid, revision);
    }

    private static Optional<Commit> find(Reader reader, long codebaseid, String revision) {
        return reader.one(
                SELECT + "co.codebaseid = ? AND co.revision = ?",
                CommitStore::read,
                codebaseid,
                revision);
    }

    private static Commit read(Row row) {
        return new Commit(
                row.number("id"),
                row.number("codebaseid"),
                row.text("author"),
                row.textOrNull("committer"),
                row.text("comments"),
                row.time("when_timestamp"),
                row.text("revision"),
                row.numberOrNull("parent_commitid"));
    }

    /** Empty when the two have no common commit among their last hundred, or are not both there. */
    public Optional<CommitGraph> graph(long codebaseid, long commitid1, long commitid2) {
        return database.read(
                reader -> {
                    List<Long> first = line(reader, codebaseid, commitid1, PARENTS);
                    List<Long> second = line(reader, codebaseid, commitid2, PARENTS);
                    return first.stream()
                            .filter(second::contains)
                            .findFirst()
                            .map(
                                    common ->
                                            new CommitGraph(
                                                    codebaseid,
                                                    common,
                                                    downTo(common, first),
                                                    downTo(common, second)));
                });
    }

    /** The commits from an older one to a newer one, both included; empty when it is no older one. */
    public List<Long> range(long codebaseid, long from, long to) {
        List<Long> line = database.read(reader -> line(reader, codebaseid, to, RANGE));
        return line.contains(from) ? downTo(from, line) : List.of();
    }

    /** A commit, its parent, the parent's parent …; empty when the codebase has no such commit. */
    private static List<Long> line(Reader reader, long codebaseid, long commitid, int parents) {
        return reader.query(
                "WITH RECURSIVE line(commitid, parent, distance) AS (SELECT id, parent_commitid, 0"
                        + " FROM codebase_commits WHERE id = ? AND codebaseid = ? UNION ALL SELECT"
                        + " co.id, co.parent_commitid, line.distance + 1 FROM codebase_commits co"
                        + " JOIN line ON co.id = line.parent WHERE line.distance < ?) SELECT"
                        + " commitid FROM line ORDER BY distance",
                row -> row.number("commitid"),
                commitid,
                codebaseid,
                parents);
    }

    /** From one commit of a line to the line's first, which is the newest. */
    private static List<Long> downTo(long from, List<Long> line) {
        List<Long> part = new ArrayList<>(line.subList(0, line.indexOf(from) + 1));
        Collections.reverse(part);
        return part;
    }

    public Scope scopeOf(long codebaseid) {
        return codebases.scopeOf(codebaseid);
    }

    /** One that is known already is left as it is, and not told again. */
    public Commit add(Transaction tx, NewCommit seen) {
        Optional<Commit> known = find(tx, seen.codebaseid(), seen.revision());
        if (known.isPresent()) {
            return known.get();
        }
        long commitid =
                tx.insert(
                        "INSERT INTO codebase_commits (codebaseid, author, committer, comments,"
                                + " when_timestamp, revision, parent_commitid) VALUES (?, ?, ?, ?,"
                                + " ?, ?, ?)",
                        seen.codebaseid(),
                        seen.author(),
                        seen.committer(),
                        seen.comments(),
                        seen.when(),
                        seen.revision(),
                        seen.parentCommitid());
        Commit commit = find(tx, commitid).orElseThrow();
        tx.announce(
                Announcement.of(
                        "commit", "new", commit, codebases.scopeOf(tx, commit.codebaseid())));
        return commit;
    }
}
