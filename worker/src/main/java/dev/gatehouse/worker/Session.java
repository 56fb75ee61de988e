package dev.gatehouse.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One conversation with a master, from the opened connection to its end: follows requests, runs
 * commands, matches answers. {@link #received} is called by the connection's reading thread alone
 * and never waits; everything else by any thread.
 */
final class Session {
    private static final Logger log = LoggerFactory.getLogger(Session.class);
    private static final int LONGEST_PRINT = 1000;

    private final Workbench bench;
    private final Outgoing outgoing;
    private final Map<Object, Command> running = new ConcurrentHashMap<>();
    private final Map<Long, CompletableFuture<@Nullable Object>> waiting =
            new ConcurrentHashMap<>();
    private final AtomicLong nextSequence = new AtomicLong();
    private volatile boolean lost;
    private volatile boolean heard;

    Session(Workbench bench, Outgoing outgoing) {
        this.bench = bench;
        this.outgoing = outgoing;
    }

    /** Where bytes for the master go. */
    interface Outgoing {
        /** Hands over one message; does not wait. */
        void send(byte[] message);

        /**
         * Waits while more is on its way than is good for memory.
         *
         * @throws ConnectionLost when it will never arrive
         */
        void awaitRoom();

        /** Breaks the connection off because of what the master sent. */
        void giveUp(String reason);
    }

    /** Whether the master has said anything at all. */
    boolean heard() {
        return heard;
    }

    /** Takes one message of the master. */
    void received(byte[] bytes) {
        heard = true;
        Map<String, @Nullable Object> message;
        try {
            message = bench.wire().decode(bytes);
        } catch (IOException e) {
            log.warn(
                    "the master sent {} bytes that are not a message: {}",
                    bytes.length,
                    e.toString());
            outgoing.giveUp("not a MessagePack map");
            return;
        }
        if (!(message.get("op") instanceof String op)
                || !(message.get("seq_number") instanceof Number sequence)) {
            log.warn("the master sent a message without op or seq_number");
            return;
        }
        if (op.equals("response")) {
            answered(sequence.longValue(), message);
            return;
        }
        try {
            follow(op, sequence, message);
        } catch (BadRequest e) {
            log.info("refused {}: {}", op, e.getMessage());
            refuse(sequence, String.valueOf(e.getMessage()));
        }
    }

    /** A request whose answer is of no interest; waits for room before, never for the answer. */
    void tell(Map<String, @Nullable Object> request) {
        outgoing.awaitRoom();
        request.put("seq_number", nextSequence.getAndIncrement());
        send(request);
    }

    /**
     * A request and the master's answer to it.
     *
     * @throws CommandFailed with the master's words when it refuses
     * @throws ConnectionLost when it will never answer
     */
    @Nullable Object ask(Map<String, @Nullable Object> request) throws InterruptedException {
        outgoing.awaitRoom();
        long sequence = nextSequence.getAndIncrement();
        CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();
        waiting.put(sequence, answer);
        try {
            if (lost) {
                throw new ConnectionLost();
            }
            request.put("seq_number", sequence);
            send(request);
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CommandFailed refusal) {
                throw new CommandFailed(String.valueOf(refusal.getMessage()), refusal);
            }
            throw new ConnectionLost();
        } finally {
            waiting.remove(sequence);
        }
    }

    /** Runs something later, on a thread that may wait. */
    void later(Duration delay, Runnable task) {
        if (lost) {
            return;
        }
        bench.timer()
                .schedule(
                        () -> bench.threads().execute(() -> unlessLost(task)),
                        delay.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /**
     * The connection has ended: stops every command, because nobody will ever hear of its output or
     * its end. (Buildbot's own worker leaves them running.)
     */
    void lost() {
        lost = true;
        waiting.values().forEach(answer -> answer.completeExceptionally(new ConnectionLost()));
        int count = running.size();
        if (count > 0) {
            log.warn("stopping {} running command(s): nobody listens to them any more", count);
        }
        running.values().forEach(Command::abandon);
    }

    /** How many commands have not ended yet. */
    int runningCommands() {
        return running.size();
    }

    private void follow(String op, Number sequence, Map<String, @Nullable Object> message) {
        switch (op) {
            case "print" -> {
                log.info("the master says: {}", printable(message.get("message")));
                answer(sequence, null);
            }
            case "keepalive" -> answer(sequence, null);
            case "get_worker_info" -> answer(sequence, bench.info().describe());
            case "set_worker_settings" -> {
                if (!(message.get("args") instanceof Map<?, ?> args)) {
                    throw new BadRequest("set_worker_settings needs args");
                }
                bench.settle(BufferSettings.of(args));
                answer(sequence, null);
            }
            case "start_command" -> start(sequence, message);
            case "interrupt_command" -> {
                interrupt(message);
                answer(sequence, null);
            }
            case "shutdown" -> {
                log.info("the master asks for shutdown");
                answer(sequence, null);
                bench.shutdown().run();
            }
            default -> throw new BadRequest("Command " + op + " does not exist.");
        }
    }

    private void interrupt(Map<String, @Nullable Object> message) {
        Object why = message.get("why");
        Object id = message.get("command_id");
        if (why == null || id == null) {
            throw new BadRequest("interrupt_command needs command_id and why");
        }
        log.info("the master interrupts command {}: {}", id, printable(why));
        Command command = running.get(key(id));
        if (command != null) {
            command.interrupt();
        }
    }

    private void start(Number sequence, Map<String, @Nullable Object> message) {
        Object id = message.get("command_id");
        if (id == null || !(message.get("command_name") instanceof String name)) {
            throw new BadRequest("start_command needs command_id and command_name");
        }
        Object given = message.get("args");
        Map<?, ?> args = given instanceof Map<?, ?> map ? map : Map.of();
        Command command = bench.commands().create(String.valueOf(id), name, args);
        if (running.size() >= bench.settings().maxCommands()) {
            throw new BadRequest(
                    "this worker already runs " + running.size() + " commands, which is its limit");
        }
        if (running.putIfAbsent(key(id), command) != null) {
            throw new BadRequest("a command with the id " + id + " is still running");
        }
        log.debug("command {} starts: {}", id, name);
        answer(sequence, null);
        CommandOutput output = new CommandOutput(this, id, bench.buffers());
        bench.threads().execute(() -> run(id, name, command, output));
        if (lost) {
            command.abandon();
        }
    }

    private void run(Object id, String name, Command command, CommandOutput output) {
        long started = System.nanoTime();
        @Nullable String failure = null;
        try {
            try {
                command.run(output);
            } catch (CommandFailed | BadRequest e) {
                failure = String.valueOf(e.getMessage());
            } catch (RuntimeException e) {
                if (e instanceof ConnectionLost) {
                    throw e;
                }
                log.error("command {} ({}) broke off", id, name, e);
                failure = e.toString();
            }
            output.item("elapsed", (System.nanoTime() - started) / 1e9);
            running.remove(key(id));
            output.complete(failure == null ? null : failureText(failure));
            log.debug("command {} ({}) has ended", id, name);
        } catch (ConnectionLost e) {
            log.info("command {} ({}) has ended unheard", id, name);
        } catch (InterruptedException e) {
            log.info("command {} ({}) was broken off by the end of the worker", id, name);
            Thread.currentThread().interrupt();
        } finally {
            running.remove(key(id));
        }
    }

    /** The shape masters cut: what is between the class name and the line's end is shown. */
    private static String failureText(String message) {
        return "[Failure instance: Traceback: <class 'CommandFailed'>: " + message + "\n]";
    }

    private void answered(long sequence, Map<String, @Nullable Object> message) {
        boolean refused = message.containsKey("is_exception");
        CompletableFuture<@Nullable Object> answer = waiting.remove(sequence);
        if (answer == null) {
            if (refused) {
                log.warn("the master could not take an update: {}", message.get("result"));
            }
            return;
        }
        if (refused) {
            String words = String.valueOf(message.get("result"));
            answer.completeExceptionally(new CommandFailed(words));
        } else {
            answer.complete(message.get("result"));
        }
    }

    private void answer(Number sequence, @Nullable Object result) {
        Map<String, @Nullable Object> response = new LinkedHashMap<>();
        response.put("op", "response");
        response.put("seq_number", sequence);
        response.put("result", result);
        send(response);
    }

    private void refuse(Number sequence, String words) {
        Map<String, @Nullable Object> response = new LinkedHashMap<>();
        response.put("op", "response");
        response.put("seq_number", sequence);
        response.put("result", words);
        response.put("is_exception", true);
        send(response);
    }

    private void send(Map<String, @Nullable Object> message) {
        outgoing.send(bench.wire().encode(message));
    }

    private void unlessLost(Runnable task) {
        try {
            task.run();
        } catch (ConnectionLost e) {
            log.debug("nobody listens any more");
        }
    }

    private static String printable(@Nullable Object words) {
        String text = String.valueOf(words);
        return text.substring(0, Math.min(LONGEST_PRINT, text.length()))
                .replaceAll("\\p{Cntrl}", " ");
    }

    /** Masters may send an id as text or as a number; both mean the same command. */
    private static Object key(Object id) {
        return String.valueOf(id);
    }
}
