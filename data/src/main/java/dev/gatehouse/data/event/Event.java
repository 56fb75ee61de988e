package dev.gatehouse.data.event;

import dev.gatehouse.data.access.Scope;
import java.util.List;

/**
 * A fact, past tense, with the record as it now is.
 *
 * @param epoch changes at each start of the server, so that an old id never looks valid
 * @param sequence counts from 1 within the epoch, without gaps, in the order of the commits
 * @param type the resource type's singular name
 * @param kind the last segment of every key
 * @param keys all of the event's keys, such as {@code builds/7/finished}; the first is the type's own
 * @param message what subscribers get
 */
public record Event(
        String epoch,
        long sequence,
        String type,
        String kind,
        List<List<String>> keys,
        Object message,
        Scope scope) {
    public Event {
        keys = keys.stream().map(List::copyOf).toList();
    }

    /** {@code EPOCH-SEQUENCE}. */
    public String id() {
        return epoch + "-" + sequence;
    }

    /** Once for each key that matches. */
    public void deliver(EventPattern pattern, EventListener listener) {
        for (List<String> key : keys) {
            if (pattern.matches(key)) {
                listener.deliver(this, key, message);
            }
        }
    }
}
