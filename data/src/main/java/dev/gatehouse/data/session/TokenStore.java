package dev.gatehouse.data.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.data.access.Grant;
import dev.gatehouse.data.database.BadDatabase;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Reader;
import dev.gatehouse.data.database.Row;
import dev.gatehouse.data.database.Sql;
import dev.gatehouse.data.database.StoredJson;
import dev.gatehouse.data.database.Transaction;
import dev.gatehouse.data.json.JsonMappers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * API tokens, shared by every node on the database. What has ended is kept for thirty days, for its owner to
 * look at. Safe for use by many threads.
 */
public final class TokenStore {
    private static final int NAME = 100;
    private static final int REALM = 128;
    private static final int USER = 255;
    private static final int ADDRESS = 64;
    private static final int WHY = 100;

    private static final int BATCH = 200;
    private static final int MOST_SHOWN = 1000;

    /** Somebody who makes and ends them all day long fills a day's part of the table with so many. */
    private static final int MOST_ENDED_A_DAY = 200;

    private static final Duration A_DAY = Duration.ofDays(1);
    private static final Duration KEPT = Duration.ofDays(30);

    private static final JsonMapper MAPPER = JsonMappers.builder().build();

    private static final String COLUMNS =
            "token_id, token_hash, name, realm, subject, username, owner, standing, suspended,"
                    + " scopes, builders, projects, made_at, ends_at, used_at, used_from, ended_at,"
                    + " ended_why, login_at, suspended_why, version";

