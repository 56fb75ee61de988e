package dev.gatehouse.www.stream;

import dev.gatehouse.data.access.Denied;
import dev.gatehouse.data.event.EventListener;
import dev.gatehouse.data.event.EventPattern;
import dev.gatehouse.data.event.Subscription;
import dev.gatehouse.www.RequestPath;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /sse}: server-sent events. {@code listen} opens a stream, which first tells its uuid; with that
 * uuid its owner adds and removes paths. A client that comes back with {@code Last-Event-ID} gets what it
 * missed, or the event {@code resync} when too much was missed. Any thread.
 */
public final class EventStream extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final Logger log = LoggerFactory.getLogger(EventStream.class);
    private static final Set<String> COMMANDS = Set.of("listen", "add", "remove");

    private final transient Streams streams;
    private final transient Map<String, Client> clients = new ConcurrentHashMap<>();

    public EventStream(Streams streams) {
        this.streams = streams;
    }

    /** Any method will do. */
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Optional<Visitor> visitor = streams.visitor(request);
        if (visitor.isEmpty()) {
            answer(response, 403, "the session has ended");
            return;
        }
        List<String> path = RequestPath.of(request).rest();
        if (!path.isEmpty() && path.get(path.size() - 1).isEmpty()) {
            path = path.subList(0, path.size() - 1);
        }
        String command = !path.isEmpty() && COMMANDS.contains(path.get(0)) ? path.get(0) : "listen";
        if (!path.isEmpty() && COMMANDS.contains(path.get(0))) {
            path = path.subList(1, path.size());
        }
        try {
            if (command.equals("listen")) {
                listen(request, response, visitor.get(), path);
                return;
            }
            change(response, visitor.get(), command, path);
        } catch (Denied e) {
            answer(response, 403, String.valueOf(e.getMessage()));
        }
    }

    private void listen(
            HttpServletRequest request,
            HttpServletResponse response,
            Visitor visitor,
            List<String> path)
            throws IOException {
        if (streams.full()) {
            response.setHeader("Retry-After", "10");
            answer(response, 503, "too many streams are open");
            return;
        }
        Client client = new Client(visitor, UUID.randomUUID().toString());
        client.say("event: handshake\ndata: " + client.uuid + "\n\n");
        if (!path.isEmpty()) {
            // before the answer begins, so that a refusal has its status
            client.add(path, Optional.ofNullable(request.getHeader("Last-Event-ID")));
        }
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType("text/event-stream");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        // proxies must not collect events
        response.setHeader("X-Accel-Buffering", "no");
        try {
            AsyncContext async = request.startAsync();
            async.setTimeout(0);
            client.begin(async, response.getOutputStream());
        } catch (IOException | RuntimeException e) {
            client.end("cannot begin");
            throw e;
        }
    }

    private void change(
            HttpServletResponse response, Visitor visitor, String command, List<String> rest)
            throws IOException {
        if (rest.isEmpty()) {
            answer(response, 400, "need uuid");
            return;
        }
        Client client = clients.get(rest.get(0));
        // knowing the uuid is not enough: it is the stream of whoever opened it
        if (client == null || !client.visitor.caller().equals(visitor.caller())) {
            answer(response, 400, "unknown uuid");
            return;
        }
        List<String> path = rest.subList(1, rest.size());
        if (command.equals("add")) {
            if (path.isEmpty() || client.subscriptions() >= Streams.MAX_PATHS) {
                answer(response, 404, "not implemented");
                return;
            }
            client.add(path, Optional.empty());
        } else if (!client.remove(path)) {
            answer(response, 404, "consumer is not listening to this event");
            return;
        }
        answer(response, 200, "ok");
    }

    private static void answer(HttpServletResponse response, int status, String text)
            throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("text/plain; charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** One open stream. Only what holds its lock touches the container's output. */
    private final class Client implements Streams.Stream, AsyncListener, WriteListener {
        private final Visitor visitor;
        private final String uuid;
        private final Outbox outbox = new Outbox();
        private final Map<List<String>, Subscription> subscriptions = new HashMap<>();
        private final AtomicBoolean closed = new AtomicBoolean();
        private final AtomicBoolean waking = new AtomicBoolean();
        private @Nullable AsyncContext async;
        private @Nullable ServletOutputStream out;
        private boolean flush;
        private boolean writable;

        Client(Visitor visitor, String uuid) {
            this.visitor = visitor;
            this.uuid = uuid;
        }

        void begin(AsyncContext started, ServletOutputStream stream) {
            synchronized (outbox) {
                async = started;
                out = stream;
            }
            started.addListener(this);
            clients.put(uuid, this);
            streams.opened(this);
            stream.setWriteListener(this);
        }

        void add(List<String> path, Optional<String> lastEventId) {
            synchronized (subscriptions) {
                if (subscriptions.containsKey(path)) {
                    return;
                }
                EventPattern pattern = new EventPattern(path);
                EventListener listener =
                        (event, key, message) ->
                                say(streams.encoded().serverSent(event, key, message));
                Optional<Subscription> resumed =
                        lastEventId.flatMap(
                                id ->
                                        streams.api()
                                                .resume(visitor.caller(), pattern, id, listener));
                if (lastEventId.isPresent() && resumed.isEmpty()) {
                    say("event: resync\ndata: too much was missed: fetch again\n\n");
                }
                subscriptions.put(
                        path,
                        resumed.orElseGet(
                                () ->
                                        streams.api()
                                                .subscribe(visitor.caller(), pattern, listener)));
            }
            if (closed.get()) {
                forget();
            }
        }

        boolean remove(List<String> path) {
            Subscription subscription;
            synchronized (subscriptions) {
                subscription = subscriptions.remove(path);
            }
            if (subscription == null) {
                return false;
            }
            subscription.close();
            return true;
        }

        /** Never blocks: the bus calls it. */
        void say(String text) {
            if (closed.get()) {
                return;
            }
            if (!outbox.offer(text)) {
                end("too slow");
                return;
            }
            if (waking.compareAndSet(false, true)) {
                streams.soon(
                        () -> {
                            waking.set(false);
                            write();
                        });
            }
        }

        @Override
        public void beat() {
            say(": still here\n\n");
        }

        @Override
        public Visitor visitor() {
            return visitor;
        }

        @Override
        public int subscriptions() {
            synchronized (subscriptions) {
                return subscriptions.size();
            }
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
            clients.remove(uuid);
            streams.closed(this);
            synchronized (subscriptions) {
                subscriptions.values().forEach(Subscription::close);
                subscriptions.clear();
            }
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
}
