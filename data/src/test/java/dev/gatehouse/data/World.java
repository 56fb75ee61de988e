package dev.gatehouse.data;

import dev.gatehouse.data.access.Access;
import dev.gatehouse.data.access.Attempt;
import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.access.Narrowing;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.DatabaseSettings;
import dev.gatehouse.data.database.Dialect;
import dev.gatehouse.data.database.Sql;
import dev.gatehouse.data.database.TestDatabase;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.event.EventBus;
import dev.gatehouse.data.property.SourcedValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A small world for tests: a real database in a directory of its own, and rows in it that are said in one
 * line each: {@code world.builder(77).worker(13).build(14, b -> b.number(4))}. Rows named by id are written
 * straight into the tables and announce nothing; what a row needs and the test does not say is made up.
 * Everything happens at the time of {@link #clock}, which stands still until the test moves it.
 */
public final class World implements AutoCloseable {
    private final Path directory;
    private final boolean ownDirectory;
    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-01T12:00:00Z"));
    private final EventBus bus = new EventBus(UUID.randomUUID().toString().substring(0, 8));
    private final DatabaseSettings settings;
    private final Database database;
    private final Stores stores;

    /** A new, empty database. */
    public World() {
        this(Dialect.SQLITE);
    }

    /** A new, empty database of a kind; of a server's there is one at a time. */
    public World(Dialect dialect) {
        this(temporaryDirectory(), true, dialect);
    }

    /** The database {@code state.sqlite} of a directory, new or old; the directory stays. */
    public World(Path directory) {
        this(directory, false, Dialect.SQLITE);
    }

    /** A copy of a SQLite file, in a database of a kind. */
    public static World copyOf(Path file, Dialect dialect) {
        Path directory = temporaryDirectory();
        return new World(directory, true, TestDatabase.copyOf(file, dialect, directory, 4));
    }

    private World(Path directory, boolean ownDirectory, Dialect dialect) {
        this(directory, ownDirectory, TestDatabase.empty(dialect, directory, 4));
    }

    private World(Path directory, boolean ownDirectory, DatabaseSettings settings) {
        this.directory = directory;
        this.ownDirectory = ownDirectory;
        this.settings = settings;
        this.database = Database.open(settings, bus);
        this.stores = Stores.of(database, clock);
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("world");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path directory() {
        return directory;
    }

    /** The same database as another node sees it; closed by the caller. */
    public Database asAnotherNode() {
        return Database.open(settings, new EventBus("other"));
    }

    public Database database() {
        return database;
    }

    public Stores stores() {
        return stores;
    }

    public EventBus bus() {
        return bus;
    }

    /** Stands still until it is moved. */
    public MovableClock clock() {
        return clock;
    }

    /** The whole table, with the given control. */
    public Catalog catalog(Controls controls) {
        return Catalog.of(stores, controls);
    }

    /** The door, open to everybody; starts the bus. */
    public DataApi api() {
        return api(Controls.none("there is no master in this test", List.of()), new Open());
    }

    /** The door; starts the bus. */
    public DataApi api(Controls controls, Access access) {
        Catalog catalog = catalog(controls);
        bus.start(catalog);
        return new DataApi(catalog, access, bus);
    }

    public World write(Consumer<Transaction> work) {
        database.inTransaction(
                tx -> {
                    work.accept(tx);
                    TestDatabase.countOn(tx, database.dialect());
                    return true;
                });
        return this;
    }

    public World master(long masterid) {
        return write(tx -> needMaster(tx, masterid));
    }

    public World builder(long builderid) {
        return builder(builderid, "builder-" + builderid);
    }

    public World builder(long builderid, String name) {
        return write(tx -> insertBuilder(tx, builderid, name));
    }

    public World worker(long workerid) {
        return worker(workerid, "worker-" + workerid);
    }

    public World worker(long workerid, String name) {
        return write(tx -> insertWorker(tx, workerid, name));
    }

    public World buildset(long bsid) {
        return write(tx -> needBuildset(tx, bsid));
    }

    public World buildrequest(long brid, Consumer<RequestRow> details) {
        RequestRow row = new RequestRow();
        details.accept(row);
        return write(tx -> insertRequest(tx, brid, row));
    }

    public World build(long buildid) {
        return build(buildid, row -> {});
    }

    /** A build; by default of the builder and the worker that were named last, with the next number. */
    public World build(long buildid, Consumer<BuildRow> details) {
        BuildRow row = new BuildRow();
        details.accept(row);
        return write(tx -> insertBuild(tx, buildid, row));
    }

    public World step(long stepid, Consumer<StepRow> details) {
        StepRow row = new StepRow();
        details.accept(row);
        return write(tx -> insertStep(tx, stepid, row));
    }

    public World property(long buildid, String name, Object value, String source) {
        return write(tx -> stores.properties().setForBuild(tx, buildid, name, value, source));
    }

    public World buildsetProperty(long bsid, String name, Object value, String source) {
        return write(
                tx ->
                        stores.properties()
                                .addToBuildset(
                                        tx, bsid, Map.of(name, SourcedValue.of(value, source))));
    }

    /** A build as a test describes it. */
    public static final class BuildRow {
        private @Nullable Long number;
        private @Nullable Long builderid;
        private @Nullable Long workerid;
        private long masterid = 1;
        private @Nullable Long brid;
        private @Nullable Integer results;
        private String state = "created";

        public BuildRow number(long newNumber) {
            number = newNumber;
            return this;
        }

        public BuildRow builder(long newBuilderid) {
            builderid = newBuilderid;
            return this;
        }

        public BuildRow worker(long newWorkerid) {
            workerid = newWorkerid;
            return this;
        }

        public BuildRow master(long newMasterid) {
            masterid = newMasterid;
            return this;
        }

        public BuildRow request(long newBrid) {
            brid = newBrid;
            return this;
        }

        /** It has ended so. */
        public BuildRow results(int newResults) {
            results = newResults;
            return this;
        }

        public BuildRow state(String newState) {
            state = newState;
            return this;
        }
    }

    /** A buildrequest as a test describes it. */
    public static final class RequestRow {
        private @Nullable Long bsid;
        private @Nullable Long builderid;
        private int priority;
        private @Nullable Integer results;

        public RequestRow buildset(long newBsid) {
            bsid = newBsid;
            return this;
        }

        public RequestRow builder(long newBuilderid) {
            builderid = newBuilderid;
            return this;
        }

        public RequestRow priority(int newPriority) {
            priority = newPriority;
            return this;
        }

        /** It has ended so. */
        public RequestRow results(int newResults) {
            results = newResults;
            return this;
        }
    }

    /** A step as a test describes it. */
    public static final class StepRow {
        private @Nullable Long buildid;
        private String name = "step";
        private @Nullable Integer results;

        public StepRow build(long newBuildid) {
            buildid = newBuildid;
            return this;
        }

        public StepRow name(String newName) {
            name = newName;
            return this;
        }

        /** It has ended so. */
        public StepRow results(int newResults) {
            results = newResults;
            return this;
        }
    }

    private static boolean exists(Transaction tx, String table, long id) {
        return !tx.query("SELECT id FROM " + table + " WHERE id = ?", row -> true, id).isEmpty();
    }

    private static @Nullable Long newest(Transaction tx, String table) {
        return tx.one(
                        "SELECT id FROM " + table + " ORDER BY id DESC LIMIT 1",
                        row -> row.number("id"))
                .orElse(null);
    }

    private void needMaster(Transaction tx, long masterid) {
        if (!exists(tx, "masters", masterid)) {
            String name = "master-" + masterid;
            tx.insert(
                    "INSERT INTO masters (id, name, name_hash, active, last_active) VALUES (?, ?,"
                            + " ?, 1, ?)",
                    masterid,
                    name,
                    Sql.hash(name),
                    clock.instant());
        }
    }

    private void insertBuilder(Transaction tx, long builderid, String name) {
        needMaster(tx, 1);
        tx.insert(
                "INSERT INTO builders (id, name, name_hash) VALUES (?, ?, ?)",
                builderid,
                name,
                Sql.hash(name));
        tx.insert("INSERT INTO builder_masters (builderid, masterid) VALUES (?, 1)", builderid);
    }

    private static void insertWorker(Transaction tx, long workerid, String name) {
        tx.insert(
                "INSERT INTO workers (id, name, info, paused, graceful) VALUES (?, ?, '{}', 0, 0)",
                workerid,
                name);
    }

    private void needBuildset(Transaction tx, long bsid) {
        if (!exists(tx, "buildsets", bsid)) {
            tx.insert(
                    "INSERT INTO buildsets (id, reason, submitted_at, complete, results) VALUES"
                            + " (?, 'a test', ?, 0, -1)",
                    bsid,
                    clock.instant());
        }
    }

    private long needBuilder(Transaction tx, @Nullable Long wanted) {
        Long builderid = wanted == null ? newest(tx, "builders") : wanted;
        if (builderid == null) {
            builderid = 1L;
        }
        if (!exists(tx, "builders", builderid)) {
            insertBuilder(tx, builderid, "builder-" + builderid);
        }
        return builderid;
    }

    private void insertRequest(Transaction tx, long brid, RequestRow row) {
        long bsid = row.bsid == null ? brid : row.bsid;
        needBuildset(tx, bsid);
        tx.insert(
                "INSERT INTO buildrequests (id, buildsetid, builderid, priority, complete, results,"
                        + " submitted_at, complete_at, waited_for) VALUES (?, ?, ?, ?, ?, ?, ?, ?,"
                        + " 0)",
                brid,
                bsid,
                needBuilder(tx, row.builderid),
                row.priority,
                row.results != null,
                row.results == null ? -1 : row.results,
                clock.instant(),
                row.results == null ? null : clock.instant());
    }

    private void insertBuild(Transaction tx, long buildid, BuildRow row) {
        long builderid = needBuilder(tx, row.builderid);
        needMaster(tx, row.masterid);
        long brid = row.brid == null ? buildid : row.brid;
        if (!exists(tx, "buildrequests", brid)) {
            insertRequest(tx, brid, new RequestRow().builder(builderid));
            tx.update(
                    "INSERT INTO buildrequest_claims (brid, masterid, claimed_at) VALUES (?, ?, ?)",
                    brid,
                    row.masterid,
                    clock.instant());
        }
        Long number =
                row.number != null
                        ? row.number
                        : tx.one(
                                        "SELECT coalesce(max(number), 0) + 1 AS next FROM builds"
                                                + " WHERE builderid = ?",
                                        each -> each.number("next"),
                                        builderid)
                                .orElse(1L);
        tx.insert(
                "INSERT INTO builds (id, number, builderid, buildrequestid, workerid, masterid,"
                        + " started_at, complete_at, locks_duration_s, state_string, results)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)",
                buildid,
                number,
                builderid,
                brid,
                row.workerid == null ? newest(tx, "workers") : row.workerid,
                row.masterid,
                clock.instant(),
                row.results == null ? null : clock.instant(),
                row.state,
                row.results);
    }

    private void insertStep(Transaction tx, long stepid, StepRow row) {
        Long buildid = row.buildid == null ? newest(tx, "builds") : row.buildid;
        tx.insert(
                "INSERT INTO steps (id, number, name, buildid, started_at, complete_at,"
                        + " state_string, results, urls_json, hidden) SELECT ?, coalesce(max(number),"
                        + " -1) + 1, ?, ?, ?, ?, 'running', ?, '[]', 0 FROM steps WHERE buildid = ?",
                stepid,
                row.name,
                buildid,
                clock.instant(),
                row.results == null ? null : clock.instant(),
                row.results,
                buildid);
    }

    @Override
    public void close() {
        bus.close();
        database.close();
        if (ownDirectory) {
            delete(directory);
        }
    }

    private static void delete(Path tree) {
        try (Stream<Path> files = Files.walk(tree)) {
            files.sorted(Comparator.reverseOrder()).forEach(World::deleteOne);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteOne(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everybody may do and see everything. */
    public static final class Open implements Access {
        @Override
        public void checkPath(Caller who, String action, @Nullable String type) {}

        @Override
        public void check(Caller who, Attempt attempt) {}

        @Override
        public Narrowing narrow(Caller who, String type) {
            return Narrowing.none();
        }
    }

    /** A clock that stands still until it is moved. Safe for use by many threads. */
    public static final class MovableClock extends Clock {
        private volatile Instant now;

        MovableClock(Instant now) {
            this.now = now;
        }

        public void move(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
