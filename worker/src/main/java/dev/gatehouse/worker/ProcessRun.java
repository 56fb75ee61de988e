package dev.gatehouse.worker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One program from its start to its end: output, log files, limits, signals, exit code.
 *
 * <pre>
 *   stdout pipe ── reader ─┐
 *   stderr pipe ── reader ─┼─ lines ─→ CommandOutput ─→ master
 *   log files ── follower ─┘                ↑
 *   limits, interrupts ── run() ── header ──┘
 * </pre>
 *
 * <p>{@link #run} is called once and owns the process; {@link #interrupt} and {@link #abandon} may
 * come from any thread at any time and only leave word. A reader that waits because the master is
 * slow does not count as a silent program.
 */
final class ProcessRun {
    private enum Reason {
        SILENT,
        TOO_LONG,
        TOO_MANY_LINES,
        INTERRUPTED,
        ABANDONED
    }

    private static final Logger log = LoggerFactory.getLogger(ProcessRun.class);
    private static final int READ_BLOCK = 65536;
    private static final Duration LOG_FILE_INTERVAL = Duration.ofSeconds(2);

    /** How long a killed process may take to be gone before it is given up. */
    private static final Duration AFTER_KILL = Duration.ofSeconds(5);

    /** How long a process may tidy up when nobody listens any more, unless the master said. */
    private static final Duration ABANDONED_GRACE = Duration.ofSeconds(2);

    private static final Duration LONGEST_ABANDONED_GRACE = Duration.ofSeconds(10);

    /** A signal that ends a process and is not sent for sport; others are exit codes. */
    private static final Set<Integer> FATAL_SIGNALS =
            Set.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 24, 25, 31);

    private final ProcessOrder order;
    private final Platform platform;
    private final Executor threads;

    // Guarded by this.
    private boolean interruptWanted;
    private boolean abandonWanted;
    private boolean tooManyLines;
    private boolean connectionLost;
    private boolean exited;
    private int openStreams;
    private int throttled;
    private long lastOutput;
    private long lines;
    private boolean followStopped;
    private boolean deaf;

    ProcessRun(ProcessOrder order, Platform platform, Executor threads) {
        this.order = order;
        this.platform = platform;
        this.threads = threads;
    }

    /** The master wants it ended. */
    synchronized void interrupt() {
        interruptWanted = true;
        notifyAll();
    }

    /** Nobody listens any more. */
    synchronized void abandon() {
        abandonWanted = true;
        notifyAll();
    }

    synchronized boolean interrupted() {
        return interruptWanted;
    }

    /**
     * Runs it and waits for its end. Sends everything but {@code rc}.
     *
     * @return the exit code; -1 when a signal ended it, 1 when it could not be started
     * @throws CommandFailed when it can neither be ended nor waited for
     */
    int run(CommandOutput output) throws InterruptedException {
        long started = System.nanoTime();
        refuseWhatCannotBeSaid();
        explain(output);
        Process process;
        List<Reading> readings = new ArrayList<>();
        try {
            process = start(readings);
        } catch (IOException e) {
            output.stderr(startFault(e) + "\n");
            output.header(elapsed(started));
            return 1;
        }
        ProcessGroup group = new ProcessGroup(process, platform.posix(), platform.setsid() != null);
        try {
            begin(process, readings, output);
            int code = watch(process, group, output, started);
            output.header(elapsed(started));
            return code;
        } catch (RuntimeException | InterruptedException e) {
            // Never leave a process behind that nobody watches.
            group.signal("KILL");
            throw e;
        } finally {
            synchronized (this) {
                deaf = true;
                followStopped = true;
                notifyAll();
            }
        }
    }

    private void refuseWhatCannotBeSaid() {
        boolean sayable =
                order.words().stream().allMatch(platform::canSay)
                        && order.environment().entrySet().stream()
                                .filter(variable -> !isInherited(variable))
                                .allMatch(variable -> platform.canSay(variable.getValue()));
        if (!sayable) {
            throw new CommandFailed(
                    "the command or its environment has characters that this worker's locale ("
                            + platform.names()
                            + ") cannot pass on: start the worker with LC_ALL=C.UTF-8");
        }
    }

    private static boolean isInherited(Map.Entry<String, String> variable) {
        return variable.getValue().equals(System.getenv(variable.getKey()));
    }

    private void explain(CommandOutput output) {
        StringBuilder text = new StringBuilder();
        text.append(order.shown().strip().isEmpty() ? "''" : order.shown());
        if (text.charAt(text.length() - 1) != '\n') {
            text.append('\n');
        }
        text.append(" in dir ").append(order.workdir());
        if (order.timeout() != null) {
            text.append(" (timeout ").append(secs(order.timeout())).append(')');
        }
        if (order.maxTime() != null) {
            text.append(" (maxTime ").append(secs(order.maxTime())).append(')');
        }
        text.append("\n watching logfiles ").append(order.shownLogFiles());
        text.append("\n argv: ").append(order.shownWords()).append('\n');
        if (order.logEnvironment()) {
            text.append(" environment:\n");
            new TreeMap<>(order.environment())
                    .forEach(
                            (name, value) ->
                                    text.append("  ")
                                            .append(name)
                                            .append('=')
                                            .append(value.replace("\n", "\n    "))
                                            .append('\n'));
        }
        String stdin = order.stdin();
        if (stdin != null) {
            int size = stdin.getBytes(StandardCharsets.UTF_8).length;
            text.append(" writing ").append(size).append(" bytes to stdin\n");
        }
        text.append(" using PTY: False");
        text.append(order.askedForPty() ? " (asked for, but this worker has none)\n" : "\n");
        output.header(text.toString());
    }

    private Process start(List<Reading> readings) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>();
        if (platform.posix()) {
            String path = order.environment().getOrDefault("PATH", "/usr/bin:/bin");
            Path program = Platform.find(order.words().get(0), path, order.workdir());
            if (program == null) {
                throw new IOException("No such file or directory");
            }
            if (platform.setsid() != null) {
                words.add(platform.setsid().toString());
                words.addAll(order.words());
            } else {
                words.add(program.toString());
                words.addAll(order.words().subList(1, order.words().size()));
            }
        } else {
            words.addAll(order.words());
        }
        ProcessBuilder builder = new ProcessBuilder(words).directory(order.workdir().toFile());
        // What is inherited stays as it is, byte by byte, also where Java cannot read it.
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(order.environment().keySet());
        order.environment().entrySet().stream()
                .filter(variable -> !isInherited(variable))
                .forEach(variable -> environment.put(variable.getKey(), variable.getValue()));
        if (platform.mkfifo() == null) {
            Process process = builder.start();
            readings.add(new Reading("stdout", process.getInputStream(), order.wantStdout()));
            readings.add(new Reading("stderr", process.getErrorStream(), order.wantStderr()));
            return process;
        }
        return startWithPipes(builder, platform.mkfifo(), readings);
    }

    private Process startWithPipes(ProcessBuilder builder, Path mkfifo, List<Reading> readings)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("gatehouse-worker");
        try {
            OutputPipe[] pipes = OutputPipe.makeTwo(mkfifo, folder);
            builder.redirectOutput(pipes[0].writingEnd()).redirectError(pipes[1].writingEnd());
            Process process;
            try {
                process = builder.start();
            } catch (IOException e) {
                pipes[0].close();
                pipes[1].close();
                throw e;
            }
            pipes[0].started();
            pipes[1].started();
            readings.add(new Reading("stdout", pipes[0].stream(), order.wantStdout()));
            readings.add(new Reading("stderr", pipes[1].stream(), order.wantStderr()));
            return process;
        } finally {
            Files.deleteIfExists(folder.resolve("out"));
            Files.deleteIfExists(folder.resolve("err"));
            Files.deleteIfExists(folder);
        }
    }

    private void begin(Process process, List<Reading> readings, CommandOutput output) {
        synchronized (this) {
            openStreams = readings.size();
            lastOutput = System.nanoTime();
        }
        process.onExit()
                .thenRun(
                        () -> {
                            synchronized (this) {
                                exited = true;
                                notifyAll();
                            }
                        });
        readings.forEach(reading -> threads.execute(() -> read(reading, output)));
        if (!order.logFiles().isEmpty()) {
            synchronized (this) {
                openStreams++;
            }
            threads.execute(() -> follow(output));
        }
        byte[] stdin =
                order.stdin() == null
                        ? new byte[0]
                        : order.stdin().getBytes(StandardCharsets.UTF_8);
        if (stdin.length == 0) {
            write(process.getOutputStream(), stdin);
        } else {
            threads.execute(() -> write(process.getOutputStream(), stdin));
        }
    }

    /** Waits for the end, and brings it about where a limit or somebody wants it. */
    private int watch(Process process, ProcessGroup group, CommandOutput output, long started)
            throws InterruptedException {
        Reason reason = null;
        boolean gone = false;
        List<String> signals = new ArrayList<>();
        long nextSignal = Long.MAX_VALUE;
        while (true) {
            long now = System.nanoTime();
            Reason wanted;
            synchronized (this) {
                if (exited) {
                    followStopped = true;
                    notifyAll();
                }
                if (exited && (openStreams == 0 || reason == Reason.ABANDONED)) {
                    break;
                }
                wanted = reason == null || abandonWanted ? wanted(now, started) : null;
                boolean act = (wanted != null && wanted != reason) || now - nextSignal >= 0;
                if (!act) {
                    pause(now, started, reason == null ? Long.MAX_VALUE : nextSignal);
                    continue;
                }
            }
            if (wanted != null && wanted != reason) {
                boolean first = reason == null;
                reason = wanted;
                gone = !process.isAlive();
                signals = signals(reason);
                nextSignal = now + send(group, signals, reason);
                if (first) {
                    announce(output, reason, started);
                }
            } else if (signals.isEmpty() || reason == null) {
                return givenUp(process, output);
            } else {
                nextSignal = now + send(group, signals, reason);
            }
        }
        if (reason == Reason.ABANDONED) {
            group.destroyNoted();
            throw new ConnectionLost();
        }
        return ended(process.exitValue(), group, output, reason, gone);
    }

    private @Nullable Reason wanted(long now, long started) {
        if (abandonWanted || connectionLost) {
            return Reason.ABANDONED;
        }
        if (interruptWanted) {
            return Reason.INTERRUPTED;
        }
        if (tooManyLines) {
            return Reason.TOO_MANY_LINES;
        }
        Duration maxTime = order.maxTime();
        if (maxTime != null && now - started >= maxTime.toNanos()) {
            return Reason.TOO_LONG;
        }
        Duration timeout = order.timeout();
        if (timeout != null && throttled == 0 && now - lastOutput >= timeout.toNanos()) {
            return Reason.SILENT;
        }
        return null;
    }

    /** Waits for something to happen, or for the next limit. Called with the lock held. */
    private void pause(long now, long started, long nextSignal) throws InterruptedException {
        long until = nextSignal == Long.MAX_VALUE ? Long.MAX_VALUE : nextSignal - now;
        if (nextSignal == Long.MAX_VALUE) {
            if (order.maxTime() != null) {
                until = Math.min(until, order.maxTime().toNanos() - (now - started));
            }
            if (order.timeout() != null) {
                long silent = throttled == 0 ? now - lastOutput : 0;
                until = Math.min(until, order.timeout().toNanos() - silent);
            }
        }
        if (until == Long.MAX_VALUE) {
            wait();
        } else {
            wait(Math.max(1, until / 1_000_000 + 1));
        }
    }

    /** What is sent one after the other until the process is gone. */
    private List<String> signals(Reason reason) {
        List<String> signals = new ArrayList<>();
        if (order.sigtermTime() != null || reason == Reason.ABANDONED) {
            signals.add("TERM");
        }
        String last = order.interruptSignal();
        if (!last.equals("KILL") && !signals.contains(last)) {
            signals.add(last);
        }
        signals.add("KILL");
        return signals;
    }

    /** Sends the next signal; answers the nanoseconds until the one after it. */
    private long send(ProcessGroup group, List<String> signals, Reason reason) {
        String signal = signals.remove(0);
        group.signal(signal);
        if (!signal.equals("TERM")) {
            return AFTER_KILL.toNanos();
        }
        Duration grace = order.sigtermTime() == null ? ABANDONED_GRACE : order.sigtermTime();
        boolean tooLong =
                reason == Reason.ABANDONED && grace.compareTo(LONGEST_ABANDONED_GRACE) > 0;
        return (tooLong ? LONGEST_ABANDONED_GRACE : grace).toNanos();
    }

    private void announce(CommandOutput output, Reason reason, long started) {
        String what = " running " + order.shownWords() + ", attempting to kill\n";
        switch (reason) {
            case SILENT -> {
                output.item("failure_reason", "timeout_without_output");
                output.header(
                        "\ncommand timed out: "
                                + limit(order.timeout())
                                + " seconds without output"
                                + what);
            }
            case TOO_LONG -> {
                output.item("failure_reason", "timeout");
                output.header(
                        "\ncommand timed out: "
                                + limit(order.maxTime())
                                + " seconds elapsed"
                                + what);
            }
            case TOO_MANY_LINES -> {
                long printed;
                synchronized (this) {
                    printed = lines;
                }
                output.item("failure_reason", "max_lines_failure");
                output.header(
                        "\ncommand exceeds max lines: "
                                + printed
                                + "/"
                                + order.maxLines()
                                + " written/allowed"
                                + what);
            }
            case INTERRUPTED -> output.header("\ncommand interrupted, attempting to kill\n");
            case ABANDONED -> log.info("stopping {}", order.shown());
        }
    }

    private int ended(
            int exit,
            ProcessGroup group,
            CommandOutput output,
            @Nullable Reason reason,
            boolean goneBefore) {
        if (reason != null) {
            group.destroyNoted();
        }
        int signal = platform.posix() && exit > 128 ? exit - 128 : 0;
        if (FATAL_SIGNALS.contains(signal)) {
            output.header("process killed by signal " + signal + "\n");
            return -1;
        }
        return reason == Reason.INTERRUPTED || (reason != null && goneBefore) ? -1 : exit;
    }

    private int givenUp(Process process, CommandOutput output) {
        if (!process.isAlive()) {
            output.header("a child that could not be killed keeps the output open: not waiting\n");
            return -1;
        }
        output.header("SIGKILL failed to kill process\nusing fake rc=-1\n");
        output.item("rc", -1);
        throw new CommandFailed("SIGKILL failed to kill process " + process.pid());
    }

    private void read(Reading reading, CommandOutput output) {
        try (InputStream in = reading.stream()) {
            LineBuffer.Sink target = output.stream(reading.name());
            LineBuffer buffer =
                    new LineBuffer(
                            output.settings(),
                            (line, time) -> {
                                if (reading.wanted() && countLine()) {
                                    target.line(line, time);
                                }
                            });
            byte[] block = new byte[READ_BLOCK];
            for (int length = in.read(block); length >= 0; length = in.read(block)) {
                heard(buffer, block, length);
            }
            heard(buffer, block, -1);
        } catch (IOException e) {
            log.debug("cannot read {} of {}: {}", reading.name(), order.shown(), e.toString());
        } catch (ConnectionLost e) {
            synchronized (this) {
                connectionLost = true;
            }
        } finally {
            streamEnded();
        }
    }

    private void follow(CommandOutput output) {
        try {
            Map<LogFile, LineBuffer> buffers = new java.util.LinkedHashMap<>();
            order.logFiles()
                    .forEach(
                            (name, file) ->
                                    buffers.put(
                                            file,
                                            new LineBuffer(
                                                    output.settings(), output.logFile(name))));
            boolean last = false;
            while (!last) {
                synchronized (this) {
                    if (!followStopped) {
                        wait(LOG_FILE_INTERVAL.toMillis());
                    }
                    // Seen before the files are read: what was written until then is in them.
                    last = followStopped;
                }
                buffers.forEach(
                        (file, buffer) ->
                                file.poll((bytes, length) -> heard(buffer, bytes, length)));
            }
            buffers.values().forEach(buffer -> heard(buffer, new byte[0], -1));
        } catch (ConnectionLost e) {
            synchronized (this) {
                connectionLost = true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            streamEnded();
        }
    }

    /** Passes on what was read (or its end), which may take as long as the master is slow. */
    private void heard(LineBuffer buffer, byte[] block, int length) {
        synchronized (this) {
            if (deaf) {
                return;
            }
            lastOutput = System.nanoTime();
            throttled++;
        }
        try {
            if (length < 0) {
                buffer.finish(Clock.seconds());
            } else {
                buffer.feed(block, length, Clock.seconds());
            }
        } finally {
            synchronized (this) {
                throttled--;
                lastOutput = System.nanoTime();
                if (order.timeout() != null) {
                    notifyAll();
                }
            }
        }
    }

    /** Whether one more line may be sent. */
    private synchronized boolean countLine() {
        Long limit = order.maxLines();
        if (limit == null) {
            return true;
        }
        if (tooManyLines) {
            return false;
        }
        lines++;
        if (lines > limit) {
            // The line that is one too many is still sent, so that it can be seen.
            tooManyLines = true;
            notifyAll();
        }
        return true;
    }

    private synchronized void streamEnded() {
        openStreams--;
        notifyAll();
    }

    private static void write(OutputStream stdin, byte[] bytes) {
        try (stdin) {
            stdin.write(bytes);
        } catch (IOException e) {
            // The program does not want all of it, or is gone: its own business.
            log.debug("stdin was not read to its end: {}", e.toString());
        }
    }

    private String startFault(IOException e) {
        String message = String.valueOf(e.getMessage());
        int system = message.lastIndexOf("error=");
        String words = system < 0 ? message : message.substring(message.indexOf(',', system) + 1);
        return "cannot run "
                + Shown.bytes(order.words().get(0)).substring(1)
                + ": "
                + words.strip();
    }

    private static String secs(Duration duration) {
        String number = Shown.seconds(duration);
        return number + (number.equals("1") ? " sec" : " secs");
    }

    private static String limit(@Nullable Duration duration) {
        return duration == null ? "?" : Shown.seconds(duration);
    }

    private static String elapsed(long started) {
        double seconds = (System.nanoTime() - started) / 1e9;
        return String.format(Locale.ROOT, "elapsedTime=%.6f\n", seconds);
    }

    /** One of the program's streams. */
    private record Reading(String name, InputStream stream, boolean wanted) {}
}
