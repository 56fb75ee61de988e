package dev.gatehouse.data.event;

import java.util.List;

/** Gets events on the bus's thread: must return at once and never throw, so puts them into an outbox. */
@FunctionalInterface
public interface EventListener {

    /**
     * @param key the key of the event that matched
     * @param message what to send: the event's message, less what the subscriber may not see
     */
    void deliver(Event event, List<String> key, Object message);
}
