package dev.gatehouse.data.log;

import dev.gatehouse.data.database.BadDatabase;
import dev.gatehouse.data.database.Row;
import dev.gatehouse.data.database.Transaction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Makes few large chunks of the many small ones that a live log leaves, so that it is read faster and takes
 * less room. Used once, when a log has ended, inside that transaction.
 */
final class ChunkMerger {
    /** Chunks from this size on are left alone. */
    private static final int SMALL_BYTES = 16_384;

    private static final int LINES = 1000;

    /** No more small chunks than this are looked at, to keep the writing lock short; the rest stays. */
    private static final int CHUNKS = 5000;

    private final Transaction tx;
    private final long logid;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private int chunks;
    private long firstLine;
    private long lastLine = -1;

    private record Place(long firstLine, long lastLine) {}

    ChunkMerger(Transaction tx, long logid) {
        this.tx = tx;
        this.logid = logid;
    }

    void run() {
        List<Place> small =
                tx.query(
                        "SELECT first_line, last_line FROM logchunks WHERE logid = ? AND compressed"
                                + " <= 1 AND length(content) < ? ORDER BY first_line LIMIT ?",
                        row -> new Place(row.number("first_line"), row.number("last_line")),
                        logid,
                        SMALL_BYTES,
                        CHUNKS);
        if (small.size() < 2) {
            return;
        }
        for (Place place : small) {
            take(place);
        }
        flush();
    }

    private void take(Place place) {
        byte[] content =
                tx.one(
                                "SELECT content, compressed FROM logchunks WHERE logid = ? AND"
                                        + " first_line = ?",
                                ChunkMerger::unpacked,
                                logid,
                                place.firstLine())
                        .orElseThrow();
        boolean fits =
                chunks > 0
                        && place.firstLine() == lastLine + 1
                        && place.lastLine() - firstLine < LINES
                        && waiting.size() + content.length < LogStore.CHUNK_BYTES;
        if (fits) {
            waiting.write('\n');
        } else {
            flush();
            firstLine = place.firstLine();
        }
        waiting.writeBytes(content);
        lastLine = place.lastLine();
        chunks++;
    }

    private static byte[] unpacked(Row row) {
        try (InputStream in = ChunkCodec.open(row.small("compressed"), row.bytes("content"))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new BadDatabase("a chunk of a log is damaged: " + e.getMessage(), e);
        }
    }

    private void flush() {
        if (chunks > 1) {
            byte[] raw = waiting.toByteArray();
            tx.update(
                    "DELETE FROM logchunks WHERE logid = ? AND first_line BETWEEN ? AND ?",
                    logid,
                    firstLine,
                    lastLine);
            LogStore.store(tx, logid, firstLine, lastLine, raw, ChunkCodec.compress(raw));
        }
        waiting.reset();
        chunks = 0;
    }
}
