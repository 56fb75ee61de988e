package dev.gatehouse.www.account;

import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.account.Account;
import dev.gatehouse.www.login.accounts.Accounts;
import dev.gatehouse.www.login.accounts.By;
import dev.gatehouse.www.login.accounts.SecondFactors;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everybody's accounts, for administrators: {@code /auth/admin/accounts}. What could let an administrator's
 * forgotten browser become somebody else, or make another administrator, asks who he is again. Any thread.
 */
@Path("auth/admin/accounts")
public final class AdminAccounts {
    private static final int MOST = 500;
    private static final Duration CODE = Duration.ofDays(1);
    private static final String[] CHANGES = {
        "email",
        "full_name",
        "groups",
        "administrator",
        "locked",
        "must_change",
        "password_code",
        "second_factor"
    };

    private final AccountCalls calls;
    private final Accounts accounts;
    private final SecondFactors secondFactors;
    private final boolean used;

    /**
     * @param used whether {@code www.auth} names such accounts
     */
    public AdminAccounts(
            AccountCalls calls, Accounts accounts, SecondFactors secondFactors, boolean used) {
        this.calls = calls;
        this.accounts = accounts;
        this.secondFactors = secondFactors;
        this.used = used;
    }

    private Response answer(HttpServletRequest request, AccountCalls.Work work) throws IOException {
        return calls.answer(
                request,
                () -> {
                    calls.administrator(request);
                    if (!used) {
                        throw new CallRefused(
                                404, "this server keeps no accounts: www.auth has no DatabaseAuth");
                    }
                    return work.run();
                });
    }

    /** In the order of their names: {@code limit} of them, {@code after} one. */
    @GET
    public Response list(@Context HttpServletRequest request) throws IOException {
        return answer(
                request,
                () -> {
                    String after = request.getParameter("after");
                    int limit = limit(request.getParameter("limit"));
                    List<Account> some = accounts.list(after == null ? "" : after, limit + 1);
                    Map<String, Object> answer = new LinkedHashMap<>();
                    answer.put(
                            "accounts",
                            some.stream().limit(limit).map(AdminAccounts::shown).toList());
                    answer.put("more", some.size() > limit);
                    return answer;
                });
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return MOST;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new CallRefused(400, "'limit' must be from 1 to " + MOST);
    }

    private static Map<String, Object> shown(Account account) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("name", account.name());
        shown.put("subject", account.subject());
        shown.put("email", account.person().email());
        shown.put("email_verified", account.person().emailVerified());
        shown.put("full_name", account.person().fullName());
        shown.put("groups", account.rights().groups());
        shown.put("administrator", account.rights().administrator());
        shown.put("locked", account.rights().locked());
        shown.put("must_change", account.rights().mustChange());
        shown.put("has_password", !account.secrets().password().isEmpty());
        shown.put("second_factor", account.hasSecondFactor());
        shown.put("created_at", account.createdAt().getEpochSecond());
        Instant lastLoginAt = account.lastLoginAt();
        shown.put("last_login_at", lastLoginAt == null ? null : lastLoginAt.getEpochSecond());
        return shown;
    }

    /** A new one, and the code with which its owner chooses a password. */
    @POST
    public Response add(@Context HttpServletRequest request) throws IOException {
        return answer(
                request,
                () -> {
                    CallBody body =
                            calls.body(
                                    request,
                                    "name",
                                    "email",
                                    "full_name",
                                    "groups",
                                    "administrator");
                    boolean administrator = body.flag("administrator").orElse(false);
                    if (administrator) {
                        calls.confirmed(request);
                    }
                    String email = body.text("email").orElse("");
                    Account.Person person =
                            new Account.Person(
                                    email, !email.isEmpty(), body.text("full_name").orElse(""));
                    Account.Rights rights =
                            new Account.Rights(
                                    body.texts("groups").orElse(List.of()),
                                    administrator,
                                    false,
                                    false);
                    String name = body.need("name");
                    return withCode(accounts.add(name, person, rights, by(request)), request);
                });
    }

    private Map<String, Object> withCode(Account account, HttpServletRequest request) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("account", shown(account));
        answer.put("password_code", accounts.passwordCode(account, CODE, by(request)));
        answer.put("password_code_lasts", CODE.toSeconds());
        return answer;
    }

    /** Changes what is named, and nothing else. */
    @POST
    @Path("{name}")
    public Response change(@Context HttpServletRequest request, @PathParam("name") String name)
            throws IOException {
        return answer(
                request,
                () -> {
                    CallBody body = calls.body(request, CHANGES);
                    boolean code = body.flag("password_code").orElse(false);
                    if (body.flag("second_factor").orElse(false)) {
                        throw new CallRefused(
                                400,
                                "'second_factor' can only be taken away (false); its owner sets one"
                                        + " up himself");
                    }
                    if (code
                            || body.flag("second_factor").isPresent()
                            || body.flag("administrator").isPresent()
                            || body.text("email").isPresent()) {
                        calls.confirmed(request);
                    }
                    return change(request, name, body, code);
                });
    }

    private Map<String, Object> change(
            HttpServletRequest request, String name, CallBody body, boolean code) {
        By by = by(request);
        Account changed = accounts.change(accounts.need(name), one -> changed(one, body), by);
        if (body.flag("second_factor").isPresent()) {
            secondFactors.remove(changed, by);
            changed = accounts.need(name);
        }
        return code ? withCode(changed, request) : Map.of("account", shown(changed));
    }

    private static Account changed(Account one, CallBody body) {
        Account.Person person = one.person();
        Optional<String> email = body.text("email");
        Account.Rights rights = one.rights();
        return one.with(
                        new Account.Person(
                                email.orElse(person.email()),
                                email.map(e -> !e.isEmpty()).orElse(person.emailVerified()),
                                body.text("full_name").orElse(person.fullName())))
                .with(
                        new Account.Rights(
                                body.texts("groups").orElse(rights.groups()),
                                body.flag("administrator").orElse(rights.administrator()),
                                body.flag("locked").orElse(rights.locked()),
                                body.flag("must_change").orElse(rights.mustChange())));
    }

    @DELETE
    @Path("{name}")
    public Response remove(@Context HttpServletRequest request, @PathParam("name") String name)
            throws IOException {
        return answer(
                request,
                () -> {
                    accounts.remove(accounts.need(name), by(request));
                    return Map.of("removed", name);
                });
    }

    private By by(HttpServletRequest request) {
        Caller caller = calls.caller(request);
        return new By(caller.username(), request.getRemoteAddr());
    }
}
