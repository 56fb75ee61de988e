package dev.gatehouse.data.turn;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;

/** One caller's long readings: how many run, and which wait, in the order in which they came. Guarded by {@link Turns}. */
final class Line {
    final String caller;
    final boolean anonymous;
    final Deque<Place> waiting = new ArrayDeque<>();
    int running;

    /** One reading that waits. */
    static final class Place {
        final Condition called;
        boolean its;

        Place(Condition called) {
            this.called = called;
        }
    }

    Line(String caller, boolean anonymous) {
        this.caller = caller;
        this.anonymous = anonymous;
    }

    boolean idle() {
        return running == 0 && waiting.isEmpty();
    }
}
