package dev.gatehouse.www.login.accounts;

import dev.gatehouse.data.Stores;
import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.access.Vouched;
import dev.gatehouse.data.account.Account;
import dev.gatehouse.data.account.AccountStore;
import dev.gatehouse.data.account.CodeStore;
import dev.gatehouse.data.session.SessionRow;
import dev.gatehouse.www.RandomText;
import dev.gatehouse.www.audit.Audit;
import dev.gatehouse.www.login.Identity;
import dev.gatehouse.www.login.Secrets;
import dev.gatehouse.www.login.Sessions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The accounts of this server: who has one, and what happens to it. Whatever takes something from an account
 * ends its sessions, on every node. Any thread.
 */
public final class Accounts {
    /** The realm of everybody who logs in with one. */
    public static final String REALM = "DatabaseAuth";

    static final String PASSWORD_CODE = "password";

    /** Between an account and its first code there is a moment. */
    private static final Duration UNCONFIRMED = Duration.ofMinutes(10);

    private static final int MAX_EMAIL = 254;
    private static final int MAX_FULL_NAME = 255;
    private static final int MAX_GROUPS = 100;

    private final AccountStore store;
    private final CodeStore codes;
    private final Sessions sessions;
    private final Passwords passwords;
    private final Audit audit;
    private final InstantSource clock;

    public Accounts(
            Stores stores,
            Sessions sessions,
            PasswordPolicy policy,
            Audit audit,
            InstantSource clock) {
        this.store = stores.accounts();
        this.codes = stores.accountCodes();
        this.sessions = sessions;
        this.passwords = new Passwords(store, policy);
        this.audit = audit;
        this.clock = clock;
    }

    Passwords passwords() {
        return passwords;
    }

    public Optional<Account> find(String name) {
        return store.find(name);
    }

    Optional<Account> ofSubject(String subject) {
        return store.ofSubject(subject);
    }

    /**
     * @throws AccountRefused where there is none
     */
    public Account need(String name) {
        return find(name).orElseThrow(() -> AccountRefused.missing(name));
    }

    /** The account that a session was begun with; none where it began in another way. */
    public Optional<Account> of(SessionRow session) {
        return session.realm().equals(REALM) ? ofSubject(session.subject()) : Optional.empty();
    }

    public int shortestPassword() {
        return passwords.shortest();
    }

    /** As at a login; slow on purpose. */
    public boolean isPassword(Account account, String password) {
        return passwords.owner(account.name(), password).isPresent();
    }

    /** Who its owner is, having shown his password. */
    public Identity identity(Account account) {
        return DatabaseWay.identity(account);
    }

    /**
     * Who its owner is at a login.
     *
     * @param before his session until now, whose second factor still holds
     */
    public Identity identity(Account account, Caller before) {
        Identity identity = DatabaseWay.identity(account);
        Object factor = before.attributes().get(Vouched.SECOND_FACTOR);
        return factor == null ? identity : identity.vouchedFor(Vouched.SECOND_FACTOR, factor);
    }

    /** In the order of their names, after one of them; at most so many. */
    public List<Account> list(String after, int limit) {
        return store.list(after, limit);
    }

