package dev.gatehouse.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.catalog.LongText;
import dev.gatehouse.data.log.Logchunk;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.turn.TurnSettings;
import dev.gatehouse.data.turn.Turns;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which readings take turns, and that those who do keep nobody else from anything. */
class LongReadingsTest {
    private static final Caller ALICE = Caller.named("alice", "");
    private static final Turns.Standing NOBODY = new Turns.Standing(0, 0, 0);

    private final World world = new World();
    private final Turns turns = new Turns(new TurnSettings(4, 60, Duration.ofMinutes(5)));
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch end = new CountDownLatch(1);
    private DataApi door;

    @BeforeEach
    void fill() {
        Catalog catalog = world.catalog(Controls.none("no master", List.of()));
        world.bus().start(catalog);
        door = new DataApi(catalog, new World.Open(), world.bus(), DataApi.Reading.DEFAULT, turns);
        world.builder(1).worker(1);
        world.write(
                tx -> {
                    for (int i = 1; i <= Page.BATCH + 1; i++) {
                        tx.update(
                                "INSERT INTO sourcestamps (id, ss_hash, created_at) VALUES (?, ?, 1)",
                                i,
                                "hash " + i);
                        tx.update(
                                "INSERT INTO changes (changeid, author, comments, when_timestamp,"
                                        + " sourcestampid) VALUES (?, 'a', 'c', ?, ?)",
                                i,
                                i,
                                i);
                    }
                });
        world.build(1).build(2).step(1, step -> step.build(1));
    }

    @AfterEach
    void close() {
        end.countDown();
        threads.shutdownNow();
        world.close();
    }

    private Page<?> page(Caller who, String path, String... query) {
        return ((Answer.Items) door.get(who, List.of(path.split("/")), parameters(query))).page();
    }

    private static Map<String, List<String>> parameters(String... query) {
        return query.length == 0 ? Map.of() : Map.of(query[0], List.of(query[1]));
    }

    private void holdUntilTheEnd(Caller who) {
        threads.submit(
                () ->
                        turns.take(
                                who,
                                false,
                                () -> {
                                    awaitEnd();
                                    return who;
                                }));
    }

    private void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void crawl() {
        IntStream.range(0, 200).forEach(i -> holdUntilTheEnd(Caller.nobodyAt("192.0.2." + i)));
        Awaitility.await()
                .untilAsserted(
                        () -> {
                            assertThat(turns.standing().running()).isEqualTo(3);
                            assertThat(turns.standing().waiting()).isEqualTo(60);
                        });
    }

    @Test
    void get_twoHundredCrawlers_stopNeitherTheLoggedInNorPagesNorTheMaster() {
        crawl();

        assertThat(page(ALICE, "builds", "order", "state_string").all()).hasSize(2);
        assertThat(page(Caller.nobodyAt("192.0.2.1"), "builds", "order", "-started_at").all())
                .hasSize(2);
        assertThat(world.build(3).stores().builds().find(3)).isPresent();

        assertThatThrownBy(
                        () ->
                                page(Caller.nobodyAt("198.51.100.1"), "builds", "order", "results")
                                        .all())
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("the server is busy");
        end.countDown();
        Awaitility.await().until(() -> turns.standing().equals(NOBODY));
    }

    @Test
    void next_betweenTwoBatches_holdsNoTurn() {
        Page<?> page = page(ALICE, "changes");
        assertThat(page.next()).hasSize(Page.BATCH);
        assertThat(turns.standing()).isEqualTo(NOBODY);
        assertThat(page.next()).hasSize(1);
        assertThat(turns.standing()).isEqualTo(NOBODY);
    }

    @Test
    void next_pageThatAnIndexFinds_takesNoTurn() {
        crawl();
        Caller crawler = Caller.nobodyAt("192.0.2.1");
        for (List<String> each :
                List.of(
                        List.of("builds", "limit", "1"),
                        List.of("builds", "order", "-buildid"),
                        List.of("builds", "complete", "false"),
                        List.of("builds/1/steps", "order", "name"),
                        List.of("builders", "order", "name"),
                        List.of("builders/1/builds", "limit", "5"),
                        List.of("workers", "name__contains", "w"),
                        List.of("changes", "limit", "10"))) {
            assertThat(page(crawler, each.get(0), each.get(1), each.get(2)).next())
                    .as("%s", each)
                    .isNotEmpty();
        }
    }

