package dev.gatehouse.www.cli;

import dev.gatehouse.www.CannotStart;
import dev.gatehouse.www.Reasons;
import jakarta.servlet.ServletContextListener;
import java.io.IOException;
import java.net.BindException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The container that the WAR brings along. It takes the port first and starts the application then, so
 * that a busy port stops the start before anything is written, and port 0 is known when links are made.
 * Used by the threads that start and stop the server.
 */
final class WebServer implements AutoCloseable {
    /** How long requests that are being answered may go on when the server stops. */
    private static final long GRACE_MILLIS = 2000;

    /**
     * Names may hold slashes, and RequestPath refuses what is ambiguous; but a fragment or a user's name would
     * be dropped before it sees them.
     */
    private static final UriCompliance URIS =
            UriCompliance.UNSAFE.without(
                    "GATEHOUSE",
                    UriCompliance.Violation.FRAGMENT,
                    UriCompliance.Violation.USER_INFO);

    private static final Logger log = LoggerFactory.getLogger(WebServer.class);
    private static final int MAX_THREADS = 100;
    private static final long IDLE_MILLIS = 30_000;

    private final Server jetty;
    private final ServerConnector connector;

    /** One that listens nowhere: the application runs without its web. */
    WebServer() {
        this("", 0, false);
    }

    WebServer(String host, int port) {
        this(host, port, true);
    }

    private WebServer(String host, int port, boolean listening) {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 4);
        threads.setName("web");
        jetty = new Server(threads);
        jetty.setStopTimeout(GRACE_MILLIS);

        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setUriCompliance(URIS);
        // To look a session's long cookie up takes longer than to read it, and 64 KB a connection.
        http.setHeaderCacheSize(0);
        // Else Jetty's list of usual headers gives "application/json" where a client wrote another.
        http.setHeaderCacheCaseSensitive(true);
        connector = new ServerConnector(jetty, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE_MILLIS);
        if (listening) {
            jetty.addConnector(connector);
        }
        jetty.setErrorHandler(quiet(new ErrorHandler()));
    }

    /** What went wrong inside is for the log. */
    private static <H extends ErrorHandler> H quiet(H handler) {
        handler.setShowStacks(false);
        handler.setShowCauses(false);
        handler.setShowOrigin(false);
        return handler;
    }

    /** Takes the port, and gives its number. Nothing is answered yet. */
    int bind() {
        try {
            connector.open();
            return connector.getLocalPort();
        } catch (IOException e) {
            String where = connector.getHost() + ":" + connector.getPort();
            if (e.getCause() instanceof BindException bind) {
                throw new CannotStart(
                        String.valueOf(bind.getMessage()).contains("assign")
                                ? "cannot listen on " + where + ": no such address on this machine"
                                : "cannot listen on "
                                        + where
                                        + ": the port is in use; another one: --port NUMBER");
            }
            if (e.getCause() instanceof UnresolvedAddressException) {
                throw new CannotStart("cannot listen on " + where + ": no such host");
            }
            throw new CannotStart("cannot listen on " + where + ": " + Reasons.of(e));
        }
    }

    /** Starts the application and answers from now on. */
    void start(ServletContextListener application) {
        ServletContextHandler context = new ServletContextHandler();
        context.setContextPath("/");
        context.getServletHandler().setDecodeAmbiguousURIs(true);
        context.setErrorHandler(quiet(new ErrorPageErrorHandler()));
        context.addEventListener(application);
        JakartaWebSocketServletContainerInitializer.configure(context, null);
        jetty.setHandler(new GracefulHandler(new SpacedContentType(context)));
        try {
            jetty.start();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets requests end for a moment, then stops the application and gives the port back. */
    @Override
    public void close() {
        try {
            jetty.stop();
        } catch (TimeoutException e) {
            log.info("cut off requests that did not end in {} ms", GRACE_MILLIS);
        } catch (Exception e) {
            log.error("while stopping the web server", e);
        }
        connector.close();
    }
}
