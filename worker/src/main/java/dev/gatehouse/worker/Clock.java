package dev.gatehouse.worker;

import java.time.Instant;

/** The time as the protocol writes it. */
final class Clock {
    private Clock() {}

    /** Seconds since 1970, by this machine's clock. */
    static double seconds() {
        Instant now = Instant.now();
        return now.getEpochSecond() + now.getNano() / 1e9;
    }
}
