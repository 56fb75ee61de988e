package dev.gatehouse.data.catalog;

import dev.gatehouse.data.Answer;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.query.Query;
import java.util.Optional;

/** One path of a type and how it is answered. */
public sealed interface Endpoint<T> {
    PathPattern pattern();

    /** A single resource. Gets the query for what is loaded on request (properties, a log's lines). */
    record One<T>(PathPattern pattern, FindOne<T> find) implements Endpoint<T> {}

    /** A collection. */
    record Many<T>(PathPattern pattern, ListMany<T> list) implements Endpoint<T> {}

    /** Bytes that belong to a resource: it is found, access is checked on it, then it is written. */
    record Raw<T>(PathPattern pattern, FindOne<T> find, Render<T> render) implements Endpoint<T> {}

    @FunctionalInterface
    interface FindOne<T> {
        Optional<T> find(PathArgs path, Query query);
    }

    @FunctionalInterface
    interface ListMany<T> {
        Page<T> list(PathArgs path, Query query);
    }

    @FunctionalInterface
    interface Render<T> {
        Answer.Raw render(T record);
    }
}
