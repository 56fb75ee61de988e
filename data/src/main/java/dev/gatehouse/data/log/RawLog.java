package dev.gatehouse.data.log;

import dev.gatehouse.data.Answer;
import dev.gatehouse.data.database.Database;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * A whole log as it was when somebody asked for it: what is known of its origin, then its lines without
 * channels. Any part of it can be written. Used by one thread.
 */
final class RawLog implements Answer.Content {
    private static final int BUFFER_BYTES = 16 * 1024;

    private final Database database;
    private final MarkedLogs marked;
    private final UnpackedChunks unpacked;
    private final Log log;
    private final byte[] head;

    RawLog(Database database, MarkedLogs marked, UnpackedChunks unpacked, Log log, String head) {
        this.database = database;
        this.marked = marked;
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

    @Override
    public OptionalLong knownLength() {
        LogMarks marks = marked.of(log);
        return marks.lines() == log.num_lines()
                ? OptionalLong.of(head.length + marks.length())
                : OptionalLong.empty();
    }

    /** Unpacks what was not looked at before; is remembered for the next part. */
    @Override
    public long length() throws IOException {
        return head.length + marks().length();
    }

    private LogMarks marks() throws IOException {
        LogMarks marks = marked.of(log);
        if (marks.lines() == log.num_lines()) {
            return marks;
        }
        return readFrom(marks, OutputStream.nullOutputStream());
    }

    /** Writes what comes after the last mark; what is found on the way is remembered, also when it ends early. */
    private LogMarks readFrom(LogMarks known, OutputStream out) throws IOException {
        LogMarks marks = known;
        long offset = known.lastMark().offset();
        try (LogText text = text(known.lastMark().line())) {
            for (long size = text.writeChunk(out); size >= 0; size = text.writeChunk(out)) {
                offset += size;
                marks = marks.readTo(text.nextLine(), offset);
            }
            marks = marks.ended(log.num_lines(), offset);
            return marks;
        } finally {
            marked.read(log, marks);
        }
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        out.write(head);
        readFrom(LogMarks.NONE, out);
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
            byte[] buffer = new byte[BUFFER_BYTES];
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
