package dev.gatehouse.www.rest;

import dev.gatehouse.www.Glob;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which web pages may talk to us: those of the origins that {@code www.allowed_origins} names. Where it is
 * absent, our own pages: the origin of {@code buildbotURL}, and whatever host the request itself came to.
 * A request without {@code Origin} is from no page and always passes. Immutable.
 */
public final class Cors {
    private static final Set<String> METHODS = Set.of("GET", "POST", "HEAD");

    /** What scripts of other origins may read besides the few headers that they always may. */
    private static final String EXPOSED = "ETag, X-Total-Count";

    private final List<Glob> allowed;
    private final boolean ownHost;

    private Cors(List<Glob> allowed, boolean ownHost) {
        this.allowed = List.copyOf(allowed);
        this.ownHost = ownHost;
    }

    /** Exactly these patterns; our own origin is not added. */
    public static Cors allowing(List<String> patterns) {
        return new Cors(globs(patterns), false);
    }

    public static Cors ownPages(URI buildbotUrl) {
        String origin = buildbotUrl.getScheme() + "://" + buildbotUrl.getRawAuthority();
        return new Cors(globs(List.of(origin)), true);
    }

    private static List<Glob> globs(List<String> patterns) {
        return patterns.stream().map(pattern -> Glob.of(pattern.toLowerCase(Locale.ROOT))).toList();
    }

    /** For the data API. */
    public boolean allows(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        return origin == null || listed(origin) || (ownHost && isOwnHost(origin, request));
    }

    /** For WebSockets, which any page can open: the own host always passes. */
    public boolean allowsSocket(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        return origin == null || listed(origin) || isOwnHost(origin, request);
    }

    /** What is wrong with a preflight request; empty when nothing is. */
    Optional<String> preflightFault(HttpServletRequest request) {
        String method = request.getHeader("Access-Control-Request-Method");
        return method != null && METHODS.contains(method)
                ? Optional.empty()
                : Optional.of("invalid method");
    }

    /** Tells the browser, where the request came from a page. Call once the origin is allowed. */
    void mark(HttpServletRequest request, HttpServletResponse response) {
        String origin = request.getHeader("Origin");
        if (origin != null) {
            response.setHeader("Access-Control-Allow-Origin", origin.toLowerCase(Locale.ROOT));
            response.setHeader("Access-Control-Allow-Headers", "Content-Type");
            response.setHeader("Access-Control-Max-Age", "3600");
            response.setHeader("Access-Control-Expose-Headers", EXPOSED);
        }
        response.addHeader("Vary", "Origin");
    }

    private boolean listed(String origin) {
        String lower = origin.toLowerCase(Locale.ROOT);
        return allowed.stream().anyMatch(glob -> glob.matches(lower));
    }

    private static boolean isOwnHost(String origin, HttpServletRequest request) {
        String host = request.getHeader("Host");
        if (host == null) {
            return false;
        }
        String lower = origin.toLowerCase(Locale.ROOT);
        String own = host.toLowerCase(Locale.ROOT);
        return lower.equals("http://" + own) || lower.equals("https://" + own);
    }
}
