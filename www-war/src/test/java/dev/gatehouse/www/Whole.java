package dev.gatehouse.www;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * The whole server in Jetty, set up as {@code java -jar} does it, over a copy of a real Buildbot's database.
 */
public final class Whole implements AutoCloseable {
    public static final String BASEDIR = "gatehouse.basedir";

    private static final Path DATABASE = Path.of("..", "src-it", "vectors", "state.sqlite");

    private final Server jetty = new Server();
    private final HttpClient client =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    /**
     * @param folder for its files
     * @param config the text of its {@code gatehouse.yaml}
     */
    public Whole(Path folder, String config) throws Exception {
        this(folder, config, null);
    }

    /**
     * @param tls how it speaks TLS, and whose certificates it takes from browsers; null: without
     */
    public Whole(Path folder, String config, SslContextFactory.@Nullable Server tls)
            throws Exception {
        HttpConfiguration http = new HttpConfiguration();
        http.setUriCompliance(
                UriCompliance.UNSAFE.without(
                        "GATEHOUSE",
                        UriCompliance.Violation.FRAGMENT,
                        UriCompliance.Violation.USER_INFO));
        ServerConnector connector = new ServerConnector(jetty, connections(http, tls));
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        context.setContextPath("/");
        context.getServletHandler().setDecodeAmbiguousURIs(true);
        context.setInitParameter(BASEDIR, basedir(folder, config));
        context.addEventListener(new ServerLifecycle());
        JakartaWebSocketServletContainerInitializer.configure(context, null);
        jetty.setHandler(context);
        jetty.start();
    }

    private static ConnectionFactory[] connections(
            HttpConfiguration http, SslContextFactory.@Nullable Server tls) {
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        if (tls == null) {
            return new ConnectionFactory[] {plain};
        }
        http.addCustomizer(new SecureRequestCustomizer(false));
        return new ConnectionFactory[] {new SslConnectionFactory(tls, plain.getProtocol()), plain};
    }

    /** A base directory with this configuration and the database. */
    public static String basedir(Path folder, String config) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("gatehouse.yaml"), config);
        Files.copy(DATABASE, folder.resolve("state.sqlite"));
        return folder.toString();
    }

    public int port() {
        return ((ServerConnector) jetty.getConnectors()[0]).getLocalPort();
    }

    public HttpResponse<String> get(String path, String... headers) throws Exception {
        return send("GET", path, headers);
    }

    public HttpResponse<String> send(String method, String path, String... headers)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                        .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** A call of the data API. */
    public HttpResponse<String> rpc(String path, String body, String... headers) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                        .headers(headers)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    @Override
    public void close() throws Exception {
        jetty.stop();
    }
}
