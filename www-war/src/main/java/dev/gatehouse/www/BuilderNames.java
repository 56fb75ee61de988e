package dev.gatehouse.www;

import dev.gatehouse.www.access.GrantAccess;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The name of every builder by its id, and of its project, from memory, for rules that speak of builders. Other masters may add
 * builders to the same database, so it looks again every few seconds, on a thread of its own. A builder that
 * is not here yet stays hidden from whoever may not see everything. Any thread.
 */
final class BuilderNames implements Supplier<GrantAccess.BuilderPlaces>, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BuilderNames.class);
    private static final long SECONDS = 5;

    private final Supplier<GrantAccess.BuilderPlaces> source;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "gatehouse-builder-names");
                        thread.setDaemon(true);
                        return thread;
                    });
    private volatile GrantAccess.BuilderPlaces places = GrantAccess.BuilderPlaces.NONE;

    /**
     * @param source asks the database
     */
    BuilderNames(Supplier<GrantAccess.BuilderPlaces> source) {
        this.source = source;
    }

    void start() {
        places = source.get();
        timer.scheduleWithFixedDelay(this::look, SECONDS, SECONDS, TimeUnit.SECONDS);
    }

    private void look() {
        try {
            GrantAccess.BuilderPlaces now = source.get();
            if (!now.equals(places)) {
                places = now;
            }
        } catch (RuntimeException e) {
            // The names of a moment ago still hold; the next look may be luckier.
            log.warn("cannot read the builders' names: {}", e.toString());
        }
    }

    /** The same as long as nothing has changed. */
    @Override
    public GrantAccess.BuilderPlaces get() {
        return places;
    }

    /** The names alone; the same map as long as nothing has changed. */
    Map<Long, String> names() {
        return places.names();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
