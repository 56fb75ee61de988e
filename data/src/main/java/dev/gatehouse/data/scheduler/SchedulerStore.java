package dev.gatehouse.data.scheduler;

import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Reader;
import dev.gatehouse.data.database.Row;
import dev.gatehouse.data.database.Sql;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.event.Announcement;
import dev.gatehouse.data.master.MasterStore;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.query.Query;
import dev.gatehouse.data.query.QueryToSql;
import dev.gatehouse.data.query.SqlTable;
import java.util.List;
import java.util.Optional;

/** The tables of schedulers and of the masters that run them. Safe for use by many threads. */
public final class SchedulerStore {
    private static final String COLUMNS =
            "s.id, s.name, s.enabled, m.id AS masterid, m.name AS mastername, m.active,"
                    + " m.last_active";
    private static final String FROM =
            "schedulers s LEFT JOIN scheduler_masters sm ON sm.schedulerid = s.id LEFT JOIN masters"
                    + " m ON m.id = sm.masterid";

    private final Database database;

    public SchedulerStore(Database database) {
        this.database = database;
    }

    public Page<Scheduler> list(Query query) {
        return QueryToSql.page(database, table(FROM), query);
    }

    /** The schedulers that a master runs. */
    public Page<Scheduler> ofMaster(long masterid, Query query) {
        return QueryToSql.page(
                database,
                table(
                        "schedulers s JOIN scheduler_masters sm ON sm.schedulerid = s.id AND"
                                + " sm.masterid = "
                                + masterid
                                + " JOIN masters m ON m.id = sm.masterid"),
                query);
    }

    private static SqlTable<Scheduler> table(String from) {
        return SqlTable.of(Scheduler.class, COLUMNS, from, "s.id", SchedulerStore::read)
                .fewRows()
                .column("schedulerid", "s.id")
                .column("name", "s.name")
                .column("enabled", "s.enabled")
                .memoryMode("schedulerid", "name", "enabled");
    }

    public Optional<Scheduler> find(long schedulerid) {
        return find(database, schedulerid);
    }

    public Optional<Scheduler> find(Reader reader, long schedulerid) {
        return reader.one(
                "SELECT " + COLUMNS + " FROM " + FROM + " WHERE s.id = ?",
                SchedulerStore::read,
                schedulerid);
    }

    public Optional<Scheduler> find(Reader reader, String name) {
        return reader.one(
                "SELECT " + COLUMNS + " FROM " + FROM + " WHERE s.name_hash = ?",
                SchedulerStore::read,
                Sql.hash(name));
    }

    private static Scheduler read(Row row) {
        return new Scheduler(
                row.number("id"), row.text("name"), row.flag("enabled"), MasterStore.joined(row));
    }

    /** Makes the scheduler known; a new one is enabled. */
    public Scheduler ensure(Transaction tx, String name) {
        return find(tx, name)
                .orElseGet(
                        () -> {
                            long schedulerid =
                                    tx.insert(
                                            "INSERT INTO schedulers (name, name_hash, enabled)"
                                                    + " VALUES (?, ?, 1)",
                                            name,
                                            Sql.hash(name));
                            return find(tx, schedulerid).orElseThrow();
                        });
    }

    /** The master runs it from now on, unless another does: then false. */
    public boolean claim(Transaction tx, long schedulerid, long masterid) {
        return MasterStore.claim(tx, "scheduler_masters", "schedulerid", schedulerid, masterid);
    }

    public void release(Transaction tx, long schedulerid, long masterid) {
        tx.update(
                "DELETE FROM scheduler_masters WHERE schedulerid = ? AND masterid = ?",
                schedulerid,
                masterid);
    }

    /** What a master that stops or has died leaves: nobody runs its schedulers. */
    public void releaseAll(Transaction tx, long masterid) {
        tx.update("DELETE FROM scheduler_masters WHERE masterid = ?", masterid);
    }

    public Scheduler enable(Transaction tx, long schedulerid, boolean enabled) {
        tx.update("UPDATE schedulers SET enabled = ? WHERE id = ?", enabled, schedulerid);
        Scheduler scheduler = find(tx, schedulerid).orElseThrow();
        tx.announce(Announcement.of("scheduler", "updated", scheduler, Scope.ofEverybody()));
        return scheduler;
    }

    /** Whether the scheduler of this name makes builds; one that is not known yet does. */
    public boolean enabled(Reader reader, String name) {
        List<Boolean> flags =
                reader.query(
                        "SELECT enabled FROM schedulers WHERE name_hash = ?",
                        row -> row.flag("enabled"),
                        Sql.hash(name));
        return flags.isEmpty() || flags.get(0);
    }
}
