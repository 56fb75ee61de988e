package dev.gatehouse.www.account;

import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.account.Account;
import dev.gatehouse.www.login.Logins;
import dev.gatehouse.www.login.accounts.Accounts;
import dev.gatehouse.www.login.accounts.By;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who somebody is here, and his own password: {@code /auth/account}, {@code /auth/account/password}, and
 * {@code /auth/password} for whoever has a code. Any thread.
 */
@Path("auth")
public final class OwnAccount {
    private final AccountCalls calls;
    private final Accounts accounts;
    private final Logins logins;
    private final OwnCalls own;

    public OwnAccount(AccountCalls calls, Accounts accounts, Logins logins) {
        this.calls = calls;
        this.accounts = accounts;
        this.logins = logins;
        this.own = new OwnCalls(calls, accounts, "password");
    }

    @GET
    @Path("account")
    public Response account(@Context HttpServletRequest request) throws IOException {
        return calls.answer(
                request,
                () -> {
                    Caller caller = calls.caller(request);
                    return shown(
                            caller,
                            caller.grant() == null
                                    ? accounts.of(calls.session(request))
                                    : Optional.empty());
                });
    }

    private Map<String, Object> shown(Caller caller, Optional<Account> own) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("username", caller.username());
        shown.put("realm", caller.attributes().getOrDefault("realm", ""));
        shown.put("full_name", caller.fullName());
        shown.put("email", caller.email());
        shown.put("groups", caller.groups().stream().sorted().toList());
        shown.put("own", own.isPresent());
        own.ifPresent(
                account -> {
                    shown.put("password_min", accounts.shortestPassword());
                    shown.put("must_change", account.rights().mustChange());
                    shown.put("administrator", account.rights().administrator());
                });
        return shown;
    }

    /** A new password for the old one. All sessions end, but this browser gets a new one. */
    @POST
    @Path("account/password")
    public Response password(
            @Context HttpServletRequest request, @Context HttpServletResponse response)
            throws IOException {
        return own.answer(
                request,
                account -> {
                    CallBody body = calls.body(request, "old_password", "new_password");
                    String old = body.need("old_password");
                    String wanted = body.need("new_password");
                    return change(request, response, account, old, wanted);
                });
    }

    private Map<String, Object> change(
            HttpServletRequest request,
            HttpServletResponse response,
            Account account,
            String old,
            String wanted) {
        SecondFactorCalls.requireShown(calls.caller(request), account);
        return logins.admit(
                request,
                Accounts.REALM,
                account.name(),
                () -> changed(request, response, account, old, wanted));
    }

    private Map<String, Object> changed(
            HttpServletRequest request,
            HttpServletResponse response,
            Account account,
            String old,
            String wanted) {
        if (!accounts.isPassword(account, old)) {
            logins.failed(
                    request, Accounts.REALM, account.name(), "wrong old password for a new one");
            throw new CallRefused(403, "the old password is wrong");
        }
        Caller before = calls.caller(request);
        Account changed = accounts.choose(account, wanted, By.owner(request.getRemoteAddr()));
        logins.beginWithPassword(request, response, accounts.identity(changed, before));
        return Map.of("username", changed.name());
    }

    /** Whoever has a code chooses a password; it is no login. */
    @POST
    @Path("password")
    public Response passwordByCode(@Context HttpServletRequest request) throws IOException {
        return calls.answer(
                request,
                () -> {
                    CallBody body = calls.body(request, "code", "password");
                    String code = body.need("code").strip();
                    String password = body.need("password");
                    return redeem(request, code, password);
                });
    }

    private Map<String, Object> redeem(HttpServletRequest request, String code, String password) {
        return logins.admit(
                request,
                Accounts.REALM,
                "",
                () -> {
                    if (!accounts.isCode(code)) {
                        logins.failed(request, Accounts.REALM, "", "a code that is not good");
                    }
                    By by = By.owner(request.getRemoteAddr());
                    return Map.of("username", accounts.redeem(code, password, by).name());
                });
    }
}
