package dev.gatehouse.www.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command wait until the JVM is asked to end, and lets the end wait until the command has put its
 * things away; not for ever. Safe for use by many threads.
 */
final class Stopping implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 15;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Returns when the JVM is asked to end. */
    void await() throws InterruptedException {
        asked.await();
    }

    /** The command has put its things away. */
    void ended() {
        ended.countDown();
    }

    @Override
    public void close() throws InterruptedException {
        asked.countDown();
        if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            System.err.println("gatehouse: not everything stopped in time");
        }
    }
}
