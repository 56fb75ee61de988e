package dev.gatehouse.data.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.data.World;
import dev.gatehouse.data.access.Grant;
import dev.gatehouse.data.database.Dialect;
import dev.gatehouse.data.session.TokenStore.Added;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class TokenStoreTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final Instant LATER = NOW.plusSeconds(5);

    private static final TokenRow.Owner ALICE = owner("alice", "a");

    private final World world;
    private final TokenStore store;

    TokenStoreTest(Dialect dialect) {
        world = new World(dialect);
        store = world.stores().tokens();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static TokenRow.Owner owner(String username, String standing) {
        return new TokenRow.Owner(
                "LDAPAuth",
                username,
                username,
                Map.of("username", username, "groups", List.of("ä", "b"), "realm", "LDAPAuth"),
                standing);
    }

    private static TokenRow row(String id, TokenRow.Owner owner) {
        return new TokenRow(
                "hash of " + id,
                "nächtlich",
                owner,
                new Grant(
                        id,
                        Set.of(Grant.Right.READ, Grant.Right.FORCE),
                        List.of("linux-*", "ß"),
                        null),
                NOW,
                NOW.plusSeconds(3600),
                null,
                "",
                null,
                "",
                NOW,
                "",
                1);
    }

    @Test
    void find_isWhatWasAdded() {
        assertThat(store.add(row("a", ALICE), 2)).isEqualTo(Added.WRITTEN);

        assertThat(store.find("hash of a")).contains(row("a", ALICE));
        assertThat(store.byId("a")).contains(row("a", ALICE));
        assertThat(store.find("a")).isEmpty();
        assertThat(store.of("LDAPAuth", "alice", "alice")).containsExactly(row("a", ALICE));
        assertThat(store.of("GitHub", "alice", "alice")).isEmpty();
        assertThat(store.of("LDAPAuth", "Alice", "Alice")).isEmpty();
    }

    @Test
    void add_moreThanOneMayHave_isNotWritten() {
        store.add(row("a", ALICE), 2);
        store.add(row("b", ALICE), 2);

        assertThat(store.add(row("c", ALICE), 2)).isEqualTo(Added.TOO_MANY);
        assertThat(store.byId("c")).isEmpty();
        assertThat(store.add(row("d", owner("bob", "")), 2)).isEqualTo(Added.WRITTEN);
        store.end("a", "by its owner", NOW);
        assertThat(store.add(row("c", ALICE), 2)).isEqualTo(Added.WRITTEN);
    }

    @Test
    void add_madeAndEndedAllDayLong_isNoMoreWrittenAfterAWhile_andHidesNoneThatIsOpen() {
        TokenRow old = row("old", ALICE);
        store.add(old, 2);
        int made = 1;
        while (store.add(row("t" + made, ALICE), 2) == Added.WRITTEN) {
            store.end("t" + made, "by its owner", NOW);
            assertThat(made).isLessThan(1000);
            made++;
        }

        assertThat(store.add(row("more", ALICE), 2)).isEqualTo(Added.TOO_MANY_LATELY);
        assertThat(store.byId("more")).isEmpty();
        assertThat(store.of("LDAPAuth", "alice", "alice")).hasSize(made).first().isEqualTo(old);
        assertThat(store.add(row("b", owner("bob", "")), 2)).isEqualTo(Added.WRITTEN);
    }

    @Test
    void endAll_isOfOnePersonsThatAreOpen() {
        store.add(row("a", ALICE), 3);
        store.add(row("b", ALICE), 3);
        store.add(row("c", owner("bob", "")), 3);
        store.end("b", "by its owner", NOW);

        assertThat(store.endAll("LDAPAuth", "alice", "all over", LATER))
                .containsExactly(row("a", ALICE));
        assertThat(store.endAll("LDAPAuth", "alice", "all over", LATER)).isEmpty();

        assertThat(store.byId("a").orElseThrow().endedWhy()).isEqualTo("all over");
        assertThat(store.byId("b").orElseThrow().endedWhy()).isEqualTo("by its owner");
        assertThat(store.open(LATER)).containsExactly(row("c", owner("bob", "")));
        assertThat(store.openOf("bob", LATER)).containsExactly(row("c", owner("bob", "")));
        assertThat(store.openOf("alice", LATER)).isEmpty();
    }

    @Test
    void suspendAndEnd_ofWhatWasRead_leaveAloneWhatHasChangedSince() {
        store.add(row("a", ALICE), 2);
        store.ownerIs(owner("alice", "new"), false, LATER);

        assertThat(store.suspend(row("a", ALICE), "why", LATER)).isFalse();
        assertThat(store.endAsRead(row("a", ALICE), "gone", LATER)).isFalse();

        TokenRow now = store.byId("a").orElseThrow();
        assertThat(now.suspended()).isFalse();
        assertThat(now.endedAt()).isNull();
        assertThat(store.endAsRead(now, "gone", LATER)).isTrue();
    }

    @Test
    void end_countsAsAChange_once() {
        store.add(row("a", ALICE), 2);

        assertThat(store.end("a", "by its owner", LATER)).isTrue();
        assertThat(store.end("a", "again", LATER)).isFalse();

        TokenRow ended = store.byId("a").orElseThrow();
        assertThat(ended.endedAt()).isEqualTo(LATER);
        assertThat(ended.endedWhy()).isEqualTo("by its owner");
        assertThat(ended.open(LATER)).isFalse();
        assertThat(store.open(LATER)).isEmpty();
        assertThat(store.openOf("LDAPAuth", LATER, 9)).isEmpty();
        assertThat(store.changedSince(LATER, 9)).isEqualTo(Map.of("hash of a", 2L));
        assertThat(store.changedSince(LATER.plusSeconds(1), 9)).isEmpty();
        assertThat(store.versions(List.of("hash of a", "x"))).isEqualTo(Map.of("hash of a", 2L));
    }

    @Test
    void ownerIs_anotherThanHeWas_changesHisTokensAlone() {
        store.add(row("a", ALICE), 2);
        store.add(row("b", owner("bob", "b")), 2);
        assertThat(store.suspend(row("a", ALICE), "why", NOW)).isTrue();
        assertThat(store.suspend(store.byId("a").orElseThrow(), "why", NOW)).isFalse();
        assertThat(store.byId("a").orElseThrow().suspendedWhy()).isEqualTo("why");

        assertThat(store.ownerIs(owner("alice", ""), true, LATER)).isZero();
        assertThat(store.ownerIs(owner("alice", "new"), false, LATER)).isEqualTo(1);
        assertThat(store.ownerIs(owner("alice", "new"), false, LATER)).isZero();

        TokenRow changed = store.byId("a").orElseThrow();
        assertThat(changed.suspended()).isFalse();
        assertThat(changed.owner()).isEqualTo(owner("alice", "new"));
        assertThat(changed.version()).isEqualTo(3);
        assertThat(store.byId("b")).contains(row("b", owner("bob", "b")));
    }

    @Test
    void loginBefore_isOfThoseWhoHaveNotBeenHereSince_butOfNoneOfTheRealms() {
        store.add(row("a", ALICE), 2);
        store.add(row("b", owner("bob", "b")), 2);
        assertThat(store.ownerIs(owner("bob", "b"), false, LATER)).isZero();

        assertThat(store.loginBefore(LATER, List.of(), LATER)).containsExactly(row("a", ALICE));
        assertThat(store.loginBefore(LATER, List.of("GitHub"), LATER)).hasSize(1);
        assertThat(store.loginBefore(LATER, List.of("GitHub", "LDAPAuth"), LATER)).isEmpty();
        assertThat(store.loginBefore(NOW, List.of(), LATER)).isEmpty();
        assertThat(store.byId("b").orElseThrow().version())
                .describedAs("to log in is no change")
                .isEqualTo(1);
        assertThat(store.suspend(row("b", owner("bob", "b")), "why", LATER))
                .describedAs("of one who has logged in since it was read")
                .isFalse();
        assertThat(store.suspend(row("a", ALICE), "why", LATER)).isTrue();
        assertThat(store.changedSince(LATER, 9)).isEqualTo(Map.of("hash of a", 2L));
        assertThat(store.loginBefore(LATER, List.of(), LATER)).isEmpty();
    }

    @Test
    void used_isOnlyEverLater_andNoChange() {
        store.add(row("a", ALICE), 2);

        assertThat(store.firstUsed("hash of a", new TokenStore.Use(NOW, "192.0.2.1"))).isTrue();
        assertThat(store.firstUsed("hash of a", new TokenStore.Use(LATER, "192.0.2.2"))).isFalse();
        store.used(Map.of("hash of a", new TokenStore.Use(LATER, "192.0.2.3")));
        store.used(Map.of("hash of a", new TokenStore.Use(NOW, "192.0.2.4")));

        TokenRow used = store.byId("a").orElseThrow();
        assertThat(used.usedAt()).isEqualTo(LATER);
        assertThat(used.usedFrom()).isEqualTo("192.0.2.3");
        assertThat(used.version()).isEqualTo(1);
    }

    @Test
    void expired_isWhatIsOverAndNotEnded() {
        store.add(row("a", ALICE), 2);

        assertThat(store.expired(NOW)).isEmpty();
        assertThat(store.expired(NOW.plusSeconds(3600))).containsExactly(row("a", ALICE));
        store.end("a", "expired", NOW.plusSeconds(3600));
        assertThat(store.expired(NOW.plusSeconds(3600))).isEmpty();
    }

    @Test
    void purge_forgetsWhatIsLongOver() {
        store.add(row("a", ALICE), 2);
        store.purge(NOW.plus(Duration.ofDays(30)));
        assertThat(store.byId("a")).isPresent();
        store.purge(NOW.plus(Duration.ofDays(31)));
        assertThat(store.byId("a")).isEmpty();
    }
}
