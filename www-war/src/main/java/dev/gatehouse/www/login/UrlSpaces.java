package dev.gatehouse.www.login;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.access.Denied;
import dev.gatehouse.data.access.Unrecognised;
import dev.gatehouse.data.json.JsonMappers;
import dev.gatehouse.www.RequestPath;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.apache.shiro.web.filter.mgt.DefaultFilterChainManager;
import org.apache.shiro.web.filter.mgt.FilterChainResolver;
import org.jspecify.annotations.Nullable;

/**
 * The chain of URL rules, the first wall: which spaces there are at all, and which of them the role rules
 * guard. What is not named is answered 404. It sees the path as {@link RequestPath} read it. The door
 * behind it asks again for the thing itself. Any thread.
 */
public final class UrlSpaces implements FilterChainResolver {
    /** Everybody may come here: these wires decide for themselves or have nothing to hide. */
    static final Set<String> OPEN = Set.of("", "auth", "config", "config.js", "assets", "img");

    private static final Set<String> GUARDED = Set.of("api", "ws", "sse");

    private static final int TOO_MANY = 429;

    private static final ObjectMapper JSON = JsonMappers.builder().build();

    /** What role rules say of a whole URL space. */
    @FunctionalInterface
    public interface SpaceRule {
        /**
         * @param method the HTTP method
         * @throws Denied when no target and no action there could be allowed
         */
        void check(Caller who, String method);
    }

    /** Writes a refusal in the form that the space's clients expect. */
    @FunctionalInterface
    public interface Refusal {
        /**
         * @param why {@link Denied}, or {@link Unavailable} or {@link Unrecognised} where nobody knows who asks
         */
        void write(HttpServletRequest request, HttpServletResponse response, RuntimeException why)
                throws IOException;
    }

    private final DefaultFilterChainManager chains = new DefaultFilterChainManager();
    private final Set<String> alsoOpen;
    private final Refusal apiRefusal;

    UrlSpaces(Callers callers, SpaceRule rule, Refusal apiRefusal, Set<String> alsoOpen) {
        this.alsoOpen = Set.copyOf(alsoOpen);
        this.apiRefusal = apiRefusal;
        chains.addFilter("rules", new Rules(callers, rule, apiRefusal));
        chains.addFilter("nothing", new Nothing());
        chains.addToChain("guarded", "rules");
        chains.addToChain("denied", "nothing");
    }

    @Override
    public FilterChain getChain(
            ServletRequest request, ServletResponse response, FilterChain original) {
        RequestPath path = RequestPath.of((HttpServletRequest) request);
        if (GUARDED.contains(path.space())) {
            return chains.proxy(original, "guarded");
        }
        if (OPEN.contains(path.space()) || alsoOpen.contains(path.space())) {
            return original;
        }
        return chains.proxy(original, "denied");
    }

    /**
     * Answers a request of which nobody can say who sends it.
     *
     * @param why {@link Unavailable}: at the moment; {@link Unrecognised}: it brings a token that is worth nothing
     */
    void refuse(HttpServletRequest request, HttpServletResponse response, RuntimeException why)
            throws IOException {
        boolean api = RequestPath.of(request).space().equals("api");
        if (why instanceof Unrecognised unrecognised) {
            challenge(response, unrecognised);
        }
        if (api) {
            apiRefusal.write(request, response, why);
        } else if (why instanceof Unrecognised unrecognised) {
            byte[] body = JSON.writeValueAsBytes(Map.of("error", String.valueOf(why.getMessage())));
            write(
                    response,
                    unrecognised.retryAfter() > 0 ? TOO_MANY : HttpServletResponse.SC_UNAUTHORIZED,
                    "application/json",
                    request.getMethod().equals("HEAD") ? new byte[0] : body);
        } else {
            response.setHeader("Retry-After", "10");
            plain(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, why.getMessage());
        }
    }

    /** As RFC 6750 has it; browsers show no password box for it. */
    private static void challenge(HttpServletResponse response, Unrecognised why) {
        response.setHeader("Cache-Control", "no-store");
        if (why.retryAfter() > 0) {
            response.setHeader("Retry-After", String.valueOf(why.retryAfter()));
        } else {
            response.setHeader(
                    "WWW-Authenticate", "Bearer realm=\"gatehouse\", error=\"invalid_token\"");
        }
    }

    private static final class Rules extends HttpFilter {
        private static final long serialVersionUID = 1;

        private final transient Callers callers;
        private final transient SpaceRule rule;
        private final transient Refusal apiRefusal;

        Rules(Callers callers, SpaceRule rule, Refusal apiRefusal) {
            this.callers = callers;
            this.rule = rule;
            this.apiRefusal = apiRefusal;
        }

        @Override
        protected void doFilter(
                HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            RequestPath path = RequestPath.of(request);
            boolean api = path.space().equals("api");
            // the list of versions is no data; preflights and unknown methods reach none
            boolean data = !api || !path.rest().isEmpty();
            String method = api ? request.getMethod() : "GET";
            if (data && Set.of("GET", "HEAD", "POST").contains(method)) {
                try {
                    rule.check(callers.current(request), method);
                } catch (Denied e) {
                    if (api) {
                        apiRefusal.write(request, response, e);
                    } else {
                        plain(response, 403, e.getMessage());
                    }
                    return;
                }
            }
            chain.doFilter(request, response);
        }
    }

    private static final class Nothing extends HttpFilter {
        private static final long serialVersionUID = 1;

        @Override
        protected void doFilter(
                HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException {
            plain(response, 404, "there is nothing at this address");
        }
    }

    static void plain(HttpServletResponse response, int status, @Nullable String message)
            throws IOException {
        write(
                response,
                status,
                "text/plain; charset=utf-8",
                String.valueOf(message).getBytes(StandardCharsets.UTF_8));
    }

    private static void write(HttpServletResponse response, int status, String type, byte[] body)
            throws IOException {
        response.setStatus(status);
        response.setContentType(type);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
