package dev.gatehouse.www.login.accounts;

import dev.gatehouse.data.Stores;
import dev.gatehouse.data.account.Account;
import dev.gatehouse.data.account.AccountStore;
import dev.gatehouse.data.account.CodeStore;
import dev.gatehouse.www.RandomText;
import dev.gatehouse.www.login.LastingKey;
import dev.gatehouse.www.login.Secrets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second factor of accounts: codes of an authenticator, and recovery codes for whoever has lost it. Every
 * code counts once. Any thread.
 */
public final class SecondFactors {
    private static final Logger log = LoggerFactory.getLogger(SecondFactors.class);

    private static final String RECOVERY = "recovery";
    private static final int RECOVERY_CODES = 10;

    /** As good as for ever, and a number of seconds that every database takes. */
    private static final Duration RECOVERY_LASTS = Duration.ofDays(3650);

    private final Accounts accounts;
    private final AccountStore store;
    private final CodeStore codes;
    private final SealedTotp sealing;
    private final String issuer;
    private final InstantSource clock;

    /**
     * What an authenticator is to be shown, once.
     *
     * @param secret in base 32, to be typed
     * @param uri the same to be read from a picture
     */
    public record Offer(String secret, String uri) {
        @Override
        public String toString() {
            return "offer";
        }
    }

    /**
     * @param key seals what authenticators know
     * @param issuer what the authenticator calls this server
     */
    public SecondFactors(
            Accounts accounts, Stores stores, LastingKey key, String issuer, InstantSource clock) {
        this.accounts = accounts;
        this.store = stores.accounts();
        this.codes = stores.accountCodes();
        this.sealing = new SealedTotp(key);
        this.issuer = issuer;
        this.clock = clock;
    }

    /** A new secret, which counts when it is confirmed; until then an earlier one does. */
    public Offer offer(Account account) {
        String secret = Totp.secret();
        String sealed = sealing.seal(secret, account);
        accounts.note(
                account,
                one ->
                        one.with(
                                new Account.Secrets(
                                        one.secrets().password(), one.secrets().totp(), sealed)));
        return new Offer(secret, Totp.uri(issuer, account.name(), secret));
    }

    /**
     * Takes the first code of what was offered. Other sessions end: they have not shown it.
     *
     * @return recovery codes, in place of any earlier; empty where the code is wrong
     * @throws AccountRefused where nothing was offered
     */
    public Optional<List<String>> confirm(Account account, String code, By by) {
        String offered =
                sealing.open(account.secrets().totpPending(), account)
                        .orElseThrow(
                                () ->
                                        AccountRefused.bad(
                                                "there is no second factor to confirm: begin"
                                                        + " anew"));
        OptionalLong step = Totp.step(offered, plain(code), clock.instant());
        if (step.isEmpty() || !store.takeStep(account.subject(), step.getAsLong())) {
            return Optional.empty();
        }
        String sealed = sealing.seal(offered, account);
        accounts.change(
                account,
                one -> one.with(new Account.Secrets(one.secrets().password(), sealed, "")),
                "account.second_factor_set",
                by);
        return Optional.of(recoveryCodes(account));
    }

    /** Whether it is the authenticator's code, or a recovery code; it is used up then. */
    public boolean take(Account account, String code) {
        if (!account.hasSecondFactor()) {
            return false;
        }
        OptionalLong step = step(account, code);
        if (step.isPresent()) {
            return store.takeStep(account.subject(), step.getAsLong());
        }
        return codes.find(hash(code.strip()), clock.instant())
                .filter(found -> found.purpose().equals(RECOVERY))
                .filter(found -> found.subject().equals(account.subject()))
                .filter(codes::take)
                .isPresent();
    }

    /** Which step of the authenticator's a code is of; a secret that lies in clear yet is sealed then. */
    private OptionalLong step(Account account, String code) {
        String kept = account.secrets().totp();
        Optional<String> secret = sealing.open(kept, account);
        if (secret.isEmpty()) {
            log.error(
                    "the second factor of '{}' cannot be read: the sessions' secret was not changed by"
                            + " 'rotate-secret'. Recovery codes count; then, or when an"
                            + " administrator has taken it away, set it up anew",
                    account.name());
            return OptionalLong.empty();
        }
        OptionalLong step = Totp.step(secret.get(), plain(code), clock.instant());
        if (step.isPresent() && secret.get().equals(kept)) {
            String sealed = sealing.seal(kept, account);
            accounts.note(
                    account, one -> one.secrets().totp().equals(kept) ? with(one, sealed) : one);
        }
        return step;
    }

    private static Account with(Account one, String totp) {
        return one.with(
                new Account.Secrets(one.secrets().password(), totp, one.secrets().totpPending()));
    }

    /** As authenticators show them: in two halves. */
    private static String plain(String code) {
        return code.replace(" ", "");
    }

    public int recoveryCodesLeft(Account account) {
        return codes.of(account.subject(), RECOVERY, clock.instant()).size();
    }

    /** New ones, told once; earlier ones are worth nothing. */
    public List<String> recoveryCodes(Account account) {
        Instant ends = clock.instant().plus(RECOVERY_LASTS);
        List<String> texts = new ArrayList<>();
        List<CodeStore.Code> rows = new ArrayList<>();
        for (int i = 0; i < RECOVERY_CODES; i++) {
            String text = RandomText.password();
            texts.add(text);
            rows.add(new CodeStore.Code(hash(text), account.subject(), RECOVERY, "", ends));
        }
        codes.replace(account.subject(), RECOVERY, rows);
        return texts;
    }

    /** From now on the password is enough. */
    public void remove(Account account, By by) {
        accounts.change(
                account,
                one -> one.with(new Account.Secrets(one.secrets().password(), "", "")),
                "account.second_factor_removed",
                by);
        codes.replace(account.subject(), RECOVERY, List.of());
    }

    private static String hash(String code) {
        return Secrets.sha256(RECOVERY + " " + code);
    }
}
