package dev.gatehouse.data.worker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Reader;
import dev.gatehouse.data.database.Row;
import dev.gatehouse.data.database.Sql;
import dev.gatehouse.data.database.StoredJson;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.event.Announcement;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.query.Query;
import dev.gatehouse.data.query.QueryToSql;
import dev.gatehouse.data.query.SqlTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tables of workers, of what they may build and of who is connected. Safe for use by many threads.
 */
public final class WorkerStore {
    private static final String COLUMNS =
            "w.id, w.name, w.info, w.paused, w.pause_reason, w.graceful";

    private static final SqlTable<Worker> TABLE =
            SqlTable.of(Worker.class, COLUMNS, "workers w", "w.id", WorkerStore::read)
                    .fewRows()
                    .column("workerid", "w.id")
                    .column("name", "w.name")
                    .column("paused", "w.paused")
                    .column("pause_reason", "w.pause_reason")
                    .column("graceful", "w.graceful")
                    .memoryMode("workerid", "name", "paused", "pause_reason", "graceful")
                    .scope(
                            "(NOT EXISTS (SELECT 1 FROM configured_workers c WHERE c.workerid = w.id) OR"
                                    + " EXISTS (SELECT 1 FROM configured_workers c JOIN builder_masters"
                                    + " m ON m.id = c.buildermasterid WHERE c.workerid = w.id AND"
                                    + " m.builderid {visible}))");

    private final Database database;

    public WorkerStore(Database database) {
        this.database = database;
    }

    public Page<Worker> list(Query query) {
        return page("workers w", query, null, null);
    }

    /** The workers of a master's builders, with only what they have to do with it. */
    public Page<Worker> ofMaster(long masterid, Query query) {
        return page(joined("bm.masterid = " + masterid), query, masterid, null);
    }

    public Page<Worker> ofBuilder(long builderid, Query query) {
        return page(joined("bm.builderid = " + builderid), query, null, builderid);
    }

    public Page<Worker> ofBuilderOnMaster(long masterid, long builderid, Query query) {
        return page(
                joined("bm.masterid = " + masterid + " AND bm.builderid = " + builderid),
                query,
                masterid,
                builderid);
    }

    private static String joined(String condition) {
        return "workers w JOIN (SELECT DISTINCT cw.workerid FROM configured_workers cw JOIN"
                + " builder_masters bm ON bm.id = cw.buildermasterid WHERE "
                + condition
                + ") theirs ON theirs.workerid = w.id";
    }

    private Page<Worker> page(
            String from, Query query, @Nullable Long masterid, @Nullable Long builderid) {
        return QueryToSql.page(
                database,
                table(from),
                query,
                (reader, rows, asked) ->
                        complete(reader, rows).stream()
                                .map(worker -> reduced(worker, masterid, builderid))
                                .toList());
    }

    private static SqlTable<Worker> table(String from) {
        return TABLE.from(from);
    }

    /**
     * The worker as it looks from a master or a builder: without what it has to do with others.
     *
     * @param masterid null for any
     * @param builderid null for any
     */
    static Worker reduced(Worker worker, @Nullable Long masterid, @Nullable Long builderid) {
        return new Worker(
                worker.workerid(),
                worker.name(),
                worker.connected_to().stream()
                        .filter(to -> masterid == null || to.masterid() == masterid)
                        .toList(),
                worker.configured_on().stream()
                        .filter(on -> masterid == null || on.masterid() == masterid)
                        .filter(on -> builderid == null || on.builderid() == builderid)
                        .toList(),
                worker.workerinfo(),
                worker.paused(),
                worker.pause_reason(),
                worker.graceful());
    }

    public Optional<Worker> find(long workerid) {
        return database.read(reader -> find(reader, workerid));
    }

    public Optional<Worker> find(Reader reader, long workerid) {
        List<Worker> rows =
                reader.query(
                        "SELECT " + COLUMNS + " FROM workers w WHERE w.id = ?",
                        WorkerStore::read,
                        workerid);
        return complete(reader, rows).stream().findFirst();
    }

    public Optional<Worker> find(String name) {
        return database.read(
                reader -> idOf(reader, name).flatMap(workerid -> find(reader, workerid)));
    }

    public Optional<Long> idOf(String name) {
        return idOf(database, name);
    }

    public Optional<Long> idOf(Reader reader, String name) {
        return reader.one("SELECT id FROM workers WHERE name = ?", row -> row.number("id"), name);
    }

    public Optional<String> nameOf(Reader reader, long workerid) {
        return reader.one(
                "SELECT name FROM workers WHERE id = ?", row -> row.text("name"), workerid);
    }

    private static Worker read(Row row) {
        return new Worker(
                row.number("id"),
                row.text("name"),
                List.of(),
                List.of(),
                info(row.textOrNull("info")),
                row.flag("paused"),
                row.textOrNull("pause_reason"),
                row.flag("graceful"));
    }

    private static Map<String, JsonNode> info(@Nullable String text) {
        Map<String, JsonNode> info = new LinkedHashMap<>();
        if (text != null && !text.isEmpty()) {
            StoredJson.read(text).properties().forEach(e -> info.put(e.getKey(), e.getValue()));
        }
        return info;
    }

