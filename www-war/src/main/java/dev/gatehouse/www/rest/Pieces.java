package dev.gatehouse.www.rest;

import dev.gatehouse.data.Answer;

/**
 * An answer as a row of byte pieces, each made when it is asked for: between two of them nothing is held,
 * neither rows nor a connection. Used by one thread, once.
 */
interface Pieces {

    static Pieces of(Answer.Items items, Json.Form form) {
        return new CollectionPieces(items, form);
    }

    static Pieces of(Answer.Item item, Json.Form form) {
        return new ItemPieces(item, form);
    }

    /** Whether {@link #next} has more to give. */
    boolean hasNext();

    byte[] next();
}
