package dev.gatehouse.www.stream;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Stands in front of {@code /ws/*}, after the login filter: where a container upgrades by itself, the
 * handshake has been checked here. Any thread.
 */
public final class EventSocketFilter extends HttpFilter {
    private static final long serialVersionUID = 1;

    private final transient EventSocketServlet sockets;

    public EventSocketFilter(EventSocketServlet sockets) {
        this.sockets = sockets;
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!sockets.admit(request, response)) {
            return;
        }
        try {
            chain.doFilter(request, response);
        } finally {
            sockets.dismiss();
        }
    }
}
