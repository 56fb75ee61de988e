package dev.gatehouse.data.session;

import dev.gatehouse.data.database.BadDatabase;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Row;
import dev.gatehouse.data.database.Sql;
import dev.gatehouse.data.database.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The books of who is logged in, shared by every node on the database. Rows are kept for a day after the end
 * of their tokens. Safe for use by many threads.
 */
public final class SessionStore {
    private static final int REALM = 128;
    private static final int NAME = 255;
    private static final int ADDRESS = 64;
    private static final int AGENT = 120;

    /** How many hashes are asked for with one statement. */
    private static final int BATCH = 200;

    private static final Duration KEPT = Duration.ofDays(1);

    private static final String COLUMNS =
            "token_hash, realm, subject, username, standing, address, agent, started_at, used_at,"
                    + " ends_at, revoked_at";

    /** What was kept for asking goes with the session. */
    private static final String REVOKE =
            "UPDATE gatehouse_sessions SET kept = NULL, revoked_at = ? WHERE ";

    private static final String REVOKE_ALL =
            REVOKE + "username = ? AND revoked_at IS NULL" + " AND ends_at > ?";

    private final Database database;

    public SessionStore(Database database) {
        this.database = database;
    }

    public Optional<SessionRow> find(String tokenHash) {
        return database.one(
                "SELECT " + COLUMNS + " FROM gatehouse_sessions WHERE token_hash = ?",
                SessionStore::read,
                tokenHash);
    }

    /** Those of somebody that may still be used, the one used last first; at most 1000. */
    public List<SessionRow> open(String username, Instant now) {
        return database.query(
                "SELECT "
                        + COLUMNS
                        + " FROM gatehouse_sessions WHERE username = ? AND revoked_at IS NULL AND"
                        + " ends_at > ? ORDER BY used_at DESC, token_hash LIMIT 1000",
                SessionStore::read,
                Sql.cut(username, NAME),
                now);
    }

    /** Those of everybody that may still be used, the one used last first; at most so many. */
    public List<SessionRow> open(Instant now, int limit) {
        return database.query(
                "SELECT "
                        + COLUMNS
                        + " FROM gatehouse_sessions WHERE revoked_at IS NULL AND ends_at > ? ORDER"
                        + " BY used_at DESC, token_hash LIMIT "
                        + limit,
                SessionStore::read,
                now);
    }

    /** Those whose hash begins so; two at most. */
    public List<SessionRow> beginningWith(String hexadecimalDigits) {
        return database.query(
                "SELECT "
                        + COLUMNS
                        + " FROM gatehouse_sessions WHERE token_hash >= ? AND token_hash < ? ORDER"
                        + " BY token_hash LIMIT 2",
                SessionStore::read,
                hexadecimalDigits,
                // comes after every digit
                hexadecimalDigits + "g");
    }

    /** Those of a realm that may still be used and were used after a time; at most so many. */
    public List<SessionRow> openOf(String realm, Instant usedAfter, Instant now, int limit) {
        return database.query(
                "SELECT "
                        + COLUMNS
                        + " FROM gatehouse_sessions WHERE realm = ? AND revoked_at IS NULL AND"
                        + " ends_at > ? AND used_at >= ? ORDER BY used_at DESC, token_hash LIMIT "
                        + limit,
                SessionStore::read,
                realm,
                now,
                usedAfter);
    }

    /**
     * Those of a realm that somebody is to ask about: in use since they were asked about last, and that was
     * before a time; the one that has waited longest first, at most so many. Not those of which it is not
     * known how their people stood.
     */
    public List<SessionRow> due(String realm, Instant askedBefore, Instant now, int limit) {
        return database.query(
                "SELECT "
                        + COLUMNS
                        + " FROM gatehouse_sessions WHERE realm = ? AND revoked_at IS NULL AND"
                        + " ends_at > ? AND standing <> '' AND asked_at <= ? AND used_at >= asked_at"
                        + " ORDER BY asked_at, token_hash LIMIT "
                        + limit,
                SessionStore::read,
                realm,
                now,
                askedBefore);
    }