    private static List<Worker> complete(Reader reader, List<Worker> rows) {
        if (rows.isEmpty()) {
            return rows;
        }
        Object[] ids = rows.stream().map(Worker::workerid).toArray();
        String in = Sql.marks(ids.length);
        Map<Long, List<Worker.Connection>> connections = new HashMap<>();
        reader.query(
                "SELECT workerid, masterid FROM connected_workers WHERE workerid IN ("
                        + in
                        + ") ORDER BY id",
                row ->
                        several(connections, row.number("workerid"))
                                .add(new Worker.Connection(row.number("masterid"))),
                ids);
        Map<Long, List<Worker.Configuration>> configurations = new HashMap<>();
        reader.query(
                "SELECT cw.workerid, bm.masterid, bm.builderid FROM configured_workers cw JOIN"
                        + " builder_masters bm ON bm.id = cw.buildermasterid WHERE cw.workerid IN ("
                        + in
                        + ") ORDER BY bm.id",
                row ->
                        several(configurations, row.number("workerid"))
                                .add(
                                        new Worker.Configuration(
                                                row.number("masterid"), row.number("builderid"))),
                ids);
        return rows.stream()
                .map(
                        worker ->
                                new Worker(
                                        worker.workerid(),
                                        worker.name(),
                                        connections.getOrDefault(worker.workerid(), List.of()),
                                        configurations.getOrDefault(worker.workerid(), List.of()),
                                        worker.workerinfo(),
                                        worker.paused(),
                                        worker.pause_reason(),
                                        worker.graceful()))
                .toList();
    }

    private static <T> List<T> several(Map<Long, List<T>> map, long id) {
        return map.computeIfAbsent(id, none -> new ArrayList<>());
    }

    /** Whose a worker is: of those who may see a builder that it builds for; of all when there is none. */
    public static Scope scopeOf(Worker worker) {
        Set<Long> builders =
                worker.configured_on().stream()
                        .map(Worker.Configuration::builderid)
                        .collect(Collectors.toSet());
        return builders.isEmpty() ? Scope.ofEverybody() : Scope.builders(builders);
    }

    /** Makes the worker known. */
    public Worker ensure(Transaction tx, String name) {
        long workerid =
                idOf(tx, name)
                        .orElseGet(
                                () ->
                                        tx.insert(
                                                "INSERT INTO workers (name, info, paused, graceful)"
                                                        + " VALUES (?, '{}', 0, 0)",
                                                name));
        return find(tx, workerid).orElseThrow();
    }

    /** Says for which of the master's builders the worker may build now. The master must have them. */
    public Worker configure(Transaction tx, long workerid, long masterid, List<Long> builderids) {
        tx.update(
                "DELETE FROM configured_workers WHERE workerid = ? AND buildermasterid IN (SELECT id"
                        + " FROM builder_masters WHERE masterid = ?)",
                workerid,
                masterid);
        for (long builderid : builderids) {
            tx.update(
                    "INSERT INTO configured_workers (buildermasterid, workerid) SELECT id, ? FROM"
                            + " builder_masters WHERE builderid = ? AND masterid = ?",
                    workerid,
                    builderid,
                    masterid);
        }
        return find(tx, workerid).orElseThrow();
    }

    /** The worker is there; what it tells of itself replaces what it told before. */
    public Worker connected(
            Transaction tx, long workerid, long masterid, Map<String, Object> info) {
        if (tx.one(
                        "SELECT id FROM connected_workers WHERE workerid = ? AND masterid = ?",
                        row -> row.number("id"),
                        workerid,
                        masterid)
                .isEmpty()) {
            tx.insert(
                    "INSERT INTO connected_workers (masterid, workerid) VALUES (?, ?)",
                    masterid,
                    workerid);
        }
        tx.update(
                "UPDATE workers SET info = ?, graceful = 0 WHERE id = ?",
                StoredJson.write(info),
                workerid);
        return announced(tx, workerid, "connected");
    }

    public Worker disconnected(Transaction tx, long workerid, long masterid) {
        tx.update(
                "DELETE FROM connected_workers WHERE workerid = ? AND masterid = ?",
                workerid,
                masterid);
        return announced(tx, workerid, "disconnected");
    }

    /** What a master that starts, stops or has died leaves: nobody is connected to it. */
    public List<Worker> disconnectAll(Transaction tx, long masterid) {
        List<Long> workerids =
                tx.query(
                        "SELECT workerid FROM connected_workers WHERE masterid = ? ORDER BY"
                                + " workerid",
                        row -> row.number("workerid"),
                        masterid);
        return workerids.stream().map(workerid -> disconnected(tx, workerid, masterid)).toList();
    }

    /** Stops or resumes giving the worker new builds. */
    public Worker pause(Transaction tx, long workerid, boolean paused, @Nullable String reason) {
        tx.update(
                "UPDATE workers SET paused = ?, pause_reason = ? WHERE id = ?",
                paused,
                paused ? reason : null,
                workerid);
        return announced(tx, workerid, "state_updated");
    }

    /** Says that the worker leaves when it has nothing left to do. */
    public Worker graceful(Transaction tx, long workerid, boolean graceful) {
        tx.update("UPDATE workers SET graceful = ? WHERE id = ?", graceful, workerid);
        return announced(tx, workerid, "state_updated");
    }

    private Worker announced(Transaction tx, long workerid, String kind) {
        Worker worker = find(tx, workerid).orElseThrow();
        tx.announce(Announcement.of("worker", kind, worker, scopeOf(worker)));
        return worker;
    }
}
