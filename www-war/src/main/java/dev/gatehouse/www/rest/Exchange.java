package dev.gatehouse.www.rest;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer as they came from the container, and beside them what JAX-RS gets to see. Two
 * things stand between: JAX-RS must not judge headers that we judge (a strange {@code Accept} is no fault
 * here), and it must not end an answer properly that broke off in the middle. Used by one thread at a time.
 */
final class Exchange {
    private static final String ATTRIBUTE = Exchange.class.getName();
    private static final Set<String> OURS = Set.of("accept", "content-type");

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

    /** From now on nothing reaches the client any more, not even the end of the answer. */
    void breakOff() {
        broken = true;
    }

    boolean broken() {
        return broken;
    }

    HttpServletRequest requestForJaxRs() {
        return new HttpServletRequestWrapper(request) {
            @Override
            public @Nullable String getHeader(String name) {
                return hidden(name) ? null : super.getHeader(name);
            }

            @Override
            public Enumeration<String> getHeaders(String name) {
                return hidden(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
            }

            @Override
            public Enumeration<String> getHeaderNames() {
                return Collections.enumeration(
                        Collections.list(super.getHeaderNames()).stream()
                                .filter(name -> !hidden(name))
                                .toList());
            }

            @Override
            public @Nullable String getContentType() {
                return null;
            }
        };
    }

    HttpServletResponse responseForJaxRs() {
        return new HttpServletResponseWrapper(response) {
            @Override
            public ServletOutputStream getOutputStream() throws IOException {
                return new Guarded(super.getOutputStream());
            }

            @Override
            public void flushBuffer() throws IOException {
                if (!broken) {
                    super.flushBuffer();
                }
            }
        };
    }

    private static boolean hidden(String name) {
        return OURS.contains(name.toLowerCase(Locale.ROOT));
    }

    private final class Guarded extends ServletOutputStream {
        private final ServletOutputStream out;

        Guarded(ServletOutputStream out) {
            this.out = out;
        }

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

        @Override
        public boolean isReady() {
            return out.isReady();
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            out.setWriteListener(listener);
        }
    }
}
