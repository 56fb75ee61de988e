package dev.gatehouse.www;

import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.account.Account;
import dev.gatehouse.data.account.LastAdministrator;
import dev.gatehouse.www.login.accounts.AccountRefused;
import dev.gatehouse.www.login.accounts.Accounts;
import dev.gatehouse.www.login.accounts.By;
import dev.gatehouse.www.login.accounts.SecondFactors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What an administrator does about the accounts of this server from the command line. Each answer is a line
 * or more for him; what cannot be is a {@link CannotStart}. One thread.
 */
public final class AccountOffice {
    /** Long enough to reach somebody; short enough that a forgotten one is no way in. */
    private static final Duration CODE = Duration.ofDays(1);

    private static final int BATCH = 500;

    private final Accounts accounts;
    private final SecondFactors secondFactors;
    private final By by;

    AccountOffice(Accounts accounts, SecondFactors secondFactors, By by) {
        this.accounts = accounts;
        this.secondFactors = secondFactors;
        this.by = by;
    }

    /**
     * A new account.
     *
     * @param email empty: none
     * @param password empty: its owner chooses one with the code that is answered
     */
    public String add(
            String name,
            String email,
            String fullName,
            List<String> groups,
            boolean administrator,
            Optional<String> password) {
        return done(
                () -> {
                    Account account =
                            accounts.add(
                                    name,
                                    new Account.Person(email, !email.isEmpty(), fullName),
                                    new Account.Rights(groups, administrator, false, false),
                                    by);
                    try {
                        return "added '" + name + "'\n" + secret(account, password);
                    } catch (AccountRefused e) {
                        // Else a second try would find the name taken.
                        accounts.remove(account, by);
                        throw e;
                    }
                });
    }

    /** A new password, or a code to choose one with. */
    public String password(String name, Optional<String> password) {
        return done(() -> secret(accounts.need(name), password));
    }

    private String secret(Account account, Optional<String> password) {
        if (password.isPresent()) {
            accounts.choose(account, password.get(), by);
            return "'" + account.name() + "' has the password that was given";
        }
        return "with this code '"
                + account.name()
                + "' can choose a password, once and within a day, on the page #/password:\n"
                + accounts.passwordCode(account, CODE, by);
    }

    public String lock(String name, boolean locked) {
        return done(
                () -> {
                    accounts.lock(accounts.need(name), locked, by);
                    return locked
                            ? "'" + name + "' is locked, and logged out everywhere"
                            : "'" + name + "' may log in again";
                });
    }

    public String remove(String name) {
        return done(
                () -> {
                    accounts.remove(accounts.need(name), by);
                    return "removed '" + name + "', who is logged out everywhere";
                });
    }

    /** From now on the password is enough; the owner can set up another second factor. */
    public String removeSecondFactor(String name) {
        return done(
                () -> {
                    Account account = accounts.need(name);
                    if (!account.hasSecondFactor()) {
                        return "'" + name + "' has no second factor";
                    }
                    secondFactors.remove(account, by);
                    return "'"
                            + name
                            + "' has no second factor any more, and is logged out everywhere";
                });
    }

    /** Name, e-mail address, groups and state, with a tab between. */
    public List<String> list() {
        return done(
                () -> {
                    List<String> lines = new ArrayList<>();
                    List<Account> some = accounts.list("", BATCH);
                    while (!some.isEmpty()) {
                        some.forEach(account -> lines.add(line(account)));
                        some = accounts.list(some.get(some.size() - 1).name(), BATCH);
                    }
                    return lines;
                });
    }

    private static String line(Account account) {
        List<String> state = new ArrayList<>();
        if (account.rights().administrator()) {
            state.add("administrator");
        }
        if (account.rights().locked()) {
            state.add("locked");
        }
        if (account.secrets().password().isEmpty()) {
            state.add("no password yet");
        }
        if (account.hasSecondFactor()) {
            state.add("second factor");
        }
        return String.join(
                "\t",
                account.name(),
                account.person().email(),
                String.join(",", account.rights().groups()),
                String.join(", ", state));
    }

    private static <T> T done(Supplier<T> work) {
        try {
            return work.get();
        } catch (Unavailable | AccountRefused | LastAdministrator e) {
            throw new CannotStart(String.valueOf(e.getMessage()));
        }
    }
}
