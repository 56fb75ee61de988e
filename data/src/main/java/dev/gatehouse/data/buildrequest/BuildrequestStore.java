package dev.gatehouse.data.buildrequest;

import dev.gatehouse.data.Results;
import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.buildset.BuildsetStore;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Reader;
import dev.gatehouse.data.database.Row;
import dev.gatehouse.data.database.Sql;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.event.Announcement;
import dev.gatehouse.data.property.PropertyStore;
import dev.gatehouse.data.property.SourcedValue;
import dev.gatehouse.data.query.Filter;
import dev.gatehouse.data.query.Operator;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.query.Query;
import dev.gatehouse.data.query.QueryToSql;
import dev.gatehouse.data.query.SqlTable;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tables of buildrequests and of the masters that have claimed them. Safe for use by many threads. */
public final class BuildrequestStore {
    private static final String COLUMNS =
            "br.id, br.buildsetid, br.builderid, br.priority, br.complete, br.results,"
                    + " br.submitted_at, br.complete_at, br.waited_for, cl.claimed_at, cl.masterid";
    private static final String FROM =
            "buildrequests br LEFT JOIN buildrequest_claims cl ON cl.brid = br.id";
    private static final SqlTable<Buildrequest> TABLE =
            SqlTable.of(Buildrequest.class, COLUMNS, FROM, "br.id", BuildrequestStore::read)
                    .column("buildrequestid", "br.id")
                    .column("buildsetid", "br.buildsetid")
                    .column("builderid", "br.builderid")
                    .column("priority", "br.priority")
                    // What nobody has claimed but has ended is neither claimed nor to be claimed.
                    .column(
                            "claimed",
                            "(CASE WHEN cl.brid IS NOT NULL THEN 1 WHEN br.complete = 0 THEN 0 END)")
                    .column("claimed_at", "cl.claimed_at")
                    .column("claimed_by_masterid", "cl.masterid")
                    .column("complete", "br.complete")
                    .column("results", "br.results")
                    .column("submitted_at", "br.submitted_at")
                    .column("complete_at", "br.complete_at")
                    .column("waited_for", "br.waited_for")
                    .scope("br.builderid {visible}")
                    .few("buildrequestid")
                    .few("buildsetid")
                    .few("complete", false)
                    .few("claimed", false)
                    .usual("complete", true)
                    .usual("claimed", true)
                    .index("buildrequestid")
                    .index("submitted_at")
                    .index("builderid", "buildrequestid")
                    .countsPage();

    private final Database database;
    private final Clock clock;
    private final BuildsetStore buildsets;
    private final PropertyStore properties;

    public BuildrequestStore(
            Database database, Clock clock, BuildsetStore buildsets, PropertyStore properties) {
        this.database = database;
        this.clock = clock;
        this.buildsets = buildsets;
        this.properties = properties;
    }

    public Page<Buildrequest> list(Query query) {
        return QueryToSql.page(
                database,
                TABLE,
                unclaimed(query) ? query.where("complete", Operator.EQ, false) : query,
                (reader, rows, asked) -> withProperties(reader, rows, asked.properties()));
    }

    /** What is not claimed has not ended either; said once more, it is found through an index. */
    private static boolean unclaimed(Query query) {
        return query.filters().contains(new Filter("claimed", Operator.EQ, List.of(false)));
    }

    /**
     * With properties of its buildset.
     *
     * @param names which; {@code *} among them means all
     */
    public Optional<Buildrequest> find(long buildrequestid, List<String> names) {
        return database.read(
                reader ->
                        withProperties(
                                        reader,
                                        find(reader, buildrequestid).stream().toList(),
                                        names)
                                .stream()
                                .findFirst());
    }

    private List<Buildrequest> withProperties(
            Reader reader, List<Buildrequest> rows, List<String> names) {
        if (rows.isEmpty() || names.isEmpty()) {
            return rows;
        }
        Map<Long, Map<String, SourcedValue>> values =
                properties.ofBuildsets(
                        reader,
                        rows.stream().map(Buildrequest::buildsetid).distinct().toList(),
                        names);
        return rows.stream()
                .map(row -> row.with(values.getOrDefault(row.buildsetid(), Map.of())))
                .toList();
    }

    public Optional<Buildrequest> find(long buildrequestid) {
        return find(database, buildrequestid);
    }

    public Optional<Buildrequest> find(Reader reader, long buildrequestid) {
        return reader.one(
                "SELECT " + COLUMNS + " FROM " + FROM + " WHERE br.id = ?",
                BuildrequestStore::read,
                buildrequestid);
    }

    /** Every request of a buildset. */
    public List<Buildrequest> ofBuildset(Reader reader, long bsid) {
        return reader.query(
                "SELECT " + COLUMNS + " FROM " + FROM + " WHERE br.buildsetid = ? ORDER BY br.id",
                BuildrequestStore::read,
                bsid);
    }

