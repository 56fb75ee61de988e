package dev.gatehouse.www.access;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a rule is about, in Buildbot's words. */
enum Matcher {
    AnyEndpointMatcher(false),
    AnyControlEndpointMatcher(false),
    ForceBuildEndpointMatcher(true),
    StopBuildEndpointMatcher(true),
    RebuildBuildEndpointMatcher(true),
    EnableSchedulerEndpointMatcher(false),
    ViewBuildsEndpointMatcher(true);

    private static final Set<String> ON_REQUESTS = Set.of("stop", "cancel", "set_priority");

    private final boolean knowsBuilders;

    Matcher(boolean knowsBuilders) {
        this.knowsBuilders = knowsBuilders;
    }

    /** Whether it takes the parameter {@code builder}. */
    boolean knowsBuilders() {
        return knowsBuilders;
    }

    /** Whether the owner of what it is about counts. */
    boolean knowsOwners() {
        return this == StopBuildEndpointMatcher || this == RebuildBuildEndpointMatcher;
    }

    /**
     * Whether it is about this action on this type.
     *
     * @param type null when it is not known
     * @param ifUnknown the answer where it hangs on the unknown type
     */
    boolean about(String action, @Nullable String type, boolean ifUnknown) {
        return switch (this) {
            case AnyEndpointMatcher -> true;
            case AnyControlEndpointMatcher -> !action.equals("get");
            case ForceBuildEndpointMatcher ->
                    action.equals("force") && is(type, "forcescheduler", ifUnknown);
            case StopBuildEndpointMatcher ->
                    (action.equals("stop") && is(type, "build", ifUnknown))
                            || (ON_REQUESTS.contains(action)
                                    && is(type, "buildrequest", ifUnknown));
            case RebuildBuildEndpointMatcher ->
                    action.equals("rebuild") && is(type, "build", ifUnknown);
            case EnableSchedulerEndpointMatcher ->
                    action.equals("enable") && is(type, "scheduler", ifUnknown);
            case ViewBuildsEndpointMatcher -> action.equals("get");
        };
    }

    private static boolean is(@Nullable String type, String wanted, boolean ifUnknown) {
        return type == null ? ifUnknown : type.equals(wanted);
    }
}