    private static final String SELECT = "SELECT " + COLUMNS + " FROM gatehouse_tokens WHERE ";

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
                            insert(tx, token);
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
                        Sql.cut(owner.username(), USER),
                        Sql.cut(owner.realm(), REALM),
                        Sql.cut(owner.subject(), USER),
                        time)
                .orElse(0L);
    }

    private static void insert(Transaction tx, TokenRow token) {
        TokenRow.Owner owner = token.owner();
        tx.update(
                "INSERT INTO gatehouse_tokens ("
                        + COLUMNS
                        + ", changed_at) VALUES ("
                        + Sql.marks(22)
                        + ")",
                token.id(),
                token.hash(),
                Sql.cut(token.name(), NAME),
                Sql.cut(owner.realm(), REALM),
                Sql.cut(owner.subject(), USER),
                Sql.cut(owner.username(), USER),
                json(owner.user()),
                owner.standing(),
                token.suspended() ? 1 : 0,
                scopes(token.grant()),
                globs(token.grant().builders()),
                globs(token.grant().projects()),
                token.madeAt(),
                token.endsAt(),
                token.usedAt(),
                token.usedFrom(),
                token.endedAt(),
                token.endedWhy(),
                token.loginAt(),
                Sql.cut(token.suspendedWhy(), WHY),
                token.version(),
                token.madeAt());
    }

    public Optional<TokenRow> find(String hash) {
        return database.one(SELECT + "token_hash = ?", TokenStore::read, hash);
    }

    public Optional<TokenRow> byId(String id) {
        return database.one(SELECT + "token_id = ?", TokenStore::read, id);
    }

    /** Somebody's, ended ones too: those that have not ended before all others, then the newest; at most 1000. */
    public List<TokenRow> of(String realm, String subject, String username) {
        return database.query(
                SELECT
                        + OF_OWNER
                        + " ORDER BY CASE WHEN ended_at IS NULL THEN 0 ELSE 1 END, made_at DESC,"
                        + " token_id LIMIT "
                        + MOST_SHOWN,
                TokenStore::read,
                Sql.cut(username, USER),
                Sql.cut(realm, REALM),
                Sql.cut(subject, USER));
    }

    /** Everybody's that may still be used, the newest first; at most 1000. */
    public List<TokenRow> open(Instant now) {
        return database.query(
                SELECT + "ended_at IS NULL AND ends_at > ?" + NEWEST, TokenStore::read, now);
    }

    /** Those of everybody of that name that may still be used, the newest first; at most 1000. */
    public List<TokenRow> openOf(String username, Instant now) {
        return database.query(
                SELECT + "username = ? AND ended_at IS NULL AND ends_at > ?" + NEWEST,
                TokenStore::read,
                Sql.cut(username, USER),
                now);
    }

    /** Those of a realm's people that may still be used, the one used last first; at most so many. */
    public List<TokenRow> openOf(String realm, Instant now, int limit) {
        return database.query(
                SELECT
                        + "realm = ? AND ended_at IS NULL AND ends_at > ? ORDER BY COALESCE(used_at,"
                        + " 0) DESC, token_id LIMIT "
                        + limit,
                TokenStore::read,
                Sql.cut(realm, REALM),
                now);
    }

    /**
     * Those that could be used now, and whose owners have not logged in since a time; at most 1000.
     *
     * @param realms none of people of these
     */
    public List<TokenRow> loginBefore(Instant time, Collection<String> realms, Instant now) {
        List<Object> arguments = new ArrayList<>(List.of(now, time));
        realms.forEach(realm -> arguments.add(Sql.cut(realm, REALM)));
        return database.query(
                SELECT
                        + "ended_at IS NULL AND suspended = 0 AND ends_at > ? AND login_at < ?"
                        + (realms.isEmpty()
                                ? ""
                                : " AND realm NOT IN (" + Sql.marks(realms.size()) + ")")
                        + " ORDER BY login_at, token_id LIMIT "
                        + MOST_SHOWN,
                TokenStore::read,
                arguments.toArray());
    }

    /** Those whose time is over, and of whom that is not written down yet; at most 1000. */
    public List<TokenRow> expired(Instant now) {
        return database.query(
                SELECT + "ended_at IS NULL AND ends_at <= ? ORDER BY ends_at LIMIT " + MOST_SHOWN,
                TokenStore::read,
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
                                        Sql.cut(why, WHY),
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
                                        Sql.cut(why, WHY),
                                        row.id(),
                                        row.version()))
                > 0;
    }

    /** Ends all that somebody may still use, and gives those, as they were before. */
    public List<TokenRow> endAll(String realm, String subject, String why, Instant now) {
        String where = "realm = ? AND subject = ? AND ended_at IS NULL AND ends_at > ?";
        String keptRealm = Sql.cut(realm, REALM);
        String keptSubject = Sql.cut(subject, USER);
        return database.inTransaction(
                tx -> {
                    List<TokenRow> open =
                            tx.query(SELECT + where, TokenStore::read, keptRealm, keptSubject, now);
                    tx.update(
                            CHANGE + "ended_at = ?, ended_why = ? WHERE " + where,
                            now,
                            now,
                            Sql.cut(why, WHY),
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
                                        Sql.cut(why, WHY),
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
                            Sql.cut(owner.realm(), REALM),
                            Sql.cut(owner.subject(), USER),
                            now);
                    return ownerIs(tx, owner, unknownAlone, now);
                });
    }

    private static int ownerIs(
            Transaction tx, TokenRow.Owner owner, boolean unknownAlone, Instant now) {
        String user = json(owner.user());
        return tx.update(
                CHANGE
                        + "owner = ?, standing = ?, suspended = 0, suspended_why = '', username = ?"
                        + " WHERE realm = ? AND subject = ? AND ended_at IS NULL AND (owner <> ? OR"
                        + " standing <> ? OR suspended = 1)"
                        + (unknownAlone ? " AND standing = ''" : ""),
                now,
                user,
                owner.standing(),
                Sql.cut(owner.username(), USER),
                Sql.cut(owner.realm(), REALM),
                Sql.cut(owner.subject(), USER),
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
                                        Sql.cut(use.from(), ADDRESS),
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
                                                    Sql.cut(use.from(), ADDRESS),
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

    /** The same for the same user, so that a change is seen. */
    private static String json(Map<String, Object> user) {
        return StoredJson.write(new TreeMap<>(user));
    }

    private static String scopes(Grant grant) {
        return grant.rights().stream()
                .sorted()
                .map(Grant.Right::word)
                .collect(Collectors.joining(" "));
    }

    private static @Nullable String globs(@Nullable List<String> globs) {
        return globs == null ? null : StoredJson.write(globs);
    }

    private static TokenRow read(Row row) {
        Set<Grant.Right> rights =
                List.of(row.text("scopes").split(" ")).stream()
                        .flatMap(word -> Grant.Right.of(word).stream())
                        .collect(Collectors.toSet());
        return new TokenRow(
                row.text("token_hash"),
                row.text("name"),
                new TokenRow.Owner(
                        row.text("realm"),
                        row.text("subject"),
                        row.text("username"),
                        parse(row.text("owner"), new TypeReference<Map<String, Object>>() {}),
                        row.text("standing")),
                new Grant(
                        row.text("token_id"),
                        rights,
                        list(row.textOrNull("builders")),
                        list(row.textOrNull("projects"))),
                row.time("made_at"),
                row.time("ends_at"),
                row.timeOrNull("used_at"),
                row.text("used_from"),
                row.timeOrNull("ended_at"),
                row.text("ended_why"),
                row.time("login_at"),
                row.text("suspended_why"),
                row.number("version"));
    }

    private static @Nullable List<String> list(@Nullable String json) {
        return json == null ? null : parse(json, new TypeReference<ArrayList<String>>() {});
    }

    private static <T> T parse(String json, TypeReference<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new BadDatabase("a token of the database has a text that is no JSON", e);
        }
    }
}