    /** What waits for the builder, in the order in which it should be served. */
    public List<Buildrequest> pending(Reader reader, long builderid) {
        return reader.query(
                "SELECT "
                        + COLUMNS
                        + " FROM "
                        + FROM
                        + " WHERE br.builderid = ? AND br.complete = 0 AND cl.brid IS NULL ORDER BY"
                        + " br.priority DESC, br.submitted_at, br.id",
                BuildrequestStore::read,
                builderid);
    }

    /** What the master has claimed and not ended. */
    public List<Buildrequest> unfinished(Reader reader, long masterid) {
        return reader.query(
                "SELECT "
                        + COLUMNS
                        + " FROM "
                        + FROM
                        + " WHERE cl.masterid = ? AND br.complete = 0 ORDER BY br.id",
                BuildrequestStore::read,
                masterid);
    }

    private static Buildrequest read(Row row) {
        Instant claimed = row.timeOrNull("claimed_at");
        return new Buildrequest(
                row.number("id"),
                row.number("buildsetid"),
                row.number("builderid"),
                row.small("priority"),
                claimed != null,
                claimed,
                row.numberOrNull("masterid"),
                row.flag("complete"),
                row.smallOrNull("results"),
                row.time("submitted_at"),
                row.timeOrNull("complete_at"),
                row.flag("waited_for"),
                null);
    }

    public Buildrequest add(
            Transaction tx, long bsid, long builderid, int priority, boolean waitedFor) {
        // All requests of a buildset carry the same time, that of the buildset.
        Instant submitted =
                tx.one(
                                "SELECT submitted_at FROM buildsets WHERE id = ?",
                                row -> row.time("submitted_at"),
                                bsid)
                        .orElseGet(clock::instant);
        long id =
                tx.insert(
                        "INSERT INTO buildrequests (buildsetid, builderid, priority, complete,"
                                + " results, submitted_at, complete_at, waited_for) VALUES (?, ?,"
                                + " ?, 0, ?, ?, NULL, ?)",
                        bsid,
                        builderid,
                        priority,
                        Results.PENDING,
                        submitted,
                        waitedFor);
        return announced(tx, id, "new");
    }

    /** Takes the requests for a master, all of them or, if one is taken or has ended, none. */
    public boolean claim(Transaction tx, List<Long> ids, long masterid) {
        if (ids.isEmpty()) {
            return true;
        }
        String in = Sql.marks(ids.size());
        List<Object> arguments = new ArrayList<>(ids);
        int free =
                tx.query(
                                "SELECT br.id FROM "
                                        + FROM
                                        + " WHERE cl.brid IS NULL AND br.complete = 0 AND br.id IN ("
                                        + in
                                        + ")",
                                row -> row.number("id"),
                                arguments.toArray())
                        .size();
        if (free != ids.size()) {
            return false;
        }
        Instant now = clock.instant();
        for (long id : ids) {
            tx.update(
                    "INSERT INTO buildrequest_claims (brid, masterid, claimed_at) VALUES (?, ?, ?)",
                    id,
                    masterid,
                    now);
            announced(tx, id, "claimed");
        }
        return true;
    }

    /** Gives a request back, so that it is served again. One that has ended is left alone. */
    public void unclaim(Transaction tx, long id) {
        int changed =
                tx.update(
                        "DELETE FROM buildrequest_claims WHERE brid = ? AND EXISTS (SELECT 1 FROM"
                                + " buildrequests br WHERE br.id = brid AND br.complete = 0)",
                        id);
        if (changed > 0) {
            announced(tx, id, "unclaimed");
        }
    }

    /** Ends requests, and the buildsets that end with them. Those that have ended are left alone. */
    public void complete(Transaction tx, List<Long> ids, int results) {
        Instant now = clock.instant();
        for (long id : ids) {
            int changed =
                    tx.update(
                            "UPDATE buildrequests SET complete = 1, results = ?, complete_at = ?"
                                    + " WHERE id = ? AND complete <> 1",
                            results,
                            now,
                            id);
            if (changed > 0) {
                buildsets.completeIfDone(tx, announced(tx, id, "complete").buildsetid());
            }
        }
    }

    /**
     * Cancels a request that waits: claims it and ends it. False when it does not wait (any more), which
     * leaves it as it is.
     */
    public boolean cancel(Transaction tx, long id, long masterid) {
        if (!claim(tx, List.of(id), masterid)) {
            return false;
        }
        complete(tx, List.of(id), Results.CANCELLED);
        announced(tx, id, "cancel");
        return true;
    }

    private Buildrequest announced(Transaction tx, long id, String kind) {
        Buildrequest request = find(tx, id).orElseThrow();
        tx.announce(
                Announcement.of("buildrequest", kind, request, Scope.builder(request.builderid())));
        return request;
    }
}
