package dev.gatehouse.www.stream;

import dev.gatehouse.data.access.Caller;
import java.util.function.BooleanSupplier;

/**
 * Who listens, and how long he may: when the session ends, so does the stream.
 *
 * @param ended tells, whenever it is asked, whether the session has ended
 */
public record Visitor(Caller caller, BooleanSupplier ended) {}