    @Test
    void next_pageThatNoIndexFinds_takesATurn() {
        crawl();
        Caller late = Caller.nobodyAt("198.51.100.1");
        for (List<String> each :
                List.of(
                        List.of("builds", "order", "results"),
                        List.of("builds", "state_string__contains", "x"),
                        List.of("builds", "offset", "2000"),
                        List.of("buildrequests", "priority", "5"),
                        List.of("changes", "comments__contains", "c"))) {
            assertThatThrownBy(() -> page(late, each.get(0), each.get(1), each.get(2)).next())
                    .as("%s", each)
                    .isInstanceOf(Unavailable.class);
        }
        Page<?> long_ = page(late, "changes");
        assertThat(long_.next()).hasSize(Page.BATCH);
        long left = turns.standing().waiting();
        Future<?> rest = threads.submit(() -> long_.next());
        // An answer that has begun finds a place, and waits for its turn.
        Awaitility.await().until(() -> turns.standing().waiting() == left + 1);
        end.countDown();
        assertThat(rest).succeedsWithin(Duration.ofMinutes(1));
    }

    @Test
    void writeTo_clientThatReadsSlowly_holdsNoTurn() throws Exception {
        long logid =
                world.database()
                        .inTransaction(
                                tx -> world.stores().logs().add(tx, 1, "stdio", "s").logid());
        world.stores().logs().append(logid, List.of("ohello"));
        Answer.Raw raw =
                (Answer.Raw)
                        door.get(
                                Caller.nobody(),
                                List.of("logs", String.valueOf(logid), "raw"),
                                Map.of());
        CountDownLatch writing = new CountDownLatch(1);
        List<Turns.Standing> seen = new ArrayList<>();
        OutputStream slow =
                new OutputStream() {
                    @Override
                    public void write(int one) {
                        throw new UnsupportedOperationException();
                    }

                    @Override
                    public void write(byte[] bytes, int from, int count) {
                        writing.countDown();
                        awaitEnd();
                    }
                };
        Future<?> written =
                threads.submit(
                        () -> {
                            raw.content().writeTo(slow);
                            return true;
                        });
        writing.await();
        seen.add(turns.standing());
        end.countDown();
        assertThat(written).succeedsWithin(Duration.ofMinutes(1));
        seen.add(turns.standing());
        assertThat(seen).containsExactly(NOBODY, NOBODY);
    }

    @Test
    void get_wholeLog_takesATurnAndAFewLinesNone() throws IOException {
        long logid =
                world.database()
                        .inTransaction(
                                tx -> world.stores().logs().add(tx, 1, "stdio", "s").logid());
        world.stores().logs().append(logid, List.of("ohello"));
        crawl();
        Caller late = Caller.nobodyAt("198.51.100.1");
        assertThat(contents(late, logid, "limit", "200").whole()).isEqualTo("ohello\n");
        try (Reader whole = contents(late, logid).open()) {
            assertThatThrownBy(() -> whole.read(new char[9])).isInstanceOf(Unavailable.class);
        }
    }

    private LongText contents(Caller who, long logid, String... query) {
        Answer.Item item =
                (Answer.Item)
                        door.get(
                                who,
                                List.of("logs", String.valueOf(logid), "contents"),
                                parameters(query));
        return ((Logchunk) item.record()).content();
    }

    @Test
    void writeTo_clientThatHasGone_holdsNoTurn() {
        long logid =
                world.database()
                        .inTransaction(
                                tx -> world.stores().logs().add(tx, 1, "stdio", "s").logid());
        world.stores().logs().append(logid, List.of("ohello"));
        Answer.Raw raw =
                (Answer.Raw)
                        door.get(
                                Caller.nobody(),
                                List.of("logs", String.valueOf(logid), "raw"),
                                Map.of());
        OutputStream gone =
                new OutputStream() {
                    @Override
                    public void write(int one) throws IOException {
                        throw new IOException("gone");
                    }
                };
        assertThatThrownBy(() -> raw.content().writeTo(gone)).hasMessage("gone");
        assertThat(turns.standing()).isEqualTo(NOBODY);
    }
}
