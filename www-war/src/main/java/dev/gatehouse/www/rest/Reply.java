package dev.gatehouse.www.rest;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is answered: a status, headers, and a body or something that writes one. Much lighter than what JAX-RS
 * has for it, into which it can be turned. Used by one thread.
 */
final class Reply {
    private static final Set<String> ADDED = Set.of("vary", "set-cookie", "www-authenticate");

    private record Header(String name, String value) {}

    private final List<Header> headers = new ArrayList<>(8);
    private int status;
    private byte @Nullable [] body;
    private @Nullable StreamingOutput content;

    private Reply(int status) {
        this.status = status;
    }

    static Reply of(int status) {
        return new Reply(status);
    }

    Reply status(int newStatus) {
        status = newStatus;
        return this;
    }

    Reply header(String name, Object value) {
        headers.add(new Header(name, value.toString()));
        return this;
    }

    Reply body(byte[] bytes) {
        body = bytes;
        return this;
    }

    Reply content(StreamingOutput writer) {
        content = writer;
        return this;
    }

    void writeTo(Exchange exchange, boolean withBody) throws IOException {
        HttpServletResponse response = exchange.response();
        response.setStatus(status);
        boolean measured = false;
        for (Header header : headers) {
            set(response, header.name(), header.value());
            measured |= header.name().equals(HttpHeaders.CONTENT_LENGTH);
        }
        byte[] bytes = body;
        if (withBody && bytes != null) {
            if (!measured) {
                response.setContentLength(bytes.length);
            }
            exchange.out().write(bytes);
        } else if (withBody && content != null) {
            content.write(exchange.out());
        }
    }

    /** What a resource says replaces what filters said for everybody, except where both count. */
    static void set(HttpServletResponse response, String name, String value) {
        if (ADDED.contains(name.toLowerCase(Locale.ROOT))) {
            response.addHeader(name, value);
        } else {
            response.setHeader(name, value);
        }
    }

    Response response() {
        Response.ResponseBuilder response = Response.status(status);
        headers.forEach(header -> response.header(header.name(), header.value()));
        if (body != null) {
            response.entity(body);
        } else if (content != null) {
            response.entity(content);
        }
        return response.build();
    }
}
