package dev.gatehouse.www.access;

import dev.gatehouse.data.access.Access;
import dev.gatehouse.data.access.Attempt;
import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.access.Denied;
import dev.gatehouse.data.access.Grant;
import dev.gatehouse.data.access.Narrowing;
import dev.gatehouse.data.database.Remembered;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what, as the configuration's rules say: they are tried in order, the first one that is about
 * the attempt decides, and what no rule is about is allowed. Immutable but for a bounded memory of what it
 * found out; any thread.
 *
 * <p>A departure from Buildbot where its rules leave a hole: every builder of a force must be allowed, a
 * rule on stopping covers cancelling a request too, and {@code ViewBuildsEndpointMatcher} really hides.
 */
public final class RuleList implements Access {
    private static final int MAX_REMEMBERED = 1000;

    /** The role of administrators, unless {@code www.administration} names another. */
    public static final String ADMINISTRATORS = "admins";

    /** The one way in whose people can be administrators by themselves. */
    private static final String OWN_ACCOUNTS = "DatabaseAuth";

    /** The control actions there are: action and type. */
    static final Map<String, List<String>> CONTROL = control();

    private final List<Rule> rules;
    private final List<RoleMatcher> roleMatchers;
    private final Guard guard;
    private final Administrators administrators;
    private final Demand demand;
    private final Supplier<Map<Long, String>> builders;
    private final Remembered<Caller, Set<String>> rolesOf = new Remembered<>(MAX_REMEMBERED);
    private volatile Seen remembered = new Seen(Map.of(), new ConcurrentHashMap<>());

    /** What each set of roles may see, as long as the builders' names are the same map. */
    private record Seen(
            Map<Long, String> names, ConcurrentHashMap<Set<String>, Narrowing> narrowings) {}

    /** What stands before the rules: the defaults of a server that has none. */
    @FunctionalInterface
    interface Guard {
        void check(Caller who, String action);
    }

    /** Who looks after other people's sessions and accounts, and reads the audit log. */
    @FunctionalInterface
    interface Administrators {
        /**
         * @param roles of somebody who has logged in, as the role matchers give them
         */
        boolean have(Caller who, Set<String> roles);
    }

    /**
     * @param builders the name of every builder by its id, from memory; the same map as long as nothing
     *     changes. A builder that is not in it is hidden from whoever may not see everything
     */
    RuleList(
            List<Rule> rules,
            List<RoleMatcher> roleMatchers,
            Guard guard,
            Administrators administrators,
            Supplier<Map<Long, String>> builders) {
        this(rules, roleMatchers, guard, administrators, Demand.NONE, builders);
    }

    private RuleList(
            List<Rule> rules,
            List<RoleMatcher> roleMatchers,
            Guard guard,
            Administrators administrators,
            Demand demand,
            Supplier<Map<Long, String>> builders) {
        this.rules = List.copyOf(rules);
        this.roleMatchers = List.copyOf(roleMatchers);
        this.guard = guard;
        this.administrators = administrators;
        this.demand = demand;
        this.builders = builders;
    }

    /** The same rules for those who have also shown what is demanded. */
    public RuleList demanding(Demand also) {
        return new RuleList(rules, roleMatchers, guard, administrators, also, builders);
    }

    /** Everybody may do everything: {@code authz: open}. */
    public static RuleList open() {
        return new RuleList(List.of(), List.of(), (who, action) -> {}, RuleList::flagged, Map::of);
    }

    /** Everybody reads; whoever is logged in steers. For {@code auth} without {@code authz}. */
    public static RuleList loggedIn() {
        return new RuleList(
                List.of(),
                List.of(),
                (who, action) -> {
                    if (control(action) && who.anonymous()) {
                        throw new Denied("you need to be logged in");
                    }
                },
                RuleList::flagged,
                Map::of);
    }

