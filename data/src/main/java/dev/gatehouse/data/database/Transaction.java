package dev.gatehouse.data.database;

import dev.gatehouse.data.event.Announcement;
import org.jspecify.annotations.Nullable;

/**
 * One unit of writing. Everything in it is kept, and everything announced is told to subscribers, when it
 * commits; nothing of either when it does not. Used by one thread; reads inside it go through it.
 */
public interface Transaction extends Reader {

    /** Runs an INSERT and gives the new row's id: the table's first column must be its counted key. */
    long insert(String sql, @Nullable Object... arguments);

    /** Runs an INSERT, UPDATE or DELETE and gives the number of rows changed. */
    int update(String sql, @Nullable Object... arguments);

    /** To be told after the commit. Only stores announce. */
    void announce(Announcement news);
}
