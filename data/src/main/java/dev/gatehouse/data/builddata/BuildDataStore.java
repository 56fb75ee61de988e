package dev.gatehouse.data.builddata;

import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Row;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.query.Query;
import dev.gatehouse.data.query.QueryToSql;
import dev.gatehouse.data.query.SqlTable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** The table of build data. Safe for use by many threads. */
public final class BuildDataStore {
    private static final String COLUMNS = "bd.buildid, bd.name, bd.length, bd.source";

    /** How many bytes are in memory at once while a value is written. */
    private static final int PIECE = 1 << 20;

    private final Database database;

    public BuildDataStore(Database database) {
        this.database = database;
    }

    public Page<BuildData> ofBuild(long buildid, Query query) {
        return QueryToSql.page(
                database,
                SqlTable.of(
                                BuildData.class,
                                COLUMNS,
                                "builds b JOIN build_data bd ON bd.buildid = b.id AND b.id = "
                                        + buildid,
                                "bd.id",
                                BuildDataStore::read)
                        .fewRows()
                        .column("buildid", "bd.buildid")
                        .column("name", "bd.name")
                        .column("length", "bd.length")
                        .column("source", "bd.source")
                        .memoryMode("buildid", "name", "length", "source")
                        .scope("b.builderid {visible}"),
                query);
    }

    public Optional<BuildData> find(long buildid, String name) {
        return database.one(
                "SELECT " + COLUMNS + " FROM build_data bd WHERE bd.buildid = ? AND bd.name = ?",
                BuildDataStore::read,
                buildid,
                name);
    }

    private static BuildData read(Row row) {
        return new BuildData(
                row.number("buildid"),
                row.text("name"),
                row.number("length"),
                null,
                row.text("source"));
    }

    /** Writes the bytes piece by piece; between two pieces no connection is held. */
    public void writeTo(BuildData data, OutputStream out) throws IOException {
        for (long from = 1; from <= data.length(); from += PIECE) {
            Optional<byte[]> piece =
                    database.one(
                            "SELECT substr(value, ?, ?) AS piece FROM build_data WHERE buildid = ?"
                                    + " AND name = ?",
                            row -> row.bytes("piece"),
                            Math.toIntExact(from),
                            PIECE,
                            data.buildid(),
                            data.name());
            if (piece.isEmpty() || piece.get().length == 0) {
                throw new IOException(
                        "the build data '" + data.name() + "' changed while it was read");
            }
            out.write(piece.get());
        }
    }

    /** Keeps bytes under a name, instead of those that are there. Tells nobody. */
    public void put(Transaction tx, long buildid, String name, byte[] value, String source) {
        int changed =
                tx.update(
                        "UPDATE build_data SET value = ?, length = ?, source = ? WHERE buildid = ?"
                                + " AND name = ?",
                        value,
                        value.length,
                        source,
                        buildid,
                        name);
        if (changed == 0) {
            tx.insert(
                    "INSERT INTO build_data (buildid, name, value, length, source) VALUES (?, ?,"
                            + " ?, ?, ?)",
                    buildid,
                    name,
                    value,
                    value.length,
                    source);
        }
    }
}
