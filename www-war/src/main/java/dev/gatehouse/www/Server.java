package dev.gatehouse.www;

import dev.gatehouse.data.Catalog;
import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.event.EventBus;
import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.www.ui.ConfigDocument;
import dev.gatehouse.www.ui.ConfigServlet;
import dev.gatehouse.www.ui.SecurityHeaders;
import dev.gatehouse.www.ui.UiServlet;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Who knows whom: the whole object graph, in the order in which it starts. It is closed in the opposite
 * order. Used by the threads that start and stop the server.
 */
public final class Server implements AutoCloseable {
    private final ServerConfig config;
    private final Path basedir;
    private final String url;
    private final EventBus bus;

    /**
     * @param url where browsers find this server, with a final slash
     */
    public Server(ServerConfig config, Path basedir, String url) {
        this.config = config;
        this.basedir = basedir;
        this.url = url;
        bus = new EventBus(UUID.randomUUID().toString());
    }

    /** Reads a configuration and tells every fault of every part, without starting anything. */
    public static ServerConfig check(
            Path file, Map<String, String> environment, Problems problems) {
        return ServerConfig.read(file, environment, problems);
    }

    public void start() {
        bus.start(new Catalog(List.of()));
    }

    /** Puts filters and servlets into the container, whichever it is. */
    public void addTo(ServletContext container) {
        filter(container, "security-headers", new SecurityHeaders());
        servlet(
                container,
                "config",
                new ConfigServlet(configDocument(), request -> Caller.nobody(), who -> true),
                "/config",
                "/config.js");
        servlet(container, "ui", new UiServlet(), "/");
    }

    private ConfigDocument configDocument() {
        WwwConfig www = config.www();
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("port", www.shownPort());
        shown.put("plugins", www.plugins());
        shown.put("auth", Map.of("name", "NoAuth"));
        shown.put("authz", Map.of());
        shown.put("avatar_methods", Map.of("name", "gravatar"));
        shown.put("ws_ping_interval", www.wsPingInterval().toSeconds());
        if (www.defaultPage() != null) {
            shown.put("default_page", www.defaultPage());
        }
        shown.put("ui_default_config", www.uiDefaultConfig());
        shown.put("theme", www.theme());
        shown.put("project_widgets", www.projectWidgets());
        List<Object> versions = new ArrayList<>();
        versions.add(List.of("Gatehouse", Version.NUMBER));
        versions.add(List.of("Buildbot", Version.BUILDBOT));
        versions.add(List.of("Java", System.getProperty("java.version")));
        versions.addAll(www.versions());
        shown.put("versions", versions);
        shown.put("buildbotURL", url);
        shown.put("title", config.title());
        shown.put("titleURL", config.titleUrl());
        shown.put("multiMaster", false);
        return new ConfigDocument(shown);
    }

    private static void filter(ServletContext container, String name, Filter filter) {
        FilterRegistration.Dynamic registration = container.addFilter(name, filter);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), true, "/*");
    }

    private static void servlet(
            ServletContext container, String name, Servlet servlet, String... patterns) {
        ServletRegistration.Dynamic registration = container.addServlet(name, servlet);
        registration.setAsyncSupported(true);
        registration.setLoadOnStartup(1);
        registration.addMapping(patterns);
    }

    @Override
    public void close() {
        bus.close();
    }
}
