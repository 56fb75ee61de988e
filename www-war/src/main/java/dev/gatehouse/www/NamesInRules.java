package dev.gatehouse.www;

import dev.gatehouse.data.setting.Setting;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The names to which the configuration gives something, so that nobody gets it who takes such a name by himself.
 * Used by one thread, while the configuration is read.
 */
final class NamesInRules {
    private NamesInRules() {}

    /** Whom rules name, who is never locked out, and the first administrator. */
    static Set<String> of(WwwConfig www) {
        Set<String> names = new TreeSet<>(www.guessing().neverLocked());
        names.add(Server.ADMIN);
        named(www.authz()).forEach(names::add);
        return names;
    }

    private static Stream<String> named(@Nullable Setting authz) {
        return authz == null || !authz.isMap() ? Stream.of() : inMatchers(authz);
    }

    private static Stream<String> inMatchers(Setting above) {
        return above.get("roleMatchers").map(Setting::items).orElse(List.of()).stream()
                .map(Setting::named)
                .flatMap(Optional::stream)
                .flatMap(NamesInRules::inMatcher);
    }

    private static Stream<String> inMatcher(Map.Entry<String, Setting> matcher) {
        Setting parameters = matcher.getValue();
        return switch (matcher.getKey()) {
            case "RolesFromUsername" -> parameters.texts("usernames").stream();
            case "RolesInRealm" -> inMatchers(parameters);
            default -> Stream.of();
        };
    }
}
