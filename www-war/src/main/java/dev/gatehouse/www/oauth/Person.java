package dev.gatehouse.www.oauth;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who came back from a provider.
 *
 * @param subject the id that the provider gives to nobody else: an account's number or uuid, or issuer and
 *     {@code sub}
 * @param user {@code username}, and where the provider vouches for them {@code email}, {@code full_name},
 *     {@code groups}, {@code avatar_url}
 * @param strength of the login there, as an ID token says: {@code acr}, a text, and {@code amr}, a list of texts
 */
public record Person(String subject, Map<String, Object> user, Map<String, Object> strength) {
    public Person {
        user = Collections.unmodifiableMap(new LinkedHashMap<>(user));
        strength = Map.copyOf(strength);
    }

    /** Somebody of whose login nothing is known. */
    Person(String subject, Map<String, Object> user) {
        this(subject, user, Map.of());
    }

    public String username() {
        return String.valueOf(user.get("username"));
    }
}
