package dev.gatehouse.data.account;

import dev.gatehouse.data.database.BadDatabase;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Reader;
import dev.gatehouse.data.database.Row;
import dev.gatehouse.data.database.Sql;
import dev.gatehouse.data.database.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The accounts of this server, for every node on the database. Safe for use by many threads. */
public final class AccountStore {
    private static final String COLUMNS =
            "subject, name, folded, email, email_verified, full_name, password, group_names,"
                    + " administrator, locked, must_change, totp_secret, totp_pending, created_at,"
                    + " last_login_at";

    private static final String SELECT = "SELECT " + COLUMNS + " FROM gatehouse_accounts";

    private static final String UNCONFIRMED =
            "password = '' AND email <> '' AND email_verified = 0";

    private final Database database;

    public AccountStore(Database database) {
        this.database = database;
    }

    /** By its very name. */
    public Optional<Account> find(String name) {
        return database.one(SELECT + " WHERE name = ?", AccountStore::read, name);
    }

    public Optional<Account> ofSubject(String subject) {
        return database.one(SELECT + " WHERE subject = ?", AccountStore::read, subject);
    }

    /** Those with this very address; at most so many. */
    public List<Account> ofEmail(String email, int limit) {
        return database.query(
                SELECT + " WHERE email = ? ORDER BY name LIMIT " + limit,
                AccountStore::read,
                email);
    }

    /**
     * In the order of their names.
     *
     * @param after the name of the last one before these; empty: from the first
     */
    public List<Account> list(String after, int limit) {
        return database.query(
                SELECT + " WHERE name > ? ORDER BY name LIMIT " + limit, AccountStore::read, after);
    }

    /** A new one; false where its name is taken, or looks like one that is. */
    public boolean add(Account account) {
        try {
            return database.inTransaction(tx -> !isTaken(tx, account) && insert(tx, account));
        } catch (BadDatabase e) {
            // Two at once, on two nodes: now one is there.
            if (database.read(reader -> isTaken(reader, account))) {
                return false;
            }
            throw e;
        }
    }

    private static boolean isTaken(Reader reader, Account account) {
        return reader.one(
                        "SELECT subject FROM gatehouse_accounts WHERE name = ? OR folded = ?",
                        row -> row.text("subject"),
                        account.name(),
                        account.folded())
                .isPresent();
    }

    private static boolean insert(Transaction tx, Account account) {
        tx.update(
                "INSERT INTO gatehouse_accounts ("
                        + COLUMNS
                        + ", totp_step) VALUES ("
                        + Sql.marks(16)
                        + ")",
                account.subject(),
                account.name(),
                account.folded(),
                account.person().email(),
                account.person().emailVerified(),
                account.person().fullName(),
                account.secrets().password(),
                String.join("\n", account.rights().groups()),
                account.rights().administrator(),
                account.rights().locked(),
                account.rights().mustChange(),
                account.secrets().totp(),
                account.secrets().totpPending(),
                account.createdAt(),
                account.lastLoginAt(),
                0);
        return true;
    }

    /**
     * Changes everything but subject, name and times, one change after the other.
     *
     * @return how it is now; empty where there is no such account
     * @throws LastAdministrator where nobody could administer then
     */
    public Optional<Account> change(String subject, UnaryOperator<Account> work) {
        return database.inTransaction(
                tx -> {
                    lockAdministrators(tx);
                    Optional<Account> before =
                            tx.one(SELECT + " WHERE subject = ?", AccountStore::read, subject);
                    Optional<Account> after = before.map(work);
                    after.ifPresent(
                            account -> {
                                if (before.orElseThrow().administers() && !account.administers()) {
                                    requireAnother(tx, account);
                                }
                                write(tx, account);
                            });
                    return after;
                });
    }

    /** First of all, so that of two at once the second sees what the first has done. */
    private static void lockAdministrators(Transaction tx) {
        tx.update("UPDATE gatehouse_accounts SET administrator = 1 WHERE administrator = 1");
    }

