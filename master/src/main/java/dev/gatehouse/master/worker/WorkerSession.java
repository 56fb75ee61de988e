package dev.gatehouse.master.worker;

import dev.gatehouse.master.MasterLoop;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker while it is connected: its facts and the commands that run on it. Belongs to the master's
 * loop; only the connection's news come in on the connection's thread, and whatever they decide is posted.
 */
public final class WorkerSession implements WorkerConnection.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerSession.class);

    /** A worker that does not answer its first questions in this time is sent away. */
    static final Duration ATTACH_LIMIT = Duration.ofSeconds(30);

    static final Duration PING_EVERY = Duration.ofSeconds(25);
    static final Duration SILENCE_LIMIT = Duration.ofSeconds(60);

    /** How long after an interrupt, and the time the command has for itself, its end is waited for. */
    static final Duration INTERRUPT_LIMIT = Duration.ofSeconds(10);

    /** The Python expression by which a worker finds line ends: what the worker's own default is. */
    private static final String NEWLINES =
            "(\\r\\n|\\r(?=.)|\\033\\[u|\\033\\[[0-9]+;[0-9]+[Hf]|\\033\\[2J|\\x08+)";

    private static final Map<String, Object> SETTINGS =
            Map.of(
                    "buffer_size",
                    65536,
                    // What a person watching a log waits at most.
                    "buffer_timeout",
                    1,
                    "newline_re",
                    NEWLINES,
                    // Shorter limits make workers lose text of long lines; the log cuts them
                    // itself.
                    "max_line_length",
                    1 << 20);

    private final String name;
    private final MasterLoop loop;
    private final Consumer<WorkerSession> gone;
    private final Map<String, RemoteCommand> commands = new ConcurrentHashMap<>();

    private @Nullable WorkerConnection connection;
    private Map<String, Object> info = Map.of();
    private boolean settled;
    private boolean attached;
    private boolean lost;

    WorkerSession(String name, MasterLoop loop, Consumer<WorkerSession> gone) {
        this.name = name;
        this.loop = loop;
        this.gone = gone;
    }

    void over(WorkerConnection connection) {
        this.connection = connection;
    }

    WorkerConnection connection() {
        if (connection == null) {
            throw new IllegalStateException("worker " + name + " has no connection yet");
        }
        return connection;
    }

    public String name() {
        return name;
    }

    /** What the worker told of itself. Its environment is confidential and only used for {@code ~}. */
    public Map<String, Object> info() {
        return info;
    }

    /** The worker's base directory, an absolute path of its system. */
    public String basedir() {
        return String.valueOf(info.getOrDefault("basedir", ""));
    }

    /** True when it is up and its first questions are answered. */
    public boolean isReady() {
        return attached && !lost;
    }

    /** Joins path parts as the worker's system writes them; an absolute part starts anew. */
    public String path(String... parts) {
        boolean windows = "nt".equals(info.get("system"));
        String separator = windows ? "\\" : "/";
        StringBuilder path = new StringBuilder();
        for (String part : parts) {
            String expanded = expandHome(part);
            boolean absolute =
                    expanded.startsWith("/")
                            || windows
                                    && (expanded.startsWith("\\")
                                            || expanded.matches("[A-Za-z]:[/\\\\].*"));
            if (absolute) {
                path.setLength(0);
            } else if (path.length() > 0 && !path.toString().endsWith(separator)) {
                path.append(separator);
            }
            path.append(expanded);
        }
        return path.toString();
    }

    private String expandHome(String part) {
        if (!part.equals("~") && !part.startsWith("~/")) {
            return part;
        }
        Object home = info.get("environ") instanceof Map<?, ?> environ ? environ.get("HOME") : null;
        return home == null ? part : home + part.substring(1);
    }

    /**
     * The first words with a new worker: does the line work, who are you, these are the settings, and end
     * what still runs of an earlier connection.
     */
    void attach(List<String> leftOver, Runnable ready) {
        MasterLoop.Timer limit =
                loop.after(
                        ATTACH_LIMIT,
                        () -> {
                            if (!attached) {
                                connection()
                                        .close(
                                                "no answers within "
                                                        + ATTACH_LIMIT.toSeconds()
                                                        + " s");
                            }
                        });
        connection().print("attached", refusable("print"));
        connection()
                .info(
                        (answer, failure) ->
                                loop.post(
                                        () -> {
                                            if (answer instanceof Map<?, ?> facts) {
                                                info = known(facts);
                                                attachWhenKnown(limit, ready);
                                            } else {
                                                connection()
                                                        .close(
                                                                "told nothing of itself: "
                                                                        + failure);
                                            }
                                        }));
        for (String commandId : leftOver) {
            connection()
                    .interrupt(
                            commandId,
                            "left over from a lost connection",
                            refusable("interrupt_command"));
        }
        connection()
                .settings(
                        SETTINGS,
                        (answer, failure) ->
                                loop.post(
                                        () -> {
                                            if (failure != null) {
                                                limit.cancel();
                                                connection()
                                                        .close("refused the settings: " + failure);
                                            } else {
                                                settled = true;
                                                attachWhenKnown(limit, ready);
                                            }
                                        }));
        keepAlive();
    }

    /** A worker may answer its questions in any order. */
    private void attachWhenKnown(MasterLoop.Timer limit, Runnable ready) {
        if (settled && !info.isEmpty() && !lost) {
            limit.cancel();
            attached = true;
            ready.run();
        }
    }

    private static Map<String, Object> known(Map<?, ?> facts) {
        Map<String, Object> known = new LinkedHashMap<>();
        facts.forEach(
                (name, value) -> {
                    if (value != null) {
                        known.put(String.valueOf(name), value);
                    }
                });
        return known;
    }

    private WorkerConnection.Reply refusable(String what) {
        return (answer, failure) -> {
            if (failure != null) {
                LOG.debug("Worker {} refused {}: {}", name, what, failure);
            }
        };
    }

    private void keepAlive() {
        loop.after(
                PING_EVERY,
                () -> {
                    if (lost) {
                        return;
                    }
                    long silence = loop.clock().nanos() - connection().lastHeard();
                    if (silence > SILENCE_LIMIT.toNanos()) {
                        connection().close("not heard for " + SILENCE_LIMIT.toSeconds() + " s");
                        return;
                    }
                    connection().ping();
                    keepAlive();
                });
    }

    /** Proves the line before a build. On the loop; {@code answer} is told there too. */
    public void ping(Consumer<Boolean> answer) {
        connection()
                .print(
                        "ping",
                        (result, failure) -> loop.post(() -> answer.accept(failure == null)));
    }

    /**
     * Starts a command. Its end is always told, if need be as lost.
     *
     * @param commandId one that was never used before, not even by an earlier run of this master
     */
    public void start(String commandId, RemoteCommand command) {
        if (lost) {
            loop.post(() -> command.end(null, true));
            return;
        }
        // Before it is sent: the end may come before the answer.
        commands.put(commandId, command);
        connection()
                .startCommand(
                        commandId,
                        command.name(),
                        command.arguments(),
                        (result, failure) -> {
                            if (failure != null && commands.remove(commandId) != null) {
                                // On a lost line the loop ends all commands together.
                                loop.post(() -> command.end(failure, lost));
                            }
                        });
    }

    /** Ends a command early; when the worker does not end it in time, it is given up. */
    public void interrupt(String commandId, String why, Duration grace) {
        RemoteCommand command = commands.get(commandId);
        if (command == null) {
            return;
        }
        command.interrupting();
        connection().interrupt(commandId, why, refusable("interrupt_command"));
        loop.after(
                grace.plus(INTERRUPT_LIMIT),
                () -> {
                    if (commands.remove(commandId) != null) {
                        command.end("the worker did not end it after an interrupt", false);
                    }
                });
    }

    /** Ends the worker's process. */
    public void shutdown() {
        connection().shutdown(refusable("shutdown"));
    }

    public void close(String reason) {
        connection().close(reason);
    }

    /** On the loop, when the line is gone: ends every command as lost and gives their ids. */
    List<String> lose() {
        lost = true;
        Map<String, RemoteCommand> left = new LinkedHashMap<>(commands);
        commands.clear();
        left.values().forEach(command -> command.end(null, true));
        return List.copyOf(left.keySet());
    }

    @Override
    public void updated(String commandId, List<?> items) {
        RemoteCommand command = commands.get(commandId);
        if (command == null) {
            return;
        }
        try {
            command.updated(items);
        } catch (RuntimeException e) {
            LOG.error("Could not keep what command {} on worker {} said", commandId, name, e);
            command.troubled("its output could not be stored: " + e.getMessage());
            throw e;
        }
    }

    @Override
    public void completed(String commandId, @Nullable String failure) {
        RemoteCommand command = commands.remove(commandId);
        if (command != null) {
            loop.post(() -> command.end(failure, false));
        }
    }

    @Override
    public void closed() {
        loop.post(() -> gone.accept(this));
    }
}
