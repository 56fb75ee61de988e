package dev.gatehouse.www.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.data.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GuessingTest {
    private static final Duration PAUSE = Duration.ofMinutes(10);
    private static final String OFFICE = "192.0.2.1";
    private static final String STRANGER = "198.51.100.7";

    private final World world = new World();
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.ofEpochSecond(1_800_000_000));
    private final Guessing guessing = node();

    private Guessing node() {
        return new Guessing(
                world.stores().guesses(),
                new Guessing.Settings(3, PAUSE, Set.of("Admin")),
                now::get);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static Guessing.Try of(String name, String address) {
        return new Guessing.Try(name, address, "");
    }

    private void fail(int times, Guessing.Try who) {
        for (int i = 0; i < times; i++) {
            guessing.failed(who);
        }
    }

    @Test
    void wait_afterTooMany_isThePauseOnEveryNodeAndAfterARestart() {
        fail(2, of("alice", STRANGER));
        assertThat(guessing.wait(of("alice", STRANGER))).isEmpty();
        assertThat(guessing.failed(of("alice", STRANGER)))
                .containsExactlyInAnyOrder("account", "address", "client");

        assertThat(guessing.wait(of("alice", STRANGER))).contains(PAUSE);
        assertThat(node().wait(of("alice", STRANGER))).contains(PAUSE);
        now.set(now.get().plus(PAUSE));
        assertThat(guessing.wait(of("alice", STRANGER))).isEmpty();
    }

    @Test
    void wait_manyAddressesOneAccount_locksTheAccountWhetherItExistsOrNot() {
        for (int i = 0; i < 3; i++) {
            fail(1, of("alice", "198.51.100." + i));
        }

        assertThat(guessing.wait(of("alice", "203.0.113.1"))).contains(PAUSE);
        assertThat(guessing.wait(of("ALICE ", "203.0.113.1"))).contains(PAUSE);
        assertThat(guessing.wait(of("bob", "203.0.113.1"))).isEmpty();
    }

    @Test
    void wait_oneAddressManyAccounts_locksTheAddress() {
        fail(1, of("alice", STRANGER));
        fail(1, of("bob", STRANGER));
        fail(1, of("carol", STRANGER));

        assertThat(guessing.wait(of("dave", STRANGER))).contains(PAUSE);
        assertThat(guessing.wait(of("dave", OFFICE))).isEmpty();
    }

    @Test
    void wait_oneHouseholdOfIpv6_isOneAddress() {
        fail(1, of("alice", "2001:db8:1:2::1"));
        fail(1, of("bob", "2001:db8:1:2:ffff::2"));
        fail(1, of("carol", "2001:db8:1:2::3"));

        assertThat(guessing.wait(of("dave", "2001:db8:1:2::4"))).contains(PAUSE);
        assertThat(guessing.wait(of("dave", "2001:db8:1:3::4"))).isEmpty();
    }

    @Test
    void wait_ipv6AsContainersWriteIt_isTheSameHousehold() {
        fail(1, of("alice", "[2001:db8:1:2::1]"));
        fail(1, of("bob", "[2001:db8:1:2:ffff:0:0:2%eth0]"));
        fail(1, of("carol", "2001:db8:1:2::3%2"));

        assertThat(guessing.wait(of("dave", "[2001:db8:1:2::4]"))).contains(PAUSE);
        assertThat(guessing.wait(of("dave", "[2001:db8:1:3::4]"))).isEmpty();
    }

    @Test
    void wait_knownAddress_isNotLockedOutByStrangers() {
        guessing.succeeded(of("alice", OFFICE));
        for (int i = 0; i < 10; i++) {
            fail(3, of("alice", "198.51.100." + i));
        }
        fail(3, of("mallory", OFFICE));

        assertThat(guessing.wait(of("alice", STRANGER))).isPresent();
        assertThat(guessing.wait(of("bob", OFFICE))).isPresent();
        assertThat(guessing.wait(of("alice", OFFICE))).isEmpty();
        fail(3, of("alice", OFFICE));
        assertThat(guessing.wait(of("alice", OFFICE))).isPresent();
    }

    @Test
    void wait_browserThatWasLoggedIn_isNotLockedOutByStrangersAtItsOwnAddress() {
        guessing.succeeded(of("alice", OFFICE));
        fail(3, of("alice", OFFICE));
        Guessing.Try browser = new Guessing.Try("alice", OFFICE, "cookie");

        assertThat(guessing.wait(of("alice", OFFICE))).isPresent();
        assertThat(guessing.wait(browser)).isEmpty();
        fail(3, browser);
        assertThat(guessing.wait(browser)).isPresent();
        assertThat(guessing.wait(new Guessing.Try("alice", OFFICE, "another"))).isEmpty();
    }

    @Test
    void wait_accountThatIsNeverLocked_stillLocksAddresses() {
        for (int i = 0; i < 10; i++) {
            fail(3, of("admin", "198.51.100." + i));
        }

        assertThat(guessing.wait(of("admin", OFFICE))).isEmpty();
        assertThat(guessing.wait(of("admin", "198.51.100.3"))).isPresent();
    }

    @Test
    void failed_withoutAName_countsForTheAddressAlone() {
        fail(2, of("", STRANGER));
        assertThat(guessing.failed(of("", STRANGER))).containsExactly("address");

        assertThat(guessing.wait(of("", OFFICE))).isEmpty();
        assertThat(guessing.wait(of("alice", STRANGER))).isPresent();
    }

    @Test
    void forgive_letsTheAccountIn() {
        for (int i = 0; i < 3; i++) {
            fail(1, of("alice", "198.51.100." + i));
        }
        assertThat(guessing.forgive("Alice")).isEqualTo(4);

        assertThat(guessing.wait(of("alice", OFFICE))).isEmpty();
    }

    @Test
    void forgive_alsoLetsInFromWhereHeUsuallyIs() {
        guessing.succeeded(of("alice", OFFICE));
        fail(3, of("alice", OFFICE));
        fail(3, of("bob", STRANGER));
        assertThat(guessing.wait(of("alice", OFFICE))).isPresent();

        assertThat(guessing.forgive("Alice")).isPositive();

        assertThat(guessing.wait(of("alice", OFFICE))).isEmpty();
        assertThat(guessing.wait(of("bob", OFFICE))).isPresent();
        assertThat(guessing.wait(of("alice", STRANGER))).isPresent();
    }

    @Test
    void wait_switchedOff_isNever() {
        Guessing off =
                new Guessing(
                        world.stores().guesses(),
                        new Guessing.Settings(0, PAUSE, Set.of()),
                        now::get);
        for (int i = 0; i < 20; i++) {
            off.failed(of("alice", STRANGER));
        }

        assertThat(off.wait(of("alice", STRANGER))).isEmpty();
    }

    @Test
    void look_manyAtOnce_noMoreThanMayFail_andThePlacesAreGivenBack() {
        Guessing.Try who = of("alice", STRANGER);
        AtomicInteger looks = new AtomicInteger();

        lookInside(who, 5, looks);

        assertThat(looks).hasValue(3);
        assertThat(guessing.look(who, () -> "fine")).isEqualTo("fine");
    }

    /** Each look begins the next before it is over. */
    private void lookInside(Guessing.Try who, int more, AtomicInteger looks) {
        if (more == 0) {
            return;
        }
        try {
            guessing.look(
                    who,
                    () -> {
                        looks.incrementAndGet();
                        lookInside(who, more - 1, looks);
                        return "";
                    });
        } catch (LoginRefused e) {
            assertThat(e.retryAfter()).isPresent();
        }
    }

    @Test
    void look_withoutAName_isHeldAgainstTheAddressAlone() {
        fail(3, of("", STRANGER));

        assertThat(guessing.look(of("", OFFICE), () -> "fine")).isEqualTo("fine");
        assertThatThrownBy(() -> guessing.look(of("", STRANGER), () -> "fine"))
                .isInstanceOf(LoginRefused.class);
    }

    @Test
    void namesakeAtAnotherWayIn_whoMakesBrowsersKnownWithoutEnd_isStopped_andHurtsNobodyElse() {
        int looked = 0;
        for (int i = 0; i < 40; i++) {
            Guessing.Try fresh = new Guessing.Try("alice", STRANGER, "browser " + i, "his realm");
            while (guessing.wait(fresh).isEmpty()) {
                guessing.failed(fresh);
                looked++;
            }
            guessing.succeeded(fresh);
        }

        assertThat(looked).isEqualTo(15);
        Guessing.Try owner = new Guessing.Try("alice", OFFICE, "hers", "her realm");
        assertThat(guessing.wait(owner)).isEmpty();
        assertThat(guessing.look(owner, () -> "fine")).isEqualTo("fine");
        now.set(now.get().plus(PAUSE));
        assertThat(guessing.wait(new Guessing.Try("alice", STRANGER, "new", "his realm")))
                .isEmpty();
    }

    @Test
    void look_moreRightOnesAtOnceThanMayFail_allComeToTheirTurn() throws Exception {
        CountDownLatch three = new CountDownLatch(3);
        AtomicInteger looking = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<CompletableFuture<String>> logins = new ArrayList<>();
        ExecutorService people = Executors.newFixedThreadPool(8);
        try {
            for (int i = 0; i < 8; i++) {
                logins.add(
                        CompletableFuture.supplyAsync(
                                () ->
                                        guessing.look(
                                                of("alice", OFFICE),
                                                () -> {
                                                    most.accumulateAndGet(
                                                            looking.incrementAndGet(), Math::max);
                                                    three.countDown();
                                                    wait(three);
                                                    looking.decrementAndGet();
                                                    return "in";
                                                }),
                                people));
            }
            assertThat(logins).allSatisfy(login -> assertThat(login.get()).isEqualTo("in"));
        } finally {
            people.shutdownNow();
        }
        assertThat(most).hasValue(3);
    }

    private static void wait(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
