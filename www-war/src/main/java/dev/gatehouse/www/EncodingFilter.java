package dev.gatehouse.www;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Packs answers for clients that want it, the same way in every container. Each coding of an answer has an
 * entity tag of its own: that of the plain answer with the coding's name behind it. Any thread.
 */
public final class EncodingFilter extends HttpFilter {
    private static final long serialVersionUID = 1;

    /** Live streams, which must not wait for a full block; and logins, whose answers hold secrets. */
    private static final Set<String> NEVER = Set.of("sse", "ws", "worker", "auth");

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (NEVER.contains(RequestPath.of(request).space())
                || response instanceof EncodedResponse) {
            chain.doFilter(request, response);
            return;
        }
        ContentCoding.Wish wish = ContentCoding.of(request);
        Revalidation asked = new Revalidation(request, wish.coding().map(EncodingFilter::suffix));
        try (EncodedResponse encoded = new EncodedResponse(response, wish, asked)) {
            chain.doFilter(asked, encoded);
            // Not after a fault: an answer that broke off must not get a proper end.
            encoded.finish();
        }
    }

    /** What an entity tag ends in where its answer is packed. */
    static String suffix(ContentCoding coding) {
        return "-" + coding.token() + '"';
    }

    /** The request as if answers were never packed. */
    static final class Revalidation extends HttpServletRequestWrapper {
        private final @Nullable String suffix;

        Revalidation(HttpServletRequest request, Optional<String> suffix) {
            super(request);
            this.suffix = suffix.orElse(null);
        }

        boolean knowsPacked() {
            return suffix != null
                    && Collections.list(super.getHeaders("If-None-Match")).stream()
                            .anyMatch(header -> header.contains(suffix));
        }

        boolean isHead() {
            return getMethod().equals("HEAD");
        }

        @Override
        public @Nullable String getHeader(String name) {
            String value = super.getHeader(name);
            return value == null ? null : plain(name, value);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            if (suffix == null) {
                return super.getHeaders(name);
            }
            List<String> values = new ArrayList<>();
            for (String value : Collections.list(super.getHeaders(name))) {
                values.add(plain(name, value));
            }
            return Collections.enumeration(values);
        }

        private String plain(String name, String value) {
            return suffix != null && name.equalsIgnoreCase("If-None-Match")
                    ? value.replace(suffix, "\"")
                    : value;
        }
    }
}
