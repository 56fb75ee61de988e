package dev.gatehouse.www.login;

import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.access.Unrecognised;
import dev.gatehouse.data.database.Remembered;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.shiro.subject.PrincipalCollection;
import org.apache.shiro.web.mgt.WebSecurityManager;
import org.apache.shiro.web.servlet.AbstractShiroFilter;
import org.apache.shiro.web.subject.WebSubject;
import org.apache.shiro.web.subject.support.WebDelegatingSubject;
import org.jspecify.annotations.Nullable;

/**
 * Turns the session cookie, or the API token, of every request into the Shiro subject, then lets the chain of URL rules
 * decide. Comes right after {@link dev.gatehouse.www.RequestPathFilter}, mapped on everything. Any thread.
 */
final class LoginFilter extends AbstractShiroFilter {
    /** As many as there are sessions that are remembered. */
    private static final int REMEMBERED = 1000;

    private static final BooleanSupplier NEVER = () -> false;

    private final UrlSpaces spaces;
    private final Sessions sessions;
    private final ApiTokens tokens;
    private final Callers callers;
    private final Remembered<Session, Person> people = new Remembered<>(REMEMBERED);

    /** Who has logged in, for Shiro and for the door. */
    private record Person(PrincipalCollection principals, Caller caller) {}

    LoginFilter(
            WebSecurityManager security,
            UrlSpaces spaces,
            Sessions sessions,
            ApiTokens tokens,
            Callers callers) {
        this.spaces = spaces;
        this.sessions = sessions;
        this.tokens = tokens;
        this.callers = callers;
        setSecurityManager(security);
        setFilterChainResolver(spaces);
    }

    /** Without the database nobody knows whether a session that was not seen of late still holds. */
    @Override
    protected void doFilterInternal(
            ServletRequest request, ServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            super.doFilterInternal(request, response, chain);
        } catch (ServletException e) {
            // what is thrown before the chain comes wrapped
            if (response.isCommitted()
                    || !(e.getCause() instanceof RuntimeException why)
                    || !(why instanceof Unavailable || why instanceof Unrecognised)) {
                throw e;
            }
            spaces.refuse((HttpServletRequest) request, (HttpServletResponse) response, why);
        }
    }

    @Override
    protected WebSubject createSubject(ServletRequest request, ServletResponse response) {
        HttpServletRequest http = (HttpServletRequest) request;
        Optional<LiveToken> token = tokens.find(http);
        if (token.isPresent()) {
            return program(token.get(), http, response);
        }
        Sessions.Found found = sessions.find(http);
        Person person =
                found.session()
                        .filter(session -> !session.anonymous())
                        .map(this::person)
                        .orElse(null);
        if (found.brought() == Sessions.Brought.INVALID && !upgrades(http)) {
            sessions.clear(http, (HttpServletResponse) response);
        }
        String address = request.getRemoteAddr();
        callers.remember(
                http,
                person == null ? Caller.nobodyAt(address) : person.caller(),
                person == null ? null : found.session().orElseThrow(),
                found.brought(),
                found.session().<BooleanSupplier>map(s -> () -> sessions.over(s)).orElse(NEVER));
        return subject(person == null ? null : person.principals(), http, response);
    }

    /** What else it brings, such as a cookie, is not looked at; and it never gets one. */
    private WebSubject program(
            LiveToken token, HttpServletRequest request, ServletResponse response) {
        callers.remember(
                request, token.caller(), null, Sessions.Brought.NOTHING, () -> tokens.over(token));
        return subject(token.principals(), request, response);
    }

    /** Shiro's own builder would look for a session and a remembered identity, which there never are. */
    private WebSubject subject(
            @Nullable PrincipalCollection principals,
            HttpServletRequest request,
            ServletResponse response) {
        return new WebDelegatingSubject(
                principals,
                principals != null,
                request.getRemoteAddr(),
                null,
                false,
                request,
                response,
                getSecurityManager());
    }

    private Person person(Session session) {
        Optional<Person> known = people.get(session);
        if (known.isPresent()) {
            return known.get();
        }
        PrincipalCollection principals = Callers.principals(session.user());
        Person person = new Person(principals, Callers.caller(principals, ""));
        people.put(session, person);
        return person;
    }

    /** A handshake has no answer to put a cookie into; other protocols are asked for on plain requests. */
    private static boolean upgrades(HttpServletRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
    }
}
