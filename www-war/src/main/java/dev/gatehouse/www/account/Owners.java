package dev.gatehouse.www.account;

import dev.gatehouse.data.access.Grant;
import dev.gatehouse.data.session.SessionRow;
import dev.gatehouse.data.session.TokenRow;
import dev.gatehouse.www.login.Callers;
import dev.gatehouse.www.login.Session;
import dev.gatehouse.www.login.TokenBook;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;

/** Who calls, by realm and subject: names alone may be those of several people. Any thread. */
final class Owners {
    private final AccountCalls calls;
    private final Callers callers;
    private final TokenBook tokens;

    Owners(AccountCalls calls, Callers callers, TokenBook tokens) {
        this.calls = calls;
        this.callers = callers;
        this.tokens = tokens;
    }

    /**
     * By session or by API token.
     *
     * @throws CallRefused where nobody does, or a program that may not
     */
    TokenRow.Owner of(HttpServletRequest request) {
        Grant grant = calls.caller(request).grant();
        return grant == null
                ? of(calls.session(request), request)
                : tokens.find(grant.token())
                        .map(TokenRow::owner)
                        .orElseThrow(() -> new CallRefused(401, "you need to be logged in"));
    }

    /**
     * @param session the one that the request comes with
     */
    TokenRow.Owner of(SessionRow session, HttpServletRequest request) {
        Map<String, Object> user = callers.session(request).map(Session::user).orElse(Map.of());
        return new TokenRow.Owner(
                session.realm(), session.subject(), session.username(), user, session.standing());
    }
}
