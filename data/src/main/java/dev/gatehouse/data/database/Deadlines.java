package dev.gatehouse.data.database;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Stops readings that take too long. One thread; safe for use by many. */
final class Deadlines implements AutoCloseable {
    private final Duration limit;
    private final ScheduledThreadPoolExecutor clock;

    Deadlines(Duration limit) {
        this.limit = limit;
        this.clock =
                new ScheduledThreadPoolExecutor(
                        1,
                        work -> {
                            Thread thread = new Thread(work, "gatehouse-deadlines");
                            thread.setDaemon(true);
                            return thread;
                        });
        // One entry a reading that is going on, so no more than there are connections.
        clock.setRemoveOnCancelPolicy(true);
    }

    /** Stops the reader's statement when the time is over; cancelled when it has ended before. */
    Future<?> over(JdbcReader reader) {
        // Again and again: between two statements there is nothing to stop.
        return clock.scheduleWithFixedDelay(
                reader::cancel, limit.toMillis(), 100, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
