package dev.gatehouse.www.login.accounts;

import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.access.Vouched;
import dev.gatehouse.data.account.Account;
import dev.gatehouse.www.login.Identity;
import dev.gatehouse.www.login.Recheck;
import dev.gatehouse.www.login.Vouching;
import dev.gatehouse.www.login.Way;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.shiro.authc.AuthenticationException;
import org.apache.shiro.authc.AuthenticationInfo;
import org.apache.shiro.authc.AuthenticationToken;
import org.apache.shiro.authc.IncorrectCredentialsException;
import org.apache.shiro.authc.SimpleAuthenticationInfo;
import org.apache.shiro.authc.UsernamePasswordToken;
import org.apache.shiro.realm.Realm;
import org.apache.shiro.subject.SimplePrincipalCollection;

/** The way in with an account of this server: {@code DatabaseAuth}. Any thread. */
public final class DatabaseWay implements Way, Realm, Recheck {
    private final Accounts accounts;

    public DatabaseWay(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public String name() {
        return Accounts.REALM;
    }

    @Override
    public String getName() {
        return Accounts.REALM;
    }

    @Override
    public boolean supports(AuthenticationToken token) {
        return token instanceof UsernamePasswordToken;
    }

    @Override
    public AuthenticationInfo getAuthenticationInfo(AuthenticationToken token) {
        UsernamePasswordToken login = (UsernamePasswordToken) token;
        String name = login.getUsername() == null ? "" : login.getUsername();
        String password = login.getPassword() == null ? "" : new String(login.getPassword());
        try {
            Account account =
                    accounts.passwords()
                            .owner(name, password)
                            .orElseThrow(
                                    () ->
                                            new IncorrectCredentialsException(
                                                    "user name or password is wrong"));
            accounts.loggedIn(account);
            SimplePrincipalCollection principals =
                    new SimplePrincipalCollection(account.name(), Accounts.REALM);
            principals.add(user(account), Accounts.REALM);
            principals.add(vouched(account), Accounts.REALM);
            return new SimpleAuthenticationInfo(principals, null);
        } catch (Unavailable e) {
            throw new AuthenticationException(e.getMessage(), e);
        }
    }

    /** An address that nobody has confirmed might be somebody else's. */
    private static Map<String, Object> user(Account account) {
        Map<String, Object> user = new LinkedHashMap<>();
        Account.Person person = account.person();
        if (person.emailVerified() && !person.email().isEmpty()) {
            user.put("email", person.email());
        }
        if (!person.fullName().isEmpty()) {
            user.put("full_name", person.fullName());
        }
        user.put("groups", account.rights().groups());
        user.put("realm", Accounts.REALM);
        return user;
    }

    /** Who its owner is, with one factor. */
    static Identity identity(Account account) {
        Map<String, Object> user = user(account);
        user.put("username", account.name());
        return new Identity(Accounts.REALM, account.subject(), user, vouched(account).attributes());
    }

    private static Vouching vouched(Account account) {
        Map<String, Object> vouched = new LinkedHashMap<>();
        if (account.rights().administrator()) {
            vouched.put(Vouched.ADMINISTRATOR, true);
        }
        if (account.rights().mustChange()) {
            vouched.put(Vouched.MUST_CHANGE, true);
        }
        if (account.hasSecondFactor()) {
            vouched.put(Vouched.SECOND_FACTOR_DUE, true);
        }
        return new Vouching(account.subject(), vouched);
    }

    @Override
    public Optional<String> standing(String subject, String username) {
        return accounts.standing(subject);
    }
}
