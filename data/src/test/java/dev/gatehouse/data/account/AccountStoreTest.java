package dev.gatehouse.data.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.data.World;
import dev.gatehouse.data.database.Dialect;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class AccountStoreTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    private final World world;
    private final AccountStore store;

    AccountStoreTest(Dialect dialect) {
        world = new World(dialect);
        store = world.stores().accounts();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static Account account(String name) {
        return Account.named(
                        "subject of " + name,
                        name,
                        name.toLowerCase(java.util.Locale.ROOT),
                        new Account.Person(name + "@example.org", true, "Näme \uD83D\uDE00"),
                        new Account.Rights(List.of("a group", "ünd"), false, false, true),
                        NOW)
                .with(new Account.Secrets("hash", "secret", "pending"));
    }

    private static Account administrator(String name) {
        return account(name).with(new Account.Rights(List.of(), true, false, false));
    }

    private static Account locked(Account account) {
        return account.with(
                new Account.Rights(List.of(), account.rights().administrator(), true, false));
    }

    @Test
    void add_keepsEverything() {
        assertThat(store.add(account("alice"))).isTrue();

        assertThat(store.find("alice")).contains(account("alice"));
        assertThat(store.ofSubject("subject of alice")).contains(account("alice"));
        assertThat(store.ofEmail("alice@example.org", 5)).containsExactly(account("alice"));
    }

    @Test
    void find_isOfThatVeryName() {
        store.add(account("alice"));

        assertThat(store.find("Alice")).isEmpty();
        assertThat(store.find("alice ")).isEmpty();
        assertThat(store.find("älice")).isEmpty();
        assertThat(store.ofEmail("ALICE@example.org", 5)).isEmpty();
    }

    @Test
    void add_aNameThatLooksLikeAnother_isRefused() {
        store.add(account("alice"));

        assertThat(store.add(account("ALICE"))).isFalse();
        assertThat(store.list("", 10)).containsExactly(account("alice"));
    }

    @Test
    void list_goesOnAfterAName() {
        List.of("carol", "alice", "bob").forEach(name -> store.add(account(name)));

        assertThat(store.list("", 2)).extracting(Account::name).containsExactly("alice", "bob");
        assertThat(store.list("bob", 2)).extracting(Account::name).containsExactly("carol");
    }

    @Test
    void change_writesWhatIsNew() {
        store.add(account("alice"));

        Optional<Account> changed =
                store.change("subject of alice", account -> account.withPassword("other"));

        assertThat(changed).isEqualTo(store.find("alice"));
        assertThat(changed.orElseThrow().secrets().password()).isEqualTo("other");
        assertThat(changed.orElseThrow().rights().mustChange()).isFalse();
        assertThat(store.change("nobody's", account -> account)).isEmpty();
    }

    @Test
    void lastAdministrator_cannotGo() {
        store.add(administrator("alice"));
        store.add(locked(administrator("bob")));
        store.add(administrator("carol").with(Account.Secrets.NONE));
        store.add(account("dave"));

        assertThatThrownBy(() -> store.change("subject of alice", AccountStoreTest::locked))
                .isInstanceOf(LastAdministrator.class)
                .hasMessageContaining("alice");
        assertThatThrownBy(() -> store.remove("subject of alice"))
                .isInstanceOf(LastAdministrator.class);
        assertThatThrownBy(
                        () ->
                                store.change(
                                        "subject of alice", one -> one.with(Account.Rights.NONE)))
                .isInstanceOf(LastAdministrator.class);
        assertThat(store.find("alice")).contains(administrator("alice"));

        store.add(administrator("erin"));
        assertThat(store.remove("subject of alice")).isTrue();
        assertThat(store.remove("subject of alice")).isFalse();
    }

    @Test
    void twoAdministrators_thatLockEachOther_leaveOne() throws Exception {
        store.add(administrator("alice"));
        store.add(administrator("bob"));
        CyclicBarrier together = new CyclicBarrier(2);
        ExecutorService two = Executors.newFixedThreadPool(2);
        try {
            List<Future<Object>> done =
                    List.of("alice", "bob").stream()
                            .map(
                                    name ->
                                            two.submit(
                                                    () -> {
                                                        together.await();
                                                        return (Object)
                                                                store.change(
                                                                        "subject of " + name,
                                                                        AccountStoreTest::locked);
                                                    }))
                            .toList();
            for (Future<Object> one : done) {
                try {
                    one.get();
                } catch (java.util.concurrent.ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(LastAdministrator.class);
                }
            }
        } finally {
            two.shutdownNow();
        }
        assertThat(store.list("", 10)).filteredOn(Account::administers).hasSize(1);
    }

    @Test
    void takeStep_countsOnce() {
        store.add(account("alice"));

        assertThat(store.takeStep("subject of alice", 7)).isTrue();
        assertThat(store.takeStep("subject of alice", 7)).isFalse();
        assertThat(store.takeStep("subject of alice", 6)).isFalse();
        assertThat(store.takeStep("subject of alice", 8)).isTrue();
    }

    @Test
    void loggedIn_isRemembered() {
        store.add(account("alice"));
        store.loggedIn("subject of alice", NOW.plusSeconds(5));

        assertThat(store.find("alice").orElseThrow().lastLoginAt()).isEqualTo(NOW.plusSeconds(5));
    }

    @Test
    void forgetUnconfirmed_takesThoseAloneThatNobodyCanConfirm() {
        CodeStore codes = world.stores().accountCodes();
        Account.Person waiting = new Account.Person("x@example.org", false, "");
        for (String name : List.of("over", "good", "young", "locked", "set")) {
            Instant at = name.equals("young") ? NOW.plusSeconds(5) : NOW;
            store.add(
                    Account.named(
                            "subject of " + name, name, name, waiting, Account.Rights.NONE, at));
        }
        store.add(
                Account.named(
                        "invited",
                        "invited",
                        "invited",
                        Account.Person.UNKNOWN,
                        Account.Rights.NONE,
                        NOW));
        store.change("subject of locked", AccountStoreTest::locked);
        store.change("subject of set", one -> one.withPassword("hash"));
        for (String name : List.of("over", "good")) {
            String subject = "subject of " + name;
            Instant ends = NOW.plusSeconds(name.equals("over") ? 10 : 11);
            codes.replace(
                    subject,
                    "password",
                    List.of(new CodeStore.Code(name, subject, "password", "", ends)));
        }
        assertThat(store.unconfirmed()).isEqualTo(4);

        store.forgetUnconfirmed(NOW.plusSeconds(5), NOW.plusSeconds(10));

        assertThat(store.list("", 10))
                .extracting(Account::name)
                .containsExactly("good", "invited", "locked", "set", "young");
        assertThat(codes.find("over", NOW)).isEmpty();
        assertThat(codes.find("good", NOW)).isPresent();
    }
}
