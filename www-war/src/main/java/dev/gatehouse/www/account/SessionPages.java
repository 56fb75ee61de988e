package dev.gatehouse.www.account;

import dev.gatehouse.data.session.SessionRow;
import dev.gatehouse.data.session.TokenRow;
import dev.gatehouse.www.audit.Audit;
import dev.gatehouse.www.login.Callers;
import dev.gatehouse.www.login.Session;
import dev.gatehouse.www.login.Sessions;
import dev.gatehouse.www.login.TokenBook;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code /auth/sessions}: the browsers in which somebody is logged in. Any thread. */
@Path("auth/sessions")
public final class SessionPages {
    private final AccountCalls calls;
    private final Owners owners;
    private final Callers callers;
    private final Sessions sessions;
    private final Audit audit;

    public SessionPages(
            AccountCalls calls, Callers callers, TokenBook tokens, Sessions sessions, Audit audit) {
        this.calls = calls;
        this.owners = new Owners(calls, callers, tokens);
        this.callers = callers;
        this.sessions = sessions;
        this.audit = audit;
    }

    /** The one used last first. */
    @GET
    public Response list(@Context HttpServletRequest request) throws IOException {
        return calls.answer(
                request,
                () ->
                        Map.of(
                                "sessions",
                                own(request).stream().map(row -> shown(row, request)).toList()));
    }

    /** Ends one; another than the request's own only after a confirmation. */
    @DELETE
    @Path("{id}")
    public Response end(@Context HttpServletRequest request, @PathParam("id") String id)
            throws IOException {
        return calls.answer(
                request,
                () -> {
                    SessionRow row =
                            own(request).stream()
                                    .filter(one -> id(one).equals(id))
                                    .findFirst()
                                    .orElseThrow(
                                            () -> new CallRefused(404, "there is no such session"));
                    if (!isCurrent(row, request)) {
                        calls.confirmed(request);
                    }
                    if (sessions.revoke(row.tokenHash())) {
                        Map<String, Object> fields = new LinkedHashMap<>();
                        fields.put("realm", row.realm());
                        fields.put("user", row.username());
                        fields.put("session", id(row));
                        fields.putAll(AccountCalls.from(request));
                        fields.put("reason", "by its owner");
                        audit.say("session.ended", fields);
                    }
                    return Map.of("id", id(row));
                });
    }

    private List<SessionRow> own(HttpServletRequest request) {
        TokenRow.Owner owner = owners.of(request);
        return sessions.open(owner.username(), owner.realm(), owner.subject());
    }

    private boolean isCurrent(SessionRow row, HttpServletRequest request) {
        return callers.session(request).map(Session::id).filter(id(row)::equals).isPresent();
    }

    /** As in the audit log; nobody can make the token of it. */
    private static String id(SessionRow row) {
        return row.tokenHash().substring(0, 16);
    }

    private Map<String, Object> shown(SessionRow row, HttpServletRequest request) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", id(row));
        shown.put("current", isCurrent(row, request));
        shown.put("realm", row.realm());
        shown.put("address", row.address());
        shown.put("agent", row.agent());
        shown.put("started_at", row.startedAt().getEpochSecond());
        shown.put("used_at", row.usedAt().getEpochSecond());
        shown.put("expires_at", row.endsAt().getEpochSecond());
        return shown;
    }
}
