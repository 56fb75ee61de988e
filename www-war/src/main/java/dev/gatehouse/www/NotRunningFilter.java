package dev.gatehouse.www;

import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Answers for a server that could not start, so that its visitors know whom to ask. Any thread. */
final class NotRunningFilter extends HttpFilter {
    private static final long serialVersionUID = 1;

    private static final byte[] TEXT =
            "Gatehouse is not running. The reason is in the log of this server.\n"
                    .getBytes(StandardCharsets.UTF_8);

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException {
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentType("text/plain; charset=utf-8");
        response.setContentLength(TEXT.length);
        response.getOutputStream().write(TEXT);
    }
}
