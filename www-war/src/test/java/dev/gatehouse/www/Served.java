package dev.gatehouse.www;

import dev.gatehouse.data.Catalog;
import dev.gatehouse.data.DataApi;
import dev.gatehouse.data.World;
import dev.gatehouse.data.access.Access;
import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.event.Announcement;
import dev.gatehouse.data.event.EventBus;
import dev.gatehouse.data.turn.TurnSettings;
import dev.gatehouse.data.turn.Turns;
import dev.gatehouse.www.access.GrantAccess;
import dev.gatehouse.www.access.RuleList;
import dev.gatehouse.www.account.AccountCalls;
import dev.gatehouse.www.account.SessionPages;
import dev.gatehouse.www.account.TokenPages;
import dev.gatehouse.www.audit.Audit;
import dev.gatehouse.www.login.ApiTokens;
import dev.gatehouse.www.login.Callers;
import dev.gatehouse.www.login.Guessing;
import dev.gatehouse.www.login.Logins;
import dev.gatehouse.www.login.ProviderLogins;
import dev.gatehouse.www.login.ProviderRecheck;
import dev.gatehouse.www.login.Rechecks;
import dev.gatehouse.www.login.Secrets;
import dev.gatehouse.www.login.Sessions;
import dev.gatehouse.www.login.ShiroSetup;
import dev.gatehouse.www.login.TokenBook;
import dev.gatehouse.www.login.TokenWatch;
import dev.gatehouse.www.login.UserPasswordRealm;
import dev.gatehouse.www.login.Ways;
import dev.gatehouse.www.login.ways.PasswordWay;
import dev.gatehouse.www.login.ways.ProviderWay;
import dev.gatehouse.www.oauth.OAuthLogins;
import dev.gatehouse.www.rest.Cors;
import dev.gatehouse.www.rest.DataResource;
import dev.gatehouse.www.rest.RestFilter;
import dev.gatehouse.www.stream.EventSocketFilter;
import dev.gatehouse.www.stream.EventSocketServlet;
import dev.gatehouse.www.stream.EventStream;
import dev.gatehouse.www.stream.Streams;
import dev.gatehouse.www.stream.Visitor;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The wires on a real server at a free port, over {@link Things}, put together as in production. */
public final class Served implements AutoCloseable {
    public static final String SECRET = "0123456789abcdef0123456789abcdef";
    public static final Map<String, String> USERS =
            Map.of("alice", "wonder", "bob", "builder", "dave@example.com", "däve");

    public static final Duration RECHECK = Duration.ofMinutes(10);

    private static final String URL = "http://farm.example.org/";
    private static final Ways PASSWORDS =
            new Ways(
                    List.of(
                            new PasswordWay(
                                    "UserPasswordAuth",
                                    "UserPasswordAuth",
                                    new UserPasswordRealm(USERS),
                                    null)));

    /** Few, so that tests are quick; enough for those that fail on purpose. */
    private static final Guessing.Settings GUESSING =
            new Guessing.Settings(40, Duration.ofMinutes(10), Set.of());

    private static final Cors OWN_PAGES = Cors.ownPages(URI.create("http://farm.example.org/"));

    public final Things things = new Things();
    public final EventBus bus = new EventBus("e1");
    public final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    public final World world = new World();
    public final Sessions sessions =
            new Sessions(
                    Secrets.of(SECRET),
                    world.stores().sessions(),
                    Sessions.Settings.lasting(Duration.ofDays(7)),
                    now::get);

    /** Asks providers again when a test says so. */
    public final Rechecks rechecks;

    /** The lines of the audit log. */
    public final List<String> audited = new CopyOnWriteArrayList<>();

    private final Audit audit = new Audit(audited::add, now::get);
    public final Guessing guessing = new Guessing(world.stores().guesses(), GUESSING, now::get);
    public final ApiTokens tokens =
            new ApiTokens(world.stores().tokens(), guessing, audit, realm -> true, now::get);
    public final TokenBook tokenBook =
            new TokenBook(tokens, TokenBook.Settings.USUAL, audit, now::get);

