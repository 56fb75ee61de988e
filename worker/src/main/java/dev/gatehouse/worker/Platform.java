package dev.gatehouse.worker;

import java.io.File;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this machine is and which of its programs the worker can lean on. Looked up once, at start.
 *
 * @param posix whether paths have slashes and processes have signals; else it is Windows
 * @param shell the words before a command that is one text
 * @param setsid starts a program in a process group of its own, so that a signal reaches all of it
 * @param mkfifo makes named pipes, through which the output of a program is read
 * @param names how Java writes file names, arguments and environments for the system: what the
 *     locale says, so mere ASCII where there is none
 */
record Platform(
        boolean posix,
        List<String> shell,
        @Nullable Path setsid,
        @Nullable Path mkfifo,
        Charset names) {

    static Platform detect(Map<String, String> environment) {
        if (File.separatorChar == '\\') {
            String interpreter = environment.getOrDefault("COMSPEC", "cmd.exe");
            return new Platform(false, List.of(interpreter, "/c"), null, null, systemCharset());
        }
        String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
        Path anywhere = Path.of("/");
        return new Platform(
                true,
                List.of("/bin/sh", "-c"),
                find("setsid", path, anywhere),
                find("mkfifo", path, anywhere),
                systemCharset());
    }

    /** Whether a program can be given this text; Java would put question marks in it. */
    boolean canSay(String text) {
        return !posix || names.newEncoder().canEncode(text);
    }

    private static Charset systemCharset() {
        String name = System.getProperty("sun.jnu.encoding", "UTF-8");
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    }

    /** Buildbot's word for it. */
    String system() {
        return posix ? "posix" : "nt";
    }

    String pathSeparator() {
        return posix ? ":" : ";";
    }

    /** The file that a POSIX system would run for a program's name, or null. */
    static @Nullable Path find(String program, String path, Path workdir) {
        try {
            if (program.indexOf('/') >= 0) {
                Path file = workdir.resolve(program);
                return runnable(file) ? file : null;
            }
            for (String folder : path.split(":", -1)) {
                Path file = workdir.resolve(folder).resolve(program);
                if (!program.isEmpty() && runnable(file)) {
                    return file;
                }
            }
        } catch (InvalidPathException e) {
            return null;
        }
        return null;
    }

    private static boolean runnable(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
