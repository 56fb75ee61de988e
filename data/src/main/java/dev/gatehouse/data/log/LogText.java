package dev.gatehouse.data.log;

import dev.gatehouse.data.database.BadDatabase;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Reader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a log as a stream of bytes, each line with its newline. A few chunks are fetched at a time, as
 * packed as they are stored, and unpacked one after the other: between two reads no connection is held, and
 * the memory taken does not depend on the log's length. Used by one thread.
 */
final class LogText extends InputStream {
    /** Chunks fetched at once, as long as they are small. */
    private static final int CHUNKS = 16;

    /** Packed bytes fetched at once; only a single chunk may be larger. */
    private static final int BATCH_BYTES = 1024 * 1024;

    private static final int BUFFER_BYTES = 16 * 1024;

    private final Database database;
    private final UnpackedChunks unpacked;
    private final long logid;
    private final long last;
    private final boolean withoutChannels;
    private final Queue<PackedChunk> fetched = new ArrayDeque<>();

    private final byte[] read = new byte[BUFFER_BYTES];
    private final byte[] moved = new byte[BUFFER_BYTES + 1];

    /** Only read: it may be remembered for others. */
    private byte[] ready = moved;

    private int readyFrom;
    private int readyTo;

    /** What is being read. */
    private UnpackedChunks.@Nullable Text chunk;

    private long chunkEnd;

    /** The first line that is still wanted. */
    private long next;

    /** The line that is being read in the chunk; may lie before the next wanted one. */
    private long line;

    private boolean lineBegins;

    /** Of the chunk that is being read as a stream. */
    private Channels channels = new Channels();

    /** Whether every line of the chunk is wanted, so that none need be counted. */
    private boolean whole;

    private record Place(long firstLine, long lastLine, long size) {}

    /**
     * @param first counted from 0
     * @param last may lie behind the end
     * @param withoutChannels whether each line's first character is left out
     */
    LogText(
            Database database,
            UnpackedChunks unpacked,
            long logid,
            long first,
            long last,
            boolean withoutChannels) {
        this.database = database;
        this.unpacked = unpacked;
        this.logid = logid;
        this.next = first;
        this.last = last;
        this.withoutChannels = withoutChannels;
    }

    @Override
    public int read() throws IOException {
        return fill() ? ready[readyFrom++] & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int given = Math.min(count, readyTo - readyFrom);
        System.arraycopy(ready, readyFrom, bytes, from, given);
        readyFrom += given;
        return given;
    }

    @Override
    public int available() {
        return readyTo - readyFrom;
    }

    /** Writes the next chunk. Gives how many bytes that were, or -1 at the end. */
    long writeChunk(OutputStream out) throws IOException {
        if (!fill()) {
            return -1;
        }
        long written = 0;
        do {
            out.write(ready, readyFrom, readyTo - readyFrom);
            written += readyTo - readyFrom;
            readyFrom = readyTo;
        } while (chunk != null && fill());
        return written;
    }

    /** Behind a chunk: the line that comes next. */
    long nextLine() {
        return next;
    }

    /** Makes some bytes ready; false at the end. */
    private boolean fill() throws IOException {
        while (readyFrom == readyTo) {
            if (chunk == null && !openNext()) {
                return false;
            }
            try {
                unpack();
            } catch (IOException e) {
                throw new BadDatabase(
                        "the chunk of log "
                                + logid
                                + " that ends with line "
                                + chunkEnd
                                + " is damaged: "
                                + e.getMessage(),
                        e);
            }
        }
        return true;
    }

    private boolean openNext() {
        if (fetched.isEmpty() && next <= last) {
            fetched.addAll(database.read(this::fetch));
        }
        PackedChunk packed = fetched.poll();
        if (packed == null || next > last) {
            return false;
        }
        chunkEnd = packed.lastLine();
        line = packed.firstLine();
        lineBegins = true;
        whole = line >= next && chunkEnd <= last;
        try {
            chunk = unpacked.open(packed, whole && withoutChannels);
            channels = new Channels();
        } catch (IOException e) {
            throw new BadDatabase(
                    "the chunk of log "
                            + logid
                            + " that begins with line "
                            + line
                            + " is damaged: "
                            + e.getMessage(),
                    e);
        }
        return true;
    }

    /**
     * As many of the next chunks as are small enough together, or a single one. Chunks do not overlap, so that the
     * index of their last lines leads to the next one, however many lie before it.
     */
    private List<PackedChunk> fetch(Reader reader) {
        List<Place> places =
                reader.query(
                        "SELECT first_line, last_line, length(content) AS size FROM logchunks WHERE"
                                + " logid = ? AND last_line >= ? ORDER BY last_line LIMIT "
                                + CHUNKS,
                        row ->
                                new Place(
                                        row.number("first_line"),
                                        row.number("last_line"),
                                        row.numberOrNull("size") == null ? 0 : row.number("size")),
                        logid,
                        next);
        int count = 0;
        long size = 0;
        while (count < places.size()
                && places.get(count).firstLine() <= last
                && (count == 0 || size + places.get(count).size() <= BATCH_BYTES)) {
            size += places.get(count).size();
            count++;
        }
        if (count == 0) {
            return List.of();
        }
        return reader.query(
                "SELECT first_line, last_line, content, compressed FROM logchunks WHERE logid = ?"
                        + " AND last_line >= ? AND last_line <= ? ORDER BY last_line",
                row ->
                        new PackedChunk(
                                logid,
                                row.number("first_line"),
                                row.number("last_line"),
                                row.small("compressed"),
                                row.bytes("content")),
                logid,
                next,
                places.get(count - 1).lastLine());
    }

    /** Makes what is wanted of the chunk ready, or of the next bytes of a long one. */
    private void unpack() throws IOException {
        UnpackedChunks.Text text = chunk;
        if (text == null) {
            return;
        }
        readyFrom = 0;
        readyTo = 0;
        byte[] all = text.whole();
        if (all == null) {
            unpackNext(text.stream());
            return;
        }
        ready = all;
        readyTo = all.length;
        if (!whole) {
            ready = new byte[all.length];
            readyTo = 0;
            moveWanted(all, all.length - 1);
            endLine();
        }
        end();
    }

    private void unpackNext(InputStream in) throws IOException {
        ready = moved;
        int count = line > last ? -1 : in.read(read, 0, read.length);
        if (count < 0) {
            endLine();
            in.close();
            end();
        } else if (!whole) {
            moveWanted(read, count);
        } else if (withoutChannels) {
            readyTo = channels.strip(read, count, ready);
        } else {
            System.arraycopy(read, 0, ready, 0, count);
            readyTo = count;
        }
    }

    private void endLine() {
        if (whole || (line >= next && line <= last)) {
            ready[readyTo++] = '\n';
        }
    }

    private void end() {
        chunk = null;
        next = Math.max(next, chunkEnd + 1);
    }

    /** A chunk may begin before the first line wanted, all the more when it was merged meanwhile. */
    private void moveWanted(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            byte b = bytes[i];
            boolean channel = lineBegins && withoutChannels && b != '\n';
            if (line >= next && line <= last && !channel) {
                ready[readyTo++] = b;
            }
            lineBegins = b == '\n';
            if (b == '\n') {
                line++;
            }
        }
    }

    @Override
    public void close() throws IOException {
        fetched.clear();
        next = Long.MAX_VALUE;
        readyFrom = readyTo;
        if (chunk != null) {
            chunk.stream().close();
            chunk = null;
        }
    }
}
