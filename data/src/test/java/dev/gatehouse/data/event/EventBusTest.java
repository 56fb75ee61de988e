package dev.gatehouse.data.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gatehouse.data.access.Scope;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventBusTest {
    private final EventBus bus = new EventBus("e1");

    /** Two keys each: builds/ID/kind and all/ID/kind. */
    private static List<List<String>> keys(Announcement news) {
        String id = news.record().toString();
        if (id.equals("broken")) {
            throw new IllegalStateException("no keys");
        }
        return List.of(List.of("builds", id, news.kind()), List.of("all", id, news.kind()));
    }

    private static Announcement news(Object id, String kind) {
        return Announcement.of("build", kind, id, Scope.ofEverybody());
    }

    private void publish(Object id) {
        bus.publish(List.of(news(id, "new")));
    }

    private EventBus started() {
        bus.start(EventBusTest::keys);
        return bus;
    }

    private static EventListener into(List<String> heard) {
        return (event, key, message) -> heard.add(event.sequence() + ":" + String.join("/", key));
    }

    @AfterEach
    void close() {
        bus.close();
    }

    @Test
    void publish_matchingKeys_areDeliveredInOrderOncePerKey() {
        List<String> heard = new CopyOnWriteArrayList<>();
        started().subscribe(EventPattern.of("*/*/new"), into(heard));
        bus.subscribe(EventPattern.of("builds/8/*"), into(heard));

        bus.publish(List.of(news(7, "new"), news(8, "finished")));
        bus.close();

        assertThat(heard).containsExactly("1:builds/7/new", "1:all/7/new", "2:builds/8/finished");
    }

    @Test
    void publish_manyThreads_keepTheOrderOfPublishing() throws Exception {
        List<Long> heard = Collections.synchronizedList(new ArrayList<>());
        started()
                .subscribe(
                        EventPattern.of("builds/*/*"),
                        (event, key, m) -> heard.add(event.sequence()));

        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> LongStream.range(0, 5_000).forEach(this::publish));
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        bus.close();

        assertThat(heard)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 20_000).boxed().toList());
    }

    @Test
    void publish_beforeStartOrAfterClose_isForgotten() {
        List<String> heard = new CopyOnWriteArrayList<>();
        bus.subscribe(EventPattern.of("builds/*/*"), into(heard));

        publish(1);
        started();
        publish(2);
        bus.close();
        publish(3);

        assertThat(heard).containsExactly("1:builds/2/new");
    }

    @Test
    void start_twice_isRefused() {
        started();

        assertThatThrownBy(this::started).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void deliver_listenerThrows_isDroppedAndTheOthersGoOn() {
        List<String> heard = new CopyOnWriteArrayList<>();
        List<String> asked = new CopyOnWriteArrayList<>();
        started()
                .subscribe(
                        EventPattern.of("builds/*/*"),
                        (event, key, message) -> {
                            asked.add(event.id());
                            throw new IllegalStateException("outbox is broken");
                        });
        bus.subscribe(EventPattern.of("builds/*/*"), into(heard));

        publish(1);
        publish(2);
        bus.close();

        assertThat(asked).containsExactly("e1-1");
        assertThat(heard).containsExactly("1:builds/1/new", "2:builds/2/new");
    }

    @Test
    void publish_keysFail_othersGoOnWithoutAGap() {
        List<String> heard = new CopyOnWriteArrayList<>();
        started().subscribe(EventPattern.of("builds/*/*"), into(heard));

        publish("broken");
        publish(2);
        bus.close();

        assertThat(heard).containsExactly("2:builds/2/new");
    }

    @Test
    void subscribe_duringDelivery_hearsWhatFollows() {
        List<String> heard = new CopyOnWriteArrayList<>();
        started()
                .subscribe(
                        EventPattern.of("builds/1/*"),
                        (event, key, m) ->
                                bus.subscribe(EventPattern.of("builds/*/*"), into(heard)));

        publish(1);
        publish(2);
        bus.close();

        assertThat(heard).containsExactly("2:builds/2/new");
    }

    @Test
    void close_subscriptionTwice_endsOnlyThatOne() {
        List<String> heard = new CopyOnWriteArrayList<>();
        EventListener listener = into(heard);
        Subscription first = started().subscribe(EventPattern.of("builds/*/*"), listener);
        bus.subscribe(EventPattern.of("builds/*/*"), listener);

        first.close();
        first.close();
        publish(1);
        bus.close();

        assertThat(heard).containsExactly("1:builds/1/new");
    }

    @Test
    void publish_fullQueue_waitsForTheListeners() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        List<Long> heard = Collections.synchronizedList(new ArrayList<>());
        started()
                .subscribe(
                        EventPattern.of("builds/*/*"),
                        (event, key, message) -> {
                            awaitLatch(hold);
                            heard.add(event.sequence());
                        });
        int more = EventBus.QUEUE + 100;

        Thread committing = new Thread(() -> LongStream.range(0, more).forEach(this::publish));
        committing.start();
        await().until(() -> committing.getState() == Thread.State.WAITING);
        assertThat(heard).isEmpty();
        hold.countDown();
        committing.join();
        bus.close();

        assertThat(heard).hasSize(more);
    }

    @Test
    void close_whileACommitWaits_letsItGo() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        started().subscribe(EventPattern.of("builds/*/*"), (event, key, m) -> awaitLatch(hold));
        Thread committing =
                new Thread(() -> LongStream.range(0, EventBus.QUEUE + 100).forEach(this::publish));
        committing.start();
        await().until(() -> committing.getState() == Thread.State.WAITING);

        Thread closing = new Thread(bus::close);
        closing.start();
        committing.join();
        hold.countDown();
        closing.join();
    }

    @Test
    void close_fromAListener_doesNotWaitForItself() {
        CountDownLatch closed = new CountDownLatch(1);
        started()
                .subscribe(
                        EventPattern.of("builds/*/*"),
                        (event, key, message) -> {
                            bus.close();
                            closed.countDown();
                        });

        publish(1);

        awaitLatch(closed);
    }

    @Test
    void resume_afterAnEvent_getsWhatWasMissedThenWhatFollows() {
        List<String> heard = new CopyOnWriteArrayList<>();
        started();
        publish(1);
        publish(2);
        publish(3);
        await().until(() -> bus.since("e1-3").isPresent());

        Resumption resumption = bus.resume(EventPattern.of("builds/*/*"), "e1-1", into(heard));
        publish(4);
        bus.close();

        assertThat(resumption.known()).isTrue();
        assertThat(resumption.position()).isEqualTo("e1-3");
        assertThat(resumption.missed()).extracting(Event::id).containsExactly("e1-2", "e1-3");
        assertThat(heard).containsExactly("4:builds/4/new");
    }

    @Test
    void resume_duringAStreamOfEvents_missesNoneAndDoublesNone() {
        List<Long> live = Collections.synchronizedList(new ArrayList<>());
        started();
        publish(0);
        await().until(() -> bus.since("e1-1").isPresent());
        Thread publishing = new Thread(() -> LongStream.range(0, 5_000).forEach(this::publish));
        publishing.start();

        Resumption resumption =
                bus.resume(
                        EventPattern.of("builds/*/*"),
                        "e1-1",
                        (event, key, message) -> live.add(event.sequence()));
        await().until(() -> !publishing.isAlive());
        bus.close();

        List<Long> heard = new ArrayList<>();
        resumption.missed().forEach(event -> heard.add(event.sequence()));
        heard.addAll(live);
        assertThat(heard)
                .containsExactlyElementsOf(LongStream.rangeClosed(2, 5_001).boxed().toList());
    }

    @Test
    void resume_otherEpochOrFutureOrNonsense_isNotKnownButListens() {
        List<String> heard = new CopyOnWriteArrayList<>();
        started();
        publish(1);
        await().until(() -> bus.since("e1-1").isPresent());

        for (String id :
                List.of("e0-1", "e1-2", "e1-", "e1", "", "e1--1", "e1-99999999999999999999999")) {
            Resumption resumption = bus.resume(EventPattern.of("builds/2/*"), id, into(heard));
            assertThat(resumption.known()).as(id).isFalse();
            assertThat(resumption.missed()).as(id).isEmpty();
            assertThat(resumption.position()).as(id).isEqualTo("e1-1");
            resumption.subscription().close();
        }
        bus.resume(EventPattern.of("builds/*/*"), "e0-1", into(heard));
        publish(2);
        bus.close();

        assertThat(heard).containsExactly("2:builds/2/new");
    }

    @Test
    void resume_tooLongAgo_isEmpty() {
        started();
        LongStream.rangeClosed(1, RecentEvents.MAX + 5).forEach(this::publish);
        await().until(() -> bus.since("e1-" + (RecentEvents.MAX + 5)).isPresent());

        assertThat(bus.since("e1-4")).isEmpty();
        assertThat(bus.since("e1-5"))
                .hasValueSatisfying(events -> assertThat(events).hasSize(RecentEvents.MAX));
    }

    @Test
    void position_isTheLatestEventThatAllHaveGot() {
        List<String> heard = new CopyOnWriteArrayList<>();
        started();
        bus.position(heard::add);
        bus.subscribe(EventPattern.of("builds/*/*"), into(heard));
        publish(1);
        await().until(() -> bus.since("e1-1").isPresent());
        bus.position(heard::add);

        assertThat(heard).containsExactly("e1-0", "1:builds/1/new", "e1-1");
    }

    @Test
    void since_nothingToldYet_takesUpAtTheStart() {
        started();

        assertThat(bus.since("e1-0")).hasValue(List.of());
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
