package dev.gatehouse.www;

import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The name of every builder by its id, from memory, for rules that speak of builders. Other masters may add
 * builders to the same database, so it looks again every few seconds, on a thread of its own. A builder that
 * is not here yet stays hidden from whoever may not see everything. Any thread.
 */
final class BuilderNames implements Supplier<Map<Long, String>>, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BuilderNames.class);
    private static final long SECONDS = 5;

    private final Supplier<Map<Long, String>> source;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "gatehouse-builder-names");
                        thread.setDaemon(true);
                        return thread;
                    });
    private volatile Map<Long, String> names = Map.of();

    /**
     * @param source asks the database
     */
    BuilderNames(Supplier<Map<Long, String>> source) {
        this.source = source;
    }

    void start() {
        names = Map.copyOf(source.get());
        timer.scheduleWithFixedDelay(this::look, SECONDS, SECONDS, TimeUnit.SECONDS);
    }

    private void look() {
        try {
            Map<Long, String> now = source.get();
            if (!now.equals(names)) {
                names = Map.copyOf(now);
            }
        } catch (RuntimeException e) {
            // The names of a moment ago still hold; the next look may be luckier.
            log.warn("cannot read the builders' names: {}", e.toString());
        }
    }

    /** The same map as long as nothing has changed. */
    @Override
    public Map<Long, String> get() {
        return names;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
