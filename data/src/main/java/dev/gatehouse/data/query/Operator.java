package dev.gatehouse.data.query;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How a filter compares. The name in lower case is the wire's: {@code F__ne=V}. */
public enum Operator {
    EQ,
    NE,
    LT,
    LE,
    GT,
    GE,
    CONTAINS,
    IN,
    NOTIN;

    public static Optional<Operator> of(String wireName) {
        return Stream.of(values())
                .filter(operator -> operator.name().toLowerCase(Locale.ROOT).equals(wireName))
                .findFirst();
    }
}
