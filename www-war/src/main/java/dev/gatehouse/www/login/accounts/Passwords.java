package dev.gatehouse.www.login.accounts;

import dev.gatehouse.data.account.Account;
import dev.gatehouse.data.account.AccountStore;
import java.util.List;
import java.util.Optional;

/** Checks the passwords of accounts, and those that are to be. Any thread. */
final class Passwords {
    private final AccountStore store;
    private final PasswordPolicy policy;
    private final PasswordHash hashes = new PasswordHash();

    Passwords(AccountStore store, PasswordPolicy policy) {
        this.store = store;
        this.policy = policy;
    }

    int shortest() {
        return policy.shortest();
    }

    /** Whose name and password these are; the same work whether there is such an account or not. */
    Optional<Account> owner(String name, String password) {
        Optional<Account> account = store.find(name);
        String stored = account.map(found -> found.secrets().password()).orElse("");
        boolean right = hashes.matches(password, stored);
        return account.filter(found -> right && !found.rights().locked());
    }

    /**
     * @throws AccountRefused saying what a new password lacks
     */
    void check(Account account, String password) {
        List<String> own =
                List.of(account.name(), account.person().email(), account.person().fullName());
        policy.fault(password, own)
                .ifPresent(
                        fault -> {
                            throw AccountRefused.bad(fault);
                        });
    }

    /** Of a new one that {@link #check} lets pass. */
    String hash(Account account, String password) {
        check(account, password);
        return hashes.of(password);
    }
}
