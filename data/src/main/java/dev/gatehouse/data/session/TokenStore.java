package dev.gatehouse.data.session;

import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Reader;
import dev.gatehouse.data.database.Sql;
import dev.gatehouse.data.database.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * API tokens, shared by every node on the database. What has ended is kept for thirty days, for its owner to
 * look at. Safe for use by many threads.
 */
public final class TokenStore {
    private static final int BATCH = 200;
    private static final int MOST_SHOWN = 1000;

    /** Somebody who makes and ends them all day long fills a day's part of the table with so many. */
    private static final int MOST_ENDED_A_DAY = 200;

    private static final Duration A_DAY = Duration.ofDays(1);
    private static final Duration KEPT = Duration.ofDays(30);

    private static final String SELECT =
            "SELECT " + TokenColumns.ALL + " FROM gatehouse_tokens WHERE ";

    private static final String INSERT =
            "INSERT INTO gatehouse_tokens ("
                    + TokenColumns.ALL
                    + ", changed_at) VALUES ("
                    + Sql.marks(22)
                    + ")";

    private static final String NEWEST = " ORDER BY made_at DESC, token_id LIMIT " + MOST_SHOWN;

    /** The name has an index; realm and subject say who it is. */
    private static final String OF_OWNER = "username = ? AND realm = ? AND subject = ?";

    /** Every change but that of its use counts, so that other nodes hear of it. */
    private static final String CHANGE =
            "UPDATE gatehouse_tokens SET version = version + 1, changed_at = ?, ";

    private final Database database;

    /** When a token was used last, and whence. */
    public record Use(Instant at, String from) {}

    public TokenStore(Database database) {
        this.database = database;
    }

    /** What has become of a new one. */
    public enum Added {
        WRITTEN,
        /** He has as many as he may have at the same time. */
        TOO_MANY,
        /** He has made so many within a day that more would only fill the table. */
        TOO_MANY_LATELY
    }

    /**
     * Writes down a new one, or nothing.
     *
     * @param most so many may somebody have at the same time
     */
    public Added add(TokenRow token, int most) {
        Added added =
                database.inTransaction(
                        tx -> {
                            if (open(tx, token) >= most) {
                                return Added.TOO_MANY;
                            }
                            if (madeLately(tx, token) >= most + MOST_ENDED_A_DAY) {
                                return Added.TOO_MANY_LATELY;
                            }
                            tx.update(INSERT, TokenColumns.values(token));
                            return Added.WRITTEN;
                        });
        // Another node may have written one at the same time, which only shows after both are
        // there.
        if (added == Added.WRITTEN && open(database, token) > most) {
            database.inTransaction(
                    tx -> tx.update("DELETE FROM gatehouse_tokens WHERE token_id = ?", token.id()));
            return Added.TOO_MANY;
        }
        return added;
    }

    private static long open(Reader reader, TokenRow token) {
        return count(reader, token.owner(), "ended_at IS NULL AND ends_at > ?", token.madeAt());
    }

    private static long madeLately(Reader reader, TokenRow token) {
        return count(reader, token.owner(), "made_at > ?", token.madeAt().minus(A_DAY));
    }

    private static long count(Reader reader, TokenRow.Owner owner, String condition, Instant time) {
        return reader.one(
                        "SELECT COUNT(*) AS n FROM gatehouse_tokens WHERE "
                                + OF_OWNER
                                + " AND "
                                + condition,
                        row -> row.number("n"),
                        TokenColumns.user(owner.username()),
                        TokenColumns.realm(owner.realm()),
                        TokenColumns.user(owner.subject()),
                        time)
                .orElse(0L);
    }

    public Optional<TokenRow> find(String hash) {
        return database.one(SELECT + "token_hash = ?", TokenColumns::read, hash);
    }

    public Optional<TokenRow> byId(String id) {
        return database.one(SELECT + "token_id = ?", TokenColumns::read, id);
    }

    /** Somebody's, ended ones too: those that have not ended before all others, then the newest; at most 1000. */
    public List<TokenRow> of(String realm, String subject, String username) {
        return database.query(
                SELECT
                        + OF_OWNER
                        + " ORDER BY CASE WHEN ended_at IS NULL THEN 0 ELSE 1 END, made_at DESC,"
                        + " token_id LIMIT "
                        + MOST_SHOWN,
                TokenColumns::read,
                TokenColumns.user(username),
                TokenColumns.realm(realm),
                TokenColumns.user(subject));
    }

