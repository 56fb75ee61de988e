package dev.gatehouse.data.change;

import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Dialect;
import dev.gatehouse.data.database.Reader;
import dev.gatehouse.data.database.Row;
import dev.gatehouse.data.database.Sql;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.event.Announcement;
import dev.gatehouse.data.property.PropertyStore;
import dev.gatehouse.data.property.SourcedValue;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.query.Query;
import dev.gatehouse.data.query.QueryToSql;
import dev.gatehouse.data.query.SqlTable;
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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tables of changes and the files they touch. Safe for use by many threads. */
public final class ChangeStore {
    /** What Buildbot's columns hold, in characters. */
    private static final int NAME = 255;

    private static final int LINK = 256;
    private static final int FILE = 1024;

    /** MariaDB holds 65,535 bytes, of which a character takes up to four. */
    private static final int COMMENTS_ON_MARIADB = 16_383;

    private static final String COLUMNS =
            "c.changeid, c.author, c.committer, c.comments, c.branch, c.revision, c.revlink,"
                    + " c.when_timestamp, c.category, c.repository, c.codebase, c.project,"
                    + " c.sourcestampid, c.parent_changeids";
    private static final List<String> PLAIN_FIELDS =
            List.of(
                    "changeid",
                    "author",
                    "committer",
                    "comments",
                    "revision",
                    "when_timestamp",
                    "branch",
                    "category",
                    "revlink",
                    "repository",
                    "project",
                    "codebase");

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
        return page(table("changes c").countsPage(), query);
    }

    /** The newest change of a sourcestamp, if there is one. */
    public Page<Change> ofSourcestamp(long ssid, Query query) {
        return page(
                "changes c JOIN (SELECT max(changeid) AS changeid FROM changes WHERE sourcestampid ="
                        + " "
                        + ssid
                        + ") newest ON newest.changeid = c.changeid",
                query);
    }

    /**
     * What is new in a build: for each of its sources the changes since the last successful build of the same
     * builder from the same codebases. Without one, all that came before on the branch.
     */
    public Page<Change> ofBuild(long buildid, Query query) {
        List<Long> changeids = database.read(reader -> Blame.of(reader, buildid));
        if (changeids.isEmpty()) {
            return Page.of(List.of());
        }
        return page(
                "changes c JOIN (SELECT 1 AS one) blamed ON c.changeid IN ("
                        + changeids.stream().map(String::valueOf).collect(Collectors.joining(", "))
                        + ")",
                query);
    }

    /** The same by the builder's count. */
    public Page<Change> ofBuild(long builderid, long number, Query query) {
        return database.one(
                        "SELECT id FROM builds WHERE builderid = ? AND number = ?",
                        row -> row.number("id"),
                        builderid,
                        number)
                .map(buildid -> ofBuild(buildid, query))
                .orElseGet(() -> Page.of(List.of()));
    }

    private Page<Change> page(String from, Query query) {
        return page(table(from).fewRows(), query);
    }

    private Page<Change> page(SqlTable<Change> table, Query query) {
        return QueryToSql.page(
                database, table, query, (reader, rows, asked) -> complete(reader, rows));
    }

    private static SqlTable<Change> table(String from) {
        SqlTable<Change> table =
                SqlTable.of(Change.class, COLUMNS, from, "c.changeid", ChangeStore::read);
        for (String field : PLAIN_FIELDS) {
            table = table.column(field, "c." + field);
        }
        return table.list(
                        "files",
                        "EXISTS (SELECT 1 FROM change_files cf WHERE cf.changeid = c.changeid AND"
                                + " cf.filename {in})")
                .list("parent_changeids", "c.parent_changeids {in}")
                .scope(SourcestampStore.visible("c.sourcestampid"))
                .few("changeid")
                .few("revision")
                .index("changeid")
                .index("when_timestamp")
                .index("author", "changeid")
                .index("branch", "changeid")
                .index("category", "changeid")
                .index("project", "changeid")
                .reversed();
    }

    public Optional<Change> find(long changeid) {
        return database.read(reader -> find(reader, changeid));
    }

    public Optional<Change> find(Reader reader, long changeid) {
        List<Change> rows =
                reader.query(
                        "SELECT " + COLUMNS + " FROM changes c WHERE c.changeid = ?",
                        ChangeStore::read,
                        changeid);
        return complete(reader, rows).stream().findFirst();
    }

    /** A change without its parts; of its sourcestamp only the id is right. */
    private static Change read(Row row) {
        Long parent = row.numberOrNull("parent_changeids");
        long ssid = row.number("sourcestampid");
        String repository = row.text("repository");
        String project = row.text("project");
        String codebase = row.text("codebase");
        return new Change(
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
                        ssid, null, null, repository, project, codebase, null, Instant.EPOCH));
    }

    private List<Change> complete(Reader reader, List<Change> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        List<Long> ids = rows.stream().map(Change::changeid).toList();
        Map<Long, List<String>> files = new HashMap<>();
        reader.query(
                "SELECT changeid, filename FROM change_files WHERE changeid IN ("
                        + Sql.marks(ids.size())
                        + ") ORDER BY "
                        + database.dialect().asWritten(),
                row ->
                        files.computeIfAbsent(row.number("changeid"), none -> new ArrayList<>())
                                .add(row.text("filename")),
                ids.toArray());
        Map<Long, Map<String, SourcedValue>> values = properties.ofChanges(reader, ids);
        Map<Long, Sourcestamp> stamps =
                sourcestamps.find(
                        reader,
                        rows.stream().map(row -> row.sourcestamp().ssid()).distinct().toList());
        return rows.stream()
                .map(
                        row ->
                                completed(
                                        row,
                                        files.getOrDefault(row.changeid(), List.of()),
                                        values.getOrDefault(row.changeid(), Map.of()),
                                        stamps.getOrDefault(
                                                row.sourcestamp().ssid(), row.sourcestamp())))
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

    private static @Nullable Long newest(Transaction tx, NewChange of) {
        List<Object> arguments =
                new ArrayList<>(List.of(of.repository(), of.project(), of.codebase()));
        String branch = of.branch();
        if (branch != null) {
            arguments.add(branch);
        }
        return tx.one(
                        "SELECT changeid FROM changes WHERE repository = ? AND project = ? AND"
                                + " codebase = ? AND branch "
                                + (branch == null ? "IS NULL" : "= ?")
                                + " ORDER BY changeid DESC LIMIT 1",
                        row -> row.number("changeid"),
                        arguments.toArray())
                .orElse(null);
    }

    private @Nullable String comments(String text) {
        return database.dialect() == Dialect.MARIADB ? Sql.cut(text, COMMENTS_ON_MARIADB) : text;
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
        Long parent = newest(tx, wanted);
        Instant when = wanted.when();
        long changeid =
                tx.insert(
                        "INSERT INTO changes (author, committer, comments, branch, revision,"
                                + " revlink, when_timestamp, category, repository, codebase,"
                                + " project, sourcestampid, parent_changeids) VALUES (?, ?, ?, ?,"
                                + " ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        // A commit that cannot be kept whole must not keep the next ones out.
                        Sql.cut(wanted.author(), NAME),
                        Sql.cut(wanted.committer(), NAME),
                        comments(wanted.comments()),
                        wanted.branch(),
                        wanted.revision(),
                        Sql.cut(wanted.revlink(), LINK),
                        when == null ? clock.instant() : when,
                        Sql.cut(wanted.category(), NAME),
                        wanted.repository(),
                        wanted.codebase(),
                        wanted.project(),
                        sourcestamp.ssid(),
                        parent);
        for (String file : wanted.files()) {
            tx.update(
                    "INSERT INTO change_files (changeid, filename) VALUES (?, ?)",
                    changeid,
                    Sql.cut(file, FILE));
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
