package dev.gatehouse.www.stream;

import dev.gatehouse.data.access.Denied;
import dev.gatehouse.www.RequestPath;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code /sse}: server-sent events. {@code listen} opens a stream, which first tells its uuid; with that
 * uuid its owner adds and removes paths. A client that comes back with {@code Last-Event-ID} is told in the
 * event {@code resumed} what it missed. Any thread.
 */
public final class EventStream extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final Set<String> COMMANDS = Set.of("listen", "add", "remove");

    private final transient Streams streams;
    private final transient Map<String, EventStreamClient> clients = new ConcurrentHashMap<>();

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
            change(request, response, visitor.get(), command, path);
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
        EventStreamClient client =
                new EventStreamClient(streams, visitor, gone -> clients.remove(gone.uuid()));
        // before the answer begins, so that a refusal has its status
        client.handshake(path, request.getHeader(LAST_EVENT_ID));
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType("text/event-stream");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        // proxies must not collect events
        response.setHeader("X-Accel-Buffering", "no");
        try {
            AsyncContext async = request.startAsync();
            async.setTimeout(0);
            clients.put(client.uuid(), client);
            client.begin(async, response.getOutputStream());
        } catch (IOException | RuntimeException e) {
            client.end("cannot begin");
            throw e;
        }
    }

    private void change(
            HttpServletRequest request,
            HttpServletResponse response,
            Visitor visitor,
            String command,
            List<String> rest)
            throws IOException {
        if (rest.isEmpty()) {
            answer(response, 400, "need uuid");
            return;
        }
        EventStreamClient client = clients.get(rest.get(0));
        // knowing the uuid is not enough: it is the stream of whoever opened it
        if (client == null || !client.visitor().caller().equals(visitor.caller())) {
            answer(response, 400, "unknown uuid");
            return;
        }
        List<String> path = rest.subList(1, rest.size());
        if (command.equals("add")) {
            if (path.isEmpty() || client.subscriptions() >= Streams.MAX_PATHS) {
                answer(response, 404, "not implemented");
                return;
            }
            client.add(path, request.getHeader(LAST_EVENT_ID));
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
}
