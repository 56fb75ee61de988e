package dev.gatehouse.data.builder;

import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Reader;
import dev.gatehouse.data.database.Remembered;
import dev.gatehouse.data.database.Row;
import dev.gatehouse.data.database.Sql;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.event.Announcement;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.query.Query;
import dev.gatehouse.data.query.QueryToSql;
import dev.gatehouse.data.query.SqlTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The tables of builders, their tags and the masters that they are on. Safe for use by many threads. */
public final class BuilderStore {
    private static final String COLUMNS =
            "b.id, b.name, b.description, b.description_format, b.description_html, b.projectid";

    private static final int REMEMBERED = 4096;

    private static final SqlTable<Builder> TABLE =
            SqlTable.of(Builder.class, COLUMNS, "builders b", "b.id", BuilderStore::read)
                    .fewRows()
                    .column("builderid", "b.id")
                    .column("name", "b.name")
                    .column("description", "b.description")
                    .column("description_format", "b.description_format")
                    .column("description_html", "b.description_html")
                    .column("projectid", "b.projectid")
                    .list(
                            "masterids",
                            "EXISTS (SELECT 1 FROM builder_masters m WHERE m.builderid = b.id AND"
                                    + " m.masterid {in})")
                    .list(
                            "tags",
                            "EXISTS (SELECT 1 FROM builders_tags bt JOIN tags t ON t.id = bt.tagid"
                                    + " WHERE bt.builderid = b.id AND t.name {in})")
                    .memoryMode(
                            "builderid",
                            "name",
                            "description",
                            "description_format",
                            "description_html",
                            "projectid")
                    .scope("b.id {visible}");

    private final Database database;

    /** Builders are never renamed or deleted, so a name keeps its id. */
    private final Remembered<String, Long> ids = new Remembered<>(REMEMBERED);

    public BuilderStore(Database database) {
        this.database = database;
    }

    public Page<Builder> list(Query query) {
        return page("builders b", query);
    }

    /** The builders that a worker may build for. */
    public Page<Builder> ofWorker(long workerid, Query query) {
        return page(
                "builders b JOIN (SELECT DISTINCT bm.builderid FROM configured_workers cw JOIN"
                        + " builder_masters bm ON bm.id = cw.buildermasterid WHERE cw.workerid = "
                        + workerid
                        + ") mine ON mine.builderid = b.id",
                query);
    }

    private Page<Builder> page(String from, Query query) {
        return QueryToSql.page(
                database, table(from), query, (reader, rows, asked) -> complete(reader, rows));
    }

    private static SqlTable<Builder> table(String from) {
        return TABLE.from(from);
    }

    public Optional<Builder> find(long builderid) {
        return database.read(reader -> find(reader, builderid));
    }

    public Optional<Builder> find(Reader reader, long builderid) {
        List<Builder> rows =
                reader.query(
                        "SELECT " + COLUMNS + " FROM builders b WHERE b.id = ?",
                        BuilderStore::read,
                        builderid);
        return complete(reader, rows).stream().findFirst();
    }

    public Optional<Long> idOf(String name) {
        Optional<Long> remembered = ids.get(name);
        if (remembered.isPresent()) {
            return remembered;
        }
        Optional<Long> found = idOf(database, name);
        found.ifPresent(id -> ids.put(name, id));
        return found;
    }

    public Optional<Long> idOf(Reader reader, String name) {
        return reader.one(
                "SELECT id FROM builders WHERE name_hash = ?",
                row -> row.number("id"),
                Sql.hash(name));
    }

    public Optional<String> nameOf(long builderid) {
        return nameOf(database, builderid);
    }

    public Optional<String> nameOf(Reader reader, long builderid) {
        return reader.one(
                "SELECT name FROM builders WHERE id = ?", row -> row.text("name"), builderid);
    }

    private static Builder read(Row row) {
        return new Builder(
                row.number("id"),
                row.text("name"),
                List.of(),
                row.textOrNull("description"),
                row.textOrNull("description_format"),
                row.textOrNull("description_html"),
                row.numberOrNull("projectid"),
                List.of());
    }

