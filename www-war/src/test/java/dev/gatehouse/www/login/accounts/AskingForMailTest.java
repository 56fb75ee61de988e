package dev.gatehouse.www.login.accounts;

import static dev.gatehouse.www.login.accounts.AccountsWorld.ADMIN;
import static dev.gatehouse.www.login.accounts.AccountsWorld.GOOD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.account.Account;
import dev.gatehouse.www.login.MailLimit;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is mailed to whom, with a clock that we move and work that is done when we say. */
class AskingForMailTest {
    private record Sent(String to, String text) {
        String code() {
            int start = text.indexOf("#/password/") + "#/password/".length();
            return text.substring(start, start + 22);
        }
    }

    private final class Box implements MailedCodes.Post {
        @Override
        public boolean later(Runnable work) {
            return waiting.size() < room && waiting.add(work);
        }

        @Override
        public void send(String to, String subject, String text) {
            sent.add(new Sent(to, text));
        }
    }

    private final AccountsWorld world = new AccountsWorld();
    private final Accounts accounts = world.accounts;
    private final List<String> audited = world.audited;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final List<Sent> sent = new ArrayList<>();
    private int room = 100;
    private int askers;

    private final MailedCodes codes =
            new MailedCodes(
                    accounts,
                    new MailLimit(world.data.stores().guesses(), world::now),
                    new Box(),
                    new MailedCodes.Settings(
                            "Farm", "https://ci.example.org/", Set.of(), Set.of("boss")),
                    world.audit);

    @AfterEach
    void close() {
        world.close();
    }

    private Account add(String name, String email, boolean verified) {
        return accounts.add(
                name, new Account.Person(email, verified, ""), Account.Rights.NONE, ADMIN);
    }

    /** Each from an address of his own. */
    private By somebody() {
        askers++;
        return By.owner("198.51." + askers / 200 + "." + askers % 200);
    }

    private void forgotten(String user) {
        codes.forgotten(user, somebody());
        work();
    }

    private void register(String name, String email) {
        codes.register(name, email, somebody());
        work();
    }

    private void work() {
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
    }

    private Sent last() {
        return sent.get(sent.size() - 1);
    }

    private Account account(String name) {
        return accounts.find(name).orElseThrow();
    }

    @Test
    void nothing_isLookedUp_beforeTheAnswer() {
        add("alice", "alice@example.org", true);
        int before = audited.size();
        codes.forgotten("alice", somebody());
        List<String> known = List.copyOf(audited.subList(before, audited.size()));
        codes.forgotten("nobody", somebody());

        assertThat(known).hasSize(1);
        assertThat(audited).hasSize(before + 2);
        assertThat(sent).isEmpty();
    }

    @Test
    void ask_whereTooMuchWaits_isRefusedWhoeverItIs() {
        add("alice", "alice@example.org", true);
        room = 0;

        assertThatThrownBy(() -> codes.forgotten("alice", somebody()))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("try again in a few minutes");
        assertThatThrownBy(() -> codes.forgotten("nobody", somebody()))
                .isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> codes.register("bob", "bob@example.org", somebody()))
                .isInstanceOf(Unavailable.class);
    }

    @Test
    void forgotten_addressThatNobodyHasConfirmed_getsNothing() {
        add("alice", "alice@example.org", false);
        Account locked = add("bob", "bob@example.org", true);
        accounts.lock(locked, true, ADMIN);
        add("carol", "", true);

        for (String user : List.of("alice", "alice@example.org", "bob", "carol", "", "@")) {
            forgotten(user);
        }
        assertThat(sent).isEmpty();
    }

    @Test
    void forgotten_addressOfSeveral_isForEachOfThem() {
        add("alice", "team@example.org", true);
        add("bob", "team@example.org", true);
        forgotten("team@example.org");

        assertThat(sent).extracting(Sent::to).containsOnly("team@example.org").hasSize(2);
        assertThat(sent.get(0).text() + sent.get(1).text()).contains("Hello alice", "Hello bob");
    }

    @Test
    void forgotten_oneAccount_getsFiveAnHour_byWhateverNameItIsAskedFor() {
        add("alice", "alice@example.org", true);
        for (int i = 0; i < 4; i++) {
            forgotten("alice");
            forgotten("alice@example.org");
        }

        assertThat(sent).hasSize(5);
    }

    @Test
    void code_isGoodForAnHour_andWhileTheAddressIsTheSame() {
        add("alice", "alice@example.org", true);
        forgotten("alice");
        String late = last().code();
        world.pass(Duration.ofHours(1));
        assertWorthless(late);

        forgotten("alice");
        String elsewhere = last().code();
        change("alice", person -> new Account.Person("alice@example.net", true, ""));
        assertWorthless(elsewhere);
    }

    private void change(String name, UnaryOperator<Account.Person> work) {
        accounts.change(account(name), one -> one.with(work.apply(one.person())), ADMIN);
    }

    private void assertWorthless(String code) {
        assertThatThrownBy(() -> accounts.redeem(code, GOOD, somebody()))
                .isInstanceOf(AccountRefused.class)
                .hasMessageContaining("this code is not good");
    }

    @Test
    void register_againWithTheSameAddress_getsANewCode() {
        register("bob", "bob@example.org");
        String first = last().code();
        register("bob", "bob@example.org");

        assertWorthless(first);
        assertThat(accounts.redeem(last().code(), GOOD, somebody()).person().emailVerified())
                .isTrue();
    }

    @Test
    void register_nameThatAnotherHasAskedFor_isFreeAgainAfterADay() {
        register("bob", "eve@example.org");
        String eve = last().code();
        register("Bob", "bob@example.org");
        assertThat(last().text()).contains("cannot be had");

        world.pass(Duration.ofDays(1).plusSeconds(1));
        register("Bob", "bob@example.org");
        assertThat(accounts.redeem(last().code(), GOOD, somebody()).name()).isEqualTo("Bob");
        assertWorthless(eve);
        assertThat(accounts.find("bob")).isEmpty();
    }

    @Test
    void register_thatAnAdministratorHasLocked_staysSo() {
        register("bob", "bob@example.org");
        String code = last().code();
        accounts.lock(account("bob"), true, ADMIN);

        assertWorthless(code);
        register("bob", "bob@example.org");
        assertThat(last().text()).contains("cannot be had");
        world.pass(Duration.ofDays(2));
        register("bob", "bob@example.org");
        assertThat(last().text()).contains("cannot be had");
    }

    @Test
    void register_confirmsOnlyWithTheMailedCode() {
        register("bob", "bob@example.org");
        String given = accounts.passwordCode(account("bob"), Duration.ofDays(1), ADMIN);

        assertThat(accounts.redeem(given, GOOD, somebody()).person().emailVerified()).isFalse();
    }

    @Test
    void register_nameWithoutMeaning_isRefusedAtOnce() {
        assertThatThrownBy(() -> codes.register("bo b\n", "bob@example.org", somebody()))
                .isInstanceOf(AccountRefused.class)
                .hasMessageContaining("letters, digits");
        assertThat(waiting).isEmpty();
        register("BOSS", "bob@example.org");
        assertThat(last().text()).contains("cannot be had");
    }

    @Test
    void letters_haveNothingInThemThatAStrangerChose() {
        register("evil.example.net", "bob@example.org");

        assertThat(last().text()).doesNotContain("evil.example.net");
        assertThat(last().text())
                .contains("https://ci.example.org/#/password/" + last().code() + "\n");
    }
}
