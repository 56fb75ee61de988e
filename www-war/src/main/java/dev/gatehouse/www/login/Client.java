package dev.gatehouse.www.login;

import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whence a request comes.
 *
 * @param agent what it calls itself, cut: enough to tell a browser from a script; may be empty
 */
public record Client(String address, String agent) {
    private static final int MAX_AGENT = 120;

    static final Client UNKNOWN = new Client("", "");

    public static Client of(HttpServletRequest request) {
        String agent = request.getHeader("User-Agent");
        return new Client(
                request.getRemoteAddr(),
                agent == null ? "" : agent.substring(0, Math.min(agent.length(), MAX_AGENT)));
    }

    /** For the audit log; they may be added to. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("address", address);
        if (!agent.isEmpty()) {
            fields.put("agent", agent);
        }
        return fields;
    }
}