    private static List<Builder> complete(Reader reader, List<Builder> rows) {
        if (rows.isEmpty()) {
            return rows;
        }
        Object[] ids = rows.stream().map(Builder::builderid).toArray();
        String in = Sql.marks(ids.length);
        Map<Long, List<Long>> masters = new HashMap<>();
        reader.query(
                "SELECT builderid, masterid FROM builder_masters WHERE builderid IN ("
                        + in
                        + ") ORDER BY masterid",
                row -> several(masters, row.number("builderid")).add(row.number("masterid")),
                ids);
        Map<Long, List<String>> tags = new HashMap<>();
        reader.query(
                "SELECT bt.builderid, t.name FROM builders_tags bt JOIN tags t ON t.id = bt.tagid"
                        + " WHERE bt.builderid IN ("
                        + in
                        + ") ORDER BY bt.id",
                row -> several(tags, row.number("builderid")).add(row.text("name")),
                ids);
        return rows.stream()
                .map(
                        builder ->
                                new Builder(
                                        builder.builderid(),
                                        builder.name(),
                                        masters.getOrDefault(builder.builderid(), List.of()),
                                        builder.description(),
                                        builder.description_format(),
                                        builder.description_html(),
                                        builder.projectid(),
                                        tags.getOrDefault(builder.builderid(), List.of())))
                .toList();
    }

    private static <T> List<T> several(Map<Long, List<T>> map, long id) {
        return map.computeIfAbsent(id, none -> new ArrayList<>());
    }

    /** Makes the builder known, or brings what is known of it up to date. */
    public Builder ensure(Transaction tx, BuilderDescription wanted) {
        String hash = Sql.hash(wanted.name());
        Optional<Long> known = idOf(tx, wanted.name());
        long builderid =
                known.orElseGet(
                        () ->
                                tx.insert(
                                        "INSERT INTO builders (name, name_hash) VALUES (?, ?)",
                                        wanted.name(),
                                        hash));
        Builder before = find(tx, builderid).orElseThrow();
        tx.update(
                "UPDATE builders SET description = ?, description_format = ? WHERE id = ?",
                wanted.description(),
                wanted.format(),
                builderid);
        setTags(tx, builderid, new LinkedHashSet<>(wanted.tags()));
        Builder after = find(tx, builderid).orElseThrow();
        if (known.isEmpty() || !after.equals(before)) {
            tx.announce(Announcement.of("builder", "update", after, Scope.builder(builderid)));
        }
        return after;
    }

    private static void setTags(Transaction tx, long builderid, Set<String> tags) {
        List<String> before =
                tx.query(
                        "SELECT t.name FROM builders_tags bt JOIN tags t ON t.id = bt.tagid WHERE"
                                + " bt.builderid = ?",
                        row -> row.text("name"),
                        builderid);
        if (Set.copyOf(before).equals(tags)) {
            return;
        }
        tx.update("DELETE FROM builders_tags WHERE builderid = ?", builderid);
        for (String tag : tags) {
            String hash = Sql.hash(tag);
            long tagid =
                    tx.one("SELECT id FROM tags WHERE name_hash = ?", row -> row.number("id"), hash)
                            .orElseGet(
                                    () ->
                                            tx.insert(
                                                    "INSERT INTO tags (name, name_hash) VALUES (?,"
                                                            + " ?)",
                                                    tag,
                                                    hash));
            tx.insert(
                    "INSERT INTO builders_tags (builderid, tagid) VALUES (?, ?)", builderid, tagid);
        }
    }

    /** Says which builders the master has in service now; all others it has not. */
    public void setMaster(Transaction tx, long masterid, List<Long> builderids) {
        Set<Long> wanted = new LinkedHashSet<>(builderids);
        Set<Long> before =
                new LinkedHashSet<>(
                        tx.query(
                                "SELECT builderid FROM builder_masters WHERE masterid = ? ORDER BY"
                                        + " builderid",
                                row -> row.number("builderid"),
                                masterid));
        for (long builderid : before) {
            if (!wanted.contains(builderid)) {
                // SQLite does not cascade: foreign keys are not enforced there.
                tx.update(
                        "DELETE FROM configured_workers WHERE buildermasterid IN (SELECT id FROM"
                                + " builder_masters WHERE builderid = ? AND masterid = ?)",
                        builderid,
                        masterid);
                tx.update(
                        "DELETE FROM builder_masters WHERE builderid = ? AND masterid = ?",
                        builderid,
                        masterid);
                announce(tx, builderid, masterid, "stopped");
            }
        }
        for (long builderid : wanted) {
            if (!before.contains(builderid)) {
                tx.insert(
                        "INSERT INTO builder_masters (builderid, masterid) VALUES (?, ?)",
                        builderid,
                        masterid);
                announce(tx, builderid, masterid, "started");
            }
        }
    }

    private void announce(Transaction tx, long builderid, long masterid, String kind) {
        find(tx, builderid)
                .ifPresent(
                        builder ->
                                tx.announce(
                                        new Announcement(
                                                "builder",
                                                kind,
                                                builder,
                                                new BuilderOnMaster(
                                                        builderid, masterid, builder.name()),
                                                Scope.builder(builderid))));
    }
}
