package dev.gatehouse.data.change;

import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Reader;
import dev.gatehouse.data.database.Row;
import dev.gatehouse.data.database.Sql;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.event.Announcement;
import dev.gatehouse.data.property.PropertyStore;
import dev.gatehouse.data.property.SourcedValue;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.query.Query;
import dev.gatehouse.data.sourcestamp.NewSourcestamp;
import dev.gatehouse.data.sourcestamp.Sourcestamp;
import dev.gatehouse.data.sourcestamp.SourcestampStore;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The tables of changes and the files they touch. Safe for use by many threads. */
public final class ChangeStore {
    private static final String COLUMNS =
            "c.changeid, c.author, c.committer, c.comments, c.branch, c.revision, c.revlink,"
                    + " c.when_timestamp, c.category, c.repository, c.codebase, c.project,"
                    + " c.sourcestampid, c.parent_changeids";

    private final Database database;
    private final Clock clock;
    private final SourcestampStore sourcestamps;
    private final PropertyStore properties;

    public ChangeStore(
            Database database,
            Clock clock,
            SourcestampStore sourcestamps,
            PropertyStore properties) {
        this.database = database;
        this.clock = clock;
        this.sourcestamps = sourcestamps;
        this.properties = properties;
    }

    public Page<Change> list(Query query) {
        throw new Unavailable("lists of changes are not built yet");
    }

    public Optional<Change> find(long changeid) {
        return database.read(reader -> find(reader, changeid));
    }

    public Optional<Change> find(Reader reader, long changeid) {
        List<Bare> rows =
                reader.query(
                        "SELECT " + COLUMNS + " FROM changes c WHERE c.changeid = ?",
                        ChangeStore::read,
                        changeid);
        return complete(reader, rows).stream().findFirst();
    }

    /** A change without its parts, and the id of the sourcestamp that has to be fetched for it. */
    private record Bare(Change change, long ssid) {}

    private static Bare read(Row row) {
        Long parent = row.numberOrNull("parent_changeids");
        long ssid = row.number("sourcestampid");
        String repository = row.text("repository");
        String project = row.text("project");
        String codebase = row.text("codebase");
        return new Bare(
                new Change(
                        row.number("changeid"),
                        parent == null ? List.of() : List.of(parent),
                        row.text("author"),
                        row.textOrNull("committer"),
                        List.of(),
                        row.text("comments"),
                        row.textOrNull("revision"),
                        row.time("when_timestamp"),
                        row.textOrNull("branch"),
                        row.textOrNull("category"),
                        row.textOrNull("revlink"),
                        Map.of(),
                        repository,
                        project,
                        codebase,
                        new Sourcestamp(
                                ssid,
                                null,
                                null,
                                repository,
                                project,
                                codebase,
                                null,
                                Instant.EPOCH)),
                ssid);
    }

    private List<Change> complete(Reader reader, List<Bare> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        List<Long> ids = rows.stream().map(row -> row.change().changeid()).toList();
        Map<Long, List<String>> files = new HashMap<>();
        reader.query(
                "SELECT changeid, filename FROM change_files WHERE changeid IN ("
                        + Sql.marks(ids.size())
                        + ") ORDER BY rowid",
                row ->
                        files.computeIfAbsent(row.number("changeid"), none -> new ArrayList<>())
                                .add(row.text("filename")),
                ids.toArray());
        Map<Long, Map<String, SourcedValue>> values = properties.ofChanges(reader, ids);
        Map<Long, Sourcestamp> stamps =
                sourcestamps.find(reader, rows.stream().map(Bare::ssid).distinct().toList());
        return rows.stream()
                .map(
                        row ->
                                completed(
                                        row.change(),
                                        files.getOrDefault(row.change().changeid(), List.of()),
                                        values.getOrDefault(row.change().changeid(), Map.of()),
                                        stamps.getOrDefault(
                                                row.ssid(), row.change().sourcestamp())))
                .toList();
    }

    private static Change completed(
            Change bare,
            List<String> files,
            Map<String, SourcedValue> values,
            Sourcestamp sourcestamp) {
        return new Change(
                bare.changeid(),
                bare.parent_changeids(),
                bare.author(),
                bare.committer(),
                files,
                bare.comments(),
                bare.revision(),
                bare.when_timestamp(),
                bare.branch(),
                bare.category(),
                bare.revlink(),
                values,
                bare.repository(),
                bare.project(),
                bare.codebase(),
                sourcestamp);
    }

    /** Writes a change down, after the newest one of the same branch of the same code. */
    public Change add(Transaction tx, NewChange wanted) {
        Sourcestamp sourcestamp =
                sourcestamps.findOrAdd(
                        tx,
                        new NewSourcestamp(
                                wanted.branch(),
                                wanted.revision(),
                                wanted.repository(),
                                wanted.project(),
                                wanted.codebase()));
        Long parent =
                tx.one(
                                "SELECT changeid FROM changes WHERE branch IS ? AND repository = ?"
                                        + " AND project = ? AND codebase = ? ORDER BY changeid DESC"
                                        + " LIMIT 1",
                                row -> row.number("changeid"),
                                wanted.branch(),
                                wanted.repository(),
                                wanted.project(),
                                wanted.codebase())
                        .orElse(null);
        Instant when = wanted.when();
        long changeid =
                tx.insert(
                        "INSERT INTO changes (author, committer, comments, branch, revision,"
                                + " revlink, when_timestamp, category, repository, codebase,"
                                + " project, sourcestampid, parent_changeids) VALUES (?, ?, ?, ?,"
                                + " ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        wanted.author(),
                        wanted.committer(),
                        wanted.comments(),
                        wanted.branch(),
                        wanted.revision(),
                        wanted.revlink(),
                        when == null ? clock.instant() : when,
                        wanted.category(),
                        wanted.repository(),
                        wanted.codebase(),
                        wanted.project(),
                        sourcestamp.ssid(),
                        parent);
        for (String file : wanted.files()) {
            tx.update(
                    "INSERT INTO change_files (changeid, filename) VALUES (?, ?)", changeid, file);
        }
        Map<String, SourcedValue> sourced = new TreeMap<>();
        wanted.properties()
                .forEach((name, value) -> sourced.put(name, new SourcedValue(value, "Change")));
        properties.addToChange(tx, changeid, sourced);
        Change change = find(tx, changeid).orElseThrow();
        tx.announce(
                Announcement.of(
                        "change", "new", change, sourcestamps.scopeOf(tx, sourcestamp.ssid())));
        return change;
    }
}
