package dev.gatehouse.www.account;

import dev.gatehouse.data.access.Grant;
import dev.gatehouse.data.session.SessionRow;
import dev.gatehouse.data.session.TokenRow;
import dev.gatehouse.www.MadeToken;
import dev.gatehouse.www.NewToken;
import dev.gatehouse.www.login.Callers;
import dev.gatehouse.www.login.TokenBook;
import dev.gatehouse.www.login.TokenRefused;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /auth/tokens}: somebody's own API tokens. Any thread. */
@Path("auth/tokens")
public final class TokenPages {
    private final AccountCalls calls;
    private final Owners owners;
    private final TokenBook tokens;
    private final InstantSource clock;

    public TokenPages(AccountCalls calls, Callers callers, TokenBook tokens, InstantSource clock) {
        this.calls = calls;
        this.owners = new Owners(calls, callers, tokens);
        this.tokens = tokens;
        this.clock = clock;
    }

    /** All of them, also those that ended within a month, and what a new one may be like. */
    @GET
    public Response list(@Context HttpServletRequest request) throws IOException {
        return calls.answer(
                request,
                () -> {
                    Instant now = clock.instant();
                    TokenBook.Settings settings = tokens.settings();
                    Map<String, Object> answer = new LinkedHashMap<>();
                    answer.put(
                            "tokens",
                            tokens.of(owners.of(request)).stream()
                                    .map(row -> shown(row, now))
                                    .toList());
                    answer.put(
                            "scopes",
                            EnumSet.allOf(Grant.Right.class).stream()
                                    .map(Grant.Right::word)
                                    .toList());
                    answer.put("max_age", settings.maxAge().toSeconds());
                    answer.put("default_age", settings.usualAge().toSeconds());
                    answer.put("per_user", settings.perUser());
                    return answer;
                });
    }

    /** A new one; the answer's {@code token} is shown this once. */
    @POST
    public Response make(@Context HttpServletRequest request) throws IOException {
        return calls.answer(
                request,
                () -> {
                    SessionRow session = calls.confirmed(request);
                    calls.strong(request);
                    CallBody body =
                            calls.body(
                                    request,
                                    "name",
                                    "scopes",
                                    "builders",
                                    "projects",
                                    "expires_in");
                    NewToken wanted =
                            new NewToken(
                                    body.need("name"),
                                    rights(body.texts("scopes").orElse(List.of())),
                                    body.texts("builders").orElse(null),
                                    body.texts("projects").orElse(null),
                                    body.number("expires_in").map(TokenPages::age).orElse(null));
                    try {
                        MadeToken made =
                                tokens.make(
                                        owners.of(session, request),
                                        wanted,
                                        AccountCalls.from(request));
                        Map<String, Object> answer = shown(made.row(), clock.instant());
                        answer.put("token", made.text());
                        return answer;
                    } catch (TokenRefused e) {
                        throw new CallRefused(400, String.valueOf(e.getMessage()));
                    }
                });
    }

    private static Duration age(long seconds) {
        if (seconds < 1 || seconds > Integer.MAX_VALUE) {
            throw new CallRefused(400, "'expires_in' must be a number of seconds from now");
        }
        return Duration.ofSeconds(seconds);
    }

    private static Set<Grant.Right> rights(List<String> words) {
        Set<Grant.Right> rights = EnumSet.noneOf(Grant.Right.class);
        for (String word : words) {
            rights.add(
                    Grant.Right.of(word)
                            .orElseThrow(
                                    () ->
                                            new CallRefused(
                                                    400,
                                                    "there is no scope '"
                                                            + word
                                                            + "'; there are: "
                                                            + Grant.Right.words())));
        }
        return rights;
    }

    /** Ends one for good; one that has ended stays as it is. */
    @DELETE
    @Path("{id}")
    public Response revoke(@Context HttpServletRequest request, @PathParam("id") String id)
            throws IOException {
        return calls.answer(
                request,
                () -> {
                    TokenRow.Owner owner = owners.of(request);
                    TokenRow row =
                            tokens.find(id)
                                    .filter(found -> isOf(found, owner))
                                    .orElseThrow(
                                            () -> new CallRefused(404, "there is no such token"));
                    tokens.revoke(row, "by its owner", AccountCalls.from(request));
                    return shown(tokens.find(id).orElse(row), clock.instant());
                });
    }

    private static boolean isOf(TokenRow row, TokenRow.Owner owner) {
        return row.owner().realm().equals(owner.realm())
                && row.owner().subject().equals(owner.subject());
    }

    private static Map<String, Object> shown(TokenRow row, Instant now) {
        Grant grant = row.grant();
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("id", row.id());
        shown.put("name", row.name());
        shown.put("scopes", grant.scopes());
        shown.put("builders", grant.builders());
        shown.put("projects", grant.projects());
        shown.put("created_at", row.madeAt().getEpochSecond());
        shown.put("expires_at", row.endsAt().getEpochSecond());
        shown.put("used_at", seconds(row.usedAt()));
        shown.put("used_from", row.usedFrom());
        shown.put("state", state(row, now));
        shown.put("ended_at", seconds(row.endedAt()));
        shown.put("ended_why", row.endedWhy());
        shown.put("suspended_why", row.suspendedWhy());
        return shown;
    }

    private static @Nullable Long seconds(@Nullable Instant time) {
        return time == null ? null : time.getEpochSecond();
    }

    private static String state(TokenRow row, Instant now) {
        Instant ended = row.endedAt();
        if (ended != null && ended.isBefore(row.endsAt())) {
            return "revoked";
        }
        if (!row.open(now)) {
            return "expired";
        }
        return row.suspended() ? "suspended" : "active";
    }
}
