package dev.gatehouse.www.stream;

import dev.gatehouse.data.access.Caller;
import java.time.Instant;
import java.util.Optional;

/**
 * Who listens, and how long he may: when the session ends, so does the stream.
 *
 * @param until empty for callers without a session
 */
public record Visitor(Caller caller, Optional<Instant> until) {}
