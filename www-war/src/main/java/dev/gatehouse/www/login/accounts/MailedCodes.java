package dev.gatehouse.www.login.accounts;

import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.account.Account;
import dev.gatehouse.www.audit.Audit;
import dev.gatehouse.www.login.MailLimit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Codes that go by mail: for whoever has forgotten his password, and for whoever registers. Whether there is such a
 * name or address is looked up by the thread that sends the mail: whoever asks gets the same answer, after the same
 * work. Any thread.
 */
public final class MailedCodes {
    private static final Logger log = LoggerFactory.getLogger(MailedCodes.class);

    private static final Duration FORGOTTEN = Duration.ofHours(1);
    private static final Duration REGISTERED = Duration.ofDays(1);

    /** Of accounts that share an address. */
    private static final int MOST = 5;

    /** So many may have registered and not yet brought their codes; the next gets no mail. */
    private static final int MOST_UNCONFIRMED = 1000;

    private static final int LONGEST = 254;

    /** Whoever takes mail. */
    public interface Post {
        /**
         * Does this soon, by a thread of its own.
         *
         * @return false where too much waits
         */
        boolean later(Runnable work);

        /** What cannot be sent is lost and logged. */
        void send(String to, String subject, String text);
    }

    /**
     * @param title of this server
     * @param url where browsers find it, with a final slash
     * @param domains whose addresses alone may register; empty: all
     * @param reserved names that nobody may register
     */
    public record Settings(String title, String url, Set<String> domains, Set<String> reserved) {
        public Settings {
            domains = Set.copyOf(domains);
            reserved =
                    reserved.stream()
                            .map(AccountName::folded)
                            .collect(Collectors.toUnmodifiableSet());
        }
    }

    private final Accounts accounts;
    private final MailLimit limit;
    private final Post post;
    private final Settings settings;
    private final Letters letters;
    private final Audit audit;

    public MailedCodes(
            Accounts accounts, MailLimit limit, Post post, Settings settings, Audit audit) {
        this.accounts = accounts;
        this.limit = limit;
        this.post = post;
        this.settings = settings;
        this.letters = new Letters(settings.title(), settings.url());
        this.audit = audit;
    }

    /**
     * A code for each account of this name, or whose confirmed address this is.
     *
     * @throws AccountRefused where too much was asked
     * @throws Unavailable where too much waits to be sent
     */
    public void forgotten(String user, By by) {
        if (user.length() > LONGEST || user.matches("(?s).*\\p{Cntrl}.*")) {
            throw AccountRefused.bad(
                    "a name or an address is one line of at most " + LONGEST + " characters");
        }
        ask("account.forgotten_asked", user, by.fields(user), by, () -> sendForgotten(user, by));
    }

    private void sendForgotten(String user, By by) {
        Stream.concat(accounts.find(user).stream(), owners(user).stream())
                .filter(account -> account.person().emailVerified() && !account.rights().locked())
                .collect(Collectors.toMap(Account::subject, one -> one, (a, b) -> a))
                .values()
                .forEach(account -> sendForgotten(account, by));
    }

    private void sendForgotten(Account account, By by) {
        if (!account.person().email().isEmpty() && limit.admitAccount(account.subject())) {
            String code = accounts.mailedCode(account, FORGOTTEN, by);
            send(account.person().email(), letters.forgotten(account, code, FORGOTTEN));
        }
    }

    /**
     * Whose confirmed address this is, as it was typed or with the domain in small letters. A database may find
     * addresses that are not quite the same: those are somebody else's.
     */
    private List<Account> owners(String typed) {
        return Stream.concat(
                        Stream.of(typed.strip()).filter(text -> text.contains("@")),
                        Mailbox.of(typed).map(Mailbox::text).stream())
                .distinct()
                .flatMap(
                        email ->
                                accounts.ofEmail(email, MOST).stream()
                                        .filter(one -> one.person().email().equals(email)))
                .filter(account -> account.person().emailVerified())
                .toList();
    }

    /**
     * A new account that nobody can use before a code that is mailed to the address has come back. Whoever has an
     * account with the address gets another message instead, and so does who wants a name that is taken.
     *
     * @throws AccountRefused where this can be nobody's name or address, or too much was asked
     * @throws Unavailable where too much waits to be sent
     */
    public void register(String name, String email, By by) {
        AccountName.fault(name)
                .ifPresent(
                        fault -> {
                            throw AccountRefused.bad(fault);
                        });
        Mailbox mailbox =
                Mailbox.of(email)
                        .orElseThrow(
                                () -> AccountRefused.bad("this is no address to send mail to"));
        if (!settings.domains().isEmpty() && !settings.domains().contains(mailbox.domain())) {
            throw AccountRefused.bad(
                    "only addresses of these may register here: "
                            + String.join(", ", settings.domains().stream().sorted().toList()));
        }
        Map<String, Object> fields = by.fields(name);
        fields.put("email", mailbox.text());
        ask(
                "account.register_asked",
                mailbox.text(),
                fields,
                by,
                () -> sendRegistered(name, email, mailbox, by));
    }

    private void sendRegistered(String name, String email, Mailbox mailbox, By by) {
        accounts.forgetUnconfirmed();
        Optional<Account> owner = owners(email).stream().findFirst();
        if (owner.isPresent()) {
            send(mailbox.text(), letters.known(owner.get()));
            return;
        }
        if (accounts.unconfirmed() >= MOST_UNCONFIRMED) {
            log.warn(
                    "{} accounts wait for their owners to confirm an address; nobody can register"
                            + " until some have, or a day is over",
                    MOST_UNCONFIRMED);
            return;
        }
        Optional<Account> account = unconfirmed(name, mailbox).or(() -> add(name, mailbox, by));
        send(
                mailbox.text(),
                account.map(
                                one ->
                                        letters.registered(
                                                accounts.mailedCode(one, REGISTERED, by),
                                                REGISTERED))
                        .orElseGet(letters::taken));
    }

    /** Who asks once more gets a new code; the earlier one is worth nothing then. */
    private Optional<Account> unconfirmed(String name, Mailbox mailbox) {
        return accounts.find(name)
                .filter(account -> account.name().equals(name) && account.isUnconfirmed())
                .filter(account -> account.person().email().equals(mailbox.text()))
                .filter(account -> !account.rights().locked());
    }

    private Optional<Account> add(String name, Mailbox mailbox, By by) {
        if (settings.reserved().contains(AccountName.folded(name))) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    accounts.add(
                            name,
                            new Account.Person(mailbox.text(), false, ""),
                            Account.Rights.NONE,
                            by));
        } catch (AccountRefused e) {
            return Optional.empty();
        }
    }

    private void send(String to, Letters.Letter letter) {
        post.send(to, letter.subject(), letter.text());
    }

    private void ask(String event, String about, Map<String, Object> fields, By by, Runnable work) {
        if (!limit.admit(by.address(), about)) {
            fields.put("reason", "asked too often");
            audit.say("account.mail_refused", fields);
            throw new AccountRefused(
                    429,
                    "mail was asked for too often; try again in an hour, or ask an administrator");
        }
        audit.say(event, fields);
        if (!post.later(work)) {
            throw new Unavailable("too much mail waits to be sent; try again in a few minutes");
        }
    }
}
