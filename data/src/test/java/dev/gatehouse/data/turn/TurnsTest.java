package dev.gatehouse.data.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.access.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private static final Caller ALICE = Caller.named("alice", "");
    private static final Caller BOB = Caller.named("bob", "");
    private static final Duration LONG = Duration.ofMinutes(5);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> started = new ArrayList<>();
    private final LinkedBlockingQueue<String> ran = new LinkedBlockingQueue<>();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private static Turns turns(int atOnce, int waiting) {
        return new Turns(new TurnSettings(atOnce, waiting, LONG));
    }

    private static Caller at(int number) {
        return Caller.nobodyAt("203.0." + number / 250 + "." + number % 250);
    }

    /** Takes a turn on a thread of its own, until the latch is open. */
    private Future<?> hold(Turns turns, Caller who, String name, CountDownLatch until) {
        Future<?> future =
                threads.submit(
                        () ->
                                turns.take(
                                        who,
                                        false,
                                        () -> {
                                            ran.add(name);
                                            await(until);
                                            return name;
                                        }));
        started.add(future);
        return future;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void until(Turns turns, int running, int waiting) {
        Awaitility.await()
                .untilAsserted(
                        () -> {
                            assertThat(turns.standing().running()).isEqualTo(running);
                            assertThat(turns.standing().waiting()).isEqualTo(waiting);
                        });
    }

    private static void untilNobody(Turns turns) {
        Awaitility.await().until(() -> turns.standing().equals(new Turns.Standing(0, 0, 0)));
    }

    @Test
    void take_twoHundredAnonymousReadings_leaveATurnToWhoIsLoggedIn() {
        Turns turns = turns(4, 60);
        CountDownLatch end = new CountDownLatch(1);
        for (int i = 0; i < 200; i++) {
            hold(turns, at(i), "crawler", end);
        }
        until(turns, 3, 60);
        // The others are told to come again.
        Awaitility.await().until(() -> started.stream().filter(Future::isDone).count() == 200 - 63);

        assertThat(turns.take(ALICE, false, () -> "read")).isEqualTo("read");

        end.countDown();
        untilNobody(turns);
    }

    @Test
    void take_loggedIn_comesBeforeWhoWaitsLonger() throws InterruptedException {
        Turns turns = turns(2, 60);
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        hold(turns, ALICE, "alice", first);
        until(turns, 1, 0);
        hold(turns, BOB, "bob", end);
        until(turns, 2, 0);
        hold(turns, at(1), "crawler", end);
        until(turns, 2, 1);
        hold(turns, ALICE, "alice again", end);
        until(turns, 2, 2);
        ran.clear();

        first.countDown();

        assertThat(ran.take()).isEqualTo("alice again");
        assertThat(turns.standing().waiting()).isEqualTo(1);
        end.countDown();
        assertThat(ran.take()).isEqualTo("crawler");
        untilNobody(turns);
    }

    @Test
    void take_callerWithManyReadings_letsOthersComeInBetween() throws InterruptedException {
        Turns turns = turns(2, 60);
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        hold(turns, Caller.named("carol", ""), "carol", first);
        hold(turns, Caller.named("dave", ""), "dave", second);
        until(turns, 2, 0);
        for (int i = 1; i <= 3; i++) {
            hold(turns, ALICE, "alice", end);
            until(turns, 2, i);
        }
        hold(turns, BOB, "bob", end);
        until(turns, 2, 4);
        ran.clear();

        first.countDown();
        assertThat(ran.take()).isEqualTo("alice");
        second.countDown();

        assertThat(ran.take()).isEqualTo("bob");
        end.countDown();
        untilNobody(turns);
    }

    @Test
    void take_oneCaller_neverHasEveryTurn() {
        Turns turns = turns(3, 60);
        CountDownLatch end = new CountDownLatch(1);
        for (int i = 0; i < 5; i++) {
            hold(turns, ALICE, "alice", end);
        }
        until(turns, 2, 3);

        assertThat(turns.take(BOB, false, () -> "read")).isEqualTo("read");
        assertThat(turns.take(at(1), false, () -> "read")).isEqualTo("read");

        end.countDown();
        untilNobody(turns);
    }

    @Test
    void take_addressesOfOneNetwork_areOneCaller() {
        Turns turns = turns(3, 60);
        CountDownLatch end = new CountDownLatch(1);
        hold(turns, Caller.nobodyAt("2001:db8:0:7::1"), "crawler", end);
        until(turns, 1, 0);
        hold(turns, Caller.nobodyAt("2001:0db8::7:a:b:c:d"), "crawler", end);
        until(turns, 2, 0);
        assertThat(turns.standing().callers()).isEqualTo(1);
        hold(turns, Caller.nobodyAt("2001:db8:0:8::1"), "other", end);
        until(turns, 2, 1);
        assertThat(turns.standing().callers()).isEqualTo(2);

        end.countDown();
        untilNobody(turns);
    }

    @Test
    void take_noPlaceLeft_saysSoAndWhatWouldHelp() {
        Turns turns = turns(2, 4);
        CountDownLatch end = new CountDownLatch(1);
        hold(turns, ALICE, "alice", end);
        until(turns, 1, 0);
        hold(turns, ALICE, "alice", end);
        until(turns, 1, 1);
        hold(turns, ALICE, "alice", end);
        until(turns, 1, 2);
        assertThatThrownBy(() -> turns.take(ALICE, false, () -> "read"))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("2 of your long readings are waiting already")
                .hasMessageContaining("ask for less: a limit");
        hold(turns, BOB, "bob", end);
        until(turns, 2, 2);
        hold(turns, BOB, "bob", end);
        until(turns, 2, 3);
        hold(turns, BOB, "bob", end);
        until(turns, 2, 4);
        assertThatThrownBy(() -> turns.take(Caller.named("carol", ""), false, () -> "read"))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("4 other long readings are waiting already");

        end.countDown();
        untilNobody(turns);
    }

    @Test
    void take_noTurnInTime_isUnavailable() {
        Turns turns = new Turns(new TurnSettings(2, 4, Duration.ofMillis(1)));
        CountDownLatch end = new CountDownLatch(1);
        hold(turns, ALICE, "alice", end);
        until(turns, 1, 0);

        assertThatThrownBy(() -> turns.take(ALICE, false, () -> "read"))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("has waited 0 seconds for its turn");

        assertThat(turns.standing()).isEqualTo(new Turns.Standing(1, 0, 1));
        end.countDown();
        untilNobody(turns);
    }

    @Test
    void take_interruptedWhileWaiting_leavesItsPlace() {
        Turns turns = turns(2, 4);
        CountDownLatch end = new CountDownLatch(1);
        hold(turns, ALICE, "alice", end);
        until(turns, 1, 0);
        Future<?> waiting = hold(turns, ALICE, "alice", end);
        until(turns, 1, 1);

        waiting.cancel(true);

        until(turns, 1, 0);
        end.countDown();
        untilNobody(turns);
    }

    @Test
    void take_workThatFails_givesItsTurnBack() {
        Turns turns = turns(2, 4);

        assertThatThrownBy(
                        () ->
                                turns.take(
                                        ALICE,
                                        false,
                                        () -> {
                                            throw new IllegalStateException("no");
                                        }))
                .hasMessage("no");

        assertThat(turns.standing()).isEqualTo(new Turns.Standing(0, 0, 0));
    }

    @Test
    void turn_left_isFreeForOthersUntilItIsTakenAgain() {
        Turns turns = turns(2, 4);
        CountDownLatch end = new CountDownLatch(1);
        try (Turns.Turn turn = turns.enter(ALICE, false)) {
            assertThat(turns.standing().running()).isEqualTo(1);
            turn.leave();
            assertThat(turns.standing()).isEqualTo(new Turns.Standing(0, 0, 0));
            turn.enterAgain();
            assertThat(turns.standing().running()).isEqualTo(1);
        }
        end.countDown();
        untilNobody(turns);
    }

    /** Whatever happens to them, at most so many run, and in the end nobody is left. */
    @Test
    void take_manyThreadsAtRandom_keepTheBoundAndLeaveNothing() throws Exception {
        Turns turns = new Turns(new TurnSettings(3, 20, Duration.ofMillis(5)));
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        for (int i = 0; i < 40; i++) {
            Caller who = i % 4 == 0 ? Caller.named("user" + i % 3, "") : at(i % 5);
            started.add(
                    threads.submit(
                            () -> {
                                for (int n = 0; n < 200; n++) {
                                    try {
                                        turns.take(
                                                who,
                                                n % 2 == 0,
                                                () -> {
                                                    most.accumulateAndGet(
                                                            running.incrementAndGet(), Math::max);
                                                    Thread.yield();
                                                    return running.decrementAndGet();
                                                });
                                        done.incrementAndGet();
                                    } catch (Unavailable busy) {
                                        refused.incrementAndGet();
                                    }
                                }
                            }));
        }
        for (Future<?> each : started) {
            each.get();
        }
        assertThat(most.get()).isBetween(1, 3);
        assertThat(done.get() + refused.get()).isEqualTo(40 * 200);
        assertThat(turns.standing()).isEqualTo(new Turns.Standing(0, 0, 0));
    }
}
