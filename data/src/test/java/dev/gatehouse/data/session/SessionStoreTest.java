package dev.gatehouse.data.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.data.World;
import dev.gatehouse.data.database.Dialect;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class SessionStoreTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    private final World world;
    private final SessionStore store;

    SessionStoreTest(Dialect dialect) {
        world = new World(dialect);
        store = world.stores().sessions();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static SessionRow row(String hash, String username) {
        return row(hash, username, "UserPasswordAuth");
    }

    private static SessionRow row(String hash, String username, String realm) {
        return new SessionRow(
                hash,
                realm,
                username,
                username,
                "",
                "192.0.2.1",
                "curl/8",
                NOW,
                NOW,
                NOW.plusSeconds(3600),
                null);
    }

    @Test
    void begin_inPlaceOfAnother_revokesIt() {
        store.begin(row("a", "alice"), List.of());
        store.begin(row("b", "alice"), List.of("a"));

        assertThat(store.find("a").orElseThrow().revokedAt()).isEqualTo(NOW);
        assertThat(store.find("b")).contains(row("b", "alice"));
        assertThat(store.open("alice", NOW)).containsExactly(row("b", "alice"));
        assertThat(store.revokedSince(NOW, 10)).containsExactly("a");
        assertThat(store.revokedSince(NOW.plusSeconds(1), 10)).isEmpty();
    }

    @Test
    void firstSeen_twice_isTheFirst() {
        store.firstSeen(row("a", "alice"));
        store.revoke(List.of("a"), NOW.plusSeconds(5));

        assertThat(store.firstSeen(row("a", "alice")).revokedAt()).isEqualTo(NOW.plusSeconds(5));
    }

    @Test
    void used_isOnlyEverLater() {
        store.begin(row("a", "alice"), List.of());
        store.used(Map.of("a", NOW.plusSeconds(60), "unknown", NOW));
        store.used(Map.of("a", NOW.plusSeconds(30)));

        assertThat(store.find(List.of("a", "unknown")))
                .extracting(SessionRow::usedAt)
                .containsExactly(NOW.plusSeconds(60));
    }

    @Test
    void revoke_twice_wasOpenOnce() {
        store.begin(row("a", "alice"), List.of());

        assertThat(store.revoke(List.of("a"), NOW)).isEqualTo(1);
        assertThat(store.revoke(List.of("a"), NOW.plusSeconds(1))).isZero();
        assertThat(store.revoke(List.of("unknown"), NOW)).isZero();
        assertThat(store.find("a").orElseThrow().revokedAt()).isEqualTo(NOW);
    }

    @Test
    void revokeAll_isOfThatVeryName() {
        store.begin(row("a", "alice"), List.of());
        store.begin(row("b", "alice"), List.of());
        store.begin(row("c", "Alice"), List.of());
        store.begin(row("d", "alice "), List.of());

        assertThat(store.revokeAll("alice", NOW)).isEqualTo(2);
        assertThat(store.revokeAll("alice", NOW.plusSeconds(1))).isZero();
        assertThat(store.loggedOutAt("alice")).contains(NOW.plusSeconds(1));
        assertThat(store.loggedOutAt("Alice")).isEmpty();
        assertThat(store.open("Alice", NOW)).hasSize(1);
        assertThat(store.open("alice ", NOW)).hasSize(1);
    }

    @Test
    void revokeAll_ofARealm_isNotOfNamesakesElsewhere() {
        store.begin(row("a", "alice"), List.of());
        store.begin(row("b", "alice", ""), List.of());
        store.begin(row("c", "alice", "GitHub"), List.of());

        assertThat(store.revokeAll("alice", "UserPasswordAuth", NOW)).isEqualTo(2);
        assertThat(store.open("alice", NOW)).containsExactly(row("c", "alice", "GitHub"));
        assertThat(store.loggedOutAt("alice")).contains(NOW);
        assertThat(store.revokeAll("alice", NOW)).isEqualTo(1);
    }

    @Test
    void openOf_isOfTheRealmAndRecent() {
        store.begin(row("a", "alice"), List.of());

        assertThat(store.openOf("UserPasswordAuth", NOW, NOW, 10)).hasSize(1);
        assertThat(store.openOf("UserPasswordAuth", NOW.plusSeconds(1), NOW, 10)).isEmpty();
        assertThat(store.openOf("LDAPAuth", NOW, NOW, 10)).isEmpty();
        assertThat(store.open("alice", NOW.plusSeconds(3600))).isEmpty();
    }

    @Test
    void purge_forgetsWhatIsLongOver() {
        store.begin(row("a", "alice"), List.of());
        store.revokeAll("bob", NOW);

        store.purge(NOW.plus(Duration.ofDays(1)), Duration.ofDays(7));
        assertThat(store.find("a")).isPresent();
        assertThat(store.loggedOutAt("bob")).isPresent();

        store.purge(NOW.plus(Duration.ofDays(9)), Duration.ofDays(7));
        assertThat(store.find("a")).isEmpty();
        assertThat(store.loggedOutAt("bob")).isEmpty();
    }

    @Test
    void begin_namesOfAnyLength_areCut() {
        String name = "ä".repeat(1000);
        store.begin(row("a", name), List.of());

        assertThat(store.open(name, NOW)).hasSize(1);
        assertThat(store.revokeAll(name, NOW)).isEqualTo(1);
    }

    private static SessionRow standing(String hash, String standing) {
        return new SessionRow(
                hash,
                "LDAPAuth",
                "s",
                "alice",
                standing,
                "",
                "",
                NOW,
                NOW,
                NOW.plusSeconds(9000),
                null);
    }

    @Test
    void due_isWhoWasThereSinceAndWhoseStandingIsKnown_theLongestWaitingFirst() {
        store.begin(standing("a", "s1"), List.of());
        store.begin(standing("b", "s1"), List.of());
        store.begin(standing("c", ""), List.of());
        store.begin(row("d", "alice"), List.of());
        Instant later = NOW.plusSeconds(600);

        assertThat(store.due("LDAPAuth", NOW.minusSeconds(1), NOW, 10)).isEmpty();
        assertThat(store.claim("a", NOW, NOW.plusSeconds(1))).isTrue();
        assertThat(store.claim("a", NOW, NOW.plusSeconds(1))).isFalse();
        assertThat(store.due("LDAPAuth", NOW, later, 10))
                .extracting(SessionRow::tokenHash)
                .containsExactly("b");
        assertThat(store.due("LDAPAuth", later, later, 10))
                .extracting(SessionRow::tokenHash)
                .containsExactly("b");
        store.used(Map.of("a", later));
        assertThat(store.due("LDAPAuth", later, later, 10))
                .extracting(SessionRow::tokenHash)
                .containsExactly("b", "a");
        store.revoke(List.of("b"), later);
        assertThat(store.claim("b", later, later)).isFalse();
        assertThat(store.due("LDAPAuth", later, later, 1)).hasSize(1);
    }

    @Test
    void kept_goesWithTheSession_howeverThatEnds() {
        store.begin(standing("a", "s1"), "sealed a", List.of());
        store.begin(standing("b", "s1"), "sealed b", List.of());
        store.begin(standing("c", "s1"), null, List.of());
        store.used(Map.of("b", NOW.plusSeconds(1), "c", NOW.plusSeconds(2)));

        assertThat(store.kept("a")).contains("sealed a");
        assertThat(store.kept("c")).isEmpty();
        assertThat(store.keptOf("LDAPAuth", "s").orElseThrow().tokenHash()).isEqualTo("b");
        store.keep("a", "another");
        assertThat(store.kept("a")).contains("another");
        store.revoke(List.of("a"), NOW);
        store.keep("a", "too late");
        assertThat(store.kept("a")).isEmpty();
        store.revokeAll("alice", NOW);
        assertThat(store.kept("b")).isEmpty();
        assertThat(store.keptOf("LDAPAuth", "s")).isEmpty();
    }

    @Test
    void open_ofEverybody_andByTheBeginningOfTheHash() {
        store.begin(row("0123456789abcdef1", "alice"), List.of());
        store.begin(row("0123456789abcdf01", "bob"), List.of());
        store.used(Map.of("0123456789abcdf01", NOW.plusSeconds(1)));

        assertThat(store.open(NOW, 10))
                .extracting(SessionRow::username)
                .containsExactly("bob", "alice");
        assertThat(store.open(NOW, 1)).hasSize(1);
        assertThat(store.beginningWith("0123456789abcdef"))
                .extracting(SessionRow::username)
                .containsExactly("alice");
        assertThat(store.beginningWith("0123456789abcd")).hasSize(2);
        assertThat(store.beginningWith("f")).isEmpty();
    }
}
