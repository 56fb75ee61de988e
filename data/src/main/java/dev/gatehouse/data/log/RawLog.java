package dev.gatehouse.data.log;

import dev.gatehouse.data.Answer;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Remembered;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A whole log as it was when somebody asked for it: what is known of its origin, then its lines without
 * channels. Any part of it can be written. Used by one thread.
 */
final class RawLog implements Answer.Content {
    private final Database database;
    private final Remembered<LogKey, LogMarks> known;
    private final UnpackedChunks unpacked;
    private final Log log;
    private final byte[] head;

    /** Names a log and its text, also where a database gives the id of a deleted one again. */
    record LogKey(long logid, long stepid, String type) {}

    RawLog(
            Database database,
            Remembered<LogKey, LogMarks> known,
            UnpackedChunks unpacked,
            Log log,
            String head) {
        this.database = database;
        this.known = known;
        this.unpacked = unpacked;
        this.log = log;
        this.head = head.getBytes(StandardCharsets.UTF_8);
    }

    private LogText text(long firstLine) {
        // Of a log that has ended all that there is, whatever is said of its length.
        long last = log.complete() ? Long.MAX_VALUE : log.num_lines() - 1L;
        return new LogText(
                database, unpacked, log.logid(), firstLine, last, log.type().equals("s"));
    }

    @Override
    public String version() {
        return String.join(
                "/",
                String.valueOf(log.logid()),
                String.valueOf(log.stepid()),
                log.type(),
                String.valueOf(log.num_lines()),
                String.valueOf(log.complete()),
                new String(head, StandardCharsets.UTF_8));
    }

    /** Unpacks what was not looked at before; is remembered for the next part. */
    @Override
    public long length() throws IOException {
        return head.length + marks().length();
    }

    private LogMarks marks() throws IOException {
        LogKey key = new LogKey(log.logid(), log.stepid(), log.type());
        LogMarks marks = known.get(key).orElse(LogMarks.NONE);
        if (marks.lines() == log.num_lines()) {
            return marks;
        }
        if (marks.lines() > log.num_lines()) {
            marks = LogMarks.NONE;
        }
        try (LogText text = text(marks.lastMark().line())) {
            LogMarks longer = marks.extended(text, log.num_lines());
            known.put(key, longer);
            return longer;
        }
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        out.write(head);
        try (LogText text = text(0)) {
            text.transferTo(out);
        }
    }

    @Override
    public void writeTo(OutputStream out, long from, long count) throws IOException {
        long left = count;
        if (from < head.length) {
            int part = (int) Math.min(left, head.length - from);
            out.write(head, (int) from, part);
            left -= part;
        }
        long start = Math.max(0, from - head.length);
        LogMarks.Mark mark = marks().before(start);
        try (InputStream text = text(mark.line())) {
            text.skipNBytes(start - mark.offset());
            byte[] buffer = new byte[16 * 1024];
            while (left > 0) {
                int read = text.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (read < 0) {
                    throw new IOException(
                            "log " + log.logid() + " ended " + left + " bytes before its length");
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        }
    }
}
