package dev.gatehouse.www.login;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.shiro.authc.AuthenticationException;
import org.apache.shiro.authc.UsernamePasswordToken;
import org.apache.shiro.mgt.SecurityManager;
import org.apache.shiro.subject.PrincipalCollection;

/**
 * {@code /auth/login} and {@code /auth/logout}: a browser shows its own password box, sends what was typed
 * as HTTP Basic, gets the session cookie and goes back to the page it came from. Any thread.
 */
@Path("auth")
public final class LoginResource {
    /** Longer credentials are refused unread: no name and password need as much. */
    private static final int MAX_CREDENTIALS = 8192;

    private final SecurityManager realms;
    private final Logins logins;
    private final String buildbotUrl;
    private final boolean enabled;

    /**
     * @param buildbotUrl where to go back to; ends in a slash
     * @param enabled false for {@code NoAuth}
     */
    LoginResource(SecurityManager realms, Logins logins, String buildbotUrl, boolean enabled) {
        this.realms = realms;
        this.logins = logins;
        this.buildbotUrl = buildbotUrl;
        this.enabled = enabled;
    }

    @GET
    @Path("login")
    public Response login(
            @Context HttpServletRequest request, @Context HttpServletResponse response) {
        if (!enabled) {
            return text(501, "nobody can log in here: www.auth is NoAuth");
        }
        if (planted(request)) {
            return text(403, "a page of another site may not log you in");
        }
        Optional<UsernamePasswordToken> credentials = credentials(request);
        if (credentials.isEmpty()) {
            return unauthorized();
        }
        UsernamePasswordToken token = credentials.get();
        try {
            logins.admit(request, "", token.getUsername());
            logins.begin(request, response, identity(realms.authenticate(token).getPrincipals()));
            return back(request);
        } catch (LoginRefused e) {
            return refused(e);
        } catch (AuthenticationException e) {
            logins.failed(request, "", token.getUsername(), "wrong name or password");
            return unauthorized();
        } finally {
            token.clear();
        }
    }

    @HEAD
    @Path("login")
    public Response loginHead(
            @Context HttpServletRequest request, @Context HttpServletResponse response) {
        return login(request, response);
    }

    @GET
    @Path("logout")
    public Response logout(
            @Context HttpServletRequest request, @Context HttpServletResponse response) {
        if (planted(request)) {
            return text(403, "a page of another site may not log you out");
        }
        logins.end(request, response);
        return back(request);
    }

    @HEAD
    @Path("logout")
    public Response logoutHead(
            @Context HttpServletRequest request, @Context HttpServletResponse response) {
        return logout(request, response);
    }

    private static Identity identity(PrincipalCollection principals) {
        Map<String, Object> user = Callers.user(Callers.caller(principals, ""));
        String realm = principals.getRealmNames().iterator().next();
        return new Identity(realm, String.valueOf(user.get("username")), user);
    }

    private static Response refused(LoginRefused refusal) {
        Response answer = text(refusal.status(), String.valueOf(refusal.getMessage()));
        return refusal.retryAfter()
                .map(
                        wait ->
                                Response.fromResponse(answer)
                                        .header(HttpHeaders.RETRY_AFTER, wait.toSeconds())
                                        .build())
                .orElse(answer);
    }

    /** An image or a script of a foreign page; following a link is the user's own doing. */
    private static boolean planted(HttpServletRequest request) {
        return "cross-site".equals(request.getHeader("Sec-Fetch-Site"))
                && !"navigate".equals(request.getHeader("Sec-Fetch-Mode"));
    }

    private static Optional<UsernamePasswordToken> credentials(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null
                || header.length() > MAX_CREDENTIALS
                || !header.toLowerCase(Locale.ROOT).startsWith("basic ")) {
            return Optional.empty();
        }
        try {
            byte[] decoded = Base64.getDecoder().decode(header.substring(6).strip());
            String both = new String(decoded, StandardCharsets.UTF_8);
            int colon = both.indexOf(':');
            return colon <= 0
                    ? Optional.empty()
                    : Optional.of(
                            new UsernamePasswordToken(
                                    both.substring(0, colon),
                                    both.substring(colon + 1).toCharArray(),
                                    request.getRemoteAddr()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Response back(HttpServletRequest request) {
        String redirect = request.getParameter("redirect");
        String fragment = redirect == null ? "" : redirect.split("[\r\n]", 2)[0];
        return Response.status(302)
                .header(
                        HttpHeaders.LOCATION,
                        buildbotUrl + "#" + (fragment.isEmpty() ? "/" : escaped(fragment)))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /** A header is ASCII without blanks; what is already escaped stays so. */
    private static String escaped(String fragment) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : fragment.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b < 0x7f && b != '"' && b != '<' && b != '>') {
                escaped.append((char) b);
            } else {
                escaped.append(String.format("%%%02X", b & 0xff));
            }
        }
        return escaped.toString();
    }

    private static Response unauthorized() {
        return Response.status(401)
                .header(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .header(HttpHeaders.WWW_AUTHENTICATE, "basic realm=\"buildbot\"")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity("Unauthorized".getBytes(StandardCharsets.US_ASCII))
                .build();
    }

    private static Response text(int status, String message) {
        return Response.status(status)
                .header(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .entity((message + "\n").getBytes(StandardCharsets.UTF_8))
                .build();
    }
}
