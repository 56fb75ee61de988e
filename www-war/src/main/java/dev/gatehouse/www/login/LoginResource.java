package dev.gatehouse.www.login;

import dev.gatehouse.www.login.ways.PartlyRefused;
import dev.gatehouse.www.login.ways.ProviderWay;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.POST;
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
import org.apache.shiro.authc.CredentialsException;
import org.apache.shiro.authc.UsernamePasswordToken;
import org.apache.shiro.mgt.SecurityManager;
import org.apache.shiro.subject.PrincipalCollection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /auth/login} and {@code /auth/logout}: a browser shows its own password box, sends what was typed
 * as HTTP Basic, gets the session cookie and goes back to the page it came from; or it is sent to another
 * site, and comes back from there. Any thread.
 */
@Path("auth")
public final class LoginResource {
    private static final Logger log = LoggerFactory.getLogger(LoginResource.class);

    /** Longer credentials are refused unread: no name and password need as much. */
    private static final int MAX_CREDENTIALS = 8192;

    private static final String BASIC = "basic realm=\"buildbot\", charset=\"UTF-8\"";
    private static final String FORM = "form realm=\"buildbot\"";

    private static final String NO_LOGIN = "an API token is no login, and has no session";

    private final SecurityManager realms;
    private final Logins logins;
    private final Callers callers;
    private final ProviderLogins providers;
    private final String buildbotUrl;
    private final boolean passwords;

    /**
     * @param buildbotUrl where to go back to; ends in a slash
     * @param passwords whether anybody can log in with one
     */
    LoginResource(
            SecurityManager realms,
            Logins logins,
            Callers callers,
            ProviderLogins providers,
            String buildbotUrl,
            boolean passwords) {
        this.realms = realms;
        this.logins = logins;
        this.callers = callers;
        this.providers = providers;
        this.buildbotUrl = buildbotUrl;
        this.passwords = passwords;
    }

    @GET
    @Path("login")
    public Response login(
            @Context HttpServletRequest request, @Context HttpServletResponse response) {
        if (!passwords && !providers.any()) {
            return text(501, "nobody can log in here: www.auth is NoAuth");
        }
        if (callers.current(request).grant() != null) {
            return text(403, NO_LOGIN);
        }
        if (!FetchSite.mayLogIn(request)) {
            return text(403, "a page of another site may not log you in");
        }
        Optional<Response> elsewhere = elsewhere(request, response);
        if (elsewhere.isPresent()) {
            return elsewhere.get();
        }
        if (!passwords) {
            return text(404, "there is no such way to log in");
        }
        Optional<UsernamePasswordToken> credentials = credentials(request);
        if (credentials.isEmpty()) {
            return unauthorized(request);
        }
        UsernamePasswordToken token = credentials.get();
        try {
            return logins.admit(
                    request, "", token.getUsername(), () -> look(request, response, token));
        } catch (LoginRefused e) {
            return refused(e);
        } finally {
            token.clear();
        }
    }

    private Response look(
            HttpServletRequest request, HttpServletResponse response, UsernamePasswordToken token) {
        try {
            logins.beginWithPassword(
                    request, response, identity(realms.authenticate(token).getPrincipals()));
            return back(request.getParameter("redirect"));
        } catch (CredentialsException e) {
            logins.failed(request, "", token.getUsername(), "wrong name or password");
            return unauthorized(request);
        } catch (PartlyRefused e) {
            logins.failed(
                    request,
                    "",
                    token.getUsername(),
                    "refused, and not every realm could be asked: " + e.getMessage());
            return undecided(e);
        } catch (AuthenticationException e) {
            return undecided(e);
        }
    }

    /** Whoever only looks is not let in. */
    @HEAD
    @Path("login")
    public Response loginHead() {
        return Response.status(405).header(HttpHeaders.ALLOW, "GET, POST").build();
    }

