package dev.gatehouse.www.access;

import dev.gatehouse.data.access.Attempt;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt is aimed at, as a rule sees it: one builder at a time.
 *
 * @param ofBuilder whether the target belongs to a builder at all
 * @param builderName null when it belongs to none, or to one whose name is not known
 */
record Target(String action, String type, boolean ofBuilder, @Nullable String builderName) {
    static Target of(Attempt attempt, @Nullable String builderName) {
        return new Target(attempt.action(), attempt.type(), true, builderName);
    }
}