    /** What tokens know of builders. */
    public volatile GrantAccess.BuilderPlaces places =
            new GrantAccess.BuilderPlaces(
                    Map.of(11L, "open", 12L, "secret"), Map.of(12L, "hidden"));

    public final HttpClient client =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    private final Server server = new Server();
    public final Streams streams;
    private final String context;

    public Served(RuleList rules) throws Exception {
        this(rules, "", OWN_PAGES);
    }

    public Served(RuleList rules, String context, Cors cors) throws Exception {
        this(rules, context, cors, Duration.ofSeconds(20));
    }

    public Served(RuleList rules, String context, Cors cors, Duration pingInterval)
            throws Exception {
        this(rules, context, cors, pingInterval, new Turns(TurnSettings.USUAL), PASSWORDS);
    }

    public Served(RuleList rules, Turns turns) throws Exception {
        this(rules, "", OWN_PAGES, Duration.ofSeconds(20), turns, PASSWORDS);
    }

    /** With these ways to log in. */
    public Served(RuleList rules, Ways ways) throws Exception {
        this(rules, "", OWN_PAGES, Duration.ofSeconds(20), new Turns(TurnSettings.USUAL), ways);
    }

    private Served(
            RuleList rules,
            String context,
            Cors cors,
            Duration pingInterval,
            Turns turns,
            Ways ways)
            throws Exception {
        this.context = context;
        InstantSource clock = now::get;
        Catalog catalog = things.catalog();
        bus.start(catalog);
        Access access = new GrantAccess(rules, () -> places);
        DataApi api = new DataApi(catalog, access, bus, DataApi.Reading.DEFAULT, turns);
        List<ProviderRecheck> providerRechecks =
                ways.of(ProviderWay.class).stream()
                        .map(way -> new ProviderRecheck(way, RECHECK, sessions, clock))
                        .toList();
        rechecks =
                new Rechecks(
                        List.copyOf(providerRechecks),
                        sessions,
                        new TokenWatch(
                                tokens, TokenBook.Settings.USUAL.loginWithin(), audit, clock),
                        audit,
                        clock);
        ShiroSetup shiro =
                new ShiroSetup(
                        ways.realms(),
                        sessions,
                        tokens,
                        new Logins(sessions, guessing, tokenBook, audit, rechecks));
        Callers callers = shiro.callers();
        DataResource data =
                new DataResource(
                        api,
                        (who, path, action) ->
                                access.checkPath(
                                        who,
                                        action,
                                        catalog.match(path)
                                                .map(match -> match.type().name())
                                                .orElse(null)),
                        callers::current,
                        cors,
                        new DataResource.Settings("http://farm.example.org/", Duration.ZERO, 0),
                        clock);
        streams =
                new Streams(
                        api,
                        request ->
                                callers.invalid(request)
                                        ? Optional.empty()
                                        : Optional.of(
                                                new Visitor(
                                                        callers.current(request),
                                                        callers.ended(request))),
                        cors::allowsSocket,
                        pingInterval,
                        clock);
        streams.start();

        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setUriCompliance(UriCompliance.UNSAFE);
        configuration.setSendServerVersion(false);
        configuration.setHeaderCacheSize(0);
        configuration.setHeaderCacheCaseSensitive(true);
        ServerConnector connector =
                new ServerConnector(server, new HttpConnectionFactory(configuration));
        connector.setHost("127.0.0.1");
        connector.setPort(0);
        server.addConnector(connector);
        ServletContextHandler handler = new ServletContextHandler();
        handler.setContextPath(context.isEmpty() ? "/" : context);
        handler.getServletHandler().setDecodeAmbiguousURIs(true);
        filter(handler, new RequestPathFilter(), "/*");
        filter(handler, new EncodingFilter(), "/*");
        filter(handler, shiro.filter(rules::checkSpace, data::refuse, Set.of("hello")), "/*");
        EventSocketServlet sockets = new EventSocketServlet(streams);
        filter(handler, new EventSocketFilter(sockets), "/ws/*");
        ProviderLogins providers =
                new ProviderLogins(
                        ways,
                        new OAuthLogins(
                                ways.of(ProviderWay.class).stream()
                                        .map(ProviderWay::provider)
                                        .toList(),
                                URL,
                                () -> SECRET,
                                clock),
                        providerRechecks,
                        audit);
        AccountCalls calls =
                new AccountCalls(
                        callers,
                        sessions,
                        who -> who.username().equals("bob"),
                        rules::checkAdministration,
                        ways::confirmation,
                        URL,
                        clock);
        RestFilter rest =
                new RestFilter(
                        data,
                        List.of(
                                shiro.loginPages(URL, providers),
                                new TokenPages(calls, callers, tokenBook, clock),
                                new SessionPages(calls, callers, tokenBook, sessions, audit)));
        filter(handler, rest, "/api/*", "/auth/*");
        servlet(handler, sockets, "/ws/*");
        servlet(handler, new EventStream(streams), "/sse/*");
        servlet(
                handler,
                new jakarta.servlet.http.HttpServlet() {
                    @Override
                    protected void doGet(
                            jakarta.servlet.http.HttpServletRequest request,
                            jakarta.servlet.http.HttpServletResponse response)
                            throws IOException {
                        response.getWriter().print(RequestPath.of(request).segments());
                    }
                },
                "/hello/*");
        JakartaWebSocketServletContainerInitializer.configure(handler, null);
        server.setHandler(handler);
        server.start();
    }