    /** Everybody's that may still be used, the newest first; at most 1000. */
    public List<TokenRow> open(Instant now) {
        return database.query(
                SELECT + "ended_at IS NULL AND ends_at > ?" + NEWEST, TokenColumns::read, now);
    }

    /** Those of everybody of that name that may still be used, the newest first; at most 1000. */
    public List<TokenRow> openOf(String username, Instant now) {
        return database.query(
                SELECT + "username = ? AND ended_at IS NULL AND ends_at > ?" + NEWEST,
                TokenColumns::read,
                TokenColumns.user(username),
                now);
    }

    /** Those of a realm's people that may still be used, the one used last first; at most so many. */
    public List<TokenRow> openOf(String realm, Instant now, int limit) {
        return database.query(
                SELECT
                        + "realm = ? AND ended_at IS NULL AND ends_at > ? ORDER BY COALESCE(used_at,"
                        + " 0) DESC, token_id LIMIT "
                        + limit,
                TokenColumns::read,
                TokenColumns.realm(realm),
                now);
    }

    /**
     * Those that could be used now, and whose owners have not logged in since a time; at most 1000.
     *
     * @param realms none of people of these
     */
    public List<TokenRow> loginBefore(Instant time, Collection<String> realms, Instant now) {
        List<Object> arguments = new ArrayList<>(List.of(now, time));
        realms.forEach(realm -> arguments.add(TokenColumns.realm(realm)));
        return database.query(
                SELECT
                        + "ended_at IS NULL AND suspended = 0 AND ends_at > ? AND login_at < ?"
                        + (realms.isEmpty()
                                ? ""
                                : " AND realm NOT IN (" + Sql.marks(realms.size()) + ")")
                        + " ORDER BY login_at, token_id LIMIT "
                        + MOST_SHOWN,
                TokenColumns::read,
                arguments.toArray());
    }

    /** Those whose time is over, and of whom that is not written down yet; at most 1000. */
    public List<TokenRow> expired(Instant now) {
        return database.query(
                SELECT + "ended_at IS NULL AND ends_at <= ? ORDER BY ends_at LIMIT " + MOST_SHOWN,
                TokenColumns::read,
                now);
    }

    /** The version of each token that was changed since a time, by its hash; at most so many. */
    public Map<String, Long> changedSince(Instant time, int limit) {
        Map<String, Long> changed = new LinkedHashMap<>();
        database.query(
                        "SELECT token_hash, version FROM gatehouse_tokens WHERE changed_at >= ?"
                                + " ORDER BY changed_at DESC LIMIT "
                                + limit,
                        row -> Map.entry(row.text("token_hash"), row.number("version")),
                        time)
                .forEach(entry -> changed.put(entry.getKey(), entry.getValue()));
        return changed;
    }

    /** The version of each of these, without those that are not there; any number of them. */
    public Map<String, Long> versions(List<String> hashes) {
        Map<String, Long> versions = new LinkedHashMap<>();
        for (int from = 0; from < hashes.size(); from += BATCH) {
            List<String> some = hashes.subList(from, Math.min(from + BATCH, hashes.size()));
            database.query(
                            "SELECT token_hash, version FROM gatehouse_tokens WHERE token_hash IN ("
                                    + Sql.marks(some.size())
                                    + ")",
                            row -> Map.entry(row.text("token_hash"), row.number("version")),
                            some.toArray())
                    .forEach(entry -> versions.put(entry.getKey(), entry.getValue()));
        }
        return versions;
    }

    /** Ends one for good; false where it had ended already. */
    public boolean end(String id, String why, Instant now) {
        return database.inTransaction(
                        tx ->
                                tx.update(
                                        CHANGE
                                                + "ended_at = ?, ended_why = ? WHERE token_id = ?"
                                                + " AND ended_at IS NULL",
                                        now,
                                        now,
                                        TokenColumns.why(why),
                                        id))
                > 0;
    }

    /** As {@link #end}, unless it is another by now than it was when it was read. */
    public boolean endAsRead(TokenRow row, String why, Instant now) {
        return database.inTransaction(
                        tx ->
                                tx.update(
                                        CHANGE
                                                + "ended_at = ?, ended_why = ? WHERE token_id = ?"
                                                + " AND version = ? AND ended_at IS NULL",
                                        now,
                                        now,
                                        TokenColumns.why(why),
                                        row.id(),
                                        row.version()))
                > 0;
    }

