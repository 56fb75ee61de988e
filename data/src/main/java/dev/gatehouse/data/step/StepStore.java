package dev.gatehouse.data.step;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.build.BuildStore;
import dev.gatehouse.data.build.BuilderScopes;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Reader;
import dev.gatehouse.data.database.Row;
import dev.gatehouse.data.database.StoredJson;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.event.Announcement;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.query.Query;
import dev.gatehouse.data.query.QueryToSql;
import dev.gatehouse.data.query.SqlTable;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The table of steps. Safe for use by many threads. */
public final class StepStore {
    private static final String COLUMNS =
            "s.id, s.number, s.name, s.buildid, s.started_at, s.locks_acquired_at, s.complete_at,"
                    + " s.state_string, s.results, s.urls_json, s.hidden";
    private static final SqlTable<Step> TABLE =
            SqlTable.of(
                            Step.class,
                            COLUMNS,
                            "steps s JOIN builds b ON b.id = s.buildid",
                            "s.id",
                            StepStore::read)
                    .column("stepid", "s.id")
                    .column("number", "s.number")
                    .column("name", "s.name")
                    .column("buildid", "s.buildid")
                    .column("started_at", "s.started_at")
                    .column("locks_acquired_at", "s.locks_acquired_at")
                    .column("complete", "(CASE WHEN s.complete_at IS NULL THEN 0 ELSE 1 END)")
                    .column("complete_at", "s.complete_at")
                    .column("results", "s.results")
                    .column("state_string", "s.state_string")
                    .column("hidden", "s.hidden")
                    .memoryMode(
                            "stepid",
                            "number",
                            "name",
                            "buildid",
                            "started_at",
                            "locks_acquired_at",
                            "complete",
                            "complete_at",
                            "results",
                            "state_string",
                            "hidden")
                    .scope("b.builderid {visible}")
                    .few("stepid")
                    .few("buildid");
    private static final int NAME_LENGTH = 50;

    private final Database database;
    private final Clock clock;
    private final BuildStore builds;
    private final BuilderScopes scopes;

    public StepStore(Database database, Clock clock, BuildStore builds) {
        this.database = database;
        this.scopes =
                new BuilderScopes(
                        database,
                        "SELECT b.builderid FROM steps s JOIN builds b ON b.id = s.buildid WHERE s.id = ?");
        this.clock = clock;
        this.builds = builds;
    }

    public Page<Step> list(Query query) {
        return QueryToSql.page(database, TABLE, query);
    }

    public Optional<Step> find(long stepid) {
        return find(database, stepid);
    }

    public Optional<Step> find(Reader reader, long stepid) {
        return reader.one(
                "SELECT " + COLUMNS + " FROM steps s WHERE s.id = ?", StepStore::read, stepid);
    }

    /** By the number within the build. */
    public Optional<Step> find(long buildid, long number) {
        return database.one(
                "SELECT " + COLUMNS + " FROM steps s WHERE s.buildid = ? AND s.number = ?",
                StepStore::read,
                buildid,
                number);
    }

    public Optional<Step> find(long buildid, String name) {
        return database.one(
                "SELECT " + COLUMNS + " FROM steps s WHERE s.buildid = ? AND s.name = ?",
                StepStore::read,
                buildid,
                name);
    }

    /** The build's steps that have not ended, also those that have not started. */
    public List<Step> unfinished(Reader reader, long buildid) {
        return reader.query(
                "SELECT "
                        + COLUMNS
                        + " FROM steps s WHERE s.buildid = ? AND s.complete_at IS NULL ORDER BY"
                        + " s.number",
                StepStore::read,
                buildid);
    }

    private static Step read(Row row) {
        Instant ended = row.timeOrNull("complete_at");
        return new Step(
                row.number("id"),
                row.small("number"),
                row.text("name"),
                row.number("buildid"),
                row.timeOrNull("started_at"),
                row.timeOrNull("locks_acquired_at"),
                ended != null,
                ended,
                row.smallOrNull("results"),
                row.text("state_string"),
                urls(row.text("urls_json")),
                row.flag("hidden"));
    }

