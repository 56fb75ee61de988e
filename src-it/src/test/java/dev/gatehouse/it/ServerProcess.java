package dev.gatehouse.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * A program that a test has started. What it prints is kept in a file, which a failed wait quotes; with its
 * children it never outlives the test.
 */
public final class ServerProcess implements AutoCloseable {
    private static final int QUOTED = 4000;
    private static final Pattern READY = Pattern.compile("(?m)^url: (http://\\S+/)\\s*$");
    private static final Duration READY_LIMIT = Duration.ofMinutes(2);

    private final String name;
    private final Process process;
    private final Path output;

    private ServerProcess(String name, Process process, Path output) {
        this.name = name;
        this.process = process;
        this.output = output;
    }

    public static ServerProcess start(String name, Path directory, List<String> command) {
        return start(name, directory, Map.of(), command);
    }

    public static ServerProcess start(
            String name, Path directory, Map<String, String> environment, List<String> command) {
        try {
            Path logs =
                    Files.createDirectories(
                            Path.of(System.getProperty("it.folder")).resolve("output"));
            Path output = Files.createTempFile(logs, name + "-", ".log");
            ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
            // Servers' scripts prefer these to what a test asks for.
            builder.environment().remove("JAVA_OPTS");
            builder.environment().remove("JAVA_TOOL_OPTIONS");
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().putAll(environment);
            builder.directory(directory.toFile());
            builder.redirectErrorStream(true);
            builder.redirectOutput(output.toFile());
            builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            ServerProcess started = new ServerProcess(name, builder.start(), output);
            Runtime.getRuntime().addShutdownHook(new Thread(started::kill));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The WAR that ships, run by itself on a free port, with further options. */
    public static ServerProcess gatehouse(Path basedir, String... options) {
        return gatehouse(0, basedir, options);
    }

    /** The same on a port that something else was told before. */
    public static ServerProcess gatehouse(int port, Path basedir, String... options) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                ItFiles.java(),
                                "-Xmx256m",
                                "-jar",
                                ItFiles.war().toString(),
                                "run",
                                "--port",
                                String.valueOf(port),
                                "--basedir",
                                basedir.toString()));
        command.addAll(List.of(options));
        return start("gatehouse", basedir, command);
    }

    /** Waits until the server has said where it is; the address ends with a slash. */
    public URI awaitReady() {
        return URI.create(await(READY, READY_LIMIT).group(1));
    }

    /** A program that ends by itself; anything but exit code 0 fails the test. */
    public static String run(String name, Path directory, List<String> command) {
        try (ServerProcess process = start(name, directory, command)) {
            process.awaitEnd(Duration.ofMinutes(3));
            if (process.process.exitValue() != 0) {
                throw new IllegalStateException(process + " failed:\n" + process.output());
            }
            return process.output();
        }
    }

    /** A port that was free a moment ago, for servers that must be told one. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for something in the output; fails at once when the program ends without it. */
    public Matcher await(Pattern pattern, Duration limit) {
        try {
            return Awaitility.await()
                    .atMost(limit)
                    .pollInterval(Duration.ofMillis(100))
                    .until(
                            () -> {
                                boolean ended = !process.isAlive();
                                Matcher matcher = pattern.matcher(output());
                                boolean found = matcher.find();
                                if (ended && !found) {
                                    throw new IllegalStateException(
                                            this + " ended without '" + pattern + "'");
                                }
                                return found ? matcher : null;
                            },
                            found -> found != null);
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    this + " never printed '" + pattern + "'; it printed:\n" + tail(), e);
        }
    }

    /** Waits until this address answers something other than "not here" or "not yet". */
    public void awaitHttp(URI url, Duration limit) {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(30)).build();
        try {
            Awaitility.await()
                    .atMost(limit)
                    .pollInterval(Duration.ofMillis(250))
                    .until(
                            () -> {
                                if (!process.isAlive()) {
                                    throw new IllegalStateException(this + " ended");
                                }
                                return answers(http, request);
                            });
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    this + " never answered at " + url + "; it printed:\n" + tail(), e);
        }
    }

    private static boolean answers(HttpClient http, HttpRequest request)
            throws InterruptedException {
        try {
            int status = http.send(request, BodyHandlers.discarding()).statusCode();
            return status != 404 && status != 503;
        } catch (IOException e) {
            return false; // nobody listens yet
        }
    }

    public void awaitEnd(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(
                        this + " still runs after " + limit + ":\n" + tail());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public int exitValue() {
        return process.exitValue();
    }

    public String output() {
        try {
            return Files.readString(output, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code kill -9}, the children too. */
    public void kill() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
    }

    /** {@code kill -9} of the program only; gives the children it had. */
    public List<ProcessHandle> killAlone() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        process.onExit().join();
        return children;
    }

    /** Asks it to end as Ctrl-C does, and kills what is still there half a minute later. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            process.waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public String toString() {
        return name + " (its output: " + output + ")";
    }

    private String tail() {
        String text = output();
        return text.length() > QUOTED ? "…" + text.substring(text.length() - QUOTED) : text;
    }
}