    /** Everybody reads; only the administrator steers. For a configuration with no {@code auth}. */
    public static RuleList administrator(String username) {
        return new RuleList(
                List.of(),
                List.of(),
                (who, action) -> {
                    if (control(action) && (who.anonymous() || !who.username().equals(username))) {
                        throw new Denied("you need to be logged in as '" + username + "'");
                    }
                },
                (who, roles) -> who.username().equals(username),
                Map::of);
    }

    /** Where no rules say it, an account of our own can be an administrator's. Nobody else sets that field so. */
    private static boolean flagged(Caller who, Set<String> roles) {
        return Boolean.TRUE.equals(who.attributes().get("administrator"))
                && OWN_ACCOUNTS.equals(who.attributes().get("realm"));
    }

    /**
     * Whether somebody may look after other people's sessions and accounts, and read the audit log. By the role
     * that {@code www.administration} names; without {@code auth} the administrator of the first start; with
     * {@code auth} but no role matchers the accounts of our own that are marked so. Nobody in particular never, and
     * no program whose API token is not for that.
     */
    public boolean administers(Caller who) {
        Grant grant = who.grant();
        return !who.anonymous()
                && (grant == null || grant.has(Grant.Right.ADMIN))
                && administrators.have(who, roles(who, Set.of()));
    }

    /**
     * What is demanded beside a right to administer, or of whoever makes a new way in.
     *
     * @throws Denied saying what there is to do
     */
    public void checkAdministration(Caller who) {
        demand.checkAdministration(who);
    }

    /** Whether somebody has shown a second factor that counts. */
    public boolean hasSecondFactor(Caller who) {
        return demand.isMet(who);
    }

    /** HEAD reads, except where rules that were written for Buildbot say otherwise. */
    private static boolean control(String action) {
        return !action.equals("get") && !action.equals("head");
    }

    /**
     * What the rules say of a whole URL space, before anything of the request is known but its method.
     *
     * @throws Denied when no target and no action there could be allowed
     */
    public void checkSpace(Caller who, String method) {
        if (!method.equals("POST")) {
            checkPath(who, method.equals("HEAD") ? "head" : "get", null);
            return;
        }
        @Nullable Denied last = null;
        for (Map.Entry<String, List<String>> action : CONTROL.entrySet()) {
            for (String type : action.getValue()) {
                try {
                    checkPath(who, action.getKey(), type);
                    return;
                } catch (Denied e) {
                    last = e;
                }
            }
        }
        // An action nobody knows may still be let through: the door then says that it is not
        // supported.
        checkPath(who, "", null);
        if (rules.isEmpty() && last != null) {
            throw last;
        }
    }

    @Override
    public void checkPath(Caller who, String action, @Nullable String type) {
        checkRules(who, action, type);
        if (control(action)) {
            demand.checkControl(who);
        }
    }

    private void checkRules(Caller who, String action, @Nullable String type) {
        guard.check(who, action);
        Set<String> roles = roles(who, Set.of());
        for (Rule rule : rules) {
            // What may be seen of builders is narrowed, not refused.
            if (rule.matcher() == Matcher.ViewBuildsEndpointMatcher
                    || !rule.matcher().about(action, type, true)) {
                continue;
            }
            if (rule.matcher().knowsOwners()) {
                // the target could be the caller's own
                roles = ownerRoles(who);
            }
            if (rule.held(roles)) {
                // some target would be allowed
                return;
            }
            boolean certain = rule.builder().isEmpty() && rule.matcher().about(action, type, false);
            if (certain && rule.defaultDeny()) {
                throw Denied.needsRole(rule.role());
            }
        }
    }

    @Override
    public void check(Caller who, Attempt attempt) {
        checkRules(who, attempt);
        if (control(attempt.action())) {
            demand.checkControl(who);
        }
    }

