package dev.gatehouse.www.stream;

import java.util.ArrayList;
import java.util.List;

/**
 * Holds back what one subscription hears until its client has been told what it missed. The bus calls
 * {@link #pass}, a thread of the container the rest.
 */
final class Gate {
    private final Streams.Stream client;
    private final List<String> missed = new ArrayList<>();
    private final List<String> held = new ArrayList<>();
    private boolean tooMuch;
    private boolean open;
    private String latest = "";

    /** How a wire tells a client how it goes on. */
    @FunctionalInterface
    interface Telling {
        String text(Resumed resumed);
    }

    Gate(Streams.Stream client) {
        this.client = client;
    }

    /** An event of now. */
    synchronized void pass(String id, String text) {
        if (open) {
            client.say(text);
            return;
        }
        latest = id;
        hold(held, text);
    }

    /** An event of the time when the client was away. */
    synchronized void missed(String text) {
        hold(missed, text);
    }

    /** Beyond what an outbox takes the client fetches anew, which is cheaper for both. */
    private void hold(List<String> list, String text) {
        tooMuch |= missed.size() + held.size() >= Outbox.MAX_MISSED;
        if (!tooMuch) {
            list.add(text);
        }
    }

    synchronized boolean tooMuch() {
        return tooMuch;
    }

    /**
     * From now on everything passes. First comes the telling, then what was missed, then what was held.
     *
     * @param known whether it is known what was missed
     * @param after the id that the client brought
     * @param position the id of the latest event before those that were held
     */
    synchronized void open(boolean known, String after, String position, Telling telling) {
        open = true;
        List<String> all = new ArrayList<>(missed);
        all.addAll(held);
        Resumed resumed =
                all.isEmpty()
                        ? new Resumed(Resumed.How.COMPLETE, position)
                        : new Resumed(Resumed.How.REPLAY, after);
        all.add(0, telling.text(resumed));
        if (!known || tooMuch || !client.sayMissed(all)) {
            // What was held happened before the client can fetch.
            String upTo = latest.isEmpty() ? position : latest;
            client.say(telling.text(new Resumed(Resumed.How.REFETCH, upTo)));
        }
    }
}
