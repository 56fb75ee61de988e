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
 */
public record Person(String subject, Map<String, Object> user) {
    public Person {
        user = Collections.unmodifiableMap(new LinkedHashMap<>(user));
    }

    public String username() {
        return String.valueOf(user.get("username"));
    }
}
