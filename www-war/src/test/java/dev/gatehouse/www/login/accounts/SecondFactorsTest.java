package dev.gatehouse.www.login.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.data.account.Account;
import dev.gatehouse.www.login.Secrets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What authenticators know: how it lies in the database, and what becomes of it. */
class SecondFactorsTest {
    private static final By OWNER = By.owner("192.0.2.1");

    private final AccountsWorld world = new AccountsWorld();
    private final Accounts accounts = world.accounts;
    private final SecondFactors factors =
            new SecondFactors(
                    accounts, world.data.stores(), world.secrets.lastingKey(), "CI", world::now);

    @AfterEach
    void close() {
        world.close();
    }

    private Account add(String name) {
        return accounts.add(name, Account.Person.UNKNOWN, Account.Rights.NONE, OWNER);
    }

    private Account again(Account account) {
        return accounts.need(account.name());
    }

    /** The next code, half a minute later. */
    private String code(String secret) {
        world.pass(Duration.ofSeconds(30));
        return Totp.code(secret, world.now().getEpochSecond() / 30);
    }

    private String setUp(Account account) {
        String secret = factors.offer(account).secret();
        assertThat(factors.confirm(again(account), code(secret), OWNER)).isPresent();
        return secret;
    }

    private void keep(Account account, String totp) {
        accounts.note(
                account, one -> one.with(new Account.Secrets(one.secrets().password(), totp, "")));
    }

    @Test
    void secret_liesInTheDatabaseSealed_offeredAndConfirmed() {
        Account alice = add("alice");
        String secret = factors.offer(alice).secret();
        String offered = again(alice).secrets().totpPending();
        factors.confirm(again(alice), code(secret), OWNER);
        String kept = again(alice).secrets().totp();

        assertThat(offered).hasSize(64).doesNotContain(secret);
        assertThat(kept).hasSize(64).doesNotContain(secret).isNotEqualTo(offered);
        assertThat(again(alice).secrets().totpPending()).isEmpty();
        assertThat(factors.take(again(alice), code(secret))).isTrue();
    }

    @Test
    void secretInClear_ofEarlierVersions_counts_andIsSealedThen() {
        Account alice = add("alice");
        String secret = Totp.secret();
        keep(alice, secret);

        assertThat(factors.take(again(alice), "000000")).isFalse();
        assertThat(again(alice).secrets().totp()).isEqualTo(secret);
        assertThat(factors.take(again(alice), code(secret))).isTrue();
        assertThat(again(alice).secrets().totp()).hasSize(64);
        assertThat(factors.take(again(alice), code(secret))).isTrue();
    }

    @Test
    void secretInClear_ofAnOfferOfEarlierVersions_isConfirmedAndSealed() {
        Account alice = add("alice");
        String secret = Totp.secret();
        accounts.note(alice, one -> one.with(new Account.Secrets("", "", secret)));

        assertThat(factors.confirm(again(alice), code(secret), OWNER)).isPresent();
        assertThat(again(alice).secrets().totp()).hasSize(64);
    }

    @Test
    void sealedSecret_inTheRowOfAnother_isNothing() {
        Account mallory = add("mallory");
        Account alice = add("alice");
        String secret = setUp(mallory);
        setUp(alice);
        keep(alice, again(mallory).secrets().totp());

        assertThat(factors.take(again(mallory), code(secret))).isTrue();
        assertThat(factors.take(again(alice), code(secret))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7})
    void rotatedSecret_leavesItGood(int days) {
        Account alice = add("alice");
        String secret = setUp(alice);
        String before = world.secrets.lastingKey().get();
        for (int i = 0; i < 7; i++) {
            world.secrets.rotate(Duration.ofDays(days), world.now());
        }

        assertThat(world.secrets.lastingKey().get()).isEqualTo(before);
        assertThat(factors.take(again(alice), code(secret))).isTrue();
    }

    @Test
    void secretChangedByHand_leavesRecoveryCodes_andANewAuthenticator() {
        Account alice = add("alice");
        String secret = factors.offer(alice).secret();
        List<String> recovery = factors.confirm(again(alice), code(secret), OWNER).orElseThrow();
        String other = Secrets.sha256("another secret");
        world.data
                .database()
                .inTransaction(
                        tx -> {
                            world.data
                                    .stores()
                                    .objectStates()
                                    .set(
                                            tx,
                                            "www",
                                            "buildbot.www.service.WWWService",
                                            "session_secret",
                                            '"' + other + '"');
                            return true;
                        });

        assertThat(again(alice).hasSecondFactor()).isTrue();
        assertThat(factors.take(again(alice), code(secret))).isFalse();
        assertThat(factors.take(again(alice), recovery.get(0))).isTrue();
        String next = setUp(again(alice));
        assertThat(factors.take(again(alice), code(next))).isTrue();
    }

    @Test
    void confirm_ofNothingOffered_isRefused() {
        assertThatThrownBy(() -> factors.confirm(add("alice"), "000000", OWNER))
                .isInstanceOf(AccountRefused.class)
                .hasMessageContaining("begin anew");
    }
}
