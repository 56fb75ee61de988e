package dev.gatehouse.www.fuzz;

import dev.gatehouse.www.ServerLifecycle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The whole server twice over copies of a real Buildbot's database: in Jetty and in Tomcat. */
final class Hosts implements AutoCloseable {
    private static final Path VECTORS = Path.of("..", "src-it", "vectors");
    private static final String BASEDIR = "gatehouse.basedir";
    private static final String CONFIG =
            """
            buildbotURL: http://localhost/
            master: none
            """;

    private final Server jetty = new Server();
    private final Tomcat tomcat = new Tomcat();

    Hosts(Path folder) throws Exception {
        startJetty(basedir(folder.resolve("jetty")));
        startTomcat(basedir(folder.resolve("tomcat")), folder);
    }

    private static String basedir(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("gatehouse.yaml"), CONFIG);
        Files.copy(VECTORS.resolve("state.sqlite"), folder.resolve("state.sqlite"));
        return folder.toString();
    }

    /** As {@code java -jar} sets it up. */
    private void startJetty(String basedir) throws Exception {
        HttpConfiguration http = new HttpConfiguration();
        http.setUriCompliance(UriCompliance.UNSAFE);
        ServerConnector connector = new ServerConnector(jetty, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        context.setContextPath("/");
        context.getServletHandler().setDecodeAmbiguousURIs(true);
        context.setInitParameter(BASEDIR, basedir);
        context.addEventListener(new ServerLifecycle());
        JakartaWebSocketServletContainerInitializer.configure(context, null);
        jetty.setHandler(context);
        jetty.start();
    }

    private void startTomcat(String basedir, Path folder) throws Exception {
        tomcat.setBaseDir(folder.resolve("catalina").toString());
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(0);
        Context context =
                tomcat.addContext("", Files.createDirectory(folder.resolve("root")).toString());
        context.addParameter(BASEDIR, basedir);
        context.addApplicationListener(ServerLifecycle.class.getName());
        tomcat.getConnector();
        tomcat.start();
    }

    int jettyPort() {
        return ((ServerConnector) jetty.getConnectors()[0]).getLocalPort();
    }

    int tomcatPort() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public void close() throws Exception {
        jetty.stop();
        tomcat.stop();
        tomcat.destroy();
    }
}
