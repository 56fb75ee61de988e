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
 * Counts failed logins, for every node on the database together and beyond a restart. Who is counted is a
 * text of at most 80 characters that the caller makes. Safe for use by many threads.
 */
public final class GuessStore {
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
     * Counts one failure for each.
     *
     * @param most so many within the time lock out, for as long
     * @return who is locked out by this very failure
     */
    public Set<String> failed(Collection<String> guessers, int most, Duration time, Instant now) {
        // Always in the same order, so that two that count the same never wait for each other.
        Set<String> ordered = new TreeSet<>(guessers);
        try {
            return database.inTransaction(tx -> failed(tx, ordered, most, time, now));
        } catch (BadDatabase e) {
            // The first failure of somebody, on two nodes at once: now there is a row.
            return database.inTransaction(tx -> failed(tx, ordered, most, time, now));
        }
    }

    private static Set<String> failed(
            Transaction tx, Set<String> guessers, int most, Duration time, Instant now) {
        Set<String> locked = new TreeSet<>();
        for (String guesser : guessers) {
            count(tx, guesser, time, now);
            if (tx.update(
                            "UPDATE gatehouse_guesses SET locked_until = ?, failures = 0, first_at = ?"
                                    + " WHERE guesser = ? AND failures >= ?",
                            now.plus(time),
                            now,
                            guesser,
                            most)
                    > 0) {
                locked.add(guesser);
            }
        }
        return locked;
    }

    private static void count(Transaction tx, String guesser, Duration time, Instant now) {
        if (tx.update(
                        "UPDATE gatehouse_guesses SET failures = failures + 1 WHERE guesser = ? AND"
                                + " first_at > ?",
                        guesser,
                        now.minus(time))
                > 0) {
            return;
        }
        if (tx.update(
                        "UPDATE gatehouse_guesses SET failures = 1, first_at = ? WHERE guesser = ?",
                        now,
                        guesser)
                == 0) {
            tx.update(
                    "INSERT INTO gatehouse_guesses (guesser, failures, first_at, locked_until) VALUES"
                            + " (?, 1, ?, 0)",
                    guesser,
                    now);
        }
    }

    /** Forgets the failures of these, and lets them in again; gives how many there were. */
    public int forgive(Collection<String> guessers) {
        return database.inTransaction(
                tx -> {
                    int forgiven = 0;
                    for (String guesser : new TreeSet<>(guessers)) {
                        forgiven +=
                                tx.update(
                                        "DELETE FROM gatehouse_guesses WHERE guesser = ?", guesser);
                    }
                    return forgiven;
                });
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
