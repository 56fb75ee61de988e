package dev.gatehouse.www.login;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.shiro.web.mgt.WebSecurityManager;
import org.apache.shiro.web.servlet.AbstractShiroFilter;
import org.apache.shiro.web.subject.WebSubject;

/**
 * Turns the session cookie of every request into the Shiro subject, then lets the chain of URL rules
 * decide. Comes right after {@link dev.gatehouse.www.RequestPathFilter}, mapped on everything. Any thread.
 */
final class LoginFilter extends AbstractShiroFilter {
    private final Sessions sessions;
    private final Callers callers;

    LoginFilter(WebSecurityManager security, UrlSpaces spaces, Sessions sessions, Callers callers) {
        this.sessions = sessions;
        this.callers = callers;
        setSecurityManager(security);
        setFilterChainResolver(spaces);
    }

    @Override
    protected WebSubject createSubject(ServletRequest request, ServletResponse response) {
        HttpServletRequest http = (HttpServletRequest) request;
        Sessions.Found found = sessions.find(http);
        WebSubject.Builder builder =
                new WebSubject.Builder(getSecurityManager(), request, response);
        builder.sessionCreationEnabled(false);
        found.session()
                .filter(session -> !session.anonymous())
                .ifPresent(
                        session ->
                                builder.principals(Callers.principals(session.user()))
                                        .authenticated(true));
        if (found.brought() == Sessions.Brought.INVALID && !upgrades(http)) {
            sessions.clear(http, (HttpServletResponse) response);
        }
        WebSubject subject = builder.buildWebSubject();
        callers.remember(http, subject, found);
        return subject;
    }

    /** A handshake has no answer to put a cookie into; other protocols are asked for on plain requests. */
    private static boolean upgrades(HttpServletRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
    }
}
