package dev.gatehouse.www.worker;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
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
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /worker}: lets workers in that prove their name by HTTP Basic, and upgrades to a WebSocket. A plain
 * servlet, because some containers upgrade annotated endpoints before any filter runs. Any thread.
 */
public final class WorkerServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    static final String NAME = WorkerSocket.class.getName();

    private static final String PATH = "/worker";
    private static final String CONTAINER = ServerContainer.class.getName();

    /** A refused worker tries again as soon as it has its answer: it waits for that. */
    private static final long REFUSE_AFTER_MILLIS = 3000;

    /** More refused workers than this are answered at once. */
    private static final int MAX_WAITING = 128;

    private static final int MAX_CREDENTIALS = 4096;
    private static final Logger log = LoggerFactory.getLogger(WorkerServlet.class);

    private final transient Workers workers;
    private final AtomicInteger waiting = new AtomicInteger();

    public WorkerServlet(Workers workers) {
        this.workers = workers;
    }

    /**
     * Call once while the context starts. Tyrus (GlassFish, Payara) upgrades only to endpoints that it knew
     * before the first request; elsewhere nothing is done, and must not be: a known endpoint would be
     * upgraded past this servlet.
     */
    public void prepare(ServletContext context) throws DeploymentException {
        if (context.getAttribute(CONTAINER) instanceof ServerContainer tyrus
                && tyrus.getClass().getName().startsWith("org.glassfish.tyrus")) {
            tyrus.addEndpoint(config(null));
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String upgrade = request.getHeader("Upgrade");
        if (upgrade == null || !upgrade.equalsIgnoreCase("websocket")) {
            response.setHeader("Upgrade", "websocket");
            response.setHeader("Connection", "close");
            response.setContentLength(0);
            response.setStatus(426);
            return;
        }
        Optional<String> name = proven(request.getHeader("Authorization"));
        if (name.isEmpty()) {
            log.warn(
                    "refused a worker from {}: unknown name or wrong password",
                    request.getRemoteAddr());
            refuse(request, response);
            return;
        }
        if (!(getServletContext().getAttribute(CONTAINER) instanceof ServerContainer container)) {
            throw new ServletException("this container has no Jakarta WebSocket");
        }
        try {
            container.upgradeHttpToWebSocket(request, response, config(name.get()), Map.of());
        } catch (DeploymentException e) {
            throw new ServletException("the WebSocket endpoint is not accepted", e);
        }
    }

    private Optional<String> proven(@Nullable String authorization) {
        if (authorization == null
                || authorization.length() > MAX_CREDENTIALS
                || !authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            return Optional.empty();
        }
        String both;
        try {
            byte[] bytes = Base64.getDecoder().decode(authorization.substring(6).strip());
            both = new String(bytes, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        int colon = both.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        String name = both.substring(0, colon);
        return workers.authenticate(name, both.substring(colon + 1))
                ? Optional.of(name)
                : Optional.empty();
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        response.setHeader("WWW-Authenticate", "Basic realm=\"workers\"");
        response.setHeader("Connection", "close");
        response.setContentLength(0);
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            return;
        }
        AsyncContext later = request.startAsync();
        later.setTimeout(REFUSE_AFTER_MILLIS);
        later.addListener(new Later());
    }

    /** Ends the answer when its time has come, or when the worker has gone. */
    private final class Later implements AsyncListener {
        @Override
        public void onTimeout(AsyncEvent event) {
            event.getAsyncContext().complete();
        }

        @Override
        public void onError(AsyncEvent event) {
            event.getAsyncContext().complete();
        }

        @Override
        public void onComplete(AsyncEvent event) {
            waiting.decrementAndGet();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // Nobody starts it twice.
        }
    }

    private ServerEndpointConfig config(@Nullable String name) {
        return ServerEndpointConfig.Builder.create(WorkerSocket.class, PATH)
                .configurator(
                        new ServerEndpointConfig.Configurator() {
                            @Override
                            public <T> T getEndpointInstance(Class<T> type) {
                                return type.cast(new WorkerSocket(workers, name));
                            }

                            @Override
                            public void modifyHandshake(
                                    ServerEndpointConfig config,
                                    HandshakeRequest request,
                                    HandshakeResponse response) {
                                if (name == null) {
                                    handshake(config, request);
                                }
                            }
                        })
                .build();
    }

    private void handshake(ServerEndpointConfig config, HandshakeRequest request) {
        config.getUserProperties().remove(NAME);
        List<String> headers = request.getHeaders().getOrDefault("authorization", List.of());
        proven(headers.isEmpty() ? null : headers.get(0))
                .ifPresent(name -> config.getUserProperties().put(NAME, name));
    }
}
