package dev.gatehouse.www.login.ways;

import dev.gatehouse.www.login.CustomAuth;
import java.util.List;
import java.util.Map;
import org.apache.shiro.authc.AuthenticationException;
import org.apache.shiro.authc.AuthenticationInfo;
import org.apache.shiro.authc.AuthenticationToken;
import org.apache.shiro.authc.IncorrectCredentialsException;
import org.apache.shiro.authc.SimpleAuthenticationInfo;
import org.apache.shiro.authc.UsernamePasswordToken;
import org.apache.shiro.realm.Realm;
import org.apache.shiro.subject.SimplePrincipalCollection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a class of the user's own whether a password is right. Any thread. */
public final class CustomRealm implements Realm, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CustomRealm.class);

    private final String name;
    private final CustomAuth check;
    private final AutoCloseable jars;

    /**
     * @param jars what the class came from; closed with the realm
     */
    public CustomRealm(String name, CustomAuth check, AutoCloseable jars) {
        this.name = name;
        this.check = check;
        this.jars = jars;
    }

    @Override
    public void close() throws Exception {
        jars.close();
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean supports(AuthenticationToken token) {
        return token instanceof UsernamePasswordToken;
    }

    @Override
    public AuthenticationInfo getAuthenticationInfo(AuthenticationToken token) {
        UsernamePasswordToken login = (UsernamePasswordToken) token;
        String user = login.getUsername() == null ? "" : login.getUsername();
        String password = login.getPassword() == null ? "" : new String(login.getPassword());
        if (user.isEmpty() || password.isEmpty() || !right(user, password)) {
            throw new IncorrectCredentialsException("user name or password is wrong");
        }
        SimplePrincipalCollection principals = new SimplePrincipalCollection(user, name);
        principals.add(Map.<String, Object>of("email", user, "groups", List.<String>of()), name);
        return new SimpleAuthenticationInfo(principals, null);
    }

    private boolean right(String user, String password) {
        try {
            return check.checkCredentials(user, password);
        } catch (Exception e) { // whatever a class of somebody else throws
            log.error("{} failed", check.getClass().getName(), e);
            throw new AuthenticationException("the password cannot be checked", e);
        }
    }
}
