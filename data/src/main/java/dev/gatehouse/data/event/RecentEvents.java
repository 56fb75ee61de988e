package dev.gatehouse.data.event;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The last events that were told, for those who come back. Guarded by the bus. */
final class RecentEvents {
    /** Events remembered. Older ones are forgotten; who asks for them is told to fetch anew. */
    static final int MAX = 10_000;

    private final String epoch;
    private final Deque<Event> events = new ArrayDeque<>();
    private long latest;

    RecentEvents(String epoch) {
        this.epoch = epoch;
    }

    void add(Event event) {
        latest = event.sequence();
        events.add(event);
        if (events.size() > MAX) {
            events.remove();
        }
    }

    /** The id of the latest event; before the first one, that of none. */
    String position() {
        return epoch + "-" + latest;
    }

    /** What came after an event; empty when that event is of another epoch, too old or yet to come. */
    Optional<List<Event>> since(String id) {
        long sequence = sequence(id);
        if (sequence < latest - events.size() || sequence > latest) {
            return Optional.empty();
        }
        return Optional.of(events.stream().filter(event -> event.sequence() > sequence).toList());
    }

    /** Of an event of this epoch; -1, which is always too old, for any other text. */
    private long sequence(String id) {
        if (!id.startsWith(epoch + "-")) {
            return -1;
        }
        String number = id.substring(epoch.length() + 1);
        return number.matches("[0-9]{1,18}") ? Long.parseLong(number) : -1;
    }
}