    private static List<StepUrl> urls(String json) {
        List<StepUrl> urls = new ArrayList<>();
        for (JsonNode url : StoredJson.read(json)) {
            urls.add(new StepUrl(url.path("name").asText(), url.path("url").asText()));
        }
        return urls;
    }

    /** Whose a step is. Of an unknown step nobody's. */
    public Scope scopeOf(long stepid) {
        return scopes.of(stepid);
    }

    /** The same inside a transaction or on a connection that is held already. */
    public Scope scopeOf(Reader reader, long stepid) {
        return scopes.of(reader, stepid);
    }

    /** A new step at the build's end; the name gets a number if the build has one of that name. */
    public Step add(Transaction tx, long buildid, String name) {
        Set<String> taken =
                new HashSet<>(
                        tx.query(
                                "SELECT name FROM steps WHERE buildid = ?",
                                row -> row.text("name"),
                                buildid));
        long stepid =
                tx.insert(
                        "INSERT INTO steps (number, name, buildid, started_at, locks_acquired_at,"
                                + " complete_at, state_string, results, urls_json, hidden) SELECT"
                                + " coalesce(max(number), -1) + 1, ?, ?, NULL, NULL, NULL,"
                                + " 'pending', NULL, '[]', 0 FROM steps WHERE buildid = ?",
                        unlike(taken, name),
                        buildid,
                        buildid);
        return announced(tx, stepid, "new");
    }

    private static String unlike(Set<String> taken, String wanted) {
        String name = cut(wanted, NAME_LENGTH);
        for (int i = 1; taken.contains(name); i++) {
            String suffix = "_" + i;
            name = cut(wanted, NAME_LENGTH - suffix.length()) + suffix;
        }
        return name;
    }

    private static String cut(String text, int length) {
        return text.codePointCount(0, text.length()) <= length
                ? text
                : text.substring(0, text.offsetByCodePoints(0, length));
    }

    /** The step runs, and waits for no lock. */
    public Step start(Transaction tx, long stepid) {
        Instant now = clock.instant();
        tx.update(
                "UPDATE steps SET started_at = ?, locks_acquired_at = ? WHERE id = ?",
                now,
                now,
                stepid);
        return announced(tx, stepid, "started");
    }

    public Step setState(Transaction tx, long stepid, String state) {
        tx.update("UPDATE steps SET state_string = ? WHERE id = ?", state, stepid);
        return announced(tx, stepid, "updated");
    }

    /** Adds a link; one that is there already is left as it is. */
    public Step addUrl(Transaction tx, long stepid, String name, String url) {
        Step step = find(tx, stepid).orElseThrow();
        StepUrl added = new StepUrl(name, url);
        if (step.urls().contains(added)) {
            return step;
        }
        List<StepUrl> urls = new ArrayList<>(step.urls());
        urls.add(added);
        tx.update("UPDATE steps SET urls_json = ? WHERE id = ?", StoredJson.write(urls), stepid);
        return announced(tx, stepid, "updated");
    }

    /** Ends a step; one that has ended is left as it is. */
    public Step finish(Transaction tx, long stepid, int results, boolean hidden) {
        int changed =
                tx.update(
                        "UPDATE steps SET complete_at = ?, results = ?, hidden = ? WHERE id = ? AND"
                                + " complete_at IS NULL",
                        clock.instant(),
                        results,
                        hidden,
                        stepid);
        if (changed == 0) {
            return find(tx, stepid).orElseThrow();
        }
        return announced(tx, stepid, "finished");
    }

    private Step announced(Transaction tx, long stepid, String kind) {
        Step step = find(tx, stepid).orElseThrow();
        tx.announce(Announcement.of("step", kind, step, builds.scopeOf(tx, step.buildid())));
        return step;
    }
}
