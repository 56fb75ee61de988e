package dev.gatehouse.www.oauth;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Somebody whom a provider has just told of.
 *
 * @param counted what can be compared with what it tells of him later: names, address, groups
 * @param grant what it can be asked with then
 * @param shownAt when it has asked him who he is; null: it does not say
 */
public record Arrival(
        Person person, Map<String, Object> counted, Grant grant, @Nullable Instant shownAt) {
    public Arrival {
        counted = Map.copyOf(counted);
    }

    Arrival(Person person, Map<String, Object> counted, Grant grant) {
        this(person, counted, grant, null);
    }
}
