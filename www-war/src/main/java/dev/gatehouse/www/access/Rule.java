package dev.gatehouse.www.access;

import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One line of {@code allowRules}. Immutable.
 *
 * @param role as written, for the refusal's text
 * @param hasRole whether a role satisfies it
 * @param builder which builder names it is about; absent: all, and what belongs to none
 * @param defaultDeny false: who lacks the role goes on to the next rule
 */
record Rule(
        Matcher matcher,
        String role,
        Predicate<String> hasRole,
        Optional<Predicate<String>> builder,
        boolean defaultDeny) {

    boolean held(Set<String> roles) {
        for (String each : roles) {
            if (hasRole.test(each)) {
                return true;
            }
        }
        return false;
    }

    boolean matches(Target target) {
        if (!matcher.about(target.action(), target.type(), false)) {
            return false;
        }
        String name = target.builderName();
        if (matcher == Matcher.ViewBuildsEndpointMatcher) {
            // a builder whose name is not known is hidden rather than shown
            return target.ofBuilder()
                    && (name == null || builder.isEmpty() || builder.get().test(name));
        }
        return builder.isEmpty() || (name != null && builder.get().test(name));
    }
}
