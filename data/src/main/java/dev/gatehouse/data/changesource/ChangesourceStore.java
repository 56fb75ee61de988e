package dev.gatehouse.data.changesource;

import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Reader;
import dev.gatehouse.data.database.Row;
import dev.gatehouse.data.database.Sql;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.master.MasterStore;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.query.Query;
import dev.gatehouse.data.query.QueryToSql;
import dev.gatehouse.data.query.SqlTable;
import java.util.Optional;

/** The tables of change sources and of the masters that run them. Safe for use by many threads. */
public final class ChangesourceStore {
    private static final String COLUMNS =
            "cs.id, cs.name, m.id AS masterid, m.name AS mastername, m.active, m.last_active";
    private static final String FROM =
            "changesources cs LEFT JOIN changesource_masters csm ON csm.changesourceid = cs.id LEFT"
                    + " JOIN masters m ON m.id = csm.masterid";

    private final Database database;

    public ChangesourceStore(Database database) {
        this.database = database;
    }

    public Page<Changesource> list(Query query) {
        return QueryToSql.page(database, table(FROM), query);
    }

    /** The change sources that a master runs. */
    public Page<Changesource> ofMaster(long masterid, Query query) {
        return QueryToSql.page(
                database,
                table(
                        "changesources cs JOIN changesource_masters csm ON csm.changesourceid ="
                                + " cs.id AND csm.masterid = "
                                + masterid
                                + " JOIN masters m ON m.id = csm.masterid"),
                query);
    }

    private static SqlTable<Changesource> table(String from) {
        return SqlTable.of(Changesource.class, COLUMNS, from, "cs.id", ChangesourceStore::read)
                .fewRows()
                .column("changesourceid", "cs.id")
                .column("name", "cs.name")
                .memoryMode("changesourceid", "name");
    }

    public Optional<Changesource> find(long changesourceid) {
        return find(database, changesourceid);
    }

    public Optional<Changesource> find(Reader reader, long changesourceid) {
        return reader.one(
                "SELECT " + COLUMNS + " FROM " + FROM + " WHERE cs.id = ?",
                ChangesourceStore::read,
                changesourceid);
    }

    private static Changesource read(Row row) {
        return new Changesource(row.number("id"), row.text("name"), MasterStore.joined(row));
    }

    /** Makes the change source known; tells nobody, as nobody can subscribe to change sources. */
    public Changesource ensure(Transaction tx, String name) {
        long changesourceid =
                tx.one(
                                "SELECT id FROM changesources WHERE name_hash = ?",
                                row -> row.number("id"),
                                Sql.hash(name))
                        .orElseGet(
                                () ->
                                        tx.insert(
                                                "INSERT INTO changesources (name, name_hash) VALUES"
                                                        + " (?, ?)",
                                                name,
                                                Sql.hash(name)));
        return find(tx, changesourceid).orElseThrow();
    }

    /** The master runs it from now on, unless another does: then false. */
    public boolean claim(Transaction tx, long changesourceid, long masterid) {
        return MasterStore.claim(
                tx, "changesource_masters", "changesourceid", changesourceid, masterid);
    }

    /** What a master that stops or has died leaves: nobody runs its change sources. */
    public void releaseAll(Transaction tx, long masterid) {
        tx.update("DELETE FROM changesource_masters WHERE masterid = ?", masterid);
    }
}
