package dev.gatehouse.data.openapi;

import dev.gatehouse.data.catalog.Endpoint;
import dev.gatehouse.data.catalog.PathPattern;
import dev.gatehouse.data.catalog.ResourceType;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A path pattern, and whose it is. */
record Place<T>(ResourceType<T> type, Endpoint<T> endpoint) {

    PathPattern pattern() {
        return endpoint.pattern();
    }

    boolean variable(int place) {
        return pattern().kind(place) != PathPattern.Kind.LITERAL;
    }

    /** The path without the names of its variables. */
    String shape() {
        return IntStream.range(0, pattern().elements().size())
                .mapToObj(place -> variable(place) ? "/{}" : "/" + pattern().name(place))
                .collect(Collectors.joining());
    }
}
