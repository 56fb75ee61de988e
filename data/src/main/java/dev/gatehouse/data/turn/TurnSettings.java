package dev.gatehouse.data.turn;

import java.time.Duration;

/**
 * How many long readings there may be.
 *
 * @param atOnce run at the same time; 1 leaves no room for fairness, so at least 2
 * @param waiting wait behind them, of callers who are logged in and of others each; more are turned away
 * @param patience how long one waits before it is turned away
 */
public record TurnSettings(int atOnce, int waiting, Duration patience) {
    public static final TurnSettings USUAL = new TurnSettings(4, 60, Duration.ofSeconds(10));

    /** Readings of answers that have begun wait so many times longer: a broken answer is worse than a late one. */
    private static final int BEGUN = 6;

    public TurnSettings {
        if (atOnce < 2 || waiting < 1 || patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException(
                    "at least two readings at once, one that waits, and a time above 0 are needed");
        }
    }

    /** One caller, and all who are not logged in together, leave room for one more. */
    int atOnceOfOne() {
        return atOnce - 1;
    }

    /** One caller's share of the places to wait at. */
    int waitingOfOne() {
        return Math.max(1, waiting / 2);
    }

    Duration patience(boolean begun) {
        return begun ? patience.multipliedBy(BEGUN) : patience;
    }
}