    private void checkRules(Caller who, Attempt attempt) {
        guard.check(who, attempt.action());
        if (attempt.scope().builderids().isEmpty()) {
            Target target = new Target(attempt.action(), attempt.type(), false, null);
            decide(who, target, attempt.owners()).ifPresent(RuleList::refuse);
            return;
        }
        Map<Long, String> names = builders.get();
        Optional<Rule> first = Optional.empty();
        for (Long builderid : new TreeSet<>(attempt.scope().builderids())) {
            Target target = Target.of(attempt, names.get(builderid));
            Optional<Rule> refusal = decide(who, target, attempt.owners());
            // To see one builder of a row is enough to see the row; to steer, each must be allowed.
            if (refusal.isEmpty() && attempt.action().equals("get")) {
                return;
            }
            first = first.or(() -> refusal);
        }
        first.ifPresent(RuleList::refuse);
    }

    private static void refuse(Rule rule) {
        throw Denied.needsRole(rule.role());
    }

    @Override
    public Narrowing narrow(Caller who, String type) {
        if (!seesLess(type)) {
            return Narrowing.none();
        }
        Map<Long, String> names = builders.get();
        Seen known = remembered;
        if (known.names() != names || known.narrowings().size() >= MAX_REMEMBERED) {
            known = new Seen(names, new ConcurrentHashMap<>());
            remembered = known;
        }
        return known.narrowings()
                .computeIfAbsent(roles(who, Set.of()), roles -> narrowing(who, names));
    }

    private boolean seesLess(String type) {
        for (Rule rule : rules) {
            if (rule.matcher().about("get", type, true)) {
                return true;
            }
        }
        return false;
    }

    /** Names what may be seen, not what may not: a builder nobody has named yet stays hidden. */
    private Narrowing narrowing(Caller who, Map<Long, String> names) {
        Set<Long> shown = new HashSet<>();
        names.forEach(
                (builderid, name) -> {
                    Target target = new Target("get", "build", true, name);
                    if (decide(who, target, Set.of()).isEmpty()) {
                        shown.add(builderid);
                    }
                });
        return shown.size() == names.size() ? Narrowing.none() : Narrowing.only(shown);
    }

    /** The rule that refuses; empty when the attempt is allowed. */
    private Optional<Rule> decide(Caller who, Target target, Set<String> owners) {
        Set<String> roles = roles(who, Set.of());
        for (Rule rule : rules) {
            if (!rule.matches(target)) {
                continue;
            }
            if (rule.matcher().knowsOwners()) {
                // they stay for the rules that follow, as in Buildbot
                roles = roles(who, owners);
            }
            if (rule.held(roles)) {
                return Optional.empty();
            }
            if (rule.defaultDeny()) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }

    private Set<String> roles(Caller who, Set<String> owners) {
        if (who.anonymous() || roleMatchers.isEmpty()) {
            return Set.of();
        }
        if (!owners.isEmpty()) {
            return found(who, owners);
        }
        Optional<Set<String>> known = rolesOf.get(who);
        if (known.isPresent()) {
            return known.get();
        }
        Set<String> roles = found(who, owners);
        rolesOf.put(who, roles);
        return roles;
    }

    private Set<String> found(Caller who, Set<String> owners) {
        Set<String> roles = new HashSet<>();
        roleMatchers.forEach(matcher -> roles.addAll(matcher.roles(who, owners)));
        return Set.copyOf(roles);
    }

    /** The roles that the caller would have on a target of his own. */
    private Set<String> ownerRoles(Caller who) {
        return who.anonymous() || who.email().isEmpty()
                ? Set.of()
                : roles(who, Set.of(who.email()));
    }

    private static Map<String, List<String>> control() {
        Map<String, List<String>> actions = new LinkedHashMap<>();
        actions.put("force", List.of("forcescheduler"));
        actions.put("stop", List.of("build", "worker"));
        actions.put("rebuild", List.of("build"));
        actions.put("cancel", List.of("buildrequest"));
        actions.put("set_priority", List.of("buildrequest"));
        actions.put("enable", List.of("scheduler"));
        actions.put("kill", List.of("worker"));
        actions.put("pause", List.of("worker"));
        actions.put("unpause", List.of("worker"));
        return actions;
    }
}
