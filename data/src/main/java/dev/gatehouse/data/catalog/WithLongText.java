package dev.gatehouse.data.catalog;

import java.util.function.UnaryOperator;

/** A record with a text that is read piece by piece while its answer is written. */
public interface WithLongText<T> {

    /** The same with another text. */
    T withText(UnaryOperator<LongText> change);
}
