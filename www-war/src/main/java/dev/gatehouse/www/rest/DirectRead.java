package dev.gatehouse.www.rest;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers reads of the data API without JAX-RS between: the same resource, the same faults, the same headers,
 * but not the machinery around them, which took as long as all the rest of a small answer. Any thread.
 */
final class DirectRead {
    private static final Set<String> METHODS = Set.of("GET", "HEAD");
    private static final Set<String> ADDED = Set.of("vary", "set-cookie", "www-authenticate");

    private final DataResource data;

    DirectRead(DataResource data) {
        this.data = data;
    }

    static boolean takes(String method) {
        return METHODS.contains(method);
    }

    void answer(Exchange exchange) throws IOException {
        boolean withBody = !exchange.request().getMethod().equals("HEAD");
        Response answer;
        try {
            answer = data.read(exchange, withBody);
        } catch (IOException | RuntimeException | Error e) {
            answer = new ErrorMapper(exchange.request()).toResponse(e);
        }
        @Nullable Throwable failure = null;
        try {
            write(exchange, answer, withBody);
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        }
        finish(exchange, failure);
    }

    private static void write(Exchange exchange, Response answer, boolean withBody)
            throws IOException {
        HttpServletResponse response = exchange.response();
        response.setStatus(answer.getStatus());
        for (Map.Entry<String, List<Object>> header : answer.getHeaders().entrySet()) {
            for (Object value : header.getValue()) {
                header(response, header.getKey(), String.valueOf(value));
            }
        }
        Object entity = answer.getEntity();
        if (!withBody || entity == null) {
            return;
        }
        OutputStream out = exchange.out();
        if (entity instanceof byte[] bytes) {
            if (!answer.getHeaders().containsKey(HttpHeaders.CONTENT_LENGTH)) {
                response.setContentLength(bytes.length);
            }
            out.write(bytes);
        } else if (entity instanceof StreamingOutput content) {
            content.write(out);
        } else {
            throw new IllegalStateException("cannot write a " + entity.getClass().getName());
        }
    }

    /** What a resource says replaces what filters said for everybody, except where both count. */
    static void header(HttpServletResponse response, String name, String value) {
        if (ADDED.contains(name.toLowerCase(Locale.ROOT))) {
            response.addHeader(name, value);
        } else {
            response.setHeader(name, value);
        }
    }

    /** An answer that failed before its first byte becomes another one; later, it is broken off. */
    static void finish(Exchange exchange, @Nullable Throwable thrown) throws IOException {
        if (exchange.broken() || (thrown != null && exchange.response().isCommitted())) {
            exchange.breakOff();
            // makes the container cut the connection: the client must not take the part for the
            // whole
            throw new IOException("an answer broke off; the log has the cause", thrown);
        }
        if (thrown != null) {
            Faults.Fault fault = Faults.of(thrown);
            byte[] body = Faults.body(fault);
            exchange.response().reset();
            exchange.response().setStatus(fault.status());
            if (fault.retryAfter() > 0) {
                exchange.response()
                        .setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(fault.retryAfter()));
            }
            exchange.response().setContentType("text/plain; charset=utf-8");
            exchange.response().setContentLength(body.length);
            exchange.response().getOutputStream().write(body);
        }
    }
}
