package dev.gatehouse.www.access;

import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.access.Denied;
import dev.gatehouse.data.setting.Setting;
import dev.gatehouse.www.Glob;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/**
 * Reads {@code www.authz}. Every fault goes to the setting's problems with its position; what is open to
 * callers who have not logged in is a warning. Used by one thread, while the configuration is read.
 */
public final class Rules {
    private static final List<String> ROLE_MATCHERS =
            List.of(
                    "RolesFromGroups",
                    "RolesFromEmails",
                    "RolesFromDomain",
                    "RolesFromOwner",
                    "RolesFromUsername",
                    "RolesFromUserInfo",
                    "RolesInRealm");
    private static final List<String> MATCHERS =
            Arrays.stream(Matcher.values()).map(Enum::name).toList();

    private final Function<String, Predicate<String>> strings;

    private Rules(Function<String, Predicate<String>> strings) {
        this.strings = strings;
    }

    /** As {@link #read(Setting, String, Supplier)}, with the usual role of administrators. */
    public static RuleList read(Setting authz, Supplier<Map<Long, String>> builders) {
        return read(authz, RuleList.ADMINISTRATORS, builders);
    }

    /**
     * @param authz the value of {@code www.authz}: the word {@code open}, or a map of {@code allowRules},
     *     {@code roleMatchers} and {@code stringsMatcher}
     * @param administrators the role of those who look after sessions and accounts
     * @param builders the name of every builder by its id, from memory and always current
     */
    public static RuleList read(
            Setting authz, String administrators, Supplier<Map<Long, String>> builders) {
        if (!authz.isMap() && !authz.isList() && authz.text().equals("open")) {
            return RuleList.open();
        }
        if (!authz.isMap()) {
            authz.error("must be 'open', or a map of allowRules and roleMatchers");
            return RuleList.loggedIn();
        }
        authz.allowOnly("allowRules", "roleMatchers", "stringsMatcher");
        Rules reader =
                new Rules(authz.get("stringsMatcher").map(Rules::strings).orElse(Rules::glob));
        List<Rule> rules = new ArrayList<>();
        authz.get("allowRules")
                .map(Setting::items)
                .orElse(List.of())
                .forEach(item -> reader.rule(item).ifPresent(rules::add));
        List<RoleMatcher> roles = new ArrayList<>();
        authz.get("roleMatchers")
                .map(Setting::items)
                .orElse(List.of())
                .forEach(item -> reader.roles(item).ifPresent(roles::add));
        RuleList list =
                new RuleList(
                        rules,
                        roles,
                        (who, action) -> {},
                        (who, held) -> held.contains(administrators),
                        builders);
        warn(authz, list);
        return list;
    }

    private static void warn(Setting authz, RuleList list) {
        List<String> open = new ArrayList<>();
        RuleList.CONTROL.forEach(
                (action, types) -> {
                    for (String type : types) {
                        try {
                            list.checkPath(Caller.nobody(), action, type);
                            open.add(type + "." + action);
                        } catch (Denied e) {
                            // as it should be
                        }
                    }
                });
        if (!open.isEmpty()) {
            authz.warning(
                    "anybody may do this without logging in: "
                            + String.join(", ", open)
                            + "; a last rule 'AnyControlEndpointMatcher: {role: …}' would close it");
        }
    }

    private Optional<Rule> rule(Setting item) {
        Optional<Map.Entry<String, Setting>> named = item.named();
        if (named.isEmpty()) {
            return Optional.empty();
        }
        String name = named.get().getKey();
        Setting parameters = named.get().getValue();
        if (name.equals("BranchEndpointMatcher")) {
            parameters.warning("never matches anything, neither here nor in Buildbot");
            return Optional.empty();
        }
        if (!MATCHERS.contains(name)) {
            item.error(unknown("endpoint matcher", name, MATCHERS));
            return Optional.empty();
        }
        Matcher matcher = Matcher.valueOf(name);
        if (matcher.knowsBuilders()) {
            parameters.allowOnly("role", "defaultDeny", "builder");
        } else {
            parameters.allowOnly("role", "defaultDeny");
        }
        String role = parameters.need("role").isNull() ? "" : parameters.text("role", "");
        Predicate<String> hasRole = matching(parameters.get("role"));
        return Optional.of(
                new Rule(
                        matcher,
                        role,
                        hasRole,
                        parameters.get("builder").map(builder -> matching(Optional.of(builder))),
                        parameters.flag("defaultDeny", true)));
    }

