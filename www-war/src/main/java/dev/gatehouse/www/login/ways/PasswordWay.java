package dev.gatehouse.www.login.ways;

import dev.gatehouse.www.login.UserInfo;
import dev.gatehouse.www.login.UserInfoUnavailable;
import dev.gatehouse.www.login.Way;
import dev.gatehouse.www.login.Ways;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.shiro.authc.AuthenticationException;
import org.apache.shiro.authc.AuthenticationInfo;
import org.apache.shiro.authc.AuthenticationToken;
import org.apache.shiro.authc.SimpleAuthenticationInfo;
import org.apache.shiro.realm.Realm;
import org.apache.shiro.subject.PrincipalCollection;
import org.apache.shiro.subject.SimplePrincipalCollection;
import org.jspecify.annotations.Nullable;

/**
 * A way in with name and password. Whom the realm lets in gets the way's name as {@code realm}, so that
 * equal names of two realms are two people, and what the user info provider says. Any thread.
 */
public final class PasswordWay implements Way, Realm, Ways.Closes {
    private final String name;
    private final String shownName;
    private final Realm realm;
    private final @Nullable UserInfo userInfo;

    /**
     * @param name the realm of its people
     * @param shownName the class, as the config document has it
     * @param realm checks the password
     * @param userInfo what more is known of the user; null: what the realm says is all
     */
    public PasswordWay(String name, String shownName, Realm realm, @Nullable UserInfo userInfo) {
        this.name = name;
        this.shownName = shownName;
        this.realm = realm;
        this.userInfo = userInfo;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public Map<String, Object> shown() {
        return Map.of("name", shownName);
    }

    @Override
    public boolean supports(AuthenticationToken token) {
        return realm.supports(token);
    }

    @Override
    public AuthenticationInfo getAuthenticationInfo(AuthenticationToken token) {
        AuthenticationInfo found = realm.getAuthenticationInfo(token);
        String user = String.valueOf(found.getPrincipals().getPrimaryPrincipal());
        SimplePrincipalCollection principals = new SimplePrincipalCollection(user, name);
        principals.add(attributes(user, found.getPrincipals()), name);
        return new SimpleAuthenticationInfo(principals, null);
    }

    private Map<String, Object> attributes(String user, PrincipalCollection found) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("username", user);
        for (Map<?, ?> map : found.byType(Map.class)) {
            map.forEach((key, value) -> attributes.putIfAbsent(String.valueOf(key), value));
        }
        attributes.put("realm", name);
        if (userInfo == null) {
            return attributes;
        }
        try {
            return userInfo.over(attributes);
        } catch (UserInfoUnavailable e) {
            throw new AuthenticationException(e.getMessage(), e);
        }
    }

    /** What checks the passwords. */
    public Realm realm() {
        return realm;
    }

    /** What tells more about its people; null: nothing. */
    public @Nullable UserInfo userInfo() {
        return userInfo;
    }

    @Override
    public void close() {
        closeIfNeeded(name, realm);
        closeIfNeeded(name, userInfo);
    }

    static void closeIfNeeded(String name, @Nullable Object part) {
        if (part instanceof AutoCloseable closes) {
            try {
                closes.close();
            } catch (Exception e) { // no less is declared
                throw new IllegalStateException("closing " + name, e);
            }
        }
    }
}
