package dev.gatehouse.data.buildset;

import dev.gatehouse.data.Results;
import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Reader;
import dev.gatehouse.data.database.Row;
import dev.gatehouse.data.database.Sql;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.event.Announcement;
import dev.gatehouse.data.property.PropertyStore;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.query.Query;
import dev.gatehouse.data.query.QueryToSql;
import dev.gatehouse.data.query.SqlTable;
import dev.gatehouse.data.sourcestamp.Sourcestamp;
import dev.gatehouse.data.sourcestamp.SourcestampStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The table of buildsets and the sources they are for. Safe for use by many threads. */
public final class BuildsetStore {
    private static final String COLUMNS =
            "bs.id, bs.external_idstring, bs.reason, bs.rebuilt_buildid, bs.submitted_at,"
                    + " bs.complete, bs.complete_at, bs.results, bs.parent_buildid,"
                    + " bs.parent_relationship";
    private static final SqlTable<Buildset> TABLE =
            SqlTable.of(Buildset.class, COLUMNS, "buildsets bs", "bs.id", BuildsetStore::read)
                    .column("bsid", "bs.id")
                    .column("external_idstring", "bs.external_idstring")
                    .column("reason", "bs.reason")
                    .column("rebuilt_buildid", "bs.rebuilt_buildid")
                    .column("submitted_at", "bs.submitted_at")
                    .column("complete", "bs.complete")
                    .column("complete_at", "bs.complete_at")
                    .column("results", "bs.results")
                    .column("parent_buildid", "bs.parent_buildid")
                    .column("parent_relationship", "bs.parent_relationship")
                    .scope(
                            "(NOT EXISTS (SELECT 1 FROM buildrequests v WHERE v.buildsetid = bs.id)"
                                    + " OR EXISTS (SELECT 1 FROM buildrequests v WHERE v.buildsetid"
                                    + " = bs.id AND v.builderid {visible}))")
                    .few("bsid")
                    .few("parent_buildid")
                    .few("rebuilt_buildid")
                    .few("complete", false)
                    .usual("complete", true)
                    .index("bsid")
                    .index("submitted_at")
                    .countsPage();

    private final Database database;
    private final Clock clock;
    private final SourcestampStore sourcestamps;
    private final PropertyStore properties;

    public BuildsetStore(
            Database database,
            Clock clock,
            SourcestampStore sourcestamps,
            PropertyStore properties) {
        this.database = database;
        this.clock = clock;
        this.sourcestamps = sourcestamps;
        this.properties = properties;
    }

    public Page<Buildset> list(Query query) {
        return QueryToSql.page(
                database, TABLE, query, (reader, rows, asked) -> complete(reader, rows));
    }

    public Optional<Buildset> find(long bsid) {
        return database.read(reader -> find(reader, bsid));
    }

    public Optional<Buildset> find(Reader reader, long bsid) {
        List<Buildset> rows =
                reader.query(
                        "SELECT " + COLUMNS + " FROM buildsets bs WHERE bs.id = ?",
                        BuildsetStore::read,
                        bsid);
        return complete(reader, rows).stream().findFirst();
    }

    private static Buildset read(Row row) {
        return new Buildset(
                row.number("id"),
                row.textOrNull("external_idstring"),
                row.textOrNull("reason"),
                row.numberOrNull("rebuilt_buildid"),
                row.time("submitted_at"),
                row.flag("complete"),
                row.timeOrNull("complete_at"),
                row.smallOrNull("results"),
                List.of(),
                row.numberOrNull("parent_buildid"),
                row.textOrNull("parent_relationship"));
    }

