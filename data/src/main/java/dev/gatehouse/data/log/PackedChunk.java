package dev.gatehouse.data.log;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** A chunk as it is stored: some lines of a log, packed. Immutable, as long as nobody writes to its bytes. */
final class PackedChunk {
    private final long logid;
    private final long firstLine;
    private final long lastLine;
    private final int method;
    private final byte[] content;

    /**
     * @param method one of {@link ChunkCodec}
     */
    PackedChunk(long logid, long firstLine, long lastLine, int method, byte[] content) {
        this.logid = logid;
        this.firstLine = firstLine;
        this.lastLine = lastLine;
        this.method = method;
        this.content = content;
    }

    long logid() {
        return logid;
    }

    long firstLine() {
        return firstLine;
    }

    long lastLine() {
        return lastLine;
    }

    int size() {
        return content.length;
    }

    /** Whether it unpacks to the same text, wherever it is stored. */
    boolean hasBytesOf(PackedChunk other) {
        return method == other.method && Arrays.equals(content, other.content);
    }

    /** Its text, unpacked while it is read; without the last line's newline. */
    InputStream open() throws IOException {
        return ChunkCodec.open(method, content);
    }
}