    /** Takes it upon one to ask about a session; false where another node was faster, or it is over. */
    public boolean claim(String tokenHash, Instant askedBefore, Instant now) {
        return database.inTransaction(
                        tx ->
                                tx.update(
                                        "UPDATE gatehouse_sessions SET asked_at = ? WHERE token_hash"
                                                + " = ? AND asked_at <= ? AND revoked_at IS NULL",
                                        now,
                                        tokenHash,
                                        askedBefore))
                > 0;
    }

    /** What was kept for asking about a session; empty where nothing was, or it is over. */
    public Optional<String> kept(String tokenHash) {
        return database
                .query(
                        "SELECT kept FROM gatehouse_sessions WHERE token_hash = ? AND kept IS NOT"
                                + " NULL AND revoked_at IS NULL",
                        row -> row.text("kept"),
                        tokenHash)
                .stream()
                .findFirst();
    }

    /** Of somebody's sessions with which something is kept, the one that was used last. */
    public Optional<SessionRow> keptOf(String realm, String subject) {
        return database
                .query(
                        "SELECT "
                                + COLUMNS
                                + " FROM gatehouse_sessions WHERE realm = ? AND subject = ? AND"
                                + " kept IS NOT NULL AND revoked_at IS NULL ORDER BY used_at DESC,"
                                + " token_hash LIMIT 1",
                        SessionStore::read,
                        Sql.cut(realm, REALM),
                        Sql.cut(subject, NAME))
                .stream()
                .findFirst();
    }

    /** Keeps something else for asking; of a session that is over nothing is kept. */
    public void keep(String tokenHash, @Nullable String kept) {
        database.inTransaction(
                tx ->
                        tx.update(
                                "UPDATE gatehouse_sessions SET kept = ? WHERE token_hash = ? AND"
                                        + " revoked_at IS NULL",
                                kept,
                                tokenHash));
    }

    /** As {@link #begin(SessionRow, String, Collection)}, with nothing kept. */
    public void begin(SessionRow session, Collection<String> replaced) {
        begin(session, null, replaced);
    }

    /**
     * A new session in place of older ones, all or none.
     *
     * @param kept for asking about it later; null: nothing
     * @param replaced the hashes of the older ones' tokens
     */
    public void begin(SessionRow session, @Nullable String kept, Collection<String> replaced) {
        database.inTransaction(
                tx -> {
                    insert(tx, session, kept);
                    return revoke(tx, replaced, session.startedAt());
                });
    }

    /** Writes down a session that was begun elsewhere; gives what is written, by whoever came first. */
    public SessionRow firstSeen(SessionRow session) {
        try {
            return database.inTransaction(
                    tx -> {
                        insert(tx, session, null);
                        return session;
                    });
        } catch (BadDatabase e) {
            // Another node, or another request of the same page, was faster.
            return find(session.tokenHash()).orElseThrow(() -> e);
        }
    }

    private static void insert(Transaction tx, SessionRow session, @Nullable String kept) {
        tx.update(
                "INSERT INTO gatehouse_sessions ("
                        + COLUMNS
                        + ", asked_at, kept) VALUES ("
                        + Sql.marks(13)
                        + ")",
                session.tokenHash(),
                Sql.cut(session.realm(), REALM),
                Sql.cut(session.subject(), NAME),
                Sql.cut(session.username(), NAME),
                session.standing(),
                Sql.cut(session.address(), ADDRESS),
                Sql.cut(session.agent(), AGENT),
                session.startedAt(),
                session.usedAt(),
                session.endsAt(),
                session.revokedAt(),
                session.startedAt(),
                kept);
    }

    /** Notes when sessions were used last; never an earlier time than is noted already. */
    public void used(Map<String, Instant> lastUses) {
        database.inTransaction(
                tx -> {
                    lastUses.forEach(
                            (hash, at) ->
                                    tx.update(
                                            "UPDATE gatehouse_sessions SET used_at = ? WHERE"
                                                    + " token_hash = ? AND used_at < ?",
                                            at,
                                            hash,
                                            at));
                    return true;
                });
    }

    /** The rows of these tokens, without those that have none; any number of them. */
    public List<SessionRow> find(List<String> tokenHashes) {
        List<SessionRow> rows = new ArrayList<>();
        for (int from = 0; from < tokenHashes.size(); from += BATCH) {
            List<String> some =
                    tokenHashes.subList(from, Math.min(from + BATCH, tokenHashes.size()));
            rows.addAll(
                    database.query(
                            "SELECT "
                                    + COLUMNS
                                    + " FROM gatehouse_sessions WHERE token_hash IN ("
                                    + Sql.marks(some.size())
                                    + ")",
                            SessionStore::read,
                            some.toArray()));
        }
        return rows;
    }

