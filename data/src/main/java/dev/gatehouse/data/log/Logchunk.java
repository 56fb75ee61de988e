package dev.gatehouse.data.log;

import dev.gatehouse.data.catalog.Doc;
import dev.gatehouse.data.catalog.LongText;
import dev.gatehouse.data.catalog.WithLongText;
import java.util.function.UnaryOperator;

/** Some lines of a log. */
public record Logchunk(
        @Doc("The log's id.") long logid,
        @Doc("The first line's number, counted from 0.") int firstline,
        @Doc("Whole lines, each with its newline; of output, each begins with o, e or h.")
                LongText content)
        implements WithLongText<Logchunk> {

    @Override
    public Logchunk withText(UnaryOperator<LongText> change) {
        return new Logchunk(logid, firstline, change.apply(content));
    }
}
