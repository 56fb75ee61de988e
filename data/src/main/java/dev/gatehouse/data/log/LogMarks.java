package dev.gatehouse.data.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where in a log's raw text some of its lines begin, so that a part of it is found without unpacking all
 * that lies before. One mark for each megabyte of text. Immutable: a longer log has longer marks.
 *
 * @param lines how many lines were there
 * @param length of the raw text of these lines, in bytes
 */
record LogMarks(long lines, long length, List<Mark> marks) {
    private static final long APART = 1024 * 1024;

    /** A line and how many bytes lie before it. */
    record Mark(long line, long offset) {}

    /** Of a log that nothing is known of yet. */
    static final LogMarks NONE = new LogMarks(0, 0, List.of(new Mark(0, 0)));

    LogMarks {
        marks = List.copyOf(marks);
    }

    /** What the stream adds, which begins at {@link #lastMark} and ends with the last line there is. */
    LogMarks extended(LogText text, long newLines) throws IOException {
        List<Mark> more = new ArrayList<>(marks);
        long offset = lastMark().offset();
        for (long size = text.skipChunk(); size >= 0; size = text.skipChunk()) {
            offset += size;
            if (offset - more.get(more.size() - 1).offset() >= APART) {
                more.add(new Mark(text.nextLine(), offset));
            }
        }
        return new LogMarks(newLines, offset, more);
    }

    Mark lastMark() {
        return marks.get(marks.size() - 1);
    }

    /** The last mark that is not behind a byte. */
    Mark before(long offset) {
        int low = 0;
        int high = marks.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (marks.get(middle).offset() <= offset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return marks.get(low);
    }
}
