package dev.gatehouse.www.account;

import dev.gatehouse.data.account.LastAdministrator;
import dev.gatehouse.www.login.LoginRefused;
import dev.gatehouse.www.login.accounts.AccountRefused;
import java.util.Map;
import java.util.function.Supplier;

/** What is wrong with an account or a login, as the answer to a call. Stateless. */
final class AccountFaults {
    private AccountFaults() {}

    /**
     * @throws CallRefused where the work is refused
     */
    static Map<String, Object> told(Supplier<Map<String, Object>> work) {
        try {
            return work.get();
        } catch (AccountRefused e) {
            throw new CallRefused(e.status(), String.valueOf(e.getMessage()));
        } catch (LastAdministrator e) {
            throw new CallRefused(409, String.valueOf(e.getMessage()));
        } catch (LoginRefused e) {
            throw new CallRefused(
                    e.status(),
                    String.valueOf(e.getMessage()),
                    e.retryAfter()
                            .map(wait -> Map.<String, Object>of("retry_after", wait.toSeconds()))
                            .orElse(Map.of()));
        }
    }
}
