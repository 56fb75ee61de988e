package dev.gatehouse.data.log;

import dev.gatehouse.data.database.Remembered;
import java.util.Optional;

/**
 * The marks of logs that were read or are being written, so that the next part of one is found at once. Bounded:
 * the log used longest ago is forgotten; logs that are only written push out none that is read. Safe for use by
 * many threads.
 */
final class MarkedLogs {
    private static final int READ = 64;
    private static final int WRITTEN = 256;

    /** Names a log and its text, also where a database gives the id of a deleted one again. */
    record Key(long logid, long stepid, String type) {
        static Key of(Log log) {
            return new Key(log.logid(), log.stepid(), log.type());
        }
    }

    private final Remembered<Key, LogMarks> read = new Remembered<>(READ);
    private final Remembered<Key, LogMarks> written = new Remembered<>(WRITTEN);

    /** What is known of a log; {@link LogMarks#NONE} where nothing is. */
    LogMarks of(Log log) {
        LogMarks ofReading = known(read, log);
        LogMarks ofWriting = known(written, log);
        boolean further =
                ofWriting.lines() == log.num_lines()
                        || ofWriting.lastMark().offset() > ofReading.lastMark().offset();
        return further && ofReading.lines() != log.num_lines() ? ofWriting : ofReading;
    }

    private static LogMarks known(Remembered<Key, LogMarks> logs, Log log) {
        LogMarks marks = logs.get(Key.of(log)).orElse(LogMarks.NONE);
        // one that has become shorter is another
        return marks.lines() > log.num_lines() ? LogMarks.NONE : marks;
    }

    /** Keeps what somebody found out by reading, unless more is known. */
    void read(Log log, LogMarks marks) {
        LogMarks known = known(read, log);
        boolean more =
                marks.lines() == LogMarks.PART
                        ? marks.lastMark().offset() > known.lastMark().offset()
                        : marks.lines() >= known.lines();
        if (more) {
            read.put(Key.of(log), marks);
        }
    }

    /**
     * Keeps what was written, once it is committed. A log that was not followed from its beginning, or was forgotten
     * meanwhile, is left to those who read it.
     *
     * @param before how many lines it had
     * @param bytes how long the raw text of the new lines is
     */
    void written(Log log, long before, long bytes) {
        Key key = Key.of(log);
        Optional<LogMarks> known =
                before == 0
                        ? Optional.of(LogMarks.NONE)
                        : written.get(key).filter(marks -> marks.lines() == before);
        known.ifPresent(
                marks -> {
                    long length = marks.length() + bytes;
                    written.put(
                            key,
                            marks.readTo(log.num_lines(), length).ended(log.num_lines(), length));
                });
    }
}
