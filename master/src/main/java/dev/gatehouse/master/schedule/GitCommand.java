package dev.gatehouse.master.schedule;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The git program, never asking anybody anything. Called by a poller's thread, which waits for it.
 *
 * <p>Bounds: each call has ten minutes and 32 MiB of output; beyond, it is killed and fails.
 */
final class GitCommand {

    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final int OUTPUT = 32 << 20;
    private static final int COMPLAINT = 4096;

    private final Path directory;

    /**
     * @param directory a bare repository, or where one is to be
     */
    GitCommand(Path directory) {
        this.directory = directory;
    }

    /** Git failed; the message says what it said. */
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1;

        Failed(String message) {
            super(message);
        }
    }

    String run(String... words) throws Failed, InterruptedException {
        return run(List.of(words));
    }

    String run(List<String> words) throws Failed, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "git",
                                "-c",
                                "protocol.ext.allow=never",
                                "-c",
                                "core.quotePath=false",
                                "-c",
                                "gc.auto=0",
                                "--git-dir=" + directory));
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("GIT_"));
        environment.put("GIT_TERMINAL_PROMPT", "0");
        environment.put("GIT_ASKPASS", "true");
        environment.put("GIT_SSH_COMMAND", "ssh -o BatchMode=yes");
        environment.put("LC_ALL", "C.UTF-8");
        Process process;
        try {
            process = builder.start();
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new Failed("cannot run git: " + e.getMessage());
        }
        try {
            return result(words.get(0), process);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String result(String what, Process process) throws Failed, InterruptedException {
        Drain out = new Drain(process.getInputStream(), OUTPUT, process);
        Drain error = new Drain(process.getErrorStream(), OUTPUT, process);
        out.start();
        error.start();
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new Failed(
                    "git " + what + " did not end within " + LIMIT.toMinutes() + " minutes");
        }
        byte[] output = out.bytes();
        byte[] complaint = error.bytes();
        if (output.length > OUTPUT) {
            throw new Failed("git " + what + " said more than " + (OUTPUT >> 20) + " MiB");
        }
        if (process.exitValue() != 0) {
            String text = new String(complaint, StandardCharsets.UTF_8).strip();
            throw new Failed(
                    "git "
                            + what
                            + " failed: "
                            + (text.length() > COMPLAINT ? text.substring(0, COMPLAINT) : text));
        }
        return new String(output, StandardCharsets.UTF_8);
    }

    /** Reads a stream to its end on a thread of its own, so that neither stream stops the program. */
    private static final class Drain {
        private final InputStream in;
        private final int most;
        private final Process process;
        private final AtomicReference<byte @Nullable []> bytes = new AtomicReference<>();
        private final CountDownLatch done = new CountDownLatch(1);

        Drain(InputStream in, int most, Process process) {
            this.in = in;
            this.most = most;
            this.process = process;
        }

        void start() {
            Thread thread = new Thread(this::drain, "gatehouse-git-output");
            thread.setDaemon(true);
            thread.start();
        }

        private void drain() {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            try {
                byte[] some = new byte[8192];
                for (int n = in.read(some); n >= 0; n = in.read(some)) {
                    all.write(some, 0, n);
                    if (all.size() > most) {
                        process.destroyForcibly();
                        break;
                    }
                }
            } catch (IOException e) {
                // The program was killed: what came before it counts.
            }
            bytes.set(all.toByteArray());
            done.countDown();
        }

        byte[] bytes() throws InterruptedException {
            // A child that outlives git may keep the stream open.
            if (!done.await(10, TimeUnit.SECONDS)) {
                return new byte[0];
            }
            byte[] read = bytes.get();
            return read == null ? new byte[0] : read;
        }
    }
}
