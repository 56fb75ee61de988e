package dev.gatehouse.www.login;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * The names under which a browser keeps the session, and how it is told to. Over TLS the name begins with
 * {@code __Host-}, so that no other host can plant one; a Buildbot beside us knows only its own names, which
 * are used where the configuration says that there is one. Immutable; any thread.
 */
final class SessionCookies {
    private static final String BUILDBOT = "TWISTED_SESSION";
    private static final String BUILDBOT_TLS = "TWISTED_SECURE_SESSION";
    private static final String OURS = "__Host-TWISTED_SESSION";

    private final boolean sharedWithBuildbot;
    private final String tlsHost;

    /**
     * @param url the configured {@code buildbotURL}: where it is https, who asks for its host has come through
     *     TLS, which a proxy has ended; empty where it is not configured
     */
    SessionCookies(boolean sharedWithBuildbot, String url) {
        this.sharedWithBuildbot = sharedWithBuildbot;
        this.tlsHost = url.startsWith("https://") ? URI.create(url).getAuthority() : "";
    }

    private boolean secure(HttpServletRequest request) {
        return request.isSecure()
                || (!tlsHost.isEmpty() && tlsHost.equalsIgnoreCase(request.getHeader("Host")));
    }

    /** What a browser sent as its session, in its order. */
    List<String> values(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies == null) {
            return List.of();
        }
        String name = name(request);
        boolean alsoTls = sharedWithBuildbot && secure(request);
        List<String> values = new ArrayList<>(1);
        for (Cookie cookie : cookies) {
            if (cookie.getName().equals(name)
                    || (alsoTls && cookie.getName().equals(BUILDBOT_TLS))) {
                values.add(cookie.getValue());
            }
        }
        return values;
    }

    /** Sets the one session cookie, whatever was set before in this answer. */
    void set(HttpServletRequest request, HttpServletResponse response, String token) {
        replace(request, response, token, "");
    }

    /** Makes the browser forget a cookie that is worth nothing. */
    void clear(HttpServletRequest request, HttpServletResponse response) {
        replace(request, response, "", "; Max-Age=0");
    }

    private void replace(
            HttpServletRequest request, HttpServletResponse response, String value, String more) {
        String name = name(request);
        List<String> others =
                response.getHeaders("Set-Cookie").stream()
                        .filter(cookie -> !cookie.startsWith(name + "="))
                        .toList();
        response.setHeader("Set-Cookie", cookie(request, name, value, more));
        others.forEach(other -> response.addHeader("Set-Cookie", other));
    }

    private String cookie(HttpServletRequest request, String name, String value, String more) {
        String context = request.getContextPath();
        String path = context.isEmpty() || name.startsWith("__Host-") ? "/" : context;
        return name
                + "="
                + value
                + "; Path="
                + path
                + "; HttpOnly; SameSite=Lax"
                + (secure(request) ? "; Secure" : "")
                + more;
    }

    /** A path of its own would be against the rules of the prefix, so the name has it. */
    private String name(HttpServletRequest request) {
        return secure(request) && !sharedWithBuildbot
                ? OURS + request.getContextPath().replace('/', '_')
                : BUILDBOT;
    }
}
