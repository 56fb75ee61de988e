package dev.gatehouse.www;

import dev.gatehouse.data.setting.Setting;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How one can log in, as a configuration has it, and what is doubtful about that. Used by one thread, while
 * the configuration is read.
 */
public final class WaysIn {
    /** Where anybody can have an account, under a name of his choice. */
    private static final Set<String> PUBLIC =
            Set.of("GoogleAuth", "GitHubAuth", "GitLabAuth", "BitbucketAuth");

    private static final String FIRST_START =
            "the user " + Server.ADMIN + " with the password in " + Server.ADMIN_PASSWORD;

    private WaysIn() {}

    /** In words, in the order in which they are tried. */
    public static List<String> of(ServerConfig config) {
        Setting auth = config.www().auth();
        return auth == null ? List.of(FIRST_START) : names(auth);
    }

    /**
     * Warns of rules that go by a user name which somebody may have chosen for himself: at a public site the
     * name of a colleague is free until he takes it. Of one way alone nobody mistakes another's people; but
     * Google's names are what stands before any {@code @}.
     */
    static void warnOfChosenNames(@Nullable Setting auth, @Nullable Setting authz) {
        if (auth == null || authz == null || !authz.isMap()) {
            return;
        }
        List<String> ways = names(auth);
        List<String> chosen = ways.stream().filter(PUBLIC::contains).toList();
        if (chosen.isEmpty() || (ways.size() == 1 && !ways.contains("GoogleAuth"))) {
            return;
        }
        for (Setting roles : authz.get("roleMatchers").map(WaysIn::items).orElse(List.of())) {
            if (name(roles).equals("RolesFromUsername")) {
                roles.warning(
                        "gives its roles to whoever has the name by any way in, and with "
                                + String.join(", ", chosen)
                                + " people choose theirs; put it into 'RolesInRealm', or go by e-mail"
                                + " address or group");
            }
        }
    }

    private static List<String> names(Setting auth) {
        return items(auth).stream().map(WaysIn::name).filter(name -> !name.isEmpty()).toList();
    }

    private static List<Setting> items(Setting one) {
        return one.isList() ? one.items() : List.of(one);
    }

    /** A class, with or without its parameters; empty where it is none: others say so. */
    private static String name(Setting item) {
        Stream<String> names =
                item.isMap()
                        ? item.entries().entrySet().stream().map(Map.Entry::getKey)
                        : item.plain() instanceof String word ? Stream.of(word) : Stream.empty();
        return names.findFirst().orElse("");
    }
}