    /** As our pages do it; a password goes into a header here too. */
    @POST
    @Path("login")
    public Response loginPost(
            @Context HttpServletRequest request, @Context HttpServletResponse response) {
        return login(request, response);
    }

    /** Where this login is another site's matter: what to answer. */
    private Optional<Response> elsewhere(HttpServletRequest request, HttpServletResponse response) {
        boolean answer = providers.isAnswer(request);
        boolean typed = passwords && authorization(request).isPresent();
        Optional<ProviderWay> chosen = typed ? Optional.empty() : providers.chosen(request);
        if (!answer && chosen.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    shown(
                            answer
                                    ? providers.finish(logins, request, response)
                                    : providers.begin(chosen.orElseThrow(), request, response)));
        } catch (LoginRefused e) {
            return Optional.of(refused(e));
        }
    }

    private Response shown(ProviderLogins.Outcome outcome) {
        if (outcome.refusal().isPresent()) {
            ProviderLogins.Refusal refusal = outcome.refusal().get();
            return text(refusal.status(), refusal.text());
        }
        return outcome.away()
                .map(
                        target ->
                                Response.status(302)
                                        .header(HttpHeaders.LOCATION, target.toString())
                                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                                        .build())
                .orElseGet(() -> back(outcome.back().orElse("")));
    }

    @GET
    @Path("logout")
    public Response logout(
            @Context HttpServletRequest request, @Context HttpServletResponse response) {
        return logout(request, response, false, false);
    }

    /**
     * As our pages do it; {@code everywhere=true} ends the user's other sessions as well, and with it {@code
     * tokens=true} his API tokens.
     */
    @POST
    @Path("logout")
    public Response logoutPost(
            @Context HttpServletRequest request, @Context HttpServletResponse response) {
        return logout(
                request,
                response,
                "true".equals(request.getParameter("everywhere")),
                "true".equals(request.getParameter("tokens")));
    }

    @HEAD
    @Path("logout")
    public Response logoutHead() {
        return Response.status(405).header(HttpHeaders.ALLOW, "GET, POST").build();
    }

    private Response logout(
            HttpServletRequest request,
            HttpServletResponse response,
            boolean everywhere,
            boolean alsoTokens) {
        if (callers.current(request).grant() != null) {
            return text(403, NO_LOGIN);
        }
        if (!FetchSite.mayLogOut(request)) {
            return text(403, "a page of another site may not log you out");
        }
        if (everywhere) {
            logins.endEverywhere(request, response, alsoTokens);
        } else {
            logins.end(request, response);
        }
        return back(request.getParameter("redirect"));
    }

    private static Identity identity(PrincipalCollection principals) {
        Map<String, Object> user = Callers.user(Callers.caller(principals, ""));
        String realm = principals.getRealmNames().iterator().next();
        Vouching vouched = principals.oneByType(Vouching.class);
        return vouched == null
                ? new Identity(realm, String.valueOf(user.get("username")), user)
                : new Identity(realm, vouched.subject(), user, vouched.attributes());
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

    /** The password that somebody typed; never one that a foreign page put into a link. */
    private Optional<String> authorization(HttpServletRequest request) {
        return FetchSite.isOurs(request, buildbotUrl)
                ? Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION))
                : Optional.empty();
    }

    private Optional<UsernamePasswordToken> credentials(HttpServletRequest request) {
        String header = authorization(request).orElse("");
        if (header.length() > MAX_CREDENTIALS
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

    private Response back(@Nullable String redirect) {
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

    private static Response undecided(AuthenticationException trouble) {
        log.warn("a login cannot be decided: {}", trouble.getMessage());
        return text(503, "the login cannot be decided now: " + trouble.getMessage());
    }

    /** A page that has asked for the password itself says so, lest the browser shows a box of its own. */
    private static Response unauthorized(HttpServletRequest request) {
        return Response.status(401)
                .header(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .header(
                        HttpHeaders.WWW_AUTHENTICATE,
                        request.getHeader("X-Requested-With") == null ? BASIC : FORM)
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
