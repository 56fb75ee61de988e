package dev.gatehouse.worker;

import org.jspecify.annotations.Nullable;

/**
 * The program that a command is running now, if any: so that word to stop reaches it, also when it
 * comes before the program has started. Any thread.
 */
final class RunSlot {
    private @Nullable ProcessRun current;
    private boolean interrupted;
    private boolean abandoned;

    /** Runs a program and returns its exit code. */
    int run(ProcessRun run, CommandOutput output) throws InterruptedException {
        synchronized (this) {
            if (abandoned) {
                throw new ConnectionLost();
            }
            if (interrupted) {
                output.header("command interrupted before it began\n");
                return -1;
            }
            current = run;
        }
        try {
            return run.run(output);
        } finally {
            synchronized (this) {
                current = null;
            }
        }
    }

    synchronized void interrupt() {
        interrupted = true;
        if (current != null) {
            current.interrupt();
        }
    }

    synchronized void abandon() {
        abandoned = true;
        if (current != null) {
            current.abandon();
        }
    }

    synchronized boolean interrupted() {
        return interrupted;
    }
}
