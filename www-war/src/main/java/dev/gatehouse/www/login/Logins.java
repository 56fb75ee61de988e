package dev.gatehouse.www.login;

import dev.gatehouse.www.audit.Audit;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What every way in ends in: a password, a header, an account elsewhere. Begins and ends sessions, and keeps
 * the books of it. Any thread.
 */
public final class Logins {
    /** Enough to tell a browser from a script. */
    private static final int MAX_AGENT = 120;

    private final Sessions sessions;
    private final Audit audit;

    public Logins(Sessions sessions, Audit audit) {
        this.sessions = sessions;
        this.audit = audit;
    }

    /**
     * To be asked before credentials are looked at.
     *
     * @param name the user name that was typed; empty where there is none yet
     * @throws LoginRefused where there were too many failures
     */
    public void admit(HttpServletRequest request, String realm, String name) {}

    /**
     * Somebody has shown who he is: a new session, in place of the one the request came with.
     *
     * @throws LoginRefused where the session cannot be made
     */
    public void begin(HttpServletRequest request, HttpServletResponse response, Identity identity) {
        try {
            sessions.set(request, response, identity.user());
        } catch (IllegalStateException e) {
            say(
                    "login.refused",
                    request,
                    identity.realm(),
                    identity.username(),
                    String.valueOf(e.getMessage()));
            throw LoginRefused.because("the login cannot be completed; the server's log says why");
        }
        say("login", request, identity.realm(), identity.username(), "");
    }

    /**
     * Somebody has not shown who he is.
     *
     * @param name the user name that was typed; empty where there is none
     * @param why for the audit log alone
     */
    public void failed(HttpServletRequest request, String realm, String name, String why) {
        say("login.failed", request, realm, name, why);
    }

    /** A logout. */
    public void end(HttpServletRequest request, HttpServletResponse response) {
        String user =
                sessions.find(request)
                        .session()
                        .filter(session -> !session.anonymous())
                        .map(session -> String.valueOf(session.user().get("username")))
                        .orElse("");
        sessions.set(request, response, Map.of("anonymous", true));
        if (!user.isEmpty()) {
            say("logout", request, "", user, "");
        }
    }

    private void say(
            String event, HttpServletRequest request, String realm, String user, String why) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("realm", realm);
        fields.put("user", user);
        fields.put("address", request.getRemoteAddr());
        String agent = request.getHeader("User-Agent");
        if (agent != null) {
            fields.put("agent", agent.substring(0, Math.min(agent.length(), MAX_AGENT)));
        }
        fields.put("reason", why);
        audit.say(event, fields);
    }
}
