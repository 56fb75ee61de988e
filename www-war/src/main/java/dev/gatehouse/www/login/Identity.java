package dev.gatehouse.www.login;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Somebody who has just shown who he is. Realm and subject together name him for ever; the user name may be
 * given to somebody else one day, and the same name in two realms is two people.
 *
 * @param realm which way in, as configured: {@code UserPasswordAuth}, {@code HTPasswdAuth}, {@code LDAPAuth},
 *     {@code GitHub}, …
 * @param subject the id within the realm that is never given to somebody else (a numeric account id, the
 *     {@code sub} of OIDC); the user name where there is no other
 * @param user what the cookie, the configuration document and the rules see: {@code username}, {@code email},
 *     {@code full_name}, {@code groups} (a list of texts), {@code avatar_url}, {@code realm}, further fields
 */
public record Identity(String realm, String subject, Map<String, Object> user) {
    public Identity {
        Map<String, Object> copy = new LinkedHashMap<>(user);
        copy.putIfAbsent("realm", realm);
        copy.values().removeIf(value -> value == null);
        user = Collections.unmodifiableMap(copy);
        if (!(user.get("username") instanceof String name) || name.isEmpty()) {
            throw new IllegalArgumentException("an identity of " + realm + " has no username");
        }
    }

    public String username() {
        return String.valueOf(user.get("username"));
    }
}
