package dev.gatehouse.data.event;

import java.util.List;

/**
 * Carries events from commits to subscribers, in order, on one thread of its own. It waits for nobody: a
 * listener returns at once. A bounded ring of recent events is kept for those who come back.
 */
public final class EventBus implements AutoCloseable {
    private final String epoch;

    /**
     * @param epoch unlike that of any earlier start of this server
     */
    public EventBus(String epoch) {
        this.epoch = epoch;
    }

    public String epoch() {
        return epoch;
    }

    public void start(EventKeys keys) {
        throw new IllegalStateException("the bus is not built yet: " + keys);
    }

    /** Called by the database inside its commit lock, so that order of publishing is order of commits. */
    public void publish(List<Announcement> news) {
        throw new IllegalStateException("the bus is not built yet: " + news);
    }

    /** Every event with a key that matches; once per matching key. */
    public Subscription subscribe(EventPattern pattern, EventListener listener) {
        throw new IllegalStateException("the bus is not built yet: " + pattern + listener);
    }

    @Override
    public void close() {}
}
