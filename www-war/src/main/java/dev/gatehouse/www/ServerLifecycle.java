package dev.gatehouse.www;

import dev.gatehouse.data.database.BadDatabase;
import dev.gatehouse.data.setting.Problems;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and stops the server with the servlet container. Deployed into one, it looks for the base
 * directory itself; started by {@code java -jar}, it has been told. Used by the container's thread.
 *
 * <p>The base directory and, where it lies elsewhere, the configuration are looked for in this order:
 *
 * <ol>
 *   <li>JNDI: {@code java:comp/env/gatehouse/basedir}, {@code …/config}
 *   <li>context parameter: {@code gatehouse.basedir}, {@code gatehouse.config}
 *   <li>system property of the same names
 *   <li>environment: {@code GATEHOUSE_BASEDIR}, {@code GATEHOUSE_CONFIG}
 * </ol>
 */
public final class ServerLifecycle implements ServletContextListener {
    private static final Logger log = LoggerFactory.getLogger(ServerLifecycle.class);

    private final @Nullable Told told;
    private @Nullable BaseDirectory basedir;
    private @Nullable Server server;

    private record Told(ServerConfig config, BaseDirectory basedir, String url) {}

    /** For a container. */
    public ServerLifecycle() {
        told = null;
    }

    /** For {@code java -jar}, where the base directory is locked already. */
    public ServerLifecycle(ServerConfig config, BaseDirectory basedir, String url) {
        told = new Told(config, basedir, url);
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext container = event.getServletContext();
        if (told != null) {
            start(container, told);
            return;
        }
        try {
            start(container, find(container));
        } catch (CannotStart | BadDatabase e) {
            log.error("Gatehouse is not running: {}", e.getMessage());
            stop();
            container.log("Gatehouse is not running: " + e.getMessage());
            FilterRegistration.Dynamic page =
                    container.addFilter("not-running", new NotRunningFilter());
            page.setAsyncSupported(true);
            page.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        } catch (RuntimeException e) {
            stop();
            throw e;
        }
    }

    private void start(ServletContext container, Told told) {
        Server started =
                new Server(
                        told.config(),
                        told.basedir(),
                        Optional.ofNullable(told.config().buildbotUrl()).orElse(told.url()));
        server = started;
        try {
            started.start();
            started.addTo(container);
        } catch (RuntimeException e) {
            stop();
            throw e;
        }
    }

    private Told find(ServletContext container) {
        Path path =
                setting(container, "basedir")
                        .orElseThrow(
                                () ->
                                        new CannotStart(
                                                "no base directory is named; set GATEHOUSE_BASEDIR in the"
                                                        + " environment, the system property or context"
                                                        + " parameter gatehouse.basedir, or the JNDI name"
                                                        + " java:comp/env/gatehouse/basedir"));
        BaseDirectory locked = BaseDirectory.open(path);
        basedir = locked;
        Path file = setting(container, "config").orElse(locked.path().resolve("gatehouse.yaml"));
        Problems problems = new Problems();
        ServerConfig config = Server.check(file, System.getenv(), problems);
        problems.warnings().forEach(warning -> log.warn("{}: {}", file, warning));
        problems.errors().forEach(error -> log.error("{}: {}", file, error));
        if (!problems.errors().isEmpty()) {
            throw new CannotStart(
                    "the configuration "
                            + file
                            + " has "
                            + problems.errors().size()
                            + " fault(s); the first: "
                            + problems.errors().get(0));
        }
        if (config.builtinWorker()) {
            log.info("builtin_worker has no effect in a container: no process is started");
        }
        String url = "http://localhost:8080" + container.getContextPath() + "/";
        if (config.buildbotUrl() == null) {
            log.warn("buildbotURL is not set: links will lead to {}", url);
        }
        return new Told(config, locked, url);
    }

    private static Optional<Path> setting(ServletContext container, String name) {
        String dotted = "gatehouse." + name;
        return jndi("java:comp/env/gatehouse/" + name)
                .or(() -> Optional.ofNullable(container.getInitParameter(dotted)))
                .or(() -> Optional.ofNullable(System.getProperty(dotted)))
                .or(
                        () ->
                                Optional.ofNullable(
                                        System.getenv(
                                                "GATEHOUSE_"
                                                        + name.toUpperCase(java.util.Locale.ROOT))))
                .filter(value -> !value.isBlank())
                .map(Path::of);
    }

    // The names are ours and local to the deployment; nothing of a request gets here.
    @SuppressWarnings("BanJNDI")
    private static Optional<String> jndi(String name) {
        try {
            return Optional.ofNullable(InitialContext.<Object>doLookup(name)).map(Object::toString);
        } catch (NamingException e) {
            // Not every container has JNDI, and most have no such name.
            return Optional.empty();
        }
    }

    /** Sends away the clients that would never end by themselves, before the container waits for them. */
    public void endStreams() {
        if (server != null) {
            server.endStreams();
        }
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        stop();
    }

    /** The JVM knows the database drivers of this deployment and would keep all of it in memory. */
    private static void forgetDrivers() {
        for (Driver driver : Collections.list(DriverManager.getDrivers())) {
            if (driver.getClass().getClassLoader() == ServerLifecycle.class.getClassLoader()) {
                try {
                    DriverManager.deregisterDriver(driver);
                } catch (SQLException e) {
                    log.warn("cannot take back the driver {}", driver.getClass(), e);
                }
            }
        }
    }

    private void stop() {
        if (server != null) {
            server.close();
            server = null;
        }
        if (basedir != null) {
            basedir.close();
            basedir = null;
        }
        if (told == null) {
            forgetDrivers();
        }
    }
}
