package dev.gatehouse.worker;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A started program with everything it starts, as one thing that can be signalled.
 *
 * <p>Java can neither make process groups nor signal them. Where {@code setsid} exists the program
 * is started through it, so that it leads a group of its own, and {@code kill} of the shell signals
 * that group: this reaches children whose parents are gone. Elsewhere the tree is walked from parent
 * to child. In both cases the descendants are noted when the first signal is sent, and those that
 * outlive the last one are destroyed by their handles: a child that left the group does not escape.
 * One thread.
 */
final class ProcessGroup {
    private static final Logger log = LoggerFactory.getLogger(ProcessGroup.class);
    private static final int KILL_PATIENCE_S = 5;

    private final Process process;
    private final boolean posix;
    private final boolean leads;
    private final Set<ProcessHandle> noted = new LinkedHashSet<>();

    /**
     * @param leads whether it was started by {@code setsid}
     */
    ProcessGroup(Process process, boolean posix, boolean leads) {
        this.process = process;
        this.posix = posix;
        this.leads = leads;
    }

    /**
     * Sends a signal to all of it.
     *
     * @param name without {@code SIG}: {@code TERM}, {@code KILL}, {@code INT} …
     */
    void signal(String name) {
        note();
        boolean kill = name.equals("KILL");
        if (leads) {
            shell(
                    "kill -s \"$0\" -- \"-$1\" 2>/dev/null || kill -s \"$0\" \"$1\" 2>/dev/null",
                    List.of(name, Long.toString(process.pid())));
            if (kill) {
                destroyNoted();
            }
            return;
        }
        if (!kill && !name.equals("TERM") && posix) {
            List<String> words = new ArrayList<>(List.of(name));
            words.add(Long.toString(process.pid()));
            noted.stream()
                    .filter(ProcessHandle::isAlive)
                    .forEach(handle -> words.add(Long.toString(handle.pid())));
            shell("kill -s \"$0\" \"$@\" 2>/dev/null", words);
            return;
        }
        if (kill) {
            process.destroyForcibly();
            destroyNoted();
        } else {
            process.destroy();
            noted.forEach(ProcessHandle::destroy);
        }
    }

    /** Destroys whatever was noted at a signal and is still there. */
    void destroyNoted() {
        note();
        noted.forEach(ProcessHandle::destroyForcibly);
    }

    private void note() {
        process.descendants().forEach(noted::add);
        List.copyOf(noted).forEach(handle -> handle.descendants().forEach(noted::add));
    }

    private static void shell(String script, List<String> words) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", script));
        command.addAll(words);
        try {
            Process kill =
                    new ProcessBuilder(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            kill.getOutputStream().close();
            if (!kill.waitFor(KILL_PATIENCE_S, TimeUnit.SECONDS)) {
                log.warn("kill has not ended after {} s", KILL_PATIENCE_S);
                kill.destroyForcibly();
            }
        } catch (IOException e) {
            log.warn("cannot signal a command: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
