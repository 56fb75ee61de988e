package dev.gatehouse.www;

import jakarta.servlet.DispatcherType;
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
 * Reads the path of every request before anybody else does, and answers 400 where it could be read in two
 * ways. Must be the first filter, mapped on everything. Any thread.
 */
public final class RequestPathFilter extends HttpFilter {
    private static final long serialVersionUID = 1;
    private static final Logger log = LoggerFactory.getLogger(RequestPathFilter.class);

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        boolean known = request.getAttribute(RequestPath.ATTRIBUTE) instanceof RequestPath;
        if (!known || request.getDispatcherType() == DispatcherType.REQUEST) {
            try {
                request.setAttribute(RequestPath.ATTRIBUTE, RequestPath.read(request));
            } catch (RequestPath.Refused e) {
                log.info("refused a request of {}: {}", request.getRemoteAddr(), e.getMessage());
                // the messages are our own and need no escaping
                byte[] body =
                        ("{\"error\": \"" + e.getMessage() + "\"}")
                                .getBytes(StandardCharsets.UTF_8);
                response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
                response.setContentType("text/plain; charset=utf-8");
                response.setHeader("X-Content-Type-Options", "nosniff");
                response.setContentLength(body.length);
                response.getOutputStream().write(body);
                return;
            }
        }
        chain.doFilter(request, response);
    }
}
