package dev.gatehouse.worker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One program to run and how.
 *
 * @param words the program and its arguments
 * @param shown the command as people know it, one line or more, in the header log
 * @param shownWords what really goes to the system, in the header log
 * @param environment all of it
 * @param logEnvironment whether the environment goes to the header log
 * @param timeout end it after that long without output
 * @param maxTime end it after that long
 * @param maxLines end it when it prints more lines than that
 * @param sigtermTime ask it to end with SIGTERM first, and wait that long
 * @param interruptSignal the signal that ends it, without {@code SIG}
 * @param stdin what it can read; without it, nothing
 * @param logFiles files to follow while it runs
 * @param askedForPty whether the master wanted a terminal, which this worker has not
 */
record ProcessOrder(
        List<String> words,
        String shown,
        String shownWords,
        Path workdir,
        Map<String, String> environment,
        boolean logEnvironment,
        boolean wantStdout,
        boolean wantStderr,
        @Nullable Duration timeout,
        @Nullable Duration maxTime,
        @Nullable Long maxLines,
        @Nullable Duration sigtermTime,
        String interruptSignal,
        @Nullable String stdin,
        Map<String, LogFile> logFiles,
        String shownLogFiles,
        boolean askedForPty) {

    ProcessOrder {
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
    }

    /** A program of the worker's own choice: no log files, no stdin. */
    static ProcessOrder plain(
            List<String> words,
            Path workdir,
            Map<String, String> environment,
            boolean logEnvironment,
            @Nullable Duration timeout,
            @Nullable Duration maxTime) {
        return new ProcessOrder(
                words,
                Shown.shellWords(words),
                Shown.bytesList(words),
                workdir,
                environment,
                logEnvironment,
                true,
                true,
                timeout,
                maxTime,
                null,
                null,
                "KILL",
                null,
                Map.of(),
                "{}",
                false);
    }
}
