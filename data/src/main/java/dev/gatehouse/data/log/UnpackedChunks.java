package dev.gatehouse.data.log;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The texts of chunks that were unpacked of late: who looks at a log asks for the same ones again and again, and
 * unpacking takes longer than all the rest. What is remembered is held against the stored bytes each time, so it
 * is never wrong, whoever has changed the database meanwhile. It takes {@value #BOUND} bytes at most; the chunk
 * that was asked for longest ago makes room. Safe for use by many threads.
 */
final class UnpackedChunks {
    static final int BOUND = 16 * 1024 * 1024;

    /** Longer texts are read as a stream and not kept: a few kilobytes may hold many megabytes. */
    static final int LONGEST = 256 * 1024;

    private final Map<Place, Known> known = new LinkedHashMap<>(64, 0.75f, true);
    private int size;

    private record Place(long logid, long firstLine, boolean withoutChannels) {}

    private static final class Known {
        private final PackedChunk packed;
        private final byte[] text;

        Known(PackedChunk packed, byte[] text) {
            this.packed = packed;
            this.text = text;
        }

        int size() {
            return packed.size() + text.length;
        }
    }

    /** A chunk's text: all of it where it is not too long, else a stream. */
    static final class Text {
        private final byte @Nullable [] whole;
        private final InputStream stream;

        private Text(byte @Nullable [] whole, InputStream stream) {
            this.whole = whole;
            this.stream = stream;
        }

        /** With the newline of the last line. Nobody may write to it. */
        byte @Nullable [] whole() {
            return whole;
        }

        /** As it is packed, with channels and without the last newline; for where there is no {@link #whole}. */
        InputStream stream() {
            return stream;
        }
    }

    /**
     * Unpacks a chunk, or remembers what it unpacks to.
     *
     * @param withoutChannels whether each line's first character is left out
     * @throws IOException when it is damaged; where it is long, its stream may throw it later
     */
    Text open(PackedChunk chunk, boolean withoutChannels) throws IOException {
        Place place = new Place(chunk.logid(), chunk.firstLine(), withoutChannels);
        byte[] text = find(place, chunk);
        if (text == null) {
            InputStream in = chunk.open();
            byte[] packed = in.readNBytes(LONGEST + 1);
            if (packed.length > LONGEST) {
                return new Text(
                        null, new SequenceInputStream(new ByteArrayInputStream(packed), in));
            }
            in.close();
            text = lines(packed, withoutChannels);
            put(place, new Known(chunk, text));
        }
        return new Text(text, InputStream.nullInputStream());
    }

    private static byte[] lines(byte[] bytes, boolean withoutChannels) {
        byte[] text = new byte[bytes.length + 1];
        int count = bytes.length;
        if (withoutChannels) {
            count = new Channels().strip(bytes, count, text);
        } else {
            System.arraycopy(bytes, 0, text, 0, count);
        }
        text[count] = '\n';
        return count + 1 == text.length ? text : Arrays.copyOf(text, count + 1);
    }

    private byte @Nullable [] find(Place place, PackedChunk chunk) {
        Known found;
        synchronized (this) {
            found = known.get(place);
        }
        return found != null && found.packed.hasBytesOf(chunk) ? found.text : null;
    }

    private synchronized void put(Place place, Known fresh) {
        if (fresh.size() > BOUND) {
            return;
        }
        Known former = known.put(place, fresh);
        size += fresh.size() - (former == null ? 0 : former.size());
        Iterator<Known> longestAgo = known.values().iterator();
        while (size > BOUND) {
            size -= longestAgo.next().size();
            longestAgo.remove();
        }
    }

    /** Bytes that are taken now. */
    synchronized int size() {
        return size;
    }
}
