package dev.gatehouse.data;

import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.turn.Turns;
import java.util.List;
import java.util.OptionalLong;

/**
 * A page whose long readings take turns with those of others. Between two batches no turn is held, so a slow
 * reader of the answer keeps nobody waiting. Used by one thread.
 */
final class TurnedPage<T> implements Page<T> {
    private final Page<T> page;
    private final Turns turns;
    private final Caller who;
    private boolean begun;

    TurnedPage(Page<T> page, Turns turns, Caller who) {
        this.page = page;
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
    public OptionalLong knownWhole() {
        return page.knownWhole();
    }

    @Override
    public boolean cheap() {
        return page.cheap();
    }

    @Override
    public boolean cheapTotal() {
        return page.cheapTotal();
    }

    @Override
    public boolean cheapWhole() {
        return page.cheapWhole();
    }

    @Override
    public List<T> next() {
        List<T> rows = page.cheap() ? page.next() : turns.take(who, begun, page::next);
        begun = true;
        return rows;
    }
}
