package dev.gatehouse.data.database;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Stops readings and transactions that take too long: looks ten times a second at all that are going on, no more than there
 * are connections. One thread; safe for use by many.
 */
final class Deadlines implements AutoCloseable {
    private static final long LOOK_MILLIS = 100;

    private final long limitNanos;
    private final Set<Reading> readings = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock;

    Deadlines(Duration limit) {
        this.limitNanos = limit.toNanos();
        this.clock =
                Executors.newSingleThreadScheduledExecutor(
                        work -> {
                            Thread thread = new Thread(work, "gatehouse-deadlines");
                            thread.setDaemon(true);
                            return thread;
                        });
        clock.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** One that is going on, until it is closed. */
    final class Reading implements AutoCloseable {
        private final JdbcReader reader;
        private final long began = System.nanoTime();

        private Reading(JdbcReader reader) {
            this.reader = reader;
        }

        @Override
        public void close() {
            readings.remove(this);
        }
    }

    /** Stops the reader's statements from when the time is over until the reading is closed. */
    Reading over(JdbcReader reader) {
        Reading reading = new Reading(reader);
        readings.add(reading);
        return reading;
    }

    /** Again and again: between two statements there is nothing to stop. */
    private void look() {
        long now = System.nanoTime();
        for (Reading reading : readings) {
            if (now - reading.began >= limitNanos) {
                reading.reader.cancel();
            }
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
