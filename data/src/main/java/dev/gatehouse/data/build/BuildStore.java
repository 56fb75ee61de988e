package dev.gatehouse.data.build;

import dev.gatehouse.data.Results;
import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Reader;
import dev.gatehouse.data.database.Row;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of builds. Safe for use by many threads. */
public final class BuildStore {
    private static final String COLUMNS =
            "b.id, b.number, b.builderid, b.buildrequestid, b.workerid, b.masterid, b.started_at,"
                    + " b.complete_at, b.locks_duration_s, b.state_string, b.results";
    private static final String RUNNING =
            "builds b JOIN (SELECT id FROM builds WHERE complete_at IS NULL) running ON running.id ="
                    + " b.id";

    private static final SqlTable<Build> TABLE =
            SqlTable.of(Build.class, COLUMNS, "builds b", "b.id", BuildStore::read)
                    .column("buildid", "b.id")
                    .column("number", "b.number")
                    .column("builderid", "b.builderid")
                    .column("buildrequestid", "b.buildrequestid")
                    .column("workerid", "b.workerid")
                    .column("masterid", "b.masterid")
                    .column("started_at", "b.started_at")
                    .column("complete", "(CASE WHEN b.complete_at IS NULL THEN 0 ELSE 1 END)")
                    .column("complete_at", "b.complete_at")
                    .column("locks_duration_s", "b.locks_duration_s")
                    .column("results", "b.results")
                    .column("state_string", "b.state_string")
                    .scope("b.builderid {visible}")
                    .few("buildid")
                    .few("buildrequestid")
                    .few("complete", false)
                    .usual("complete", true)
                    .index("buildid")
                    .index("started_at")
                    .unique("builderid", "number")
                    .index("workerid", "buildid");

    private final Database database;
    private final Clock clock;
    private final PropertyStore properties;
    private final BuilderScopes scopes;

    public BuildStore(Database database, Clock clock, PropertyStore properties) {
        this.database = database;
        this.scopes = new BuilderScopes(database, "SELECT builderid FROM builds WHERE id = ?");
        this.clock = clock;
        this.properties = properties;
    }

    public Page<Build> list(Query query) {
        return page(
                table(onlyRunning(query) ? RUNNING : "builds b").countsPage(),
                query.order().isEmpty() && ofBuilder(query)
                        ? query.orderBy("number", false)
                        : query);
    }

    /** A builder's builds come as it counts them, which an index knows. */
    private static boolean ofBuilder(Query query) {
        List<Filter> filters = query.filters();
        return filters.size() == 1
                && filters.get(0).field().equals("builderid")
                && filters.get(0).operator() == Operator.EQ
                && filters.get(0).values().size() == 1;
    }

    /**
     * The few that run are found through an index, which the computed field by itself would not
     * use.
     */
    private static boolean onlyRunning(Query query) {
        return query.filters().contains(new Filter("complete", Operator.EQ, List.of(false)));
    }

    /** The builds of buildsets that were made for a change's sources. */
    public Page<Build> ofChange(long changeid, Query query) {
        return page(
                table(
                                "builds b JOIN (SELECT DISTINCT br.id FROM changes c JOIN buildset_sourcestamps bss"
                                        + " ON bss.sourcestampid = c.sourcestampid JOIN buildrequests br ON"
                                        + " br.buildsetid = bss.buildsetid WHERE c.changeid = "
                                        + changeid
                                        + ") theirs ON theirs.id = b.buildrequestid")
                        .fewRows(),
                query);
    }

    /** The builds that a build's steps have asked for. */
    public Page<Build> triggeredBy(long buildid, Query query) {
        return page(
                table(
                                "builds b JOIN (SELECT br.id FROM buildsets bs JOIN buildrequests br ON"
                                        + " br.buildsetid = bs.id WHERE bs.parent_buildid = "
                                        + buildid
                                        + ") theirs ON theirs.id = b.buildrequestid")
                        .fewRows(),
                query);
    }

    private Page<Build> page(SqlTable<Build> table, Query query) {
        return QueryToSql.page(
                database,
                table,
                query,
                (reader, rows, asked) -> withProperties(reader, rows, asked.properties()));
    }

    private static SqlTable<Build> table(String from) {
        return TABLE.from(from);
    }

    private List<Build> withProperties(Reader reader, List<Build> rows, List<String> names) {
        if (rows.isEmpty() || names.isEmpty()) {
            return rows;
        }
        Map<Long, Map<String, SourcedValue>> values =
                properties.ofBuilds(reader, rows.stream().map(Build::buildid).toList(), names);
        return rows.stream()
                .map(row -> row.with(values.getOrDefault(row.buildid(), Map.of())))
                .toList();
    }

    public Optional<Build> find(long buildid) {
        return find(database, buildid);
    }

    public Optional<Build> find(Reader reader, long buildid) {
        return reader.one(
                "SELECT " + COLUMNS + " FROM builds b WHERE b.id = ?", BuildStore::read, buildid);
    }

