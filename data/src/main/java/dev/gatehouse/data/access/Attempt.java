package dev.gatehouse.data.access;

import java.util.Set;

/**
 * Something a caller tries, as far as a rule can talk about it, once the target is known.
 *
 * @param action {@code get}, or the name of a control action in lower case
 * @param type the resource type's singular name, such as {@code build}
 * @param scope the builders touched; for a force those that would really be started: each must be allowed
 * @param owners who owns the target (a build's owner property); empty where nobody does
 */
public record Attempt(String action, String type, Scope scope, Set<String> owners) {
    public Attempt {
        owners = Set.copyOf(owners);
    }
}
