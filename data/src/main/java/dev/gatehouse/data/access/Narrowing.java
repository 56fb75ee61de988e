package dev.gatehouse.data.access;

import java.util.HashSet;
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

    /** What both let through. */
    public Narrowing and(Narrowing other) {
        if (only && other.only) {
            return only(intersection(builderids, other.builderids));
        }
        if (!only && !other.only) {
            Set<Long> hidden = new HashSet<>(builderids);
            hidden.addAll(other.builderids);
            return without(hidden);
        }
        Narrowing some = only ? this : other;
        Set<Long> shown = new HashSet<>(some.builderids);
        shown.removeAll((only ? other : this).builderids);
        return only(shown);
    }

    private static Set<Long> intersection(Set<Long> one, Set<Long> other) {
        Set<Long> both = new HashSet<>(one);
        both.retainAll(other);
        return both;
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
