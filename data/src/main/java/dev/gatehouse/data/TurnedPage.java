package dev.gatehouse.data;

import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.turn.Turns;
import java.util.List;

/**
 * A page whose long readings take turns with those of others. Between two batches no turn is held, so a slow
 * reader of the answer keeps nobody waiting. Used by one thread.
 */
final class TurnedPage<T> extends PageOver<T> {
    private final Turns turns;
    private final Caller who;
    private boolean begun;

    TurnedPage(Page<T> page, Turns turns, Caller who) {
        super(page);
        this.turns = turns;
        this.who = who;
    }

    @Override
    public long total() {
        return page.cheapTotal() ? page.total() : turns.take(who, begun, page::total);
    }

    @Override
    public long whole() {
        return page.cheapWhole() ? page.whole() : turns.take(who, begun, page::whole);
    }

    @Override
    public List<T> next() {
        List<T> rows = page.cheap() ? page.next() : turns.take(who, begun, page::next);
        begun = true;
        return rows;
    }
}
