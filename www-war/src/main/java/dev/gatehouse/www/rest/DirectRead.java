package dev.gatehouse.www.rest;

import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers reads of the data API without JAX-RS between: the same resource, the same faults, the same headers,
 * but not the machinery around them, which took as long as all the rest of a small answer. Any thread.
 */
final class DirectRead {
    private static final Set<String> METHODS = Set.of("GET", "HEAD");

    private final DataResource data;

    DirectRead(DataResource data) {
        this.data = data;
    }

    static boolean takes(String method) {
        return METHODS.contains(method);
    }

    void answer(Exchange exchange) throws IOException {
        boolean withBody = !exchange.request().getMethod().equals("HEAD");
        Reply answer;
        try {
            answer = data.read(exchange, withBody);
        } catch (IOException | RuntimeException | Error e) {
            answer = ErrorMapper.reply(e);
        }
        @Nullable Throwable failure = null;
        try {
            answer.writeTo(exchange, withBody);
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        }
        finish(exchange, failure);
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
