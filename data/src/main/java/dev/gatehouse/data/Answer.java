package dev.gatehouse.data;

import dev.gatehouse.data.catalog.ResourceType;
import dev.gatehouse.data.query.Page;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What the door gives to a wire, which only has to write it. */
public sealed interface Answer {

    /**
     * One resource.
     *
     * @param fields the fields to show; empty means all
     */
    record Item(ResourceType<?> type, Object record, List<String> fields) implements Answer {
        public Item {
            fields = List.copyOf(fields);
        }
    }

    /** A collection, still being read. */
    record Items(ResourceType<?> type, Page<?> page, List<String> fields) implements Answer {
        public Items {
            fields = List.copyOf(fields);
        }
    }

    /**
     * Bytes that are no JSON, such as a whole log.
     *
     * @param mediaType with charset, such as {@code text/plain; charset=utf-8}
     * @param fileName for downloads; null to show it in place
     */
    record Raw(String mediaType, @Nullable String fileName, Content content) implements Answer {}

    /** Writes itself piece by piece, holding no connection between two pieces. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;

        /**
         * Changes whenever the bytes do; null where that cannot be said cheaply. Only what has a version
         * has a length and parts.
         */
        default @Nullable String version() {
            return null;
        }

        /** In bytes, where that is known without reading any of it. */
        default OptionalLong knownLength() {
            return OptionalLong.empty();
        }

        /** In bytes. May read all of it. */
        default long length() throws IOException {
            throw new UnsupportedOperationException("this content has no version");
        }

        /**
         * Writes a part.
         *
         * @param from the first byte, counted from 0
         * @param count how many bytes; all of them lie within the length
         */
        default void writeTo(OutputStream out, long from, long count) throws IOException {
            throw new UnsupportedOperationException("this content has no version");
        }
    }
}