    /** Ends all that somebody may still use, and gives those, as they were before. */
    public List<TokenRow> endAll(String realm, String subject, String why, Instant now) {
        String where = "realm = ? AND subject = ? AND ended_at IS NULL AND ends_at > ?";
        String keptRealm = TokenColumns.realm(realm);
        String keptSubject = TokenColumns.user(subject);
        return database.inTransaction(
                tx -> {
                    List<TokenRow> open =
                            tx.query(
                                    SELECT + where,
                                    TokenColumns::read,
                                    keptRealm,
                                    keptSubject,
                                    now);
                    tx.update(
                            CHANGE + "ended_at = ?, ended_why = ? WHERE " + where,
                            now,
                            now,
                            TokenColumns.why(why),
                            keptRealm,
                            keptSubject,
                            now);
                    return open;
                });
    }

    /**
     * It is worth nothing until its owner logs in; false where that was so already, where it is another by now
     * than it was when it was read, or where he has logged in since.
     */
    public boolean suspend(TokenRow row, String why, Instant now) {
        return database.inTransaction(
                        tx ->
                                tx.update(
                                        CHANGE
                                                + "suspended = 1, suspended_why = ? WHERE token_id ="
                                                + " ? AND version = ? AND login_at = ? AND suspended"
                                                + " = 0 AND ended_at IS NULL",
                                        now,
                                        TokenColumns.why(why),
                                        row.id(),
                                        row.version(),
                                        row.loginAt()))
                > 0;
    }

    /**
     * Its owner was here: from now on his tokens are of somebody who is as he is now.
     *
     * @param unknownAlone whether those stay as they are of which is known how he stood
     * @return how many were changed by that
     */
    public int ownerIs(TokenRow.Owner owner, boolean unknownAlone, Instant now) {
        return database.inTransaction(
                tx -> {
                    tx.update(
                            "UPDATE gatehouse_tokens SET login_at = ? WHERE realm = ? AND subject ="
                                    + " ? AND ended_at IS NULL AND login_at < ?",
                            now,
                            TokenColumns.realm(owner.realm()),
                            TokenColumns.user(owner.subject()),
                            now);
                    return ownerIs(tx, owner, unknownAlone, now);
                });
    }

    private static int ownerIs(
            Transaction tx, TokenRow.Owner owner, boolean unknownAlone, Instant now) {
        String user = TokenColumns.json(owner.user());
        return tx.update(
                CHANGE
                        + "owner = ?, standing = ?, suspended = 0, suspended_why = '', username = ?"
                        + " WHERE realm = ? AND subject = ? AND ended_at IS NULL AND (owner <> ? OR"
                        + " standing <> ? OR suspended = 1)"
                        + (unknownAlone ? " AND standing = ''" : ""),
                now,
                user,
                owner.standing(),
                TokenColumns.user(owner.username()),
                TokenColumns.realm(owner.realm()),
                TokenColumns.user(owner.subject()),
                user,
                owner.standing());
    }

    /** Notes the first use of all; false where there was one before. */
    public boolean firstUsed(String hash, Use use) {
        return database.inTransaction(
                        tx ->
                                tx.update(
                                        "UPDATE gatehouse_tokens SET used_at = ?, used_from = ?"
                                                + " WHERE token_hash = ? AND used_at IS NULL",
                                        use.at(),
                                        TokenColumns.address(use.from()),
                                        hash))
                > 0;
    }

    /** Notes when tokens were used last, by their hashes; never an earlier time than is noted already. */
    public void used(Map<String, Use> uses) {
        database.inTransaction(
                tx -> {
                    // Always in the same order, so that two that note the same never wait for each
                    // other.
                    new TreeMap<>(uses)
                            .forEach(
                                    (hash, use) ->
                                            tx.update(
                                                    "UPDATE gatehouse_tokens SET used_at = ?,"
                                                            + " used_from = ? WHERE token_hash = ?"
                                                            + " AND (used_at IS NULL OR used_at <"
                                                            + " ?)",
                                                    use.at(),
                                                    TokenColumns.address(use.from()),
                                                    hash,
                                                    use.at()));
                    return true;
                });
    }

    /** Forgets what is long over. */
    public void purge(Instant now) {
        database.inTransaction(
                tx ->
                        tx.update(
                                "DELETE FROM gatehouse_tokens WHERE ends_at < ? OR ended_at < ?",
                                now.minus(KEPT),
                                now.minus(KEPT)));
    }
}