    /** The hashes of the tokens that were revoked since a time, the latest first; at most so many. */
    public List<String> revokedSince(Instant time, int limit) {
        return database.query(
                "SELECT token_hash FROM gatehouse_sessions WHERE revoked_at >= ? ORDER BY"
                        + " revoked_at DESC LIMIT "
                        + limit,
                row -> row.text("token_hash"),
                time);
    }

    /** Ends all of these or none; gives how many were open before. */
    public int revoke(Collection<String> tokenHashes, Instant now) {
        return tokenHashes.isEmpty()
                ? 0
                : database.inTransaction(tx -> revoke(tx, tokenHashes, now));
    }

    private static int revoke(Transaction tx, Collection<String> tokenHashes, Instant now) {
        int revoked = 0;
        // Always in the same order, so that two that end the same never wait for each other.
        for (String tokenHash : new TreeSet<>(tokenHashes)) {
            revoked += tx.update(REVOKE + "token_hash = ? AND revoked_at IS NULL", now, tokenHash);
        }
        return revoked;
    }

    /**
     * Ends every session of that name, whoever he is in whichever realm, also those that no node has seen yet;
     * gives how many it knew of.
     */
    public int revokeAll(String username, Instant now) {
        return database.inTransaction(
                tx -> {
                    noteLogout(tx, username, now);
                    return tx.update(REVOKE_ALL, now, Sql.cut(username, NAME), now);
                });
    }

    /**
     * Ends every session that somebody has in a realm, and those of his name that a Buildbot has begun, for
     * nobody knows of which realm they are.
     */
    public int revokeAll(String username, String realm, Instant now) {
        return database.inTransaction(
                tx -> {
                    noteLogout(tx, username, now);
                    return tx.update(
                            REVOKE_ALL + " AND realm IN (?, '')",
                            now,
                            Sql.cut(username, NAME),
                            now,
                            Sql.cut(realm, REALM));
                });
    }

    /** As {@link #revokeAll(String, String, Instant)}, but namesakes within the realm keep theirs. */
    public int revokeAll(String username, String realm, String subject, Instant now) {
        return database.inTransaction(
                tx -> {
                    noteLogout(tx, username, now);
                    return tx.update(
                            REVOKE_ALL + " AND (realm = '' OR (realm = ? AND subject = ?))",
                            now,
                            Sql.cut(username, NAME),
                            now,
                            Sql.cut(realm, REALM),
                            Sql.cut(subject, NAME));
                });
    }

    private static void noteLogout(Transaction tx, String username, Instant now) {
        String kept = Sql.cut(username, NAME);
        if (tx.update(
                        "UPDATE gatehouse_logouts SET logged_out_at = ? WHERE username = ?",
                        now,
                        kept)
                == 0) {
            tx.update(
                    "INSERT INTO gatehouse_logouts (username, logged_out_at) VALUES (?, ?)",
                    kept,
                    now);
        }
    }

    /**
     * When somebody of that name last logged out everywhere: of every realm, as it is asked only of sessions
     * that have none.
     */
    public Optional<Instant> loggedOutAt(String username) {
        return database.one(
                "SELECT logged_out_at FROM gatehouse_logouts WHERE username = ?",
                row -> row.time("logged_out_at"),
                Sql.cut(username, NAME));
    }

    /** Forgets what is long over. */
    public void purge(Instant now, Duration longestToken) {
        database.inTransaction(
                tx -> {
                    tx.update(
                            "DELETE FROM gatehouse_logouts WHERE logged_out_at < ?",
                            now.minus(longestToken).minus(KEPT));
                    return tx.update(
                            "DELETE FROM gatehouse_sessions WHERE ends_at < ?", now.minus(KEPT));
                });
    }

    private static SessionRow read(Row row) {
        return new SessionRow(
                row.text("token_hash"),
                row.text("realm"),
                row.text("subject"),
                row.text("username"),
                row.text("standing"),
                row.text("address"),
                row.text("agent"),
                row.time("started_at"),
                row.time("used_at"),
                row.time("ends_at"),
                row.timeOrNull("revoked_at"));
    }
}
