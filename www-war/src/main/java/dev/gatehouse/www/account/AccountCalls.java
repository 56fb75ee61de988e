package dev.gatehouse.www.account;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.access.Denied;
import dev.gatehouse.data.access.Grant;
import dev.gatehouse.data.json.JsonMappers;
import dev.gatehouse.data.session.SessionRow;
import dev.gatehouse.www.login.Callers;
import dev.gatehouse.www.login.Client;
import dev.gatehouse.www.login.FetchSite;
import dev.gatehouse.www.login.Session;
import dev.gatehouse.www.login.Sessions;
import dev.gatehouse.www.login.Ways;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What all calls about accounts have in common: they are of our own pages or of a program, say who calls, read
 * a small JSON object, and answer with one. A resource wraps each of its methods in {@link #answer}, and asks
 * for what it needs inside; what is missing becomes the answer. Any thread.
 */
public final class AccountCalls {
    /** How long a login counts as somebody having just shown who he is. */
    static final Duration LATELY = Duration.ofMinutes(10);

    private static final JsonMapper MAPPER =
            JsonMappers.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final Callers callers;
    private final Sessions sessions;
    private final Predicate<Caller> administers;
    private final Consumer<Caller> demand;
    private final Function<String, Ways.Confirmation> confirmation;
    private final String ownUrl;
    private final InstantSource clock;

    /** One call. */
    @FunctionalInterface
    public interface Work {
        /**
         * @return what is to be written as JSON; times in seconds since 1970
         * @throws CallRefused to answer that instead, as is whatever {@link AccountFaults} knows
         */
        Object run() throws IOException;
    }

    /**
     * @param administers whether somebody is an administrator
     * @param demand refuses whoever has to show more than a password, by {@link Denied}
     * @param confirmation how people of a realm show again who they are
     * @param ownUrl where browsers find this server
     */
    public AccountCalls(
            Callers callers,
            Sessions sessions,
            Predicate<Caller> administers,
            Consumer<Caller> demand,
            Function<String, Ways.Confirmation> confirmation,
            String ownUrl,
            InstantSource clock) {
        this.callers = callers;
        this.sessions = sessions;
        this.administers = administers;
        this.demand = demand;
        this.confirmation = confirmation;
        this.ownUrl = ownUrl;
        this.clock = clock;
    }

    /** Does the work, unless another site's page sends the request, and answers with its result. */
    public Response answer(HttpServletRequest request, Work work) throws IOException {
        try {
            if (!FetchSite.isOurs(request, ownUrl)) {
                throw new CallRefused(403, "a page of another site may not ask for this");
            }
            return json(200, work.run());
        } catch (Unavailable e) {
            return Response.fromResponse(json(503, Map.of("error", String.valueOf(e.getMessage()))))
                    .header(HttpHeaders.RETRY_AFTER, 10)
                    .build();
        } catch (RuntimeException e) {
            return refused(AccountFaults.of(e));
        }
    }

    private static Response refused(CallRefused refused) throws IOException {
        Response answer = json(refused.status(), refused.body());
        return refused.status() == 401
                ? Response.fromResponse(answer)
                        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"gatehouse\"")
                        .build()
                : answer;
    }

    private static Response json(int status, Object body) throws IOException {
        return Response.status(status)
                .header(HttpHeaders.CONTENT_TYPE, "application/json")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("X-Content-Type-Options", "nosniff")
                .entity(MAPPER.writeValueAsBytes(body))
                .build();
    }

    /**
     * What was sent, with no keys but these.
     *
     * @throws CallRefused where it is not that
     */
    public CallBody body(HttpServletRequest request, String... legal) throws IOException {
        return CallBody.read(request, legal);
    }

    /**
     * Who calls: somebody who is logged in, or a program of his that may do this.
     *
     * @throws CallRefused where nobody is, or his token lacks the scope {@code admin}
     */
    public Caller caller(HttpServletRequest request) {
        Caller caller = callers.current(request);
        if (caller.anonymous()) {
            throw new CallRefused(401, "you need to be logged in");
        }
        Grant grant = caller.grant();
        if (grant != null && !grant.has(Grant.Right.ADMIN)) {
            throw new CallRefused(403, "this API token lacks the scope 'admin'");
        }
        return caller;
    }

    /**
     * As {@link #caller}, but an administrator.
     *
     * @throws CallRefused where he is none
     */
    public Caller administrator(HttpServletRequest request) {
        Caller caller = caller(request);
        if (!administers.test(caller)) {
            throw new CallRefused(403, "this is for administrators");
        }
        return strong(request);
    }

    /**
     * As {@link #caller}, but he has shown whatever is demanded of those who administer or make a new way in.
     *
     * @throws Denied where he has not, saying what there is to do
     */
    public Caller strong(HttpServletRequest request) {
        Caller caller = caller(request);
        demand.accept(caller);
        return caller;
    }

    /**
     * The session that the request comes with; programs have none.
     *
     * @throws CallRefused where nobody is logged in, or a program calls
     */
    public SessionRow session(HttpServletRequest request) {
        if (caller(request).grant() != null) {
            throw new CallRefused(403, "this takes a session of the pages, not an API token");
        }
        return callers.session(request)
                .flatMap(sessions::row)
                .orElseThrow(() -> new CallRefused(401, "you need to be logged in"));
    }

    /**
     * As {@link #session}, but he has shown who he is within the last ten minutes. A page asks for the password
     * and sends it to {@code /auth/login}, as for any login; or it sends him to {@code /auth/login} with {@code
     * way} and {@code confirm=true}, to be asked by the site that he came from.
     *
     * @throws CallRefused with {@code confirm}: {@code password}; {@code provider}, and then {@code way}; or {@code
     *     login} where nobody can be told to ask him
     */
    public SessionRow confirmed(HttpServletRequest request) {
        SessionRow row = session(request);
        Ways.Confirmation how = confirmation.apply(row.realm());
        Instant latest = clock.instant().minus(LATELY);
        // whoever a Buildbot has let in came at a time that nobody knows
        if (row.realm().isEmpty()
                || shownAt(request, row, how).filter(at -> !at.isBefore(latest)).isEmpty()) {
            throw new CallRefused(
                    403,
                    switch (how) {
                        case PASSWORD -> "confirm with your password who you are";
                        case PROVIDER -> "confirm who you are where you have logged in";
                        case LOGIN -> "log out and in again, to confirm who you are";
                    },
                    Map.of("confirm", how.name().toLowerCase(Locale.ROOT), "way", row.realm()));
        }
        return row;
    }

    /** Where nobody can be told to ask him, that he has just come is all there is. */
    private Optional<Instant> shownAt(
            HttpServletRequest request, SessionRow row, Ways.Confirmation how) {
        return how == Ways.Confirmation.LOGIN
                ? Optional.of(row.startedAt())
                : callers.session(request).flatMap(Session::shownAt);
    }

    /** Whence it comes, for the audit log. */
    public static Map<String, Object> from(HttpServletRequest request) {
        return Client.of(request).fields();
    }
}