    private static void requireAnother(Transaction tx, Account account) {
        boolean another =
                tx.one(
                                "SELECT subject FROM gatehouse_accounts WHERE administrator = 1 AND"
                                        + " locked = 0 AND password <> '' AND subject <> ?",
                                row -> row.text("subject"),
                                account.subject())
                        .isPresent();
        if (!another) {
            throw new LastAdministrator(account.name());
        }
    }

    private static void write(Transaction tx, Account account) {
        tx.update(
                "UPDATE gatehouse_accounts SET email = ?, email_verified = ?, full_name = ?,"
                        + " password = ?, group_names = ?, administrator = ?, locked = ?,"
                        + " must_change = ?, totp_secret = ?, totp_pending = ? WHERE subject = ?",
                account.person().email(),
                account.person().emailVerified(),
                account.person().fullName(),
                account.secrets().password(),
                String.join("\n", account.rights().groups()),
                account.rights().administrator(),
                account.rights().locked(),
                account.rights().mustChange(),
                account.secrets().totp(),
                account.secrets().totpPending(),
                account.subject());
    }

    /**
     * With its codes; false where there is none.
     *
     * @throws LastAdministrator where nobody could administer then
     */
    public boolean remove(String subject) {
        return database.inTransaction(
                tx -> {
                    lockAdministrators(tx);
                    Optional<Account> account =
                            tx.one(SELECT + " WHERE subject = ?", AccountStore::read, subject);
                    account.filter(Account::administers).ifPresent(a -> requireAnother(tx, a));
                    tx.update("DELETE FROM gatehouse_account_codes WHERE subject = ?", subject);
                    return tx.update("DELETE FROM gatehouse_accounts WHERE subject = ?", subject)
                            > 0;
                });
    }

    /** How many are as {@link Account#isUnconfirmed} says. */
    public long unconfirmed() {
        return database.one(
                        "SELECT COUNT(*) AS found FROM gatehouse_accounts WHERE " + UNCONFIRMED,
                        row -> row.number("found"))
                .orElse(0L);
    }

    /**
     * Forgets the unconfirmed that nobody can confirm any longer, and codes that are over: their names are free again.
     * One that is locked stays.
     *
     * @param before only those that were made before; a younger one may be about to get its code
     */
    public void forgetUnconfirmed(Instant before, Instant now) {
        database.inTransaction(
                tx -> {
                    tx.update("DELETE FROM gatehouse_account_codes WHERE ends_at <= ?", now);
                    return tx.update(
                            "DELETE FROM gatehouse_accounts WHERE "
                                    + UNCONFIRMED
                                    + " AND locked = 0 AND created_at < ? AND subject NOT IN (SELECT"
                                    + " subject FROM gatehouse_account_codes)",
                            before);
                });
    }

    public void loggedIn(String subject, Instant at) {
        database.inTransaction(
                tx ->
                        tx.update(
                                "UPDATE gatehouse_accounts SET last_login_at = ? WHERE subject = ?",
                                at,
                                subject));
    }

    /** Takes a step of the clock of its second factor; false where it, or a later one, was taken before. */
    public boolean takeStep(String subject, long step) {
        return database.inTransaction(
                        tx ->
                                tx.update(
                                        "UPDATE gatehouse_accounts SET totp_step = ? WHERE subject ="
                                                + " ? AND totp_step < ?",
                                        step,
                                        subject,
                                        step))
                > 0;
    }

    private static Account read(Row row) {
        String groups = row.text("group_names");
        return new Account(
                row.text("subject"),
                row.text("name"),
                row.text("folded"),
                new Account.Person(
                        row.text("email"), row.flag("email_verified"), row.text("full_name")),
                new Account.Rights(
                        groups.isEmpty() ? List.of() : List.of(groups.split("\n")),
                        row.flag("administrator"),
                        row.flag("locked"),
                        row.flag("must_change")),
                new Account.Secrets(
                        row.text("password"), row.text("totp_secret"), row.text("totp_pending")),
                row.time("created_at"),
                row.timeOrNull("last_login_at"));
    }
}
