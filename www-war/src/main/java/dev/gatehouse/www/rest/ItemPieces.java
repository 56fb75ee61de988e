package dev.gatehouse.www.rest;

import dev.gatehouse.data.Answer;
import dev.gatehouse.data.catalog.LongText;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One resource: always a list of one, and an empty {@code meta}. One piece, unless it has a long text: then
 * what stands before the text, the text in parts, and what stands behind it. Used by one thread, once.
 */
final class ItemPieces implements Pieces {
    private static final int PART = 16 * 1024;

    private final Json json;
    private final byte[] written;
    private final char[] part;
    private final @Nullable LongText text;
    private @Nullable Reader reader;
    private int from;

    ItemPieces(Answer.Item item, Json.Form form) {
        json = new Json(form, true);
        write(item);
        text = json.leftOut();
        written = json.take();
        part = new char[text == null ? 0 : PART];
    }

    private void write(Answer.Item item) {
        boolean metaFirst = "meta".compareTo(item.type().plural()) < 0;
        json.open('{');
        if (metaFirst) {
            meta();
        }
        json.key(item.type().plural());
        json.open('[');
        json.next();
        json.value(item.record(), item.fields());
        json.close(']');
        if (!metaFirst) {
            meta();
        }
        json.close('}');
    }

    private void meta() {
        json.key("meta");
        json.value(Map.of());
    }

    @Override
    public boolean hasNext() {
        return from < written.length;
    }

    @Override
    public byte[] next() {
        if (text == null) {
            from = written.length;
            return written;
        }
        if (reader == null) {
            reader = text.open();
            from = json.gap();
            return Arrays.copyOf(written, from);
        }
        byte[] more = read(reader);
        if (more.length > 0) {
            return more;
        }
        byte[] rest = Arrays.copyOfRange(written, from, written.length);
        from = written.length;
        return rest;
    }

    /** The text's next part; empty at its end. */
    private byte[] read(Reader in) {
        try {
            int count = in.read(part, 0, part.length);
            if (count < 0) {
                in.close();
                return new byte[0];
            }
            json.characters(part, count);
            return json.take();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
