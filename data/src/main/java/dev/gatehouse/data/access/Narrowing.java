package dev.gatehouse.data.access;

import java.util.Set;

/**
 * What of a type a caller may see: either everything but some builders' rows, or some builders' rows
 * only. The same value is joined into a query and held against each event.
 *
 * @param only true: the builders named are the only ones to be seen; false: they are the ones that are not
 */
public record Narrowing(boolean only, Set<Long> builderids) {

    private static final Narrowing NONE = new Narrowing(false, Set.of());

    public Narrowing {
        builderids = Set.copyOf(builderids);
    }

    /** Everything may be seen. */
    public static Narrowing none() {
        return NONE;
    }

    public static Narrowing without(Set<Long> builderids) {
        return new Narrowing(false, builderids);
    }

    public static Narrowing only(Set<Long> builderids) {
        return new Narrowing(true, builderids);
    }

    public boolean everything() {
        return !only && builderids.isEmpty();
    }

    public boolean sees(long builderid) {
        return only == builderids.contains(builderid);
    }

    public boolean sees(Scope scope) {
        return everything()
                || scope.everybody()
                || scope.builderids().stream().anyMatch(this::sees);
    }
}
