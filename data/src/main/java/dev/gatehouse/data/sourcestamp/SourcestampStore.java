package dev.gatehouse.data.sourcestamp;

import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Reader;
import dev.gatehouse.data.database.Row;
import dev.gatehouse.data.database.Sql;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.query.Query;
import dev.gatehouse.data.query.QueryToSql;
import dev.gatehouse.data.query.SqlTable;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tables of sourcestamps and patches. Safe for use by many threads. */
public final class SourcestampStore {
    private static final String COLUMNS =
            "ss.id, ss.branch, ss.revision, ss.repository, ss.project, ss.codebase, ss.created_at,"
                    + " p.id AS patchid, p.patchlevel, p.subdir, p.patch_author, p.patch_comment";
    private static final String FROM = "sourcestamps ss LEFT JOIN patches p ON p.id = ss.patchid";

    private final Database database;
    private final Clock clock;

    public SourcestampStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    public Page<Sourcestamp> list(Query query) {
        return QueryToSql.page(database, table(FROM), query);
    }

    /** The sources that a buildset is for. */
    public Page<Sourcestamp> ofBuildset(long bsid, Query query) {
        return QueryToSql.page(
                database,
                table(
                                "buildset_sourcestamps mine JOIN sourcestamps ss ON ss.id ="
                                        + " mine.sourcestampid AND mine.buildsetid = "
                                        + bsid
                                        + " LEFT JOIN patches p ON p.id = ss.patchid")
                        .fewRows(),
                query);
    }

    private static SqlTable<Sourcestamp> table(String from) {
        return SqlTable.of(Sourcestamp.class, COLUMNS, from, "ss.id", SourcestampStore::read)
                .column("ssid", "ss.id")
                .column("revision", "ss.revision")
                .column("branch", "ss.branch")
                .column("repository", "ss.repository")
                .column("project", "ss.project")
                .column("codebase", "ss.codebase")
                .column("created_at", "ss.created_at")
                .memoryMode(
                        "ssid",
                        "revision",
                        "branch",
                        "repository",
                        "project",
                        "codebase",
                        "created_at")
                .scope(visible("ss.id"))
                .few("ssid")
                .few("revision")
                .index("ssid");
    }

    /**
     * The condition under which what belongs to a sourcestamp may be seen: a builder that was asked to build
     * it may be, or none was asked.
     *
     * @param ssid the expression of its id
     * @return with <code>{visible}</code> in it
     */
    public static String visible(String ssid) {
        String asked =
                "EXISTS (SELECT 1 FROM buildset_sourcestamps bss JOIN buildrequests vbr ON"
                        + " vbr.buildsetid = bss.buildsetid WHERE bss.sourcestampid = "
                        + ssid;
        return "(NOT " + asked + ") OR " + asked + " AND vbr.builderid {visible}))";
    }

    public Optional<Sourcestamp> find(long ssid) {
        return find(database, ssid);
    }

    public Optional<Sourcestamp> find(Reader reader, long ssid) {
        return reader.one(
                "SELECT " + COLUMNS + " FROM " + FROM + " WHERE ss.id = ?",
                SourcestampStore::read,
                ssid);
    }

    /** By id; at most as many as fit into one query, so pass a batch. */
    public Map<Long, Sourcestamp> find(Reader reader, Collection<Long> ssids) {
        Map<Long, Sourcestamp> found = new HashMap<>();
        if (!ssids.isEmpty()) {
            reader.query(
                            "SELECT "
                                    + COLUMNS
                                    + " FROM "
                                    + FROM
                                    + " WHERE ss.id IN ("
                                    + Sql.marks(ssids.size())
                                    + ")",
                            SourcestampStore::read,
                            ssids.toArray())
                    .forEach(sourcestamp -> found.put(sourcestamp.ssid(), sourcestamp));
        }
        return found;
    }

    private static Sourcestamp read(Row row) {
        return new Sourcestamp(
                row.number("id"),
                row.textOrNull("revision"),
                row.textOrNull("branch"),
                row.text("repository"),
                row.text("project"),
                row.text("codebase"),
                patch(row),
                row.time("created_at"));
    }

    private static @Nullable Patch patch(Row row) {
        Long patchid = row.numberOrNull("patchid");
        return patchid == null
                ? null
                : new Patch(
                        patchid,
                        null,
                        row.small("patchlevel"),
                        row.textOrNull("subdir"),
                        row.text("patch_author"),
                        row.text("patch_comment"));
    }

    public Scope scopeOf(long ssid) {
        return scopeOf(database, ssid);
    }

    /** Whose it is: of those who may see a builder that was asked to build it; of all when none was. */
    public Scope scopeOf(Reader reader, long ssid) {
        List<Long> builders =
                reader.query(
                        "SELECT DISTINCT br.builderid FROM buildset_sourcestamps bss JOIN"
                                + " buildrequests br ON br.buildsetid = bss.buildsetid WHERE"
                                + " bss.sourcestampid = ?",
                        row -> row.number("builderid"),
                        ssid);
        return builders.isEmpty() ? Scope.ofEverybody() : Scope.builders(builders);
    }

    public Sourcestamp findOrAdd(Transaction tx, NewSourcestamp wanted) {
        String hash =
                Sql.hash(
                        wanted.branch(),
                        wanted.revision(),
                        wanted.repository(),
                        wanted.project(),
                        wanted.codebase(),
                        null);
        long ssid =
                tx.one(
                                "SELECT id FROM sourcestamps WHERE ss_hash = ?",
                                row -> row.number("id"),
                                hash)
                        .orElseGet(
                                () ->
                                        tx.insert(
                                                "INSERT INTO sourcestamps (ss_hash, branch,"
                                                        + " revision, patchid, repository,"
                                                        + " codebase, project, created_at) VALUES"
                                                        + " (?, ?, ?, NULL, ?, ?, ?, ?)",
                                                hash,
                                                wanted.branch(),
                                                wanted.revision(),
                                                wanted.repository(),
                                                wanted.codebase(),
                                                wanted.project(),
                                                clock.instant()));
        return find(tx, ssid).orElseThrow();
    }
}
