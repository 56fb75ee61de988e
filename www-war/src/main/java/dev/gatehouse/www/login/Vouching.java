package dev.gatehouse.www.login;

import dev.gatehouse.data.access.Vouched;
import java.util.Map;

/**
 * What a realm of this server itself says of somebody, beside his name: a principal. Immutable.
 *
 * @param subject as in {@link Identity}
 * @param attributes some of {@link Vouched#NAMES}
 */
public record Vouching(String subject, Map<String, Object> attributes) {
    public Vouching {
        attributes = Map.copyOf(attributes);
        if (!Vouched.NAMES.containsAll(attributes.keySet())) {
            throw new IllegalArgumentException("not ours to vouch for: " + attributes.keySet());
        }
    }
}
