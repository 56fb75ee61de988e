package dev.gatehouse.data.access;

import org.jspecify.annotations.Nullable;

/**
 * May they? Asked by the door and by nobody else, so that no wire can forget it. Implementations are safe
 * for use by many threads and answer from memory.
 */
public interface Access {

    /**
     * Before anything is looked up. Refuses only what no target could make right, so that a refusal hides
     * whether the target exists.
     *
     * @param action {@code get}, or a control action's name in lower case
     * @param type the resource type's singular name; null when the path is unknown, or a subscription spans
     *     types
     * @throws Denied when every target would be refused
     */
    void checkPath(Caller who, String action, @Nullable String type);

    /**
     * Once the target and the arguments are known, and before anything is disclosed or touched.
     *
     * @throws Denied naming the role that is needed
     */
    void check(Caller who, Attempt attempt);

    /** Which rows and events of a type the caller may see. Called for each query and each event. */
    Narrowing narrow(Caller who, String type);
}