    /**
     * A new account that nobody can log in to before it has a password.
     *
     * @throws AccountRefused saying what is wrong with it
     */
    public Account add(String name, Account.Person person, Account.Rights rights, By by) {
        AccountName.fault(name).ifPresent(Accounts::refuse);
        check(person);
        check(rights);
        Account account =
                Account.named(
                        RandomText.hex(),
                        name,
                        AccountName.folded(name),
                        person,
                        rights,
                        clock.instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
        if (!store.add(account)) {
            throw new AccountRefused(
                    409, "there is an account '" + name + "', or one that looks much like it");
        }
        say("account.added", account, by);
        return account;
    }

    private static void check(Account.Person person) {
        if (!person.email().isEmpty()
                && (person.email().length() > MAX_EMAIL
                        || !person.email()
                                .matches("[^\\s@<>,;:\"\\p{Cntrl}]+@[^\\s@<>,;:\"\\p{Cntrl}]+"))) {
            refuse("'" + person.email() + "' is no e-mail address");
        }
        if (person.fullName().length() > MAX_FULL_NAME
                || person.fullName().matches("(?s).*\\p{Cntrl}.*")) {
            refuse("a full name is one line of at most " + MAX_FULL_NAME + " characters");
        }
    }

    private static void check(Account.Rights rights) {
        if (rights.groups().size() > MAX_GROUPS
                || rights.groups().stream()
                        .anyMatch(
                                group ->
                                        group.isBlank()
                                                || group.length() > MAX_FULL_NAME
                                                || group.matches("(?s).*\\p{Cntrl}.*"))) {
            refuse(
                    "groups are at most "
                            + MAX_GROUPS
                            + " names of one line, none empty or over "
                            + MAX_FULL_NAME
                            + " characters");
        }
    }

    private static void refuse(String why) {
        throw AccountRefused.bad(why);
    }

    /** Those with this address, confirmed or not; at most so many. */
    List<Account> ofEmail(String email, int limit) {
        return store.ofEmail(email, limit);
    }

    /** How many have registered and not yet brought the code that was mailed. */
    long unconfirmed() {
        return store.unconfirmed();
    }

    /** Their names are free again when their codes are over. */
    void forgetUnconfirmed() {
        Instant now = clock.instant();
        store.forgetUnconfirmed(now.minus(UNCONFIRMED), now);
    }

    /** As {@link #passwordCode}, but mailed: whoever brings it can read what goes to the account's address. */
    String mailedCode(Account account, Duration within, By by) {
        return code(account, account.person().email(), within, by);
    }

    /**
     * A code to choose a password with, once and within the time; earlier ones are worth nothing. It is told
     * to whoever asks for it and stands nowhere.
     */
    public String passwordCode(Account account, Duration within, By by) {
        return code(account, "", within, by);
    }

    private String code(Account account, String email, Duration within, By by) {
        String code = RandomText.password();
        codes.replace(
                account.subject(),
                PASSWORD_CODE,
                List.of(
                        new CodeStore.Code(
                                Secrets.sha256(PASSWORD_CODE + " " + code),
                                account.subject(),
                                PASSWORD_CODE,
                                email,
                                clock.instant().plus(within))));
        say("account.code_issued", account, by);
        return code;
    }

    /** Whether somebody could choose a password with it now. */
    public boolean isCode(String code) {
        return codes.find(Secrets.sha256(PASSWORD_CODE + " " + code), clock.instant()).isPresent();
    }

    /**
     * Takes a code and the password that its bearer chooses; a password that is refused does not use it up.
     *
     * @throws AccountRefused where the code is worth nothing, or the password is
     */
    public Account redeem(String code, String password, By by) {
        CodeStore.Code found =
                codes.find(Secrets.sha256(PASSWORD_CODE + " " + code), clock.instant())
                        .filter(one -> one.purpose().equals(PASSWORD_CODE))
                        .orElseThrow(Accounts::worthless);
        Account account = ofSubject(found.subject()).orElseThrow(Accounts::worthless);
        passwords.check(account, password);
        boolean mailed = !found.email().isEmpty();
        if (account.rights().locked()
                || (mailed && !found.email().equals(account.person().email()))
                || !codes.take(found)) {
            throw worthless();
        }
        if (mailed && !account.person().emailVerified()) {
            confirmEmail(account, by);
        }
        return choose(account, password, by);
    }

    private void confirmEmail(Account account, By by) {
        note(
                account,
                one ->
                        one.with(
                                new Account.Person(
                                        one.person().email(), true, one.person().fullName())));
        say("account.email_confirmed", account, by);
    }

    private static AccountRefused worthless() {
        return new AccountRefused(
                403, "this code is not good (any longer): codes work once, and not for long");
    }

    /**
     * A new password: ends every session that there is.
     *
     * @throws AccountRefused saying what the password lacks
     */
    public Account choose(Account account, String password, By by) {
        String hash = passwords.hash(account, password);
        Account changed = change(account, one -> one.withPassword(hash), "account.password", by);
        codes.replace(account.subject(), PASSWORD_CODE, List.of());
        return changed;
    }

    /** Nobody can log in, or go on, until it is unlocked. */
    public Account lock(Account account, boolean locked, By by) {
        return change(
                account,
                one ->
                        one.with(
                                new Account.Rights(
                                        one.rights().groups(),
                                        one.rights().administrator(),
                                        locked,
                                        one.rights().mustChange())),
                by);
    }

    /**
     * What an administrator changes about somebody: whoever is logged in logs in again.
     *
     * @throws AccountRefused saying what is wrong with what would be
     */
    public Account change(Account account, UnaryOperator<Account> work, By by) {
        return change(
                account,
                before -> {
                    Account after = work.apply(before);
                    check(after.person());
                    check(after.rights());
                    return after;
                },
                "account.changed",
                by);
    }

    /** A change that takes nothing from anybody. */
    void note(Account account, UnaryOperator<Account> work) {
        if (store.change(account.subject(), work).isEmpty()) {
            throw AccountRefused.missing(account.name());
        }
    }

    /** The change, and the end of the sessions that began before it. */
    Account change(Account account, UnaryOperator<Account> work, String event, By by) {
        Account changed =
                store.change(account.subject(), work)
                        .orElseThrow(() -> AccountRefused.missing(account.name()));
        endSessions(account);
        say(event, changed, by);
        return changed;
    }

    public void remove(Account account, By by) {
        store.remove(account.subject());
        endSessions(account);
        say("account.removed", account, by);
    }

    private void endSessions(Account account) {
        sessions.endAll(account.name(), REALM);
    }

    void loggedIn(Account account) {
        store.loggedIn(account.subject(), clock.instant());
    }

    /** What must not change while somebody is logged in; empty where he may not be. */
    Optional<String> standing(String subject) {
        return ofSubject(subject)
                .filter(account -> !account.rights().locked())
                .map(
                        account -> {
                            List<Object> all = new ArrayList<>();
                            all.add(account.secrets().password());
                            all.add(account.rights());
                            return Secrets.sha256(all.toString());
                        });
    }

    private void say(String event, Account account, By by) {
        Map<String, Object> fields = by.fields(account.name());
        fields.put("subject", account.subject());
        if (event.equals("account.changed") || event.equals("account.added")) {
            fields.put("groups", String.join(", ", account.rights().groups()));
            fields.put("administrator", account.rights().administrator());
            fields.put("locked", account.rights().locked());
        }
        audit.say(event, fields);
    }
}