    private static void filter(ServletContextHandler handler, Filter filter, String... paths) {
        FilterHolder holder = new FilterHolder(filter);
        holder.setAsyncSupported(true);
        for (String path : paths) {
            handler.addFilter(holder, path, EnumSet.allOf(DispatcherType.class));
        }
    }

    private static void servlet(ServletContextHandler handler, Servlet servlet, String path) {
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        handler.addServlet(holder, path);
    }

    @Override
    public void close() throws Exception {
        if (server.isStopped()) {
            return;
        }
        streams.close();
        rechecks.close();
        server.stop();
        bus.close();
        world.close();
    }

    public int port() {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    public InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", port());
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + context + path);
    }

    public URI ws(String path) {
        return URI.create("ws://127.0.0.1:" + port() + context + path);
    }

    public HttpResponse<String> get(String path, String... headers) throws Exception {
        return send("GET", path, "", headers);
    }

    public HttpResponse<String> send(String method, String path, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path))
                        .timeout(Duration.ofSeconds(30))
                        .method(
                                method,
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    public HttpResponse<String> rpc(String path, String body, String... headers) throws Exception {
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = "application/json";
        return send("POST", path, body, all);
    }

    /** The cookie of somebody who has logged in. */
    public String login(String user) throws Exception {
        String credentials = user + ":" + USERS.get(user);
        HttpResponse<String> answer =
                get(
                        "/auth/login",
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(
                                                credentials.getBytes(StandardCharsets.UTF_8)));
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }

    /** Sends bytes that no client would, and gives the status line. */
    public String raw(String requestLine, String... headers) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout(20_000);
            boolean upgrade = Arrays.asList(headers).contains("Upgrade: websocket");
            String request =
                    requestLine
                            + " HTTP/1.1\r\nHost: 127.0.0.1:"
                            + port()
                            + (upgrade
                                    ? "\r\nConnection: Upgrade\r\n"
                                    : "\r\nConnection: close\r\n")
                            + String.join("", Arrays.stream(headers).map(h -> h + "\r\n").toList())
                            + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
            StringBuilder all = new StringBuilder();
            String line;
            while ((line = reader.readLine()) != null && !(upgrade && line.isEmpty())) {
                all.append(line).append('\n');
            }
            return all.toString();
        }
    }

    public void announce(Things.Build build, String kind) {
        bus.publish(
                List.of(Announcement.of("build", kind, build, Scope.builder(build.builderid()))));
    }
}
