package dev.gatehouse.www.account;

import dev.gatehouse.data.account.Account;
import dev.gatehouse.data.session.SessionRow;
import dev.gatehouse.www.login.accounts.Accounts;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Response;
import java.io.IOException;

/** Calls of somebody about the account that he has at this server, and is logged in with. Any thread. */
final class OwnCalls {
    private final AccountCalls calls;
    private final Accounts accounts;
    private final String what;

    /** One such call. */
    @FunctionalInterface
    interface Work {
        /** As {@link AccountCalls.Work#run}, with the account as it is now. */
        Object run(Account own) throws IOException;
    }

    /**
     * @param what they are about, for those who have their account elsewhere
     */
    OwnCalls(AccountCalls calls, Accounts accounts, String what) {
        this.calls = calls;
        this.accounts = accounts;
        this.what = what;
    }

    Response answer(HttpServletRequest request, Work work) throws IOException {
        return calls.answer(request, () -> work.run(own(request)));
    }

    private Account own(HttpServletRequest request) {
        SessionRow session = calls.session(request);
        return accounts.of(session)
                .orElseThrow(
                        () ->
                                new CallRefused(
                                        404,
                                        "this server keeps no "
                                                + what
                                                + " of yours: you came in by "
                                                + (session.realm().isEmpty()
                                                        ? "a Buildbot"
                                                        : session.realm())));
    }
}
