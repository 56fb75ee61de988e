package dev.gatehouse.worker;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next attempt: longer each time, up to a limit, with a random spread so
 * that many workers do not come back in step. One thread.
 */
final class Backoff {
    private static final double SPREAD = 0.2;

    private final Duration first;
    private final double factor;
    private final Duration limit;
    private final DoubleSupplier random;
    private double nextMillis;

    /**
     * @param random from 0 to 1
     */
    Backoff(Duration first, double factor, Duration limit, DoubleSupplier random) {
        this.first = first;
        this.factor = factor;
        this.limit = limit;
        this.random = random;
        this.nextMillis = first.toMillis();
    }

    /** The wait before the next attempt. */
    Duration next() {
        double spread = 1 + SPREAD * (2 * random.getAsDouble() - 1);
        double millis = Math.min(nextMillis * spread, limit.toMillis());
        nextMillis = Math.min(nextMillis * factor, limit.toMillis());
        return Duration.ofMillis(Math.round(millis));
    }

    /** Begins again with the shortest wait. */
    void reset() {
        nextMillis = first.toMillis();
    }
}
