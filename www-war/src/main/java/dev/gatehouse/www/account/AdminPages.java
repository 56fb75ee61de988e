package dev.gatehouse.www.account;

import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.session.SessionRow;
import dev.gatehouse.www.audit.Audit;
import dev.gatehouse.www.audit.AuditTrail;
import dev.gatehouse.www.login.Callers;
import dev.gatehouse.www.login.Session;
import dev.gatehouse.www.login.Sessions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /auth/admin/audit}, {@code /auth/admin/sessions}, {@code /auth/admin/logout}: what administrators see and
 * do about other people's sessions, and the audit log. Whatever is done or read here, and who was refused, is
 * itself in the audit log. Any thread.
 */
@Path("auth/admin")
public final class AdminPages {
    private static final Logger log = LoggerFactory.getLogger(AdminPages.class);

    private static final int AUDIT_PAGE = 100;
    private static final int MOST_LINES = 500;

    private final AccountCalls calls;
    private final Callers callers;
    private final Sessions sessions;
    private final Audit audit;
    private final AuditTrail trail;
    private final Runnable everybodyOut;

    /**
     * @param trail reads what {@code audit} has written
     * @param everybodyOut ends every session of every user, on every node
     */
    public AdminPages(
            AccountCalls calls,
            Callers callers,
            Sessions sessions,
            Audit audit,
            AuditTrail trail,
            Runnable everybodyOut) {
        this.calls = calls;
        this.callers = callers;
        this.sessions = sessions;
        this.audit = audit;
        this.trail = trail;
        this.everybodyOut = everybodyOut;
    }

    /** The newest lines of the audit log, or the next ones before a mark. */
    @GET
    @Path("audit")
    public Response audit(@Context HttpServletRequest request) throws IOException {
        return calls.answer(request, () -> lines(request, by(request)));
    }

    private Map<String, Object> lines(HttpServletRequest request, Map<String, Object> by) {
        Question question = new Question(request);
        AuditTrail.Wanted wanted =
                new AuditTrail.Wanted(
                        question.text("event"), question.text("username"), question.time("since"));
        String before = question.text("before");
        int limit = question.number("limit", AUDIT_PAGE, MOST_LINES);
        by.put("wanted_event", wanted.event());
        by.put("wanted_user", wanted.username());
        try {
            AuditTrail.Page page = trail.read(wanted, before, limit);
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("lines", page.lines());
            answer.put("before", page.before().orElse(null));
            answer.put("unreadable", page.unreadable());
            return answer;
        } catch (IllegalArgumentException e) {
            throw new CallRefused(400, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            log.error("the audit log cannot be read", e);
            throw new CallRefused(503, "the audit log cannot be read; the server's log says why");
        } finally {
            audit.say("audit.read", by);
        }
    }

    /** Somebody's sessions, or everybody's latest. */
    @GET
    @Path("sessions")
    public Response sessions(@Context HttpServletRequest request) throws IOException {
        return calls.answer(
                request,
                () -> {
                    by(request);
                    String username = new Question(request).text("username");
                    Optional<String> own = callers.session(request).map(Session::id);
                    return Map.of(
                            "sessions",
                            sessions.open(username).stream().map(row -> shown(row, own)).toList());
                });
    }

    private static Map<String, Object> shown(SessionRow row, Optional<String> own) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", id(row));
        shown.put("current", own.equals(Optional.of(id(row))));
        shown.put("realm", row.realm());
        shown.put("username", row.username());
        shown.put("address", row.address());
        shown.put("agent", row.agent());
        shown.put("started_at", row.startedAt().getEpochSecond());
        shown.put("used_at", row.usedAt().getEpochSecond());
        shown.put("expires_at", row.endsAt().getEpochSecond());
        return shown;
    }

    /** As in the audit log; nobody can make the token of it. */
    private static String id(SessionRow row) {
        return row.tokenHash().substring(0, 16);
    }

    @DELETE
    @Path("sessions/{id}")
    public Response endSession(@Context HttpServletRequest request, @PathParam("id") String id)
            throws IOException {
        return calls.answer(
                request,
                () -> {
                    Map<String, Object> by = by(request);
                    List<SessionRow> found = sessions.called(id);
                    if (found.size() != 1 || !sessions.revoke(found.get(0).tokenHash())) {
                        throw new CallRefused(404, "there is no such session any more");
                    }
                    Map<String, Object> what = new LinkedHashMap<>();
                    what.put("realm", found.get(0).realm());
                    what.put("user", found.get(0).username());
                    what.put("session", id);
                    what.putAll(by);
                    what.put("reason", "by an administrator");
                    audit.say("session.ended", what);
                    return Map.of("id", id);
                });
    }

    /** Ends all sessions of a user name, in whichever realm; or everybody's. */
    @POST
    @Path("logout")
    public Response logout(@Context HttpServletRequest request) throws IOException {
        return calls.answer(
                request,
                () -> {
                    Map<String, Object> by = by(request);
                    CallBody body = calls.body(request, "username", "everybody");
                    if (body.flag("everybody").orElse(false)) {
                        if (body.text("username").isPresent()) {
                            throw new CallRefused(400, "send 'username' or 'everybody', not both");
                        }
                        everybodyOut.run();
                        audit.say("logout.everybody", by);
                        return Map.of();
                    }
                    String username = body.need("username");
                    int ended = sessions.endAll(username);
                    Map<String, Object> what = new LinkedHashMap<>();
                    what.put("user", username);
                    what.put("sessions", ended);
                    what.putAll(by);
                    audit.say("logout.by_administrator", what);
                    return Map.of("sessions", ended);
                });
    }

    /** Which administrator calls, for the audit log; who is none is written down there too. */
    private Map<String, Object> by(HttpServletRequest request) {
        try {
            return named("by", calls.administrator(request), request);
        } catch (CallRefused e) {
            if (e.status() == 403) {
                Map<String, Object> who = named("user", callers.current(request), request);
                who.put("reason", e.getMessage());
                audit.say("admin.refused", who);
            }
            throw e;
        }
    }

    private static Map<String, Object> named(String as, Caller caller, HttpServletRequest request) {
        Map<String, Object> named = new LinkedHashMap<>();
        named.put(as, caller.username());
        named.put(
                as.equals("by") ? "by_realm" : "realm",
                caller.attributes().getOrDefault("realm", ""));
        named.putAll(AccountCalls.from(request));
        return named;
    }
}
