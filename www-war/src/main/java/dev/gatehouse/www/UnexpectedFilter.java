package dev.gatehouse.www;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Catches what no wire has caught: the client gets a number, the log gets the trace under that number. Must
 * be the outermost filter; without it a container may show the trace to everybody. Any thread.
 */
final class UnexpectedFilter extends HttpFilter {
    private static final long serialVersionUID = 1;
    private static final Logger log = LoggerFactory.getLogger(UnexpectedFilter.class);

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            chain.doFilter(request, response);
        } catch (RuntimeException | ServletException e) {
            String number = RandomText.hex();
            log.error("unexpected, told to the client as {}", number, e);
            if (response.isCommitted()) {
                // Only breaking it off tells the client that this is not the whole answer.
                throw e;
            }
            response.reset();
            byte[] text =
                    ("Something went wrong. The log knows it as " + number + ".\n")
                            .getBytes(StandardCharsets.UTF_8);
            response.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.setContentType("text/plain; charset=utf-8");
            response.setContentLength(text.length);
            response.getOutputStream().write(text);
        }
    }
}
