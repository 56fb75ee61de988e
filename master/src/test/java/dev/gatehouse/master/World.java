package dev.gatehouse.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.data.Stores;
import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.build.Build;
import dev.gatehouse.data.buildset.RequestIds;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.DatabaseSettings;
import dev.gatehouse.data.event.EventBus;
import dev.gatehouse.data.forcescheduler.Forcescheduler;
import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.master.config.MasterConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import org.awaitility.core.ConditionTimeoutException;

/** A master with a real database and a real port, and a clock that the test moves. */
public final class World implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    public final MovedClock clock = new MovedClock();
    public final Path basedir;
    public final EventBus bus = new EventBus("test");
    public final Database database;
    public final Stores stores;
    public final Master master;

    /** Everything that was announced: type and kind, in order. */
    public final List<String> news = new CopyOnWriteArrayList<>();

    private static final ThreadFactory THREADS =
            task -> {
                Thread thread = new Thread(task);
                thread.setDaemon(true);
                return thread;
            };

    public World(Path basedir) {
        this.basedir = basedir;
        bus.start(
                announcement -> {
                    news.add(announcement.type() + " " + announcement.kind());
                    String id =
                            announcement.record() instanceof dev.gatehouse.data.change.Change change
                                    ? String.valueOf(change.changeid())
                                    : "x";
                    return List.of(List.of(announcement.type() + "s", id, announcement.kind()));
                });
        database = Database.open(new DatabaseSettings("sqlite:///state.sqlite", basedir, 4), bus);
        stores = Stores.of(database, time());
        master = new Master(database, stores, bus, basedir, THREADS, clock);
    }

    public Clock time() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return clock.now();
            }
        };
    }

    public static MasterConfig config(String yaml) {
        Problems problems = new Problems();
        MasterConfig config = MasterConfig.read(Yaml.read(yaml, problems));
        assertThat(problems.errors()).isEmpty();
        return config;
    }

    public World start(String yaml) {
        master.start(config(yaml));
        return this;
    }

    public ScriptedWorker worker(String name) {
        return new ScriptedWorker(master.workerPort().orElseThrow(), name, "pw").connected();
    }

    public RequestIds force(String scheduler, String params) {
        try {
            JsonNode json = JSON.readTree(params);
            Forcescheduler form =
                    master.controls().forceschedulers().list().stream()
                            .filter(f -> f.name().equals(scheduler))
                            .findFirst()
                            .orElseThrow();
            return master.controls()
                    .forceschedulers()
                    .force(form, json, Caller.named("alice", "alice@example.org"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The build of that id, once it has ended. */
    public Build ended(long buildid) {
        try {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> stores.builds().find(buildid).filter(Build::complete).isPresent());
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("build " + buildid + " has not ended: " + whatStands(), e);
        }
        return stores.builds().find(buildid).orElseThrow();
    }

    private String whatStands() {
        return "workers "
                + master.workers().sessions().stream()
                        .map(session -> session.name() + " ready " + session.isReady())
                        .toList()
                + ", requests "
                + count("SELECT count(*) AS n FROM buildrequests")
                + ", claimed "
                + count("SELECT count(*) AS n FROM buildrequest_claims")
                + ", builds "
                + count("SELECT count(*) AS n FROM builds")
                + ", steps of the first "
                + steps(1)
                + ", news "
                + news;
    }

    public List<String> steps(long buildid) {
        return database.query(
                "SELECT name, state_string, results FROM steps WHERE buildid = ? ORDER BY number",
                row ->
                        row.text("name")
                                + ": "
                                + row.text("state_string")
                                + " = "
                                + row.numberOrNull("results"),
                buildid);
    }

    /** The text of a step's stdio log. */
    public String log(long buildid, String step) {
        long logid =
                database.query(
                                "SELECT l.id FROM logs l JOIN steps s ON s.id = l.stepid WHERE"
                                        + " s.buildid = ? AND s.name = ? AND l.name = 'stdio'",
                                row -> row.number("id"),
                                buildid,
                                step)
                        .get(0);
        return database
                .query(
                        "SELECT content FROM logchunks WHERE logid = ? AND compressed = 0 ORDER BY"
                                + " first_line",
                        row -> new String(row.bytes("content"), StandardCharsets.UTF_8) + "\n",
                        logid)
                .stream()
                .reduce("", String::concat);
    }

    public long count(String sql) {
        return database.query(sql, row -> row.number("n")).get(0);
    }

    /** Lets time pass for the master. */
    public void pass(Duration time) {
        clock.move(master.loop(), time);
    }

    /** Ends the database and the bus, not the master: as if the process had been killed. */
    public void killed() {
        database.close();
        bus.close();
    }

    @Override
    public void close() {
        master.stop();
        killed();
    }
}
