package dev.gatehouse.www.cli;

import dev.gatehouse.www.ServerConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker that a server under {@code java -jar} starts as a process of its own, so that a newcomer needs
 * nothing else. It is started again when it dies. It ends with the server, however that ends: its standard
 * input is a pipe of ours, and it stops when the pipe breaks. Its password goes by way of a file, never by
 * the command line. Used by the thread that starts and stops the server; one thread of its own watches.
 */
final class BuiltinWorker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BuiltinWorker.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** A worker that ran this long was well: the next pause is the shortest again. */
    private static final Duration WELL = Duration.ofMinutes(1);

    private static final long GRACE_SECONDS = 5;

    private final boolean wanted;
    private final List<String> command;
    private final Object lock = new Object();
    private final Thread watcher;
    private @Nullable Process process;
    private boolean closed;

    BuiltinWorker(boolean wanted, Path war, Path basedir, String master) {
        this.wanted = wanted;
        command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // It mostly waits for other processes: small and quickly there.
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                        "-jar",
                        war.toString(),
                        "worker",
                        "--master",
                        master,
                        "--name",
                        ServerConfig.BUILTIN_WORKER,
                        "--password-file",
                        basedir.resolve(FirstStart.WORKER_PASSWORD).toString(),
                        "--basedir",
                        basedir.resolve("worker").toString(),
                        "--until-input-ends");
        watcher = new Thread(this::keepRunning, "builtin-worker");
        watcher.setDaemon(true);
    }

    void start() {
        if (wanted) {
            watcher.start();
        }
    }

    private void keepRunning() {
        Duration pause = SHORTEST_PAUSE;
        try {
            while (true) {
                long began = System.nanoTime();
                int code = runOnce();
                synchronized (lock) {
                    if (closed) {
                        return;
                    }
                    boolean well = System.nanoTime() - began > WELL.toNanos();
                    pause = well ? SHORTEST_PAUSE : pause;
                    log.warn(
                            "the built-in worker ended with {}; the next starts in {} s",
                            code,
                            pause.toSeconds());
                    lock.wait(pause.toMillis());
                    if (closed) {
                        return;
                    }
                }
                pause = pause.multipliedBy(2);
                pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            log.error("the built-in worker cannot be started: {}", e.getMessage());
        }
    }

    private int runOnce() throws IOException, InterruptedException {
        Process started;
        synchronized (lock) {
            if (closed) {
                return 0;
            }
            started = new ProcessBuilder(command).redirectErrorStream(true).start();
            process = started;
        }
        log.info("the built-in worker runs as process {}", started.pid());
        try (BufferedReader lines = started.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.info("{}", line);
            }
        }
        return started.waitFor();
    }

    /** Closes the worker's input, which asks it to end, and insists after a while. */
    @Override
    public void close() throws InterruptedException {
        Process running;
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
            running = process;
        }
        if (running == null) {
            return;
        }
        try {
            running.getOutputStream().close();
        } catch (IOException e) {
            log.debug("the built-in worker's input was closed already", e);
        }
        if (!running.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
            log.warn("the built-in worker did not end by itself and is killed");
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            running.destroyForcibly().waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
        }
    }
}
