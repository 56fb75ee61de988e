package dev.gatehouse.data.catalog;

import dev.gatehouse.data.access.Narrowing;
import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.query.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One row of the catalogue: everything the server can show, do and announce about one kind of thing. Paths,
 * legal query parameters, JSON, event keys, control methods, what a rule can talk about and the API
 * description all derive from it. Immutable: each declaration gives a new row.
 *
 * @param <T> the record; its components are the API's fields
 */
public final class ResourceType<T> {
    private final String name;
    private final String plural;
    private final Class<T> record;
    private final List<PathPattern> events;
    private final List<Endpoint<T>> endpoints;
    private final List<Action<T, ?>> actions;
    private final @Nullable Function<T, Scope> scope;
    private final BiFunction<T, Narrowing, T> redaction;
    private final boolean rootlink;

    private ResourceType(
            String name,
            String plural,
            Class<T> record,
            List<PathPattern> events,
            List<Endpoint<T>> endpoints,
            List<Action<T, ?>> actions,
            @Nullable Function<T, Scope> scope,
            BiFunction<T, Narrowing, T> redaction,
            boolean rootlink) {
        this.name = name;
        this.plural = plural;
        this.record = record;
        this.events = List.copyOf(events);
        this.endpoints = List.copyOf(endpoints);
        this.actions = List.copyOf(actions);
        this.scope = scope;
        this.redaction = redaction;
        this.rootlink = rootlink;
    }

    public static <T> ResourceType<T> of(String name, String plural, Class<T> record) {
        return new ResourceType<>(
                name,
                plural,
                record,
                List.of(),
                List.of(),
                List.of(),
                null,
                (row, seen) -> row,
                false);
    }

    /** An event path, filled from the record: {@code /builds/:buildid}. */
    public ResourceType<T> event(String pattern) {
        return new ResourceType<>(
                name,
                plural,
                record,
                with(events, PathPattern.of(pattern)),
                endpoints,
                actions,
                scope,
                redaction,
                rootlink);
    }

    public ResourceType<T> one(String pattern, Function<PathArgs, Optional<T>> find) {
        return one(pattern, (path, query) -> find.apply(path));
    }

    public ResourceType<T> one(String pattern, Endpoint.FindOne<T> find) {
        return endpoint(new Endpoint.One<>(PathPattern.of(pattern), find));
    }

    public ResourceType<T> many(String pattern, BiFunction<PathArgs, Query, Page<T>> list) {
        return endpoint(new Endpoint.Many<>(PathPattern.of(pattern), list::apply));
    }

    public ResourceType<T> raw(
            String pattern, Function<PathArgs, Optional<T>> find, Endpoint.Render<T> render) {
        return endpoint(
                new Endpoint.Raw<>(
                        PathPattern.of(pattern), (path, query) -> find.apply(path), render));
    }

    /** An action that touches the record's own builders and has no owner. */
    public <A> ResourceType<T> action(String name, Class<A> arguments, Action.Body<T, A> body) {
        return action(
                name,
                arguments,
                (target, given) -> new Action.Reached(scopeOf(target), Set.of()),
                body);
    }

    public <A> ResourceType<T> action(
            String name, Class<A> arguments, Action.Reach<T, A> reach, Action.Body<T, A> body) {
        return new ResourceType<>(
                this.name,
                plural,
                record,
                events,
                endpoints,
                with(actions, new Action<>(name, arguments, reach, body)),
                scope,
                redaction,
                rootlink);
    }

    /** Whose a row is. Asked for each single row disclosed; must be cheap. Declare it before actions. */
    public ResourceType<T> scope(Function<T, Scope> newScope) {
        return new ResourceType<>(
                name, plural, record, events, endpoints, actions, newScope, redaction, rootlink);
    }

    /** How to take out of a row what the caller may not see of it: the other builders' ids, for one. */
    public ResourceType<T> redact(BiFunction<T, Narrowing, T> newRedaction) {
        return new ResourceType<>(
                name, plural, record, events, endpoints, actions, scope, newRedaction, rootlink);
    }

    /** The root of the API names it among its links. */
    public ResourceType<T> rootlink() {
        return new ResourceType<>(
                name, plural, record, events, endpoints, actions, scope, redaction, true);
    }

    private ResourceType<T> endpoint(Endpoint<T> endpoint) {
        return new ResourceType<>(
                name,
                plural,
                record,
                events,
                with(endpoints, endpoint),
                actions,
                scope,
                redaction,
                rootlink);
    }

    public String name() {
        return name;
    }

    public String plural() {
        return plural;
    }

    public Class<T> record() {
        return record;
    }

    public List<PathPattern> events() {
        return events;
    }

    public List<Endpoint<T>> endpoints() {
        return endpoints;
    }

    public List<Action<T, ?>> actions() {
        return actions;
    }

    public boolean isRootlink() {
        return rootlink;
    }

    public boolean hasScope() {
        return scope != null;
    }

    public Scope scopeOf(T row) {
        if (scope == null) {
            throw new IllegalStateException(name + " declares no scope");
        }
        return scope.apply(row);
    }

    public T redacted(T row, Narrowing narrowing) {
        return narrowing.everything() ? row : redaction.apply(row, narrowing);
    }

    private static <E> List<E> with(List<E> list, E last) {
        List<E> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }
}
