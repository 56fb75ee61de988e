package dev.gatehouse.data;

import dev.gatehouse.data.query.Page;
import java.util.OptionalLong;

/**
 * A page that does something to another: what it does not say itself, the other says. A wrapper that forgot
 * one of the costs would pass for cheap.
 */
abstract class PageOver<T> implements Page<T> {
    final Page<T> page;

    PageOver(Page<T> page) {
        this.page = page;
    }

    @Override
    public long total() {
        return page.total();
    }

    @Override
    public long whole() {
        return page.whole();
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
}
