package dev.gatehouse.www.stream;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code /ws}: checks the handshake and upgrades it. A plain servlet behind the login filter, because some
 * containers upgrade annotated endpoints before any filter runs. Any thread.
 */
public final class EventSocketServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final String CONTAINER = ServerContainer.class.getName();

    /**
     * Where the container makes the endpoint out of our reach but on the thread of the request (Tyrus), this
     * carries the visitor over. Set by {@link #admit} only.
     */
    private final transient ThreadLocal<Visitor> admitted = new ThreadLocal<>();

    private final transient Streams streams;

    public EventSocketServlet(Streams streams) {
        this.streams = streams;
    }

    /**
     * Call once while the context starts. Tyrus (GlassFish, Payara) upgrades only to endpoints that it knew
     * before the first request; elsewhere nothing is done, and must not be: a known endpoint would be
     * upgraded past the filters.
     */
    public void prepare(ServletContext context) throws DeploymentException {
        Object container = context.getAttribute(CONTAINER);
        if (container instanceof ServerContainer tyrus
                && container.getClass().getName().startsWith("org.glassfish.tyrus")) {
            for (String path : List.of("/ws", "/ws/", "/ws/{rest}")) {
                tyrus.addEndpoint(config(path, null));
            }
        }
    }

    /** The checks of a handshake: for a filter in front of {@code /ws/*}, before anything upgrades it. */
    public boolean admit(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (!upgrades(request)) {
            response.setHeader("Upgrade", "websocket");
            response.setHeader("Connection", "close");
            response.setContentLength(0);
            response.setStatus(426);
            return false;
        }
        Optional<Visitor> visitor = streams.visitor(request);
        if (visitor.isEmpty() || !streams.originAllowed(request)) {
            response.setContentLength(0);
            response.setStatus(HttpServletResponse.SC_FORBIDDEN);
            return false;
        }
        if (streams.full()) {
            response.setContentLength(0);
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return false;
        }
        admitted.set(visitor.get());
        return true;
    }

    /** Call when the request is through. */
    public void dismiss() {
        admitted.remove();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        boolean here = admitted.get() == null;
        if (here && !admit(request, response)) {
            return;
        }
        try {
            if (!(getServletContext().getAttribute(CONTAINER)
                    instanceof ServerContainer container)) {
                throw new ServletException("this container has no Jakarta WebSocket");
            }
            container.upgradeHttpToWebSocket(
                    request, response, config("/ws", admitted.get()), Map.of());
        } catch (DeploymentException e) {
            throw new ServletException("the WebSocket endpoint is not accepted", e);
        } finally {
            if (here) {
                dismiss();
            }
        }
    }

    private static boolean upgrades(HttpServletRequest request) {
        return request.getMethod().equals("GET")
                && Collections.list(request.getHeaders("Upgrade")).stream()
                        .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("websocket"));
    }

    private ServerEndpointConfig config(String path, @Nullable Visitor visitor) {
        return ServerEndpointConfig.Builder.create(EventSocket.class, path)
                .configurator(
                        new ServerEndpointConfig.Configurator() {
                            @Override
                            public <T> T getEndpointInstance(Class<T> type) {
                                return type.cast(new EventSocket(streams, visitor));
                            }

                            @Override
                            public boolean checkOrigin(String origin) {
                                // done in admit, which knows the request
                                return true;
                            }

                            @Override
                            public void modifyHandshake(
                                    ServerEndpointConfig config,
                                    HandshakeRequest request,
                                    HandshakeResponse response) {
                                Visitor known = admitted.get();
                                if (known != null) {
                                    config.getUserProperties().put(EventSocket.VISITOR, known);
                                }
                            }
                        })
                .build();
    }
}
