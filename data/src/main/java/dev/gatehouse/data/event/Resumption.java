package dev.gatehouse.data.event;

import java.util.List;

/**
 * How a listener that came back goes on.
 *
 * @param subscription in force already: what is told after {@code missed} goes to the listener
 * @param known whether the id it brought is one we remember; else nobody knows what it missed, and it must
 *     fetch anew
 * @param position the id of the latest event before the subscription
 * @param missed what was told between the two, oldest first, whatever its keys; empty when not known
 */
public record Resumption(
        Subscription subscription, boolean known, String position, List<Event> missed) {
    public Resumption {
        missed = List.copyOf(missed);
    }
}
