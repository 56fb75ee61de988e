package dev.gatehouse.data.session;

import dev.gatehouse.data.database.BadDatabase;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Sql;
import dev.gatehouse.data.database.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Counts failed logins, for every node on the database together and beyond a restart. Safe for use by many threads.
 */
public final class GuessStore {
    /**
     * Whom failures are counted for.
     *
     * @param name a text of at most 80 characters that the caller makes
     * @param account what {@link #forgive} lets in again, as long at most; empty: it is no account's alone
     */
    public record Guesser(String name, String account) implements Comparable<Guesser> {
        @Override
        public int compareTo(Guesser other) {
            return name.compareTo(other.name);
        }
    }

    private final Database database;

    public GuessStore(Database database) {
        this.database = database;
    }

    /** Who of these is locked out, and until when. */
    public Map<String, Instant> locked(Collection<String> guessers, Instant now) {
        Map<String, Instant> locked = new LinkedHashMap<>();
        if (guessers.isEmpty()) {
            return locked;
        }
        @Nullable Object[] arguments = new Object[guessers.size() + 1];
        int i = 0;
        for (String guesser : guessers) {
            arguments[i++] = guesser;
        }
        arguments[i] = now;
        database.query(
                        "SELECT guesser, locked_until FROM gatehouse_guesses WHERE guesser IN ("
                                + Sql.marks(guessers.size())
                                + ") AND locked_until > ?",
                        row -> Map.entry(row.text("guesser"), row.time("locked_until")),
                        arguments)
                .forEach(entry -> locked.put(entry.getKey(), entry.getValue()));
        return locked;
    }

    /**
     * Somebody's password is about to be looked at: holds a place for each of these, so that those who come
     * at the same time are not more than may fail. A place that is not given back is free again after the
     * time.
     *
     * @param most so many failures within the time, and places together
     * @return whether there was a place for each, and none was locked out; else no place is held
     */
    public boolean hold(Collection<Guesser> guessers, int most, Duration time, Instant now) {
        if (guessers.isEmpty()) {
            return true;
        }
        Set<Guesser> ordered = new TreeSet<>(guessers);
        try {
            return database.inTransaction(tx -> hold(tx, ordered, most, time, now));
        } catch (BadDatabase e) {
            // The first try of somebody, twice at once: now there is a row.
            return database.inTransaction(tx -> hold(tx, ordered, most, time, now));
        }
    }

    private static boolean hold(
            Transaction tx, Set<Guesser> guessers, int most, Duration time, Instant now) {
        Set<Guesser> held = new TreeSet<>();
        for (Guesser guesser : guessers) {
            if (!hold(tx, guesser, most, now.minus(time), now)) {
                release(tx, held);
                return false;
            }
            held.add(guesser);
        }
        return true;
    }

    private static boolean hold(
            Transaction tx, Guesser guesser, int most, Instant since, Instant now) {
        int added =
                tx.update(
                        "UPDATE gatehouse_guesses SET held = held + 1 WHERE guesser = ? AND"
                                + " locked_until <= ? AND first_at > ? AND failures + held < ?",
                        guesser.name(),
                        now,
                        since,
                        most);
        int anew =
                added > 0
                        ? 0
                        : tx.update(
                                "UPDATE gatehouse_guesses SET failures = 0, held = 1, first_at = ?"
                                        + " WHERE guesser = ? AND locked_until <= ? AND first_at <="
                                        + " ?",
                                now,
                                guesser.name(),
                                now,
                                since);
        if (added + anew > 0) {
            return true;
        }
        if (tx.one(
                        "SELECT guesser FROM gatehouse_guesses WHERE guesser = ?",
                        row -> row.text("guesser"),
                        guesser.name())
                .isPresent()) {
            return false;
        }
        tx.update(
                "INSERT INTO gatehouse_guesses (guesser, account, failures, held, first_at,"
                        + " locked_until) VALUES (?, ?, 0, 1, ?, 0)",
                guesser.name(),
                guesser.account(),
                now);
        return true;
    }

    /** Gives the places back, whatever came of it. */
    public void release(Collection<Guesser> guessers) {
        Set<Guesser> ordered = new TreeSet<>(guessers);
        database.inTransaction(tx -> release(tx, ordered));
    }

