package dev.gatehouse.worker;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/** What all conversations of one worker share. Any thread. */
final class Workbench {
    private final WorkerSettings settings;
    private final Wire wire;
    private final WorkerInfo info;
    private final Commands commands;
    private final ExecutorService threads;
    private final ScheduledExecutorService timer;
    private final Runnable shutdown;
    private volatile BufferSettings buffers = BufferSettings.STANDARD;

    Workbench(
            WorkerSettings settings,
            Platform platform,
            ExecutorService threads,
            ScheduledExecutorService timer,
            Runnable shutdown) {
        this.settings = settings;
        this.wire = new Wire();
        this.commands = new Commands(settings, platform, threads);
        this.info = new WorkerInfo(settings, platform);
        this.threads = threads;
        this.timer = timer;
        this.shutdown = shutdown;
    }

    WorkerSettings settings() {
        return settings;
    }

    Wire wire() {
        return wire;
    }

    WorkerInfo info() {
        return info;
    }

    Commands commands() {
        return commands;
    }

    /** For commands and whatever may wait; at most a few threads for each running command. */
    ExecutorService threads() {
        return threads;
    }

    /** For what never waits. */
    ScheduledExecutorService timer() {
        return timer;
    }

    /** What the master's {@code shutdown} does. */
    Runnable shutdown() {
        return shutdown;
    }

    /** How output is gathered; what a master says holds until the worker's process ends. */
    BufferSettings buffers() {
        return buffers;
    }

    void settle(BufferSettings said) {
        buffers = said;
    }
}
