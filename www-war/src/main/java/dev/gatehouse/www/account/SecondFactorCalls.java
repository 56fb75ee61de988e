package dev.gatehouse.www.account;

import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.access.Denied;
import dev.gatehouse.data.access.Vouched;
import dev.gatehouse.data.account.Account;
import dev.gatehouse.www.login.Logins;
import dev.gatehouse.www.login.accounts.Accounts;
import dev.gatehouse.www.login.accounts.By;
import dev.gatehouse.www.login.accounts.SecondFactors;
import io.nayuki.qrcodegen.QrCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The second factor of whoever has an account at this server: to set one up, to show it, to take it away, under
 * {@code /auth/account/second-factor}. Any thread.
 */
@Path("auth/account/second-factor")
public final class SecondFactorCalls {
    private static final String TOTP = "totp";

    private final AccountCalls calls;
    private final Accounts accounts;
    private final SecondFactors factors;
    private final Logins logins;
    private final OwnCalls own;
    private final Predicate<Caller> met;

    /**
     * @param met whether somebody has shown a second factor that counts
     */
    public SecondFactorCalls(
            AccountCalls calls,
            Accounts accounts,
            SecondFactors factors,
            Logins logins,
            Predicate<Caller> met) {
        this.calls = calls;
        this.accounts = accounts;
        this.factors = factors;
        this.logins = logins;
        this.own = new OwnCalls(calls, accounts, "second factor");
        this.met = met;
    }

    @GET
    public Response state(@Context HttpServletRequest request) throws IOException {
        return own.answer(
                request,
                account -> {
                    Map<String, Object> state = new LinkedHashMap<>();
                    state.put("set_up", account.hasSecondFactor());
                    state.put("shown", met.test(calls.caller(request)));
                    state.put("recovery_codes", factors.recoveryCodesLeft(account));
                    return state;
                });
    }

    /** Offers a secret for an authenticator; it is shown this once. */
    @POST
    @Path("offer")
    public Response offer(@Context HttpServletRequest request) throws IOException {
        return own.answer(
                request,
                account -> {
                    calls.confirmed(request);
                    requireShown(request, account);
                    SecondFactors.Offer offer = factors.offer(account);
                    Map<String, Object> answer = new LinkedHashMap<>();
                    answer.put("secret", offer.secret());
                    answer.put("uri", offer.uri());
                    answer.put("picture", picture(offer.uri()));
                    return answer;
                });
    }

    /** The rows of a QR code, from the top, each a text of 0 and 1. */
    private static List<String> picture(String uri) {
        QrCode code = QrCode.encodeText(uri, QrCode.Ecc.MEDIUM);
        List<String> rows = new ArrayList<>();
        for (int y = 0; y < code.size; y++) {
            StringBuilder row = new StringBuilder();
            for (int x = 0; x < code.size; x++) {
                row.append(code.getModule(x, y) ? '1' : '0');
            }
            rows.add(row.toString());
        }
        return rows;
    }

    /** The first code of the authenticator: from now on it is asked for. Gives recovery codes, once. */
    @POST
    @Path("confirm")
    public Response confirm(
            @Context HttpServletRequest request, @Context HttpServletResponse response)
            throws IOException {
        return own.answer(
                request,
                account -> {
                    calls.confirmed(request);
                    requireShown(request, account);
                    String code = calls.body(request, "code").need("code");
                    return confirm(request, response, account, code);
                });
    }

    private Map<String, Object> confirm(
            HttpServletRequest request,
            HttpServletResponse response,
            Account account,
            String code) {
        List<String> recovery =
                logins.lookAtCode(
                        request,
                        account.subject(),
                        () ->
                                factors.confirm(account, code, By.owner(request.getRemoteAddr()))
                                        .orElseThrow(() -> wrong(request, account)));
        shown(request, response, account);
        return Map.of("recovery_codes", recovery);
    }

    /** A code of the authenticator, or a recovery code: from now on this session has shown it. */
    @POST
    @Path("show")
    public Response show(@Context HttpServletRequest request, @Context HttpServletResponse response)
            throws IOException {
        return own.answer(
                request,
                account ->
                        show(request, response, account, calls.body(request, "code").need("code")));
    }

    private Map<String, Object> show(
            HttpServletRequest request,
            HttpServletResponse response,
            Account account,
            String code) {
        requireSetUp(account);
        return logins.lookAtCode(
                request,
                account.subject(),
                () -> {
                    if (!factors.take(account, code)) {
                        throw wrong(request, account);
                    }
                    shown(request, response, account);
                    return Map.of(
                            "shown", true, "recovery_codes", factors.recoveryCodesLeft(account));
                });
    }

    private CallRefused wrong(HttpServletRequest request, Account account) {
        logins.failedCode(request, Accounts.REALM, account.name(), account.subject());
        return new CallRefused(403, "this code is wrong, or was used before");
    }

    /** A new session in place of this one. */
    private void shown(HttpServletRequest request, HttpServletResponse response, Account account) {
        logins.beginWithPassword(
                request,
                response,
                accounts.identity(account).vouchedFor(Vouched.SECOND_FACTOR, TOTP));
    }

    /** New recovery codes in place of the old ones, told once. */
    @POST
    @Path("recovery-codes")
    public Response recoveryCodes(@Context HttpServletRequest request) throws IOException {
        return own.answer(
                request,
                account -> {
                    requireSetUp(account);
                    requireShown(request, account);
                    return Map.of("recovery_codes", factors.recoveryCodes(account));
                });
    }

    @DELETE
    public Response remove(
            @Context HttpServletRequest request, @Context HttpServletResponse response)
            throws IOException {
        return own.answer(
                request,
                account -> {
                    calls.confirmed(request);
                    requireSetUp(account);
                    requireShown(request, account);
                    factors.remove(account, By.owner(request.getRemoteAddr()));
                    logins.beginWithPassword(
                            request, response, accounts.identity(accounts.need(account.name())));
                    return Map.of("set_up", false);
                });
    }

    private static void requireSetUp(Account account) {
        if (!account.hasSecondFactor()) {
            throw new CallRefused(409, "you have not set up a second factor yet");
        }
    }

    /** Whoever has only the password changes nothing about the second factor. */
    private void requireShown(HttpServletRequest request, Account account) {
        requireShown(calls.caller(request), account);
    }

    /**
     * @throws Denied where he has one, and has not shown it in this session
     */
    static void requireShown(Caller caller, Account account) {
        if (account.hasSecondFactor()
                && !TOTP.equals(caller.attributes().get(Vouched.SECOND_FACTOR))) {
            throw new Denied("enter a code of your second factor first", Denied.CODE);
        }
    }
}
