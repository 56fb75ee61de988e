package dev.gatehouse.www.login;

import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.access.Vouched;
import dev.gatehouse.data.database.Remembered;
import dev.gatehouse.www.RequestPath;
import dev.gatehouse.www.audit.Audit;
import dev.gatehouse.www.login.ways.RemoteUser;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs in whom a proxy's header names, while {@code /}, {@code /config} or {@code /config.js} is served; all
 * other requests rely on the session that begins there. Never in the way of the page: what went wrong is
 * {@code on_load_warning} of the config document. Where there is no other way in, {@code /auth/login} is 403. Comes after {@link LoginFilter}. Any thread.
 */
public final class HeaderLogins extends HttpFilter {
    private static final long serialVersionUID = 1;
    private static final Logger log = LoggerFactory.getLogger(HeaderLogins.class);

    private static final Set<String> PAGES = Set.of("", "config", "config.js");
    private static final List<String> LOGIN = List.of("auth", "login");
    private static final String WARNING = HeaderLogins.class.getName() + ".warning";

    /** Whoever forges headers fills no log with it: each address is told of once a minute. */
    private static final Duration SAID = Duration.ofMinutes(1);

    private static final int REMEMBERED = 1000;

    private final transient Ways ways;
    private final transient Callers callers;
    private final transient Logins logins;
    private final transient Audit audit;
    private final transient InstantSource clock;
    private final boolean headersAlone;
    private final transient Remembered<String, Instant> said = new Remembered<>(REMEMBERED);

    public HeaderLogins(
            Ways ways, Callers callers, Logins logins, Audit audit, InstantSource clock) {
        this.ways = ways;
        this.callers = callers;
        this.logins = logins;
        this.audit = audit;
        this.clock = clock;
        this.headersAlone =
                !ways.all().isEmpty() && ways.of(RemoteUser.class).size() == ways.all().size();
    }

    /** What the page is to tell its reader about the login that did not happen. */
    public static Optional<String> warning(HttpServletRequest request) {
        return request.getAttribute(WARNING) instanceof String text
                ? Optional.of(text)
                : Optional.empty();
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        RequestPath path = RequestPath.of(request);
        if (headersAlone && path.segments().equals(LOGIN)) {
            UrlSpaces.plain(response, 403, "URL is not supported for authentication");
            return;
        }
        if (request.getMethod().equals("GET")
                && callers.current(request).grant() == null
                && PAGES.contains(path.space())
                && path.rest().isEmpty()) {
            for (RemoteUser way : ways.of(RemoteUser.class)) {
                login(way, request, response);
            }
        }
        chain.doFilter(request, response);
    }

    private void login(RemoteUser way, HttpServletRequest request, HttpServletResponse response) {
        RemoteUser.Told told = way.read(request);
        if (told instanceof RemoteUser.Told.Somebody somebody) {
            begin(way, somebody, request, response);
        } else if (told instanceof RemoteUser.Told.Forged forged) {
            audit(request, way, forged.why());
            warn(request, forged.why());
        } else if (told instanceof RemoteUser.Told.Nobody nobody
                && callers.current(request).anonymous()
                && ways.all().size() == 1) {
            warn(request, nobody.why());
        }
    }

    private void begin(
            RemoteUser way,
            RemoteUser.Told.Somebody somebody,
            HttpServletRequest request,
            HttpServletResponse response) {
        Object realm = somebody.user().get("realm");
        if (ways.all().stream().anyMatch(other -> other.name().equals(realm))) {
            String why = "the realm '" + realm + "' of the header is the name of a way in";
            audit(request, way, why);
            warn(request, why);
            return;
        }
        // The page's own request asks the directory; the document, fetched right after it, need
        // not.
        if (!RequestPath.of(request).space().isEmpty() && is(somebody, callers.current(request))) {
            return;
        }
        try {
            Identity identity = Logins.seen(request, way.identity(somebody));
            if (!callers.is(request, identity)) {
                logins.begin(request, response, identity);
                callers.becomes(request, identity);
            }
        } catch (UserInfoUnavailable | LoginRefused e) {
            log.warn("no login by header: {}", e.getMessage());
            warn(request, String.valueOf(e.getMessage()));
        }
    }

    private static boolean is(RemoteUser.Told.Somebody somebody, Caller caller) {
        Object realm = somebody.user().getOrDefault("realm", "RemoteUserAuth");
        return !caller.anonymous()
                && caller.username().equals(somebody.user().get("username"))
                && realm.equals(caller.attributes().get("realm"))
                && somebody.secondFactor()
                        == "proxy".equals(caller.attributes().get(Vouched.SECOND_FACTOR));
    }

    private void audit(HttpServletRequest request, RemoteUser way, String why) {
        String address = request.getRemoteAddr();
        Instant now = clock.instant();
        if (said.get(address).filter(last -> last.plus(SAID).isAfter(now)).isEmpty()) {
            said.put(address, now);
            audit.say(
                    "login.header_ignored",
                    Map.of("realm", way.name(), "address", address, "reason", why));
        }
    }

    private static void warn(HttpServletRequest request, String why) {
        request.setAttribute(WARNING, why);
    }
}
