package dev.gatehouse.www.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its answer as they came from the container. Knows whether the answer broke off in the
 * middle: then nothing reaches the client any more, not even a proper end. Used by one thread at a time.
 */
final class Exchange {
    private static final String ATTRIBUTE = Exchange.class.getName();

    private static final Logger log = LoggerFactory.getLogger(Exchange.class);

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private boolean broken;

    private Exchange(HttpServletRequest request, HttpServletResponse response) {
        this.request = request;
        this.response = response;
    }

    static Exchange begin(HttpServletRequest request, HttpServletResponse response) {
        Exchange exchange = new Exchange(request, response);
        request.setAttribute(ATTRIBUTE, exchange);
        return exchange;
    }

    static Exchange of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Exchange exchange) {
            return exchange;
        }
        throw new IllegalStateException("the request did not come through RestFilter");
    }

    HttpServletRequest request() {
        return request;
    }

    HttpServletResponse response() {
        return response;
    }

    void breakOff() {
        broken = true;
    }

    boolean broken() {
        return broken;
    }

    /** An answer that is written piece by piece; one that fails in the middle is broken off. */
    Reply streamed(Reply answer, StreamingOutput content, boolean withBody) {
        return withBody ? answer.content(guarded(content)) : answer;
    }

    private StreamingOutput guarded(StreamingOutput content) {
        return out -> {
            try {
                content.write(out);
            } catch (IOException | RuntimeException e) {
                if (!response.isCommitted()) {
                    throw e;
                }
                if (e instanceof IOException) {
                    log.debug("a client went away", e);
                } else {
                    Faults.of(e);
                }
                breakOff();
            }
        };
    }

    /** Where the answer goes, as long as it is not broken. */
    OutputStream out() throws IOException {
        OutputStream out = response.getOutputStream();
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                if (!broken) {
                    out.write(b);
                }
            }

            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                if (!broken) {
                    out.write(bytes, from, count);
                }
            }

            @Override
            public void flush() throws IOException {
                if (!broken) {
                    out.flush();
                }
            }

            @Override
            public void close() throws IOException {
                if (!broken) {
                    out.close();
                }
            }
        };
    }
}
