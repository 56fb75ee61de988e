package dev.gatehouse.www.stream;

import dev.gatehouse.data.event.EventPattern;
import dev.gatehouse.www.rest.Json;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open stream of server-sent events. Only what holds the lock of its outbox touches the container's output. Any
 * thread.
 */
final class EventStreamClient implements Streams.Stream, AsyncListener, WriteListener {
    private static final Logger log = LoggerFactory.getLogger(EventStreamClient.class);

    private final Streams streams;
    private final Visitor visitor;
    private final Consumer<EventStreamClient> gone;
    private final String uuid = UUID.randomUUID().toString();
    private final Outbox outbox = new Outbox();
    private final Subscriptions subscriptions;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean waking = new AtomicBoolean();
    private @Nullable AsyncContext async;
    private @Nullable ServletOutputStream out;
    private boolean flush;
    private boolean writable;

    /**
     * @param gone hears when it is over
     */
    EventStreamClient(Streams streams, Visitor visitor, Consumer<EventStreamClient> gone) {
        this.streams = streams;
        this.visitor = visitor;
        this.gone = gone;
        this.subscriptions = new Subscriptions(streams, this);
    }

    /** Its name, and the only way to change it. */
    String uuid() {
        return uuid;
    }

    void begin(AsyncContext started, ServletOutputStream stream) {
        synchronized (outbox) {
            async = started;
            out = stream;
        }
        started.addListener(this);
        streams.opened(this);
        stream.setWriteListener(this);
    }

    /**
     * The first words; with a path, also the first subscription.
     *
     * @param lastEventId what a client that comes back has seen
     */
    void handshake(List<String> path, @Nullable String lastEventId) {
        String first = "event: handshake\ndata: " + uuid + "\n";
        if (path.isEmpty()) {
            say(first + "\n");
        } else if (lastEventId == null) {
            subscriptions.start(
                    new EventPattern(path),
                    Encoded.Form.SERVER_SENT,
                    started -> first + "id: " + started.position() + "\n\n");
        } else {
            say(first + "\n");
            add(path, lastEventId);
        }
    }

    void add(List<String> path, @Nullable String lastEventId) {
        if (lastEventId == null) {
            subscriptions.start(new EventPattern(path), Encoded.Form.SERVER_SENT);
            return;
        }
        subscriptions.resume(
                new EventPattern(path),
                lastEventId,
                Encoded.Form.SERVER_SENT,
                resumed -> resumed(path, resumed));
    }

    private static String resumed(List<String> path, Resumed resumed) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("resumed", resumed.how().word);
        data.put("path", path);
        return "event: resumed\ndata: "
                + Json.text(data, Json.Form.SPACED, false)
                + "\nid: "
                + resumed.position()
                + "\n\n";
    }

    boolean remove(List<String> path) {
        return subscriptions.stop(new EventPattern(path));
    }

    @Override
    public void say(String text) {
        if (closed.get()) {
            return;
        }
        if (!outbox.offer(text)) {
            end("too slow");
            return;
        }
        wake();
    }

    @Override
    public boolean sayMissed(List<String> texts) {
        boolean room = outbox.offerMissed(texts);
        wake();
        return room;
    }

    private void wake() {
        if (waking.compareAndSet(false, true)) {
            streams.soon(
                    () -> {
                        waking.set(false);
                        write();
                    });
        }
    }

    @Override
    public void ping() {
        // the other side of this kind of stream never says anything
    }

    @Override
    public void beat() {
        if (subscriptions.count() == 0) {
            say(": still here\n\n");
            return;
        }
        // no event, but the browser remembers the id
        subscriptions.tellPosition(at -> ": still here\nid: " + at.position() + "\n\n");
    }

    @Override
    public Visitor visitor() {
        return visitor;
    }

    @Override
    public int subscriptions() {
        return subscriptions.count();
    }

    @Override
    public void end(String reason) {
        if (closed.compareAndSet(false, true)) {
            log.debug("an event stream ends: {}", reason);
            // not here: the caller may hold the lock of the output
            streams.soon(
                    () -> {
                        forget();
                        complete();
                    });
        }
    }

    @Override
    public void onWritePossible() {
        synchronized (outbox) {
            writable = true;
        }
        write();
    }

    private void write() {
        synchronized (outbox) {
            ServletOutputStream stream = out;
            if (stream == null || !writable || closed.get()) {
                return;
            }
            try {
                while (stream.isReady()) {
                    Optional<String> text = outbox.poll();
                    if (text.isPresent()) {
                        stream.write(text.get().getBytes(StandardCharsets.US_ASCII));
                        flush = true;
                    } else if (flush) {
                        flush = false;
                        stream.flush();
                    } else {
                        return;
                    }
                }
            } catch (IOException | IllegalStateException e) {
                log.debug("an event stream's client went away", e);
                end("cannot write");
            }
        }
    }

    private void complete() {
        AsyncContext started;
        synchronized (outbox) {
            started = async;
        }
        try {
            if (started != null) {
                started.complete();
            }
        } catch (IllegalStateException e) {
            log.debug("an event stream was over already", e);
        }
    }

    private void forget() {
        gone.accept(this);
        streams.closed(this);
        subscriptions.close();
    }

    @Override
    public void onError(Throwable thrown) {
        log.debug("an event stream's client went away", thrown);
        end("cannot write");
    }

    @Override
    public void onComplete(AsyncEvent event) {
        closed.set(true);
        forget();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        end("timeout");
    }

    @Override
    public void onError(AsyncEvent event) {
        end("error");
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // nothing starts it a second time
    }
}
