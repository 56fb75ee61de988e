package dev.gatehouse.www.access;

import dev.gatehouse.data.access.Access;
import dev.gatehouse.data.access.Attempt;
import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.access.Denied;
import dev.gatehouse.data.access.Grant;
import dev.gatehouse.data.access.Narrowing;
import dev.gatehouse.www.Glob;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an API token is for, in front of the rules: who comes with one may do what both allow. Stands before the
 * door itself, so that no wire can forget it. Immutable but for a bounded memory of what it found out; any thread.
 */
public final class GrantAccess implements Access {
    private static final int MAX_REMEMBERED = 1000;

    private final Access rules;
    private final Supplier<BuilderPlaces> builders;
    private volatile Seen remembered = new Seen(BuilderPlaces.NONE, new ConcurrentHashMap<>());

    /** What each token is for, as long as the builders are the same. */
    private record Seen(BuilderPlaces places, ConcurrentHashMap<Grant, Narrowing> narrowings) {}

    /**
     * Which builders there are, and of which projects.
     *
     * @param names by the builder's id
     * @param projects the project's name by the builder's id; not those of none
     */
    public record BuilderPlaces(Map<Long, String> names, Map<Long, String> projects) {
        public static final BuilderPlaces NONE = new BuilderPlaces(Map.of(), Map.of());

        public BuilderPlaces {
            names = Map.copyOf(names);
            projects = Map.copyOf(projects);
        }
    }

    /**
     * @param builders from memory; the same as long as nothing changes. One that is not in it is hidden from tokens
     *     for some builders
     */
    public GrantAccess(Access rules, Supplier<BuilderPlaces> builders) {
        this.rules = rules;
        this.builders = builders;
    }

    @Override
    public void checkPath(Caller who, String action, @Nullable String type) {
        Grant grant = who.grant();
        if (grant != null) {
            grant.check(action);
        }
        rules.checkPath(who, action, type);
    }

    @Override
    public void check(Caller who, Attempt attempt) {
        Grant grant = who.grant();
        if (grant != null) {
            grant.check(attempt.action());
            if (grant.restricted() && !attempt.action().equals("get")) {
                checkBuilders(grant, attempt.scope().builderids());
            }
        }
        rules.check(who, attempt);
    }

    /** Each must be one of its own; and what belongs to no builder is none of its business. */
    private void checkBuilders(Grant grant, Set<Long> builderids) {
        Narrowing own = own(grant);
        if (builderids.isEmpty() || !builderids.stream().allMatch(own::sees)) {
            throw new Denied("this API token is for some builders only, and not for this");
        }
    }

    @Override
    public Narrowing narrow(Caller who, String type) {
        Narrowing narrowing = rules.narrow(who, type);
        Grant grant = who.grant();
        return grant == null || !grant.restricted() ? narrowing : narrowing.and(own(grant));
    }

    private Narrowing own(Grant grant) {
        BuilderPlaces places = builders.get();
        Seen known = remembered;
        if (known.places() != places || known.narrowings().size() >= MAX_REMEMBERED) {
            known = new Seen(places, new ConcurrentHashMap<>());
            remembered = known;
        }
        return known.narrowings().computeIfAbsent(grant, one -> narrowing(one, places));
    }

    private static Narrowing narrowing(Grant grant, BuilderPlaces places) {
        Set<Long> own = new HashSet<>();
        places.names()
                .forEach(
                        (builderid, name) -> {
                            if (fits(grant.builders(), name)
                                    && fits(grant.projects(), places.projects().get(builderid))) {
                                own.add(builderid);
                            }
                        });
        return Narrowing.only(own);
    }

    private static boolean fits(@Nullable List<String> globs, @Nullable String name) {
        return globs == null
                || (name != null && globs.stream().anyMatch(glob -> Glob.of(glob).matches(name)));
    }
}
