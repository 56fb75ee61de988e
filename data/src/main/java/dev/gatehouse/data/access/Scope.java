package dev.gatehouse.data.access;

import java.util.Collection;
import java.util.Set;

/**
 * Whose row it is: the builders that a row or an event belongs to.
 *
 * @param everybody true when the row belongs to no builder, such as a master; then everybody sees it
 * @param builderids the builders; a row of several shows to whoever may see one of them
 */
public record Scope(boolean everybody, Set<Long> builderids) {

    private static final Scope EVERYBODY = new Scope(true, Set.of());
    private static final Scope NOBODY = new Scope(false, Set.of());

    public Scope {
        builderids = Set.copyOf(builderids);
    }

    public static Scope ofEverybody() {
        return EVERYBODY;
    }

    /** Of what is not there: whoever does not see everything sees none of it. */
    public static Scope ofNobody() {
        return NOBODY;
    }

    public static Scope builder(long builderid) {
        return new Scope(false, Set.of(builderid));
    }

    public static Scope builders(Collection<Long> builderids) {
        return new Scope(false, Set.copyOf(builderids));
    }
}