    private List<Buildset> complete(Reader reader, List<Buildset> rows) {
        if (rows.isEmpty()) {
            return rows;
        }
        Object[] ids = rows.stream().map(Buildset::bsid).toArray();
        Map<Long, List<Long>> ssids = new HashMap<>();
        reader.query(
                "SELECT buildsetid, sourcestampid FROM buildset_sourcestamps WHERE buildsetid IN ("
                        + Sql.marks(ids.length)
                        + ") ORDER BY id",
                row ->
                        ssids.computeIfAbsent(row.number("buildsetid"), none -> new ArrayList<>())
                                .add(row.number("sourcestampid")),
                ids);
        Set<Long> wanted = new LinkedHashSet<>();
        ssids.values().forEach(wanted::addAll);
        Map<Long, Sourcestamp> stamps = sourcestamps.find(reader, wanted);
        return rows.stream()
                .map(
                        row ->
                                withSources(
                                        row,
                                        ssids.getOrDefault(row.bsid(), List.of()).stream()
                                                .map(stamps::get)
                                                .filter(Objects::nonNull)
                                                .toList()))
                .toList();
    }

    private static Buildset withSources(Buildset bare, List<Sourcestamp> sources) {
        return new Buildset(
                bare.bsid(),
                bare.external_idstring(),
                bare.reason(),
                bare.rebuilt_buildid(),
                bare.submitted_at(),
                bare.complete(),
                bare.complete_at(),
                bare.results(),
                sources,
                bare.parent_buildid(),
                bare.parent_relationship());
    }

    public Scope scopeOf(long bsid) {
        return scopeOf(database, bsid);
    }

    /** Whose a buildset is: of those who may see one of the builders that it asks; of all if it asks none. */
    public Scope scopeOf(Reader reader, long bsid) {
        List<Long> builders =
                reader.query(
                        "SELECT DISTINCT builderid FROM buildrequests WHERE buildsetid = ?",
                        row -> row.number("builderid"),
                        bsid);
        return builders.isEmpty() ? Scope.ofEverybody() : Scope.builders(builders);
    }

    /** Writes a buildset down and tells of it. Its requests are added right after it. */
    public Buildset add(Transaction tx, NewBuildset wanted) {
        long bsid =
                tx.insert(
                        "INSERT INTO buildsets (external_idstring, reason, submitted_at, complete,"
                                + " complete_at, results, parent_buildid, parent_relationship,"
                                + " rebuilt_buildid) VALUES (?, ?, ?, 0, NULL, ?, ?, ?, ?)",
                        wanted.external_idstring(),
                        wanted.reason(),
                        clock.instant(),
                        Results.PENDING,
                        wanted.parent_buildid(),
                        wanted.parent_relationship(),
                        wanted.rebuilt_buildid());
        properties.addToBuildset(tx, bsid, wanted.properties());
        for (long ssid : new LinkedHashSet<>(wanted.ssids())) {
            tx.insert(
                    "INSERT INTO buildset_sourcestamps (buildsetid, sourcestampid) VALUES (?, ?)",
                    bsid,
                    ssid);
        }
        Buildset buildset = find(tx, bsid).orElseThrow();
        tx.announce(
                new Announcement(
                        "buildset",
                        "new",
                        buildset,
                        NewsOfBuildset.of(buildset, wanted.scheduler()),
                        wanted.builderids().isEmpty()
                                ? Scope.ofEverybody()
                                : Scope.builders(wanted.builderids())));
        return buildset;
    }

    /** Ends the buildset if none of its requests is still to be served. */
    public void completeIfDone(Transaction tx, long bsid) {
        List<Integer> results =
                tx.query(
                        "SELECT complete, results FROM buildrequests WHERE buildsetid = ?",
                        row -> row.flag("complete") ? row.small("results") : Results.PENDING,
                        bsid);
        if (results.contains(Results.PENDING)) {
            return;
        }
        int worst = results.stream().reduce(Results.SUCCESS, Results::worse);
        int changed =
                tx.update(
                        "UPDATE buildsets SET complete = 1, results = ?, complete_at = ? WHERE id ="
                                + " ? AND complete <> 1",
                        worst,
                        clock.instant(),
                        bsid);
        if (changed > 0) {
            Buildset buildset = find(tx, bsid).orElseThrow();
            tx.announce(Announcement.of("buildset", "complete", buildset, scopeOf(tx, bsid)));
        }
    }
}
