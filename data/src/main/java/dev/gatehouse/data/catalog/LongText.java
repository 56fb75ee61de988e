package dev.gatehouse.data.catalog;

import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * A text that may be longer than the memory is large: a field of this type is read piece by piece while its
 * answer is written. On the wire it is a string like any other.
 */
@FunctionalInterface
public interface LongText {

    /** The text from its beginning. Between two reads nothing is held. */
    Reader open();

    static LongText of(String text) {
        return () -> new StringReader(text);
    }

    /** All of it at once: for callers who know that it is short. */
    @JsonValue
    default String whole() {
        StringWriter text = new StringWriter();
        try (Reader reader = open()) {
            reader.transferTo(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
