package dev.gatehouse.www.oauth;

import java.util.Map;

/**
 * Somebody whom a provider has just told of.
 *
 * @param counted what can be compared with what it tells of him later: names, address, groups
 * @param grant what it can be asked with then
 */
public record Arrival(Person person, Map<String, Object> counted, Grant grant) {
    public Arrival {
        counted = Map.copyOf(counted);
    }
}
