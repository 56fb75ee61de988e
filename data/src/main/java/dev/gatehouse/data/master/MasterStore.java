package dev.gatehouse.data.master;

import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Reader;
import dev.gatehouse.data.database.Row;
import dev.gatehouse.data.database.Sql;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.event.Announcement;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.query.Query;
import dev.gatehouse.data.query.QueryToSql;
import dev.gatehouse.data.query.SqlTable;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of masters. Safe for use by many threads. */
public final class MasterStore {
    private static final String COLUMNS = "m.id, m.name, m.active, m.last_active";
    private static final String SELECT = "SELECT " + COLUMNS + " FROM masters m ";

    private final Database database;
    private final Clock clock;

    public MasterStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    public Page<Master> list(Query query) {
        return QueryToSql.page(database, table("masters m"), query);
    }

    private static SqlTable<Master> table(String from) {
        return SqlTable.of(Master.class, COLUMNS, from, "m.id", MasterStore::read)
                .fewRows()
                .column("masterid", "m.id")
                .column("name", "m.name")
                .column("active", "m.active")
                .column("last_active", "m.last_active")
                .memoryMode("masterid", "name", "active", "last_active");
    }

    /** The masters that a builder is on. */
    public Page<Master> ofBuilder(long builderid, Query query) {
        return QueryToSql.page(
                database,
                table(
                                "masters m JOIN builder_masters bm ON bm.masterid = m.id AND bm.builderid = "
                                        + builderid)
                        .scope("bm.builderid {visible}"),
                query);
    }

    public Optional<Master> find(long masterid) {
        return find(database, masterid);
    }

    public Optional<Master> find(Reader reader, long masterid) {
        return reader.one(SELECT + "WHERE m.id = ?", MasterStore::read, masterid);
    }

    /** A master, if the builder is on it. */
    public Optional<Master> ofBuilder(long builderid, long masterid) {
        return database.one(
                "SELECT "
                        + COLUMNS
                        + " FROM masters m JOIN builder_masters bm ON bm.masterid = m.id WHERE"
                        + " bm.builderid = ? AND m.id = ?",
                MasterStore::read,
                builderid,
                masterid);
    }

    /** The masters that say they run but have been silent since then. */
    public List<Master> silentSince(Reader reader, Instant then) {
        return reader.query(
                SELECT + "WHERE m.active <> 0 AND m.last_active < ? ORDER BY m.id",
                MasterStore::read,
                then);
    }

    static Master read(Row row) {
        return new Master(
                row.number("id"), row.text("name"), row.flag("active"), row.time("last_active"));
    }

    /** The master that a row has joined, as {@code masterid}, {@code mastername} and its other columns; or none. */
    public static @Nullable Master joined(Row row) {
        Long masterid = row.numberOrNull("masterid");
        return masterid == null
                ? null
                : new Master(
                        masterid,
                        row.text("mastername"),
                        row.flag("active"),
                        row.time("last_active"));
    }

    /**
     * A master runs a thing from now on, unless another does.
     *
     * @param table which master runs what, such as {@code scheduler_masters}
     * @param key that table's column for the thing, such as {@code schedulerid}
     * @return false when another does
     */
    public static boolean claim(Transaction tx, String table, String key, long id, long masterid) {
        Optional<Long> owner =
                tx.one(
                        "SELECT masterid FROM " + table + " WHERE " + key + " = ?",
                        row -> row.number("masterid"),
                        id);
        if (owner.isPresent()) {
            return owner.get() == masterid;
        }
        tx.update("INSERT INTO " + table + " (" + key + ", masterid) VALUES (?, ?)", id, masterid);
        return true;
    }

    /** Says that the master of this name runs from now on; makes it known if it is new. */
    public Master start(Transaction tx, String name) {
        Instant now = clock.instant();
        String hash = Sql.hash(name);
        long masterid =
                tx.one("SELECT id FROM masters WHERE name_hash = ?", row -> row.number("id"), hash)
                        .orElseGet(
                                () ->
                                        tx.insert(
                                                "INSERT INTO masters (name, name_hash, active,"
                                                        + " last_active) VALUES (?, ?, 0, ?)",
                                                name,
                                                hash,
                                                now));
        tx.update("UPDATE masters SET active = 1, last_active = ? WHERE id = ?", now, masterid);
        return announced(tx, masterid, "started");
    }

    /** Says that the master still runs. Tells nobody. */
    public void heartbeat(Transaction tx, long masterid) {
        tx.update(
                "UPDATE masters SET active = 1, last_active = ? WHERE id = ?",
                clock.instant(),
                masterid);
    }

    /** Says that the master runs no more. What it leaves behind is cleared by the stores concerned. */
    public void stop(Transaction tx, long masterid) {
        tx.update("UPDATE masters SET active = 0 WHERE id = ?", masterid);
        announced(tx, masterid, "stopped");
    }

    private Master announced(Transaction tx, long masterid, String kind) {
        Master master = find(tx, masterid).orElseThrow();
        tx.announce(
                new Announcement(
                        "master",
                        kind,
                        master,
                        new NewsOfMaster(master.masterid(), master.name(), master.active()),
                        Scope.ofEverybody()));
        return master;
    }

    private record NewsOfMaster(long masterid, String name, boolean active) {}
}