    private static int release(Transaction tx, Set<Guesser> guessers) {
        int released = 0;
        for (Guesser guesser : guessers) {
            released +=
                    tx.update(
                            "UPDATE gatehouse_guesses SET held = held - 1 WHERE guesser = ? AND"
                                    + " held > 0",
                            guesser.name());
            tx.update(
                    "DELETE FROM gatehouse_guesses WHERE guesser = ? AND failures = 0 AND held = 0"
                            + " AND locked_until = 0",
                    guesser.name());
        }
        return released;
    }

    /**
     * Counts one failure for each.
     *
     * @param most so many within the time lock out, for as long
     * @return who is locked out by this very failure
     */
    public Set<String> failed(Collection<Guesser> guessers, int most, Duration time, Instant now) {
        // Always in the same order, so that two that count the same never wait for each other.
        Set<Guesser> ordered = new TreeSet<>(guessers);
        try {
            return database.inTransaction(tx -> failed(tx, ordered, most, time, now));
        } catch (BadDatabase e) {
            // The first failure of somebody, on two nodes at once: now there is a row.
            return database.inTransaction(tx -> failed(tx, ordered, most, time, now));
        }
    }

    private static Set<String> failed(
            Transaction tx, Set<Guesser> guessers, int most, Duration time, Instant now) {
        Set<String> locked = new TreeSet<>();
        for (Guesser guesser : guessers) {
            count(tx, guesser, time, now);
            if (tx.update(
                            "UPDATE gatehouse_guesses SET locked_until = ?, failures = 0, first_at = ?"
                                    + " WHERE guesser = ? AND failures >= ?",
                            now.plus(time),
                            now,
                            guesser.name(),
                            most)
                    > 0) {
                locked.add(guesser.name());
            }
        }
        return locked;
    }

    private static void count(Transaction tx, Guesser guesser, Duration time, Instant now) {
        if (tx.update(
                        "UPDATE gatehouse_guesses SET failures = failures + 1 WHERE guesser = ? AND"
                                + " first_at > ?",
                        guesser.name(),
                        now.minus(time))
                > 0) {
            return;
        }
        if (tx.update(
                        "UPDATE gatehouse_guesses SET failures = 1, first_at = ? WHERE guesser = ?",
                        now,
                        guesser.name())
                == 0) {
            tx.update(
                    "INSERT INTO gatehouse_guesses (guesser, account, failures, held, first_at, locked_until)"
                            + " VALUES (?, ?, 1, 0, ?, 0)",
                    guesser.name(),
                    guesser.account(),
                    now);
        }
    }

    /** Forgets the failures of an account wherever they came from; gives how much there was. */
    public int forgive(String account) {
        return database.inTransaction(
                tx -> tx.update("DELETE FROM gatehouse_guesses WHERE account = ?", account));
    }

    /** Whether it has logged in since a time. */
    public boolean isKnown(String client, Instant since) {
        return database.one(
                        "SELECT seen_at FROM gatehouse_known_clients WHERE client = ? AND seen_at >="
                                + " ?",
                        row -> row.time("seen_at"),
                        client,
                        since)
                .isPresent();
    }

    /** It has logged in; whatever it failed at before is forgiven. */
    public void succeeded(String client, String guesser, Instant now) {
        try {
            database.inTransaction(tx -> succeeded(tx, client, guesser, now));
        } catch (BadDatabase e) {
            database.inTransaction(tx -> succeeded(tx, client, guesser, now));
        }
    }

    private static int succeeded(Transaction tx, String client, String guesser, Instant now) {
        if (tx.update(
                        "UPDATE gatehouse_known_clients SET seen_at = ? WHERE client = ?",
                        now,
                        client)
                == 0) {
            tx.update(
                    "INSERT INTO gatehouse_known_clients (client, seen_at) VALUES (?, ?)",
                    client,
                    now);
        }
        return tx.update("DELETE FROM gatehouse_guesses WHERE guesser = ?", guesser);
    }

    /** Forgets failures before one time, and clients that were last seen before another. */
    public void purge(Instant failures, Instant clients) {
        database.inTransaction(
                tx -> {
                    tx.update(
                            "DELETE FROM gatehouse_guesses WHERE first_at < ? AND locked_until < ?",
                            failures,
                            failures);
                    return tx.update(
                            "DELETE FROM gatehouse_known_clients WHERE seen_at < ?", clients);
                });
    }
}
