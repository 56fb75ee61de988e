package dev.gatehouse.www.account;

import dev.gatehouse.data.access.Denied;
import dev.gatehouse.data.account.LastAdministrator;
import dev.gatehouse.www.login.LoginRefused;
import dev.gatehouse.www.login.accounts.AccountRefused;
import java.util.Map;

/** What is wrong with a caller, an account or a login, as the answer to a call. Stateless. */
final class AccountFaults {
    private AccountFaults() {}

    /**
     * @throws RuntimeException the same, where it is none of those
     */
    static CallRefused of(RuntimeException thrown) {
        String message = String.valueOf(thrown.getMessage());
        if (thrown instanceof CallRefused refused) {
            return refused;
        }
        if (thrown instanceof Denied denied) {
            return new CallRefused(
                    403,
                    message,
                    denied.confirm()
                            .map(what -> Map.<String, Object>of("confirm", what))
                            .orElse(Map.of()));
        }
        if (thrown instanceof AccountRefused refused) {
            return new CallRefused(refused.status(), message);
        }
        if (thrown instanceof LastAdministrator) {
            return new CallRefused(409, message);
        }
        if (thrown instanceof LoginRefused refused) {
            return new CallRefused(
                    refused.status(),
                    message,
                    refused.retryAfter()
                            .map(wait -> Map.<String, Object>of("retry_after", wait.toSeconds()))
                            .orElse(Map.of()));
        }
        throw thrown;
    }
}
