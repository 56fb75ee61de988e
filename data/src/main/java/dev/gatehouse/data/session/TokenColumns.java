package dev.gatehouse.data.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.data.access.Grant;
import dev.gatehouse.data.database.BadDatabase;
import dev.gatehouse.data.database.Row;
import dev.gatehouse.data.database.Sql;
import dev.gatehouse.data.database.StoredJson;
import dev.gatehouse.data.json.JsonMappers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The part of {@link TokenStore} that knows how a token is written into a row, and read from it. Stateless. */
final class TokenColumns {
    /** In the order of {@link #values}, which has one more: {@code changed_at}. */
    static final String ALL =
            "token_id, token_hash, name, realm, subject, username, owner, standing, suspended,"
                    + " scopes, builders, projects, made_at, ends_at, used_at, used_from, ended_at,"
                    + " ended_why, login_at, suspended_why, version";

    private static final int NAME = 100;
    private static final int REALM = 128;
    private static final int USER = 255;
    private static final int ADDRESS = 64;
    private static final int WHY = 100;

    private static final JsonMapper MAPPER = JsonMappers.builder().build();

    private TokenColumns() {}

    static @Nullable String realm(String realm) {
        return Sql.cut(realm, REALM);
    }

    /** A subject, or a user name. */
    static @Nullable String user(String user) {
        return Sql.cut(user, USER);
    }

    static @Nullable String address(String address) {
        return Sql.cut(address, ADDRESS);
    }

    static @Nullable String why(String why) {
        return Sql.cut(why, WHY);
    }

    /** The same for the same user, so that a change is seen. */
    static String json(Map<String, Object> user) {
        return StoredJson.write(new TreeMap<>(user));
    }

    /** Of a new token. */
    static @Nullable Object[] values(TokenRow token) {
        TokenRow.Owner owner = token.owner();
        return new @Nullable Object[] {
            token.id(),
            token.hash(),
            Sql.cut(token.name(), NAME),
            realm(owner.realm()),
            user(owner.subject()),
            user(owner.username()),
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
            why(token.suspendedWhy()),
            token.version(),
            token.madeAt()
        };
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

    static TokenRow read(Row row) {
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
                suspendedWhy(row),
                row.number("version"));
    }

    /** An earlier version of this server has only said that it is so. */
    private static String suspendedWhy(Row row) {
        if (!row.flag("suspended")) {
            return "";
        }
        String why = row.text("suspended_why");
        return why.isEmpty() ? "its owner's account has changed" : why;
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
