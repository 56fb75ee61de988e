package dev.gatehouse.www.login.ways;

import java.util.List;
import org.apache.shiro.authc.AuthenticationException;
import org.apache.shiro.authc.AuthenticationInfo;
import org.apache.shiro.authc.AuthenticationToken;
import org.apache.shiro.authc.Authenticator;
import org.apache.shiro.authc.CredentialsException;
import org.apache.shiro.authc.IncorrectCredentialsException;
import org.apache.shiro.authc.UnknownAccountException;
import org.apache.shiro.realm.Realm;
import org.jspecify.annotations.Nullable;

/**
 * Asks the realms in their order; the first that knows name and password decides. Where none does, and one
 * of them could not be asked, nobody knows whether the password was wrong, and that is what is said. Any
 * thread.
 */
public final class Passwords implements Authenticator {
    private final List<Realm> realms;

    public Passwords(List<Realm> realms) {
        this.realms = List.copyOf(realms);
    }

    /**
     * Who it is.
     *
     * @throws IncorrectCredentialsException where every realm has refused
     * @throws PartlyRefused where one has refused and another could not be asked
     * @throws AuthenticationException of another class where none has refused
     */
    @Override
    public AuthenticationInfo authenticate(AuthenticationToken token) {
        @Nullable AuthenticationException trouble = null;
        boolean refused = false;
        for (Realm realm : realms) {
            try {
                AuthenticationInfo info = realm.getAuthenticationInfo(token);
                if (info != null) {
                    return info;
                }
                refused = true;
            } catch (CredentialsException | UnknownAccountException e) {
                // The next may know the user.
                refused = true;
            } catch (AuthenticationException e) {
                trouble = e;
            }
        }
        if (trouble == null) {
            throw new IncorrectCredentialsException("user name or password is wrong");
        }
        throw refused ? new PartlyRefused(trouble) : trouble;
    }
}
