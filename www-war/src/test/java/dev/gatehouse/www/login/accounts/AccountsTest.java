package dev.gatehouse.www.login.accounts;

import static dev.gatehouse.www.login.accounts.AccountsWorld.ADMIN;
import static dev.gatehouse.www.login.accounts.AccountsWorld.GOOD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.data.account.Account;
import dev.gatehouse.data.account.LastAdministrator;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccountsTest {
    private static final String OTHER = "seven seas of gravel";

    private final AccountsWorld world = new AccountsWorld();
    private final Accounts accounts = world.accounts;
    private final List<String> audited = world.audited;

    @AfterEach
    void close() {
        world.close();
    }

    private Account add(String name, boolean administrator) {
        return accounts.add(
                name,
                new Account.Person("", false, ""),
                new Account.Rights(List.of(), administrator, false, false),
                ADMIN);
    }

    private boolean mayLogIn(String name, String password) {
        return accounts.passwords().owner(name, password).isPresent();
    }

    @Test
    void add_withoutAPassword_letsNobodyIn() {
        add("alice", false);

        assertThat(mayLogIn("alice", "")).isFalse();
        assertThat(mayLogIn("nobody", "")).isFalse();
    }

    @Test
    void add_twice_isRefused() {
        add("alice", false);

        assertThatThrownBy(() -> add("Alice", false))
                .isInstanceOf(AccountRefused.class)
                .extracting("status")
                .isEqualTo(409);
        assertThatThrownBy(() -> add("al ice", false)).hasMessageContaining("letters, digits");
        assertThatThrownBy(
                        () ->
                                accounts.add(
                                        "bob",
                                        new Account.Person("bob", true, ""),
                                        Account.Rights.NONE,
                                        ADMIN))
                .hasMessageContaining("'bob' is no e-mail address");
    }

    @Test
    void add_afterARemoval_isAnotherSubject() {
        Account first = add("alice", false);
        accounts.remove(first, ADMIN);

        assertThat(add("alice", false).subject()).isNotEqualTo(first.subject());
    }

    @Test
    void redeem_worksOnce_andNotForLong() {
        Account alice = add("alice", false);
        String late = accounts.passwordCode(alice, Duration.ofDays(1), ADMIN);
        world.pass(Duration.ofDays(1));
        assertThatThrownBy(() -> accounts.redeem(late, GOOD, By.owner("")))
                .hasMessageContaining("codes work once");

        String code = accounts.passwordCode(alice, Duration.ofDays(1), ADMIN);
        assertThatThrownBy(() -> accounts.redeem(code, "short", By.owner("")))
                .hasMessageContaining("at least 15");
        accounts.redeem(code, GOOD, By.owner(""));
        assertThat(mayLogIn("alice", GOOD)).isTrue();
        assertThatThrownBy(() -> accounts.redeem(code, OTHER, By.owner("")))
                .isInstanceOf(AccountRefused.class);
        assertThat(mayLogIn("alice", GOOD)).isTrue();
        assertThat(mayLogIn("alice", code)).isFalse();
    }

    @Test
    void passwordCode_again_makesTheFirstWorthless() {
        Account alice = add("alice", false);
        String first = accounts.passwordCode(alice, Duration.ofDays(1), ADMIN);
        accounts.passwordCode(alice, Duration.ofDays(1), ADMIN);

        assertThatThrownBy(() -> accounts.redeem(first, GOOD, By.owner("")))
                .isInstanceOf(AccountRefused.class);
    }

    @Test
    void choose_makesCodesWorthless() {
        Account alice = add("alice", false);
        String code = accounts.passwordCode(alice, Duration.ofDays(1), ADMIN);
        accounts.choose(alice, GOOD, By.owner(""));

        assertThatThrownBy(() -> accounts.redeem(code, OTHER, By.owner("")))
                .isInstanceOf(AccountRefused.class);
    }

    @Test
    void lock_keepsOut() {
        Account alice = add("alice", false);
        accounts.choose(alice, GOOD, By.owner(""));
        String code = accounts.passwordCode(alice, Duration.ofDays(1), ADMIN);
        accounts.lock(alice, true, ADMIN);

        assertThat(mayLogIn("alice", GOOD)).isFalse();
        assertThat(accounts.standing(alice.subject())).isEmpty();
        assertThatThrownBy(() -> accounts.redeem(code, OTHER, By.owner("")))
                .isInstanceOf(AccountRefused.class);

        accounts.lock(alice, false, ADMIN);
        assertThat(mayLogIn("alice", GOOD)).isTrue();
    }

    @Test
    void standing_changesWithPasswordAndRights() {
        Account alice = add("alice", false);
        String before = accounts.standing(alice.subject()).orElseThrow();
        accounts.choose(alice, GOOD, By.owner(""));
        String after = accounts.standing(alice.subject()).orElseThrow();
        accounts.change(
                alice,
                one -> one.with(new Account.Rights(List.of("staff"), false, false, false)),
                ADMIN);

        assertThat(after).isNotEqualTo(before).hasSize(64);
        assertThat(accounts.standing(alice.subject()).orElseThrow()).isNotEqualTo(after);
        assertThat(accounts.standing("nobody's")).isEmpty();
    }

    @Test
    void lastAdministrator_stays() {
        Account alice = add("alice", true);
        accounts.choose(alice, GOOD, By.owner(""));

        assertThatThrownBy(() -> accounts.lock(alice, true, ADMIN))
                .isInstanceOf(LastAdministrator.class);
        assertThatThrownBy(() -> accounts.remove(alice, ADMIN))
                .isInstanceOf(LastAdministrator.class);
        assertThat(mayLogIn("alice", GOOD)).isTrue();
    }

    @Test
    void everythingIsAudited_andNoSecretIs() {
        Account alice = add("alice", false);
        String code = accounts.passwordCode(alice, Duration.ofDays(1), ADMIN);
        accounts.redeem(code, GOOD, By.owner("192.0.2.7"));
        accounts.remove(alice, ADMIN);

        assertThat(audited)
                .hasSize(4)
                .allMatch(line -> line.contains("\"user\":\"alice\""))
                .allMatch(line -> line.contains(alice.subject()))
                .noneMatch(line -> line.contains(code) || line.contains(GOOD))
                .noneMatch(line -> line.contains("argon2"));
        assertThat(audited.get(0)).contains("account.added", "\"by\":\"root\"", "192.0.2.1");
        assertThat(audited.get(2)).contains("account.password", "192.0.2.7");
    }
}
