package dev.gatehouse.master;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands until a test moves it. */
public final class MovedClock implements MasterLoop.Clock {

    private final AtomicLong nanos = new AtomicLong();
    private final Instant start = Instant.parse("2026-11-01T12:00:00Z");

    @Override
    public Instant now() {
        return start.plusNanos(nanos.get());
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    /** Moves on and has the loop notice. */
    public void move(MasterLoop loop, Duration by) {
        nanos.addAndGet(by.toNanos());
        loop.wake();
    }
}
