package dev.gatehouse.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that this one has started, and ends. It ends too when this one dies, because its standard input
 * ends then or, at a proper end, by a hook. Used by one thread.
 */
final class Child implements AutoCloseable {
    private static final long END_SECONDS = 20;

    private final Process process;
    private final Thread hook;
    private final BufferedReader out;
    private final Writer in;

    private Child(Process process) {
        this.process = process;
        this.hook = new Thread(process::destroyForcibly);
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.in = process.outputWriter(StandardCharsets.UTF_8);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * @param errors where its standard error goes
     */
    static Child start(Path errors, List<String> command) throws IOException {
        return new Child(
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
                        .start());
    }

    /** This program again, with other arguments. */
    static Child again(Path errors, List<String> options, String command, List<String> arguments)
            throws IOException {
        List<String> line = new ArrayList<>();
        line.add(java());
        line.addAll(options);
        line.addAll(List.of("-cp", System.getProperty("java.class.path")));
        line.add(Main.class.getName());
        line.add(command);
        line.addAll(arguments);
        return start(errors, line);
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The next line that it says. */
    String line() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the process has ended: " + process.info().commandLine());
        }
        return line;
    }

    /** The port that it says it has, in its first line. */
    int port() throws IOException {
        return Integer.parseInt(line().replace("port ", ""));
    }

    String ask(String line) throws IOException {
        in.write(line + "\n");
        in.flush();
        return line();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Megabytes in memory; 0 where the system does not say. */
    long rss() {
        return rss(process.pid());
    }

    static long rss(long pid) {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.isReadable(status)) {
            return 0;
        }
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                Files.newInputStream(status), StandardCharsets.US_ASCII))) {
            return lines.lines()
                            .filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElse(0)
                    / 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
