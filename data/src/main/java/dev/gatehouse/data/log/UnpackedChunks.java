package dev.gatehouse.data.log;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
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

    private record Place(long logid, long firstLine) {
        static Place of(PackedChunk chunk) {
            return new Place(chunk.logid(), chunk.firstLine());
        }
    }

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

        /** Nobody may write to it. */
        byte @Nullable [] whole() {
            return whole;
        }

        /** Meant for where there is no {@link #whole}. */
        InputStream stream() {
            return stream;
        }
    }

    /**
     * Unpacks a chunk, or remembers what it unpacks to.
     *
     * @throws IOException when it is damaged; where it is long, its stream may throw it later
     */
    Text open(PackedChunk chunk) throws IOException {
        byte[] text = find(chunk);
        if (text == null) {
            InputStream in = chunk.open();
            text = in.readNBytes(LONGEST + 1);
            if (text.length > LONGEST) {
                return new Text(null, new SequenceInputStream(new ByteArrayInputStream(text), in));
            }
            in.close();
            put(new Known(chunk, text));
        }
        return new Text(text, InputStream.nullInputStream());
    }

    private byte @Nullable [] find(PackedChunk chunk) {
        Known found;
        synchronized (this) {
            found = known.get(Place.of(chunk));
        }
        return found != null && found.packed.hasBytesOf(chunk) ? found.text : null;
    }

    private synchronized void put(Known fresh) {
        if (fresh.size() > BOUND) {
            return;
        }
        Known former = known.put(Place.of(fresh.packed), fresh);
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
