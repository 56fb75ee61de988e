package dev.gatehouse.data.log;

import java.util.ArrayList;
import java.util.List;

/**
 * Where in a log's raw text some of its lines begin, so that a part of it is found without unpacking all
 * that lies before. One mark for each megabyte of text, in a very long log for each thousandth of what lies
 * before. Immutable: a longer log has longer marks.
 *
 * @param lines how many lines were there when the text was read to its end; {@link #PART} when it was not
 * @param length of the raw text that was read, in bytes
 */
record LogMarks(long lines, long length, List<Mark> marks) {
    static final long PART = -1;

    private static final long APART = 1024 * 1024;
    private static final int THOUSAND = 1024;

    /** A line and how many bytes lie before it. */
    record Mark(long line, long offset) {}

    /** Of a log that nothing is known of yet. */
    static final LogMarks NONE = new LogMarks(0, 0, List.of(new Mark(0, 0)));

    LogMarks {
        marks = List.copyOf(marks);
    }

    /** What is known when so many bytes have been read, and that line comes next. */
    LogMarks readTo(long line, long offset) {
        if (offset - lastMark().offset() < Math.max(APART, offset / THOUSAND)) {
            return new LogMarks(PART, offset, marks);
        }
        List<Mark> more = new ArrayList<>(marks);
        more.add(new Mark(line, offset));
        return new LogMarks(PART, offset, more);
    }

    /** The same at the end of the text, when there are so many lines. */
    LogMarks ended(long allLines, long offset) {
        return new LogMarks(allLines, offset, marks);
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