    /**
     * With properties.
     *
     * @param names which; {@code *} among them means all
     */
    public Optional<Build> find(long buildid, List<String> names) {
        return database.read(
                reader ->
                        withProperties(reader, find(reader, buildid).stream().toList(), names)
                                .stream()
                                .findFirst());
    }

    /** By the builder's count. */
    public Optional<Build> find(long builderid, long number) {
        return find(builderid, number, List.of());
    }

    /** By the builder's count, with properties. */
    public Optional<Build> find(long builderid, long number, List<String> names) {
        return database.read(
                reader ->
                        withProperties(reader, numbered(reader, builderid, number), names).stream()
                                .findFirst());
    }

    private static List<Build> numbered(Reader reader, long builderid, long number) {
        return reader.query(
                "SELECT " + COLUMNS + " FROM builds b WHERE b.builderid = ? AND b.number = ?",
                BuildStore::read,
                builderid,
                number);
    }

    /** What runs, or what a master that died has left behind. */
    public List<Build> unfinished(Reader reader, long masterid) {
        return reader.query(
                "SELECT "
                        + COLUMNS
                        + " FROM builds b WHERE b.masterid = ? AND b.complete_at IS NULL ORDER BY"
                        + " b.id",
                BuildStore::read,
                masterid);
    }

    /** The builds of a request, in the order in which they were started. */
    public List<Build> ofRequest(Reader reader, long buildrequestid) {
        return reader.query(
                "SELECT " + COLUMNS + " FROM builds b WHERE b.buildrequestid = ? ORDER BY b.id",
                BuildStore::read,
                buildrequestid);
    }

    private static Build read(Row row) {
        Instant completeAt = row.timeOrNull("complete_at");
        return new Build(
                row.number("id"),
                row.small("number"),
                row.number("builderid"),
                row.number("buildrequestid"),
                row.numberOrNull("workerid"),
                row.number("masterid"),
                row.time("started_at"),
                completeAt != null,
                completeAt,
                row.small("locks_duration_s"),
                row.smallOrNull("results"),
                row.text("state_string"),
                Map.of());
    }

    /** Whose a build is. Of an unknown build nobody's, so that it looks like a hidden one. */
    public Scope scopeOf(long buildid) {
        return scopes.of(buildid);
    }

    /** The same inside a transaction or on a connection that is held already. */
    public Scope scopeOf(Reader reader, long buildid) {
        return scopes.of(reader, buildid);
    }

    /** A new build, with the builder's next number. */
    public Build add(
            Transaction tx,
            long builderid,
            long buildrequestid,
            @Nullable Long workerid,
            long masterid) {
        long buildid =
                tx.insert(
                        "INSERT INTO builds (number, builderid, buildrequestid, workerid, masterid,"
                                + " started_at, complete_at, locks_duration_s, state_string,"
                                + " results) SELECT coalesce(max(number), 0) + 1, ?, ?, ?, ?, ?,"
                                + " NULL, 0, 'created', NULL FROM builds WHERE builderid = ?",
                        builderid,
                        buildrequestid,
                        workerid,
                        masterid,
                        clock.instant(),
                        builderid);
        return announced(tx, buildid, "new");
    }

    public Build setState(Transaction tx, long buildid, String state) {
        tx.update("UPDATE builds SET state_string = ? WHERE id = ?", state, buildid);
        return announced(tx, buildid, "update");
    }

    /** One of its steps has waited so long for locks. */
    public Build addLocksDuration(Transaction tx, long buildid, long seconds) {
        tx.update(
                "UPDATE builds SET locks_duration_s = locks_duration_s + ? WHERE id = ?",
                seconds,
                buildid);
        return announced(tx, buildid, "update");
    }

    /** Ends a build; one that has ended is left as it is. */
    public Build finish(Transaction tx, long buildid, int results, String state) {
        int changed =
                tx.update(
                        "UPDATE builds SET complete_at = ?, results = ?, state_string = ? WHERE id"
                                + " = ? AND complete_at IS NULL",
                        clock.instant(),
                        results,
                        state,
                        buildid);
        if (changed == 0) {
            return find(tx, buildid).orElseThrow();
        }
        return announced(tx, buildid, "finished");
    }

    /**
     * Ends what a master that died has left behind, to be built again; gives the builds it ended.
     */
    public List<Build> endOf(Transaction tx, long masterid) {
        return unfinished(tx, masterid).stream()
                .map(
                        build ->
                                finish(
                                        tx,
                                        build.buildid(),
                                        Results.RETRY,
                                        "build was interrupted by the end of its master"))
                .toList();
    }

    private Build announced(Transaction tx, long buildid, String kind) {
        Build build = find(tx, buildid).orElseThrow();
        tx.announce(Announcement.of("build", kind, build, Scope.builder(build.builderid())));
        return build;
    }
}