    private Optional<RoleMatcher> roles(Setting item) {
        Optional<Map.Entry<String, Setting>> named = item.named();
        if (named.isEmpty()) {
            return Optional.empty();
        }
        Setting parameters = named.get().getValue();
        switch (named.get().getKey()) {
            case "RolesFromGroups" -> {
                parameters.allowOnly("groupPrefix");
                return Optional.of(new RoleMatcher.FromGroups(parameters.text("groupPrefix", "")));
            }
            case "RolesFromEmails" -> {
                return Optional.of(new RoleMatcher.FromEmails(lists(parameters)));
            }
            case "RolesFromDomain" -> {
                return Optional.of(new RoleMatcher.FromDomain(lists(parameters)));
            }
            case "RolesFromOwner" -> {
                parameters.allowOnly("role");
                return Optional.of(new RoleMatcher.FromOwner(parameters.need("role").text()));
            }
            case "RolesFromUsername" -> {
                parameters.allowOnly("roles", "usernames");
                return Optional.of(
                        new RoleMatcher.FromUsername(
                                Set.copyOf(parameters.need("roles").texts()),
                                Set.copyOf(parameters.need("usernames").texts())));
            }
            case "RolesFromUserInfo" -> {
                parameters.allowOnly("field", "roles");
                return Optional.of(
                        new RoleMatcher.FromUserInfo(
                                parameters.need("field").text(), lists(parameters.need("roles"))));
            }
            case "RolesInRealm" -> {
                parameters.allowOnly("realm", "roleMatchers");
                List<RoleMatcher> others = new ArrayList<>();
                parameters
                        .need("roleMatchers")
                        .items()
                        .forEach(other -> roles(other).ifPresent(others::add));
                return Optional.of(
                        new RoleMatcher.InRealm(
                                Set.copyOf(parameters.need("realm").texts()), List.copyOf(others)));
            }
            default -> {
                item.error(unknown("role matcher", named.get().getKey(), ROLE_MATCHERS));
                return Optional.empty();
            }
        }
    }

    private static Map<String, Set<String>> lists(Setting parameters) {
        Map<String, Set<String>> lists = new LinkedHashMap<>();
        parameters.entries().forEach((role, values) -> lists.put(role, texts(values)));
        return lists;
    }

    private static Set<String> texts(Setting values) {
        return values.texts().stream().collect(Collectors.toUnmodifiableSet());
    }

    /** A pattern that cannot be read is an error and matches nothing. */
    private Predicate<String> matching(Optional<Setting> pattern) {
        if (pattern.isEmpty()) {
            return text -> false;
        }
        try {
            return strings.apply(pattern.get().text());
        } catch (PatternSyntaxException e) {
            pattern.get().error("is no regular expression: " + e.getDescription());
            return text -> false;
        }
    }

    private static Function<String, Predicate<String>> strings(Setting choice) {
        String word =
                choice.choice(Set.of("fnmatch", "re", "fnmatchStrMatcher", "reStrMatcher"), "re");
        return word.startsWith("re") ? Rules::regex : Rules::glob;
    }

    private static Predicate<String> glob(String pattern) {
        return Glob.of(pattern)::matches;
    }

    /** Anchored at the start only, as in Buildbot: {@code admin} fits {@code administrators}. */
    private static Predicate<String> regex(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return text -> compiled.matcher(text).lookingAt();
    }

    private static String unknown(String what, String name, List<String> legal) {
        return "there is no "
                + what
                + " '"
                + name
                + "'; "
                + Setting.meant(name, legal, "there are: ");
    }
}
