package dev.gatehouse.master.schedule;

import dev.gatehouse.master.MasterLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Lets the pollers look when it is their time: the time is the loop's, the looking is done by threads of
 * their own, two at once. A poller looks again only when it is back, so that each waits at most once in the
 * queue. Belongs to the master's loop.
 */
public final class Pollers {

    private final MasterLoop loop;
    private final ExecutorService threads;
    private int generation;

    public Pollers(MasterLoop loop, ThreadFactory factory) {
        this.loop = loop;
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(
                        2,
                        2,
                        30,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        task -> {
                            Thread thread = factory.newThread(task);
                            thread.setName("gatehouse-poller");
                            return thread;
                        });
        pool.allowCoreThreadTimeOut(true);
        this.threads = pool;
    }

    /** These from now on, those before no more. */
    public void configure(List<GitPoller> pollers) {
        generation++;
        for (GitPoller poller : pollers) {
            Duration interval = poller.config().pollInterval();
            if (poller.config().pollAtLaunch()) {
                look(poller, generation);
            } else if (!interval.isZero()) {
                later(poller, generation);
            }
        }
    }

    private void later(GitPoller poller, int of) {
        loop.after(poller.config().pollInterval(), () -> look(poller, of));
    }

    private void look(GitPoller poller, int of) {
        if (of != generation) {
            return;
        }
        try {
            threads.execute(
                    () -> {
                        try {
                            poller.poll();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        } finally {
                            loop.post(
                                    () -> {
                                        if (of == generation
                                                && !poller.config().pollInterval().isZero()) {
                                            later(poller, of);
                                        }
                                    });
                        }
                    });
        } catch (RejectedExecutionException e) {
            // The master stops.
        }
    }

    /** Interrupts those that look. */
    public void stop() {
        generation++;
        threads.shutdownNow();
    }
}
