package dev.gatehouse.master.worker.msgpack;

import dev.gatehouse.master.MasterLoop.Clock;
import dev.gatehouse.master.worker.FrameReceiver;
import dev.gatehouse.master.worker.FrameSink;
import dev.gatehouse.master.worker.WorkerConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker's connection: numbers requests, matches answers, hands on news. Two threads of its own, one
 * for each direction, so that neither a slow database nor a slow worker holds up anybody else.
 *
 * <p>At most {@value #INBOX} messages wait to be handled: then the socket is not read on. At most {@value
 * #OUTBOX_BYTES} bytes wait to be sent: then the worker is taken for dead and the connection closed.
 */
public final class MsgpackConnection implements WorkerConnection, FrameReceiver {

    private static final Logger LOG = LoggerFactory.getLogger(MsgpackConnection.class);
    static final int INBOX = 8;
    static final long OUTBOX_BYTES = 32L << 20;

    private static final byte[] WAKE = new byte[0];
    private static final byte[] PING = new byte[0];

    private final MessageCodec codec = new MessageCodec();
    private final String worker;
    private final FrameSink out;
    private final Listener listener;
    private final Clock clock;
    private final Thread reader;
    private final Thread writer;

    private final ArrayBlockingQueue<byte[]> inbox = new ArrayBlockingQueue<>(INBOX);
    private final LinkedBlockingQueue<byte[]> outbox = new LinkedBlockingQueue<>();
    private final AtomicLong outboxBytes = new AtomicLong();
    private final AtomicLong sequence = new AtomicLong();
    private final Map<Long, Reply> waiting = new ConcurrentHashMap<>();
    private volatile boolean closed;
    private volatile long lastHeard;

    public MsgpackConnection(
            String worker, FrameSink out, Listener listener, Clock clock, ThreadFactory threads) {
        this.worker = worker;
        this.out = out;
        this.listener = listener;
        this.clock = clock;
        this.lastHeard = clock.nanos();
        this.reader = threads.newThread(this::read);
        this.writer = threads.newThread(this::write);
        reader.setName("gatehouse-worker-" + worker + "-in");
        writer.setName("gatehouse-worker-" + worker + "-out");
    }

    public void start() {
        reader.start();
        writer.start();
    }

    @Override
    public void print(String message, Reply reply) {
        request("print", Map.of("message", message), reply);
    }

    @Override
    public void info(Reply reply) {
        request("get_worker_info", Map.of(), reply);
    }

    @Override
    public void settings(Map<String, Object> settings, Reply reply) {
        request("set_worker_settings", Map.of("args", settings), reply);
    }

    @Override
    public void startCommand(
            String commandId, String name, Map<String, @Nullable Object> arguments, Reply reply) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("command_id", commandId);
        fields.put("command_name", name);
        fields.put("args", arguments);
        request("start_command", fields, reply);
    }

    @Override
    public void interrupt(String commandId, String why, Reply reply) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("command_id", commandId);
        fields.put("why", why);
        request("interrupt_command", fields, reply);
    }

    @Override
    public void shutdown(Reply reply) {
        request("shutdown", Map.of(), reply);
    }

    @Override
    public void ping() {
        outbox.add(PING);
    }

    @Override
    public long lastHeard() {
        return lastHeard;
    }

    @Override
    public void close(String reason) {
        if (!closed) {
            LOG.info("Closing the connection of worker {}: {}", worker, reason);
        }
        out.close(reason);
        closed();
    }

    private void request(String op, Map<String, ? extends @Nullable Object> fields, Reply reply) {
        long number = sequence.getAndIncrement();
        Map<String, @Nullable Object> message = new LinkedHashMap<>();
        message.put("op", op);
        message.putAll(fields);
        message.put("seq_number", number);
        waiting.put(number, reply);
        send(message);
        if (closed) {
            fail(number);
        }
    }

    private void send(Map<String, @Nullable Object> message) {
        if (closed) {
            return;
        }
        byte[] bytes = codec.encode(message);
        if (outboxBytes.addAndGet(bytes.length) > OUTBOX_BYTES) {
            close("it takes nothing any more, " + (OUTBOX_BYTES >> 20) + " MiB wait for it");
            return;
        }
        outbox.add(bytes);
    }

    private void fail(long number) {
        Reply reply = waiting.remove(number);
        if (reply != null) {
            reply.answered(null, "the connection to the worker was lost");
        }
    }

    // From here on: the socket's thread.

    @Override
    public void message(byte[] message) {
        lastHeard = clock.nanos();
        try {
            while (!closed && !inbox.offer(message, 200, TimeUnit.MILLISECONDS)) {
                // The master is behind: what cannot be handled is not read.
                lastHeard = clock.nanos();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close("interrupted");
        }
    }

    @Override
    public void pong() {
        lastHeard = clock.nanos();
    }

    @Override
    public void closed() {
        closed = true;
        inbox.offer(WAKE);
        outbox.add(WAKE);
    }

    // From here on: the connection's own two threads.

    private void write() {
        try {
            while (!closed) {
                byte[] message = outbox.take();
                if (message == PING) {
                    out.ping();
                } else if (message != WAKE) {
                    out.send(message);
                    outboxBytes.addAndGet(-message.length);
                }
            }
        } catch (IOException | RuntimeException e) {
            close("cannot send: " + e.getMessage());
        } catch (InterruptedException e) {
            close("interrupted");
        }
    }

    private void read() {
        try {
            while (true) {
                byte[] message = inbox.poll(1, TimeUnit.SECONDS);
                if (message != null && message != WAKE) {
                    handle(message);
                } else if (closed && inbox.isEmpty()) {
                    break;
                }
            }
        } catch (InterruptedException e) {
            close("interrupted");
        }
        for (Long number : List.copyOf(waiting.keySet())) {
            fail(number);
        }
        listener.closed();
    }

    private void handle(byte[] bytes) {
        Map<String, @Nullable Object> message;
        try {
            message = codec.decode(bytes);
        } catch (MessageCodec.BadMessage e) {
            close(e.getMessage() == null ? "no message" : e.getMessage());
            return;
        }
        if (!(message.get("op") instanceof String op)
                || !(message.get("seq_number") instanceof Number number)) {
            LOG.warn("Worker {} sent a message without op or seq_number; ignored", worker);
            return;
        }
        if (op.equals("response")) {
            answered(number.longValue(), message);
            return;
        }
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("op", "response");
        answer.put("seq_number", number);
        try {
            answer.put("result", carryOut(op, message));
        } catch (RuntimeException e) {
            LOG.warn("Could not handle '{}' of worker {}", op, worker, e);
            answer.put("result", "the master could not handle " + op);
            answer.put("is_exception", true);
        }
        send(answer);
    }

    private void answered(long number, Map<String, @Nullable Object> message) {
        Reply reply = waiting.remove(number);
        if (reply == null) {
            LOG.warn("Worker {} answered request {}, which does not wait", worker, number);
            return;
        }
        // The presence of the key means failure, whatever its value.
        if (message.containsKey("is_exception")) {
            reply.answered(null, String.valueOf(message.get("result")));
        } else {
            reply.answered(message.get("result"), null);
        }
    }

    private static @Nullable String failureOf(@Nullable Object arguments) {
        if (arguments == null) {
            return null;
        }
        return arguments instanceof String text ? text : "a failure without a text";
    }

    private @Nullable Object carryOut(String op, Map<String, @Nullable Object> message) {
        String commandId = String.valueOf(message.get("command_id"));
        Object arguments = message.get("args");
        switch (op) {
            case "update" -> {
                if (!(arguments instanceof List<?> items)) {
                    throw new IllegalArgumentException("args of an update must be a list");
                }
                listener.updated(commandId, new ArrayList<>(items));
            }
            case "complete" -> listener.completed(commandId, failureOf(arguments));
            default ->
                    throw new IllegalArgumentException("'" + op + "' is not known to this master");
        }
        return null;
    }
}
