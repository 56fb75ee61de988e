package dev.gatehouse.data.access;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an API token lets a program do at most; what its owner may not do himself, it may not either.
 * Immutable.
 *
 * @param token the token's id
 * @param builders globs of the names of the builders that it is for; null: all
 * @param projects globs of the names of their projects; null: all, and builders of none
 */
public record Grant(
        String token,
        Set<Right> rights,
        @Nullable List<String> builders,
        @Nullable List<String> projects) {

    /** The scopes of a token; their names in lower case are what users see. */
    public enum Right {
        /** Every GET, and events. */
        READ,
        /** To start builds by the forms there are for it, and nothing else. */
        FORCE,
        /** Every action, forcing too. */
        CONTROL,
        /** To tell of changes. */
        HOOKS,
        /** The pages of the account, and those of administrators for whoever is one. */
        ADMIN;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Right> of(String word) {
            return Stream.of(values()).filter(right -> right.word().equals(word)).findFirst();
        }

        /** Every name, as a message lists them. */
        public static String words() {
            return Stream.of(values()).map(Right::word).collect(Collectors.joining(", "));
        }
    }

    public Grant {
        rights = Set.copyOf(rights);
        builders = builders == null ? null : List.copyOf(builders);
        projects = projects == null ? null : List.copyOf(projects);
    }

    /** Whether it is for some builders alone. */
    public boolean restricted() {
        return builders != null || projects != null;
    }

    /** The names of its rights, in a fixed order. */
    public List<String> scopes() {
        return rights.stream().sorted().map(Right::word).toList();
    }

    public boolean has(Right right) {
        return rights.contains(right);
    }

    /**
     * @param action {@code get}, or a control action's name in lower case
     * @throws Denied naming the scope that is needed
     */
    public void check(String action) {
        Right needed =
                switch (action) {
                    case "get", "head" -> Right.READ;
                    case "force" -> has(Right.CONTROL) ? Right.CONTROL : Right.FORCE;
                    default -> Right.CONTROL;
                };
        if (!has(needed)) {
            throw new Denied("this API token lacks the scope '" + needed.word() + "'");
        }
    }
}
