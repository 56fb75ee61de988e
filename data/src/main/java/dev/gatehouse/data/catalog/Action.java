package dev.gatehouse.data.catalog;

import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.access.Scope;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something that can be done to a resource: a JSON-RPC method.
 *
 * @param name as on the wire, in lower case
 * @param arguments a record that the request's params are read into; parameters it does not name are
 *     ignored. {@code JsonNode} takes them as they are
 */
public record Action<T, A>(String name, Class<A> arguments, Reach<T, A> reach, Body<T, A> body) {

    /** Does it. */
    @FunctionalInterface
    public interface Body<T, A> {
        /** What the caller gets as {@code result}; null for nothing. */
        @Nullable Object run(T target, A arguments, Caller by);
    }

    /** Says what it would touch, so that access can be decided before anything is. */
    @FunctionalInterface
    public interface Reach<T, A> {
        Reached of(T target, A arguments);
    }

    /** The builders touched (each must be allowed) and the owners of what is touched. */
    public record Reached(Scope scope, Set<String> owners) {
        public Reached {
            owners = Set.copyOf(owners);
        }
    }
}
