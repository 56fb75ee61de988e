package dev.gatehouse.www.login;

import dev.gatehouse.data.access.Vouched;
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
 *     {@code full_name}, {@code groups} (a list of texts), {@code avatar_url}, {@code realm}, further fields;
 *     none of {@link Vouched#NAMES} but those that are vouched for
 * @param vouched what this server itself says of the user
 */
public record Identity(
        String realm, String subject, Map<String, Object> user, Map<String, Object> vouched) {
    public Identity {
        Map<String, Object> copy = new LinkedHashMap<>(user);
        copy.putIfAbsent("realm", realm);
        copy.keySet().removeAll(Vouched.NAMES);
        copy.putAll(vouched);
        vouched = Map.copyOf(vouched);
        copy.values().removeIf(value -> value == null);
        user = Collections.unmodifiableMap(copy);
        if (!(user.get("username") instanceof String name) || name.isEmpty()) {
            throw new IllegalArgumentException("an identity of " + realm + " has no username");
        }
    }

    /** Somebody of whom this server itself has nothing to say. */
    public Identity(String realm, String subject, Map<String, Object> user) {
        this(realm, subject, user, Map.of());
    }

    /** The same person, of whom this server says one thing more. */
    public Identity vouchedFor(String attribute, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(vouched);
        more.put(attribute, value);
        return new Identity(realm, subject, user, more);
    }

    public String username() {
        return String.valueOf(user.get("username"));
    }
}
