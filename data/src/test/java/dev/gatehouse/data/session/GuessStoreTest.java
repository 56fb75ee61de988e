package dev.gatehouse.data.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.data.World;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Dialect;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class GuessStoreTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final Duration TIME = Duration.ofMinutes(10);

    private final World world;
    private final GuessStore store;

    GuessStoreTest(Dialect dialect) {
        world = new World(dialect);
        store = world.stores().guesses();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Set<String> fail(Instant at, String... guessers) {
        return store.failed(
                Stream.of(guessers).map(name -> new GuessStore.Guesser(name, "")).toList(),
                3,
                TIME,
                at);
    }

    @Test
    void failed_soOften_locksForTheTime() {
        assertThat(fail(NOW, "a", "b")).isEmpty();
        assertThat(fail(NOW, "a")).isEmpty();
        assertThat(store.locked(List.of("a", "b"), NOW)).isEmpty();
        assertThat(fail(NOW.plusSeconds(1), "a", "b")).containsExactly("a");

        Instant until = NOW.plusSeconds(1).plus(TIME);
        assertThat(store.locked(List.of("a", "b", "c"), NOW)).isEqualTo(Map.of("a", until));
        assertThat(store.locked(List.of("a"), until)).isEmpty();
    }

    @Test
    void failed_afterTheLock_startsAnew() {
        fail(NOW, "a");
        fail(NOW, "a");
        fail(NOW, "a");
        Instant later = NOW.plus(TIME).plusSeconds(1);

        assertThat(fail(later, "a")).isEmpty();
        assertThat(fail(later, "a")).isEmpty();
        assertThat(fail(later, "a")).containsExactly("a");
    }

    @Test
    void failed_slowly_neverLocks() {
        for (int i = 0; i < 10; i++) {
            assertThat(fail(NOW.plus(TIME.multipliedBy(i)), "a")).isEmpty();
        }
    }

    @Test
    void hold_countsWithTheFailuresAndForAllOrNone() {
        List<GuessStore.Guesser> a = List.of(new GuessStore.Guesser("a", ""));
        List<GuessStore.Guesser> both =
                List.of(new GuessStore.Guesser("b", ""), new GuessStore.Guesser("a", ""));
        fail(NOW, "a");

        assertThat(store.hold(both, 3, TIME, NOW)).isTrue();
        assertThat(store.hold(a, 3, TIME, NOW)).isTrue();
        assertThat(store.hold(both, 3, TIME, NOW)).isFalse();
        store.release(a);
        assertThat(store.hold(both, 3, TIME, NOW)).isTrue();
        assertThat(store.hold(a, 3, TIME, NOW)).isFalse();
        assertThat(store.hold(a, 3, TIME, NOW.plus(TIME))).isTrue();
    }

    @Test
    void hold_onTwoNodesAtOnce_isForNoMoreThanMayFail() throws Exception {
        List<GuessStore.Guesser> three =
                Stream.of("a", "b", "c").map(name -> new GuessStore.Guesser(name, "")).toList();
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try (Database other = world.asAnotherNode()) {
            List<GuessStore> nodes = List.of(store, new GuessStore(other));
            List<Future<Boolean>> held = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                GuessStore node = nodes.get(i % 2);
                held.add(threads.submit(() -> node.hold(three, 5, TIME, NOW)));
            }
            int places = 0;
            for (Future<Boolean> each : held) {
                places += each.get(1, TimeUnit.MINUTES) ? 1 : 0;
            }
            assertThat(places).isEqualTo(5);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void hold_whereLockedOut_isRefusedUntilItIsOver() {
        List<GuessStore.Guesser> a = List.of(new GuessStore.Guesser("a", "alice"));
        store.failed(a, 1, TIME, NOW);

        assertThat(store.hold(a, 1, TIME, NOW.plus(TIME).minusSeconds(1))).isFalse();
        assertThat(store.hold(a, 1, TIME, NOW.plus(TIME))).isTrue();
    }

    @Test
    void release_withoutAFailure_leavesNothing() {
        List<GuessStore.Guesser> a = List.of(new GuessStore.Guesser("a", "alice"));
        store.hold(a, 1, TIME, NOW);
        store.release(a);
        store.release(a);

        assertThat(store.forgive("alice")).isZero();
    }

    @Test
    void forgive_letsInAtOnce() {
        List<GuessStore.Guesser> three =
                List.of(
                        new GuessStore.Guesser("alice's", "alice"),
                        new GuessStore.Guesser("alice", "alice"),
                        new GuessStore.Guesser("address", ""));
        store.failed(three, 1, TIME, NOW);

        assertThat(store.forgive("alice")).isEqualTo(2);
        assertThat(store.forgive("alice")).isZero();
        assertThat(store.locked(List.of("alice's", "alice", "address"), NOW))
                .containsOnlyKeys("address");
    }

    @Test
    void succeeded_makesKnownAndForgivesThatOneAlone() {
        fail(NOW, "a", "b");
        fail(NOW, "a", "b");
        store.succeeded("client", "a", NOW);
        store.succeeded("client", "a", NOW.plusSeconds(5));

        assertThat(store.isKnown("client", NOW.plusSeconds(5))).isTrue();
        assertThat(store.isKnown("client", NOW.plusSeconds(6))).isFalse();
        assertThat(store.isKnown("other", NOW)).isFalse();
        assertThat(fail(NOW, "a", "b")).containsExactly("b");
    }

    @Test
    void purge_forgetsWhatIsOld() {
        fail(NOW, "a");
        store.succeeded("client", "b", NOW);

        store.purge(NOW.plusSeconds(1), NOW.plusSeconds(1));

        assertThat(store.isKnown("client", NOW)).isFalse();
        fail(NOW, "a");
        assertThat(fail(NOW, "a")).isEmpty();
    }
}
