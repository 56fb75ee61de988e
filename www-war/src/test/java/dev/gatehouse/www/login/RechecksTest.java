package dev.gatehouse.www.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.data.World;
import dev.gatehouse.data.access.Grant;
import dev.gatehouse.data.session.SessionRow;
import dev.gatehouse.data.session.TokenRow;
import dev.gatehouse.www.Served;
import dev.gatehouse.www.audit.Audit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RechecksTest {
    private static final Duration EVERY = Duration.ofMinutes(10);

    private final World world = new World();
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.ofEpochSecond(1_800_000_000));
    private final List<String> audited = new CopyOnWriteArrayList<>();
    private final Directory directory = new Directory("LDAPAuth");
    private final List<Rechecks> nodes = new ArrayList<>();

    /** Whose people stand as the test says. */
    private static final class Directory implements Recheck {
        private final String name;
        private final Map<String, String> people = new ConcurrentHashMap<>();
        private final List<String> asked = new CopyOnWriteArrayList<>();
        private volatile boolean away;

        Directory(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Duration every() {
            return EVERY;
        }

        @Override
        public Optional<String> standing(String subject, String username) {
            asked.add(username);
            if (away) {
                throw new IllegalStateException("it does not answer");
            }
            return Optional.ofNullable(people.get(username));
        }
    }

    private Rechecks node(Recheck... ways) {
        Sessions sessions =
                new Sessions(
                        Secrets.of(Served.SECRET),
                        world.stores().sessions(),
                        Sessions.Settings.lasting(Duration.ofDays(7)),
                        now::get);
        Audit audit = new Audit(audited::add, now::get);
        Guessing guessing =
                new Guessing(world.stores().guesses(), Guessing.Settings.USUAL, now::get);
        ApiTokens tokens =
                new ApiTokens(world.stores().tokens(), guessing, audit, realm -> true, now::get);
        Rechecks node =
                new Rechecks(
                        List.of(ways),
                        sessions,
                        new TokenWatch(
                                tokens, TokenBook.Settings.USUAL.loginWithin(), audit, now::get),
                        audit,
                        now::get);
        nodes.add(node);
        return node;
    }

    @AfterEach
    void close() {
        nodes.forEach(Rechecks::close);
        world.close();
    }

    private void session(String hash, String username, String standing) {
        Instant at = now.get();
        world.stores()
                .sessions()
                .begin(
                        new SessionRow(
                                hash.repeat(64),
                                directory.name(),
                                username,
                                username,
                                standing,
                                "",
                                "",
                                at,
                                at,
                                at.plus(Duration.ofDays(7)),
                                null),
                        "sealed",
                        List.of());
    }

    private boolean open(String hash) {
        return world.stores().sessions().find(hash.repeat(64)).orElseThrow().revokedAt() == null;
    }

    private void later() {
        now.set(now.get().plus(EVERY));
    }

    @Test
    void check_whoStandsOtherwiseOrIsGone_isLoggedOutAndWhatWasKeptIsGone() {
        directory.people.putAll(Map.of("alice", "s1", "bob", "other"));
        session("a", "alice", "s1");
        session("b", "bob", "s1");
        session("c", "carol", "s1");
        session("d", "dave", "");
        later();

        node(directory).check();

        assertThat(open("a")).isTrue();
        assertThat(open("b")).isFalse();
        assertThat(open("c")).isFalse();
        assertThat(open("d")).isTrue();
        assertThat(world.stores().sessions().kept("a".repeat(64))).contains("sealed");
        assertThat(world.stores().sessions().kept("b".repeat(64))).isEmpty();
        assertThat(audited)
                .hasSize(2)
                .anyMatch(line -> line.contains("\"bob\"") && line.contains("has changed"))
                .anyMatch(line -> line.contains("\"carol\"") && line.contains("is gone"));
    }

    @Test
    void check_asksOncePerPersonAndInterval_ofAllNodes_andOnlyAboutWhoIsThere() {
        directory.people.putAll(Map.of("alice", "s1", "bob", "s1"));
        session("a", "alice", "s1");
        session("b", "alice", "s1");
        session("c", "bob", "s1");
        Rechecks one = node(directory);
        Rechecks other = node(directory);
        one.check();
        assertThat(directory.asked).isEmpty();
        later();
        one.check();
        other.check();
        one.check();
        assertThat(directory.asked).containsExactlyInAnyOrder("alice", "bob");

        later();
        world.stores().sessions().used(Map.of("c".repeat(64), now.get()));
        other.check();

        assertThat(directory.asked).containsExactlyInAnyOrder("alice", "bob", "bob");
    }

    @Test
    void check_directoryThatIsAway_logsNobodyOut_isAuditedOnceAndLeftAlone() {
        directory.people.put("a", "changed");
        for (String name : List.of("a", "b", "c", "d", "e")) {
            session(name, name, "s1");
        }
        later();
        directory.away = true;
        Rechecks node = node(directory);
        node.check();

        assertThat(directory.asked).hasSize(3);
        assertThat(List.of("a", "b", "c", "d", "e")).allMatch(this::open);
        assertThat(audited).hasSize(1);
        assertThat(audited.get(0)).contains("recheck.failed", "LDAPAuth", "does not answer");

        directory.away = false;
        later();
        for (String name : List.of("a", "b", "c", "d", "e")) {
            world.stores().sessions().used(Map.of(name.repeat(64), now.get()));
        }
        node.check();
        assertThat(open("a")).isFalse();
        assertThat(audited.get(1)).contains("recheck.works_again");
    }

    @Test
    void check_tokensOfPeopleWhoCanBeAsked_areGoodWithoutALogin_othersRest() {
        directory.people.put("alice", "s1");
        token("a", directory.name());
        token("b", "CustomAuth");
        now.set(now.get().plus(Duration.ofDays(31)));

        node(directory).check();

        assertThat(suspended("a")).isFalse();
        assertThat(suspended("b")).isTrue();
        assertThat(audited)
                .singleElement()
                .asString()
                .contains("token.suspended", "CustomAuth", "www.tokens.login_within");
    }

    private void token(String id, String realm) {
        Instant at = now.get();
        world.stores()
                .tokens()
                .add(
                        new TokenRow(
                                id.repeat(64),
                                "t",
                                new TokenRow.Owner(
                                        realm, "alice", "alice", Map.of("username", "alice"), "s1"),
                                new Grant(id, Set.of(Grant.Right.READ), null, null),
                                at,
                                at.plus(Duration.ofDays(90)),
                                null,
                                "",
                                null,
                                "",
                                at,
                                "",
                                1),
                        9);
    }

    private boolean suspended(String id) {
        return world.stores().tokens().byId(id).orElseThrow().suspended();
    }

    @Test
    void start_aWayThatHangs_keepsNoOtherWaiting() {
        CountDownLatch end = new CountDownLatch(1);
        Directory slow = new Directory("LDAPAuth");
        Recheck hangs =
                new Recheck() {
                    @Override
                    public String name() {
                        return slow.name();
                    }

                    @Override
                    public Duration every() {
                        return EVERY;
                    }

                    @Override
                    public Optional<String> standing(String subject, String username) {
                        try {
                            end.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        return Optional.of("s1");
                    }
                };
        Directory quick = new Directory("quick");
        session("a", "alice", "s1");
        world.stores()
                .sessions()
                .begin(
                        new SessionRow(
                                "b".repeat(64),
                                "quick",
                                "bob",
                                "bob",
                                "s1",
                                "",
                                "",
                                now.get(),
                                now.get(),
                                now.get().plus(Duration.ofDays(7)),
                                null),
                        List.of());
        later();

        node(hangs, quick).start();

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> quick.asked.contains("bob") && !open("b"));
        end.countDown();
    }
}
