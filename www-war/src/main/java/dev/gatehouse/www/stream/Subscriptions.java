package dev.gatehouse.www.stream;

import dev.gatehouse.data.event.EventListener;
import dev.gatehouse.data.event.EventPattern;
import dev.gatehouse.data.event.Resumption;
import dev.gatehouse.data.event.Subscription;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * What one client of either wire listens to. Holds no lock while it talks to the bus, so that the bus may
 * end the client. Any thread.
 */
final class Subscriptions {
    /** Stands for a subscription that is being made. */
    private static final Subscription PENDING = () -> {};

    private final Streams streams;
    private final Streams.Stream client;
    private final Map<EventPattern, Subscription> active = new ConcurrentHashMap<>();
    private final AtomicInteger resuming = new AtomicInteger();
    private volatile boolean closed;

    Subscriptions(Streams streams, Streams.Stream client) {
        this.streams = streams;
        this.client = client;
    }

    int count() {
        return active.size();
    }

    boolean has(EventPattern pattern) {
        return active.containsKey(pattern);
    }

    boolean full() {
        return active.size() >= Streams.MAX_PATHS;
    }

    /** Listens from now on. Nothing when it has the pattern already. */
    void start(EventPattern pattern, Encoded.Form form) {
        EventListener listener =
                (event, key, message) ->
                        client.say(streams.encoded().text(form, event, key, message));
        keep(
                pattern,
                () ->
                        streams.api()
                                .subscribe(client.visitor().caller(), pattern, inTime(listener)));
    }

    /** As {@link #start}, and first tells the client the id from which on it listens. */
    void start(EventPattern pattern, Encoded.Form form, Gate.Telling telling) {
        streams.api()
                .position(
                        client.visitor().caller(),
                        id -> {
                            client.say(telling.text(new Resumed(Resumed.How.STARTED, id)));
                            start(pattern, form);
                        });
    }

    /** Goes on after an event, and first tells the client what it missed. Nothing when it has the pattern. */
    void resume(EventPattern pattern, String afterId, Encoded.Form form, Gate.Telling telling) {
        resuming.incrementAndGet();
        try {
            keep(pattern, () -> resumed(pattern, afterId, form, telling));
        } finally {
            resuming.decrementAndGet();
        }
    }

    private Subscription resumed(
            EventPattern pattern, String afterId, Encoded.Form form, Gate.Telling telling) {
        Gate gate = new Gate(client);
        EventListener live =
                (event, key, message) ->
                        gate.pass(event.id(), streams.encoded().text(form, event, key, message));
        EventListener missed =
                (event, key, message) -> {
                    if (!gate.tooMuch()) {
                        gate.missed(form.text(event, key, message));
                    }
                };
        Resumption resumption =
                streams.api()
                        .resume(client.visitor().caller(), pattern, afterId, inTime(live), missed);
        gate.open(resumption.known(), afterId, resumption.position(), telling);
        return resumption.subscription();
    }

    /** Nothing is delivered to a session that is over, though its stream may live a second longer. */
    private EventListener inTime(EventListener listener) {
        return (event, key, message) -> {
            if (!streams.over(client.visitor())) {
                listener.deliver(event, key, message);
            }
        };
    }

    private void keep(EventPattern pattern, Supplier<Subscription> made) {
        if (active.putIfAbsent(pattern, PENDING) != null) {
            return;
        }
        boolean kept = false;
        try {
            Subscription subscription = made.get();
            kept = active.replace(pattern, PENDING, subscription);
            if (!kept || closed) {
                // stopped or closed meanwhile
                subscription.close();
            }
        } finally {
            if (!kept) {
                active.remove(pattern, PENDING);
            }
        }
    }

    /** False when there is nothing to stop. */
    boolean stop(EventPattern pattern) {
        Subscription subscription = active.remove(pattern);
        if (subscription == null) {
            return false;
        }
        subscription.close();
        return true;
    }

    /** For good. */
    void close() {
        closed = true;
        active.keySet().forEach(this::stop);
    }

    /**
     * Tells the client the latest id between two events, so that one that hears little need not fetch again
     * when it comes back; not while it resumes, when older events are still to come.
     */
    void tellPosition(Gate.Telling telling) {
        streams.api()
                .position(
                        client.visitor().caller(),
                        id -> {
                            if (resuming.get() == 0) {
                                client.say(telling.text(new Resumed(Resumed.How.STARTED, id)));
                            }
                        });
    }
}
