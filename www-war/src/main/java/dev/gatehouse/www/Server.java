package dev.gatehouse.www;

import dev.gatehouse.data.Catalog;
import dev.gatehouse.data.Controls;
import dev.gatehouse.data.DataApi;
import dev.gatehouse.data.Stores;
import dev.gatehouse.data.access.Access;
import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.access.Denied;
import dev.gatehouse.data.catalog.ResourceType;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.event.EventBus;
import dev.gatehouse.data.query.Page;
import dev.gatehouse.data.query.Query;
import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.data.setting.Setting;
import dev.gatehouse.data.turn.Turns;
import dev.gatehouse.master.Master;
import dev.gatehouse.master.MasterLoop;
import dev.gatehouse.master.config.MasterConfig;
import dev.gatehouse.master.config.SchedulerConfig;
import dev.gatehouse.master.schedule.ForceScheduler;
import dev.gatehouse.www.access.GrantAccess;
import dev.gatehouse.www.access.RuleList;
import dev.gatehouse.www.access.Rules;
import dev.gatehouse.www.account.AccountCalls;
import dev.gatehouse.www.account.AdminAccounts;
import dev.gatehouse.www.account.AdminPages;
import dev.gatehouse.www.account.OwnAccount;
import dev.gatehouse.www.account.SecondFactorCalls;
import dev.gatehouse.www.account.SessionPages;
import dev.gatehouse.www.account.TokenPages;
import dev.gatehouse.www.avatar.AvatarMethod;
import dev.gatehouse.www.avatar.AvatarServlet;
import dev.gatehouse.www.avatar.Avatars;
import dev.gatehouse.www.login.Callers;
import dev.gatehouse.www.login.HeaderLogins;
import dev.gatehouse.www.login.Logins;
import dev.gatehouse.www.login.ProviderLogins;
import dev.gatehouse.www.login.ProviderRecheck;
import dev.gatehouse.www.login.ShiroSetup;
import dev.gatehouse.www.login.Ways;
import dev.gatehouse.www.login.accounts.Accounts;
import dev.gatehouse.www.login.accounts.DatabaseWay;
import dev.gatehouse.www.login.ways.ProviderWay;
import dev.gatehouse.www.oauth.OAuthLogins;
import dev.gatehouse.www.oauth.Provider;
import dev.gatehouse.www.rest.Cors;
import dev.gatehouse.www.rest.DataResource;
import dev.gatehouse.www.rest.RestFilter;
import dev.gatehouse.www.stream.EventSocketFilter;
import dev.gatehouse.www.stream.EventSocketServlet;
import dev.gatehouse.www.stream.EventStream;
import dev.gatehouse.www.stream.Streams;
import dev.gatehouse.www.stream.Visitor;
import dev.gatehouse.www.ui.ConfigDocument;
import dev.gatehouse.www.ui.ConfigServlet;
import dev.gatehouse.www.ui.SecurityHeaders;
import dev.gatehouse.www.ui.ThemeServlet;
import dev.gatehouse.www.ui.UiServlet;
import dev.gatehouse.www.worker.WorkerServlet;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.websocket.DeploymentException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who knows whom: the whole object graph. It starts from the database upwards and is closed the other way
 * round. Used by the threads that start and stop the server.
 *
 * <pre>
 *   servlets and filters ─→ rest, stream, login, ui ─→ DataApi ─→ Catalog ─→ stores ─→ Database ─→ EventBus
 *                                                         └─→ RuleList         ↑
 *                                                       the embedded master ───┘
 * </pre>
 */
public final class Server implements AutoCloseable {
    /** Who may steer a server whose configuration has no {@code auth}. */
    public static final String ADMIN = "admin";

    /** The administrator's password, in the base directory. */
    public static final String ADMIN_PASSWORD = "admin.password";

    private static final int READERS = 8;

    private static final String NO_MASTER =
            "this server only shows its database: master is 'none' in its configuration";

    /** Further URL spaces that everybody may come to; what is in them decides for itself. */
    private static final Set<String> OPEN =
            Set.of("favicon.svg", "icon.svg", "robots.txt", "theme.css", "avatar", "worker");

    private final ServerConfig config;
    private final String url;
    private final EventBus bus;
    private final Database database;
    private final Catalog catalog;
    private final BuilderNames builderNames;
    private final RuleList rules;
    private final Access access;
    private final Ways ways;
    private final LoginBooks books;
    private final MailDesk mail;
    private final ProviderLogins providers;
    private final Avatars avatars;
    private final Object avatarMethods;
    private final ShiroSetup shiro;
    private final HeaderLogins headerLogins;
    private final DataResource data;
    private final Streams streams;
    private final @Nullable Master master;
    private boolean masterStarted;

    /**
     * @param url where browsers find this server, with a final slash
     */
    public Server(ServerConfig config, BaseDirectory basedir, String url) {
        this.config = config;
        this.url = url;
        Clock clock = Clock.systemUTC();
        WwwConfig www = config.www();

        Opened opened = new Opened();
        try {
            List<AvatarMethod> portraits = Portraits.of(www.avatarMethods(), basedir.path());
            avatars = opened.with(new Avatars(portraits, clock), Avatars::close);
            avatarMethods = Portraits.shown(www.avatarMethods(), portraits);
            bus = opened.with(new EventBus(UUID.randomUUID().toString()), EventBus::close);
            database =
                    opened.with(
                            Database.open(config.database().settings(basedir.path(), READERS), bus),
                            Database::close);
            if (config.master() != MasterMode.NONE) {
                requireWritable(database);
            }
            Stores stores = Stores.of(database, clock);
            master =
                    config.master() == MasterMode.NONE
                            ? null
                            : new Master(
                                    database,
                                    stores,
                                    bus,
                                    basedir.path(),
                                    Server::masterThread,
                                    MasterLoop.Clock.SYSTEM);
            Controls controls =
                    master == null ? shownOnly(config, stores, database) : master.controls();
            catalog = Catalog.of(stores, controls);

            builderNames = new BuilderNames(() -> places(stores));
            rules = rules(www, builderNames::names);
            access = new GrantAccess(rules, builderNames);
            DataApi api =
                    new DataApi(
                            catalog,
                            access,
                            bus,
                            www.reading(),
                            new Turns(config.database().longReadings()));

            books =
                    opened.with(
                            new LoginBooks(
                                    config,
                                    basedir.path(),
                                    database,
                                    stores,
                                    accounts -> Realms.of(www, basedir, accounts),
                                    clock),
                            LoginBooks::close);
            ways = opened.with(books.ways(), Ways::close);
            mail = opened.with(new MailDesk(config, books, url), MailDesk::close);
            providers = providers(ways, url, books, clock);
            shiro = new ShiroSetup(ways.realms(), books.sessions(), books.tokens(), books.logins());
            Callers callers = shiro.callers();
            headerLogins = new HeaderLogins(ways, callers, books.logins(), books.audit(), clock);
            Cors cors =
                    www.allowedOrigins() == null
                            ? Cors.ownPages(URI.create(url))
                            : Cors.allowing(www.allowedOrigins());
            data =
                    new DataResource(
                            api,
                            (who, path, action) -> access.checkPath(who, action, type(path)),
                            callers::current,
                            cors,
                            new DataResource.Settings(
                                    url, www.jsonCache(), www.restMinimumVersion()),
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
                            www.wsPingInterval(),
                            clock);
        } catch (RuntimeException e) {
            // In a container the process goes on: nothing may stay open behind a failed start.
            opened.close(e);
            throw e;
        }
    }

    /** What a start has opened so far, for one that fails. */
    private static final class Opened {
        private final Deque<Runnable> closers = new ArrayDeque<>();

        <T> T with(T part, Consumer<T> close) {
            closers.push(() -> close.accept(part));
            return part;
        }

        /** The last one first. */
        void close(RuntimeException because) {
            while (!closers.isEmpty()) {
                try {
                    closers.pop().run();
                } catch (RuntimeException e) {
                    because.addSuppressed(e);
                }
            }
        }
    }

    private static ProviderLogins providers(Ways ways, String url, LoginBooks books, Clock clock) {
        List<Provider> providers =
                ways.of(ProviderWay.class).stream().map(ProviderWay::provider).toList();
        return new ProviderLogins(
                ways,
                new OAuthLogins(providers, url, books.sessions()::secret, clock),
                books.rechecks(ProviderRecheck.class),
                books.audit());
    }

    /** Of a server without a master: the forms of the file are shown, and cannot be used. */
    private static Controls shownOnly(ServerConfig config, Stores stores, Database database) {
        List<SchedulerConfig.Force> forms = MasterConfig.forms(config.file());
        return Controls.none(
                NO_MASTER,
                () ->
                        forms.stream()
                                .map(
                                        form ->
                                                new ForceScheduler(form)
                                                        .shown(
                                                                stores.schedulers()
                                                                        .enabled(
                                                                                database,
                                                                                form.name())))
                                .toList());
    }

    /** Reads a configuration and tells every fault of every part, without starting anything. */
    public static ServerConfig check(
            Path file, Map<String, String> environment, Problems problems) {
        ServerConfig config = ServerConfig.read(file, environment, MasterConfig.KEYS, problems);
        Path directory = file.toAbsolutePath().resolveSibling("");
        if (config.www().auth() != null) {
            Realms.read(config.www().auth(), directory, null).close();
        }
        Portraits.of(config.www().avatarMethods(), directory).forEach(AvatarMethod::close);
        SelfService.of(config);
        rules(config.www(), Map::of);
        WaysIn.warnOfChosenNames(config.www().auth(), config.www().authz());
        if (config.master() == MasterMode.NONE) {
            MasterConfig.forms(config.file());
            return config;
        }
        MasterConfig builds = MasterConfig.read(config.file());
        config.file()
                .get("builtin_worker")
                .filter(Setting::flag)
                .filter(
                        setting ->
                                builds.workers().stream()
                                        .noneMatch(
                                                worker ->
                                                        worker.name()
                                                                .equals(
                                                                        ServerConfig
                                                                                .BUILTIN_WORKER)))
                .ifPresent(
                        setting ->
                                setting.error(
                                        "there is no worker called '"
                                                + ServerConfig.BUILTIN_WORKER
                                                + "' in workers; it takes 'name: "
                                                + ServerConfig.BUILTIN_WORKER
                                                + "' and 'password: ${file:worker.password}'"));
        return config;
    }

    public void start() {
        bus.start(catalog);
        if (master != null) {
            masterStarted = true;
            master.start(MasterConfig.read(config.file()));
        }
        builderNames.start();
        books.start();
        streams.start();
    }

    /** Puts filters and servlets into the container, whichever it is. */
    public void addTo(ServletContext container) {
        Callers callers = shiro.callers();
        EventSocketServlet sockets = new EventSocketServlet(streams);
        prepare(() -> sockets.prepare(container));
        addInOrder(
                container,
                List.of(
                        new Mapped("unexpected", new UnexpectedFilter(), List.of("/*")),
                        new Mapped("path", new RequestPathFilter(), List.of("/*")),
                        new Mapped("security-headers", new SecurityHeaders(), List.of("/*")),
                        new Mapped("encoding", new EncodingFilter(), List.of("/*")),
                        new Mapped(
                                "login",
                                shiro.filter(rules::checkSpace, data::refuse, OPEN),
                                List.of("/*")),
                        new Mapped("header-login", headerLogins, List.of("/*")),
                        new Mapped("sockets", new EventSocketFilter(sockets), List.of("/ws/*")),
                        new Mapped(
                                "rest",
                                new RestFilter(data, loginPages(callers)),
                                List.of("/api/*", "/auth/*"))));

        if (master != null) {
            WorkerServlet workers = new WorkerServlet(new PoolWorkers(master.workers()));
            prepare(() -> workers.prepare(container));
            servlet(container, "worker", workers, "/worker");
        }
        servlet(container, "ws", sockets, "/ws/*");
        servlet(container, "sse", new EventStream(streams), "/sse/*");
        servlet(
                container,
                "config",
                new ConfigServlet(
                        new ConfigDocument(
                                ShownSettings.of(
                                        config, url, mail.shown(ways.shown()), avatarMethods)),
                        callers::current,
                        this::mayReadAnything,
                        rules::administers,
                        HeaderLogins::warning),
                "/config",
                "/config.js");
        servlet(container, "theme", new ThemeServlet(config.www().theme()), "/theme.css");
        servlet(container, "avatar", new AvatarServlet(avatars, callers::current), "/avatar");
        servlet(container, "ui", new UiServlet(avatars.pictureHosts()), "/");
    }

    /** What is under {@code /auth}. */
    private List<Object> loginPages(Callers callers) {
        Clock clock = Clock.systemUTC();
        AccountCalls calls =
                new AccountCalls(
                        callers,
                        books.sessions(),
                        rules::administers,
                        rules::checkAdministration,
                        ways::confirmation,
                        url,
                        clock);
        Accounts accounts = books.accounts();
        Logins logins = books.logins();
        return List.of(
                shiro.loginPages(url, providers),
                new OwnAccount(calls, accounts, logins),
                mail.calls(calls),
                new AdminAccounts(
                        calls,
                        accounts,
                        books.secondFactors(),
                        !ways.of(DatabaseWay.class).isEmpty()),
                new SecondFactorCalls(
                        calls, accounts, books.secondFactors(), logins, rules::hasSecondFactor),
                new TokenPages(calls, callers, books.tokenBook(), clock),
                new SessionPages(
                        calls, callers, books.tokenBook(), books.sessions(), books.audit()),
                new AdminPages(
                        calls,
                        callers,
                        books.sessions(),
                        books.audit(),
                        books.trail(),
                        books::logOutEverybody));
    }

    @FunctionalInterface
    private interface Preparation {
        void run() throws DeploymentException;
    }

    private static void prepare(Preparation preparation) {
        try {
            preparation.run();
        } catch (DeploymentException e) {
            throw new IllegalStateException("this container refuses WebSockets", e);
        }
    }

    private static Thread masterThread(Runnable task) {
        Thread thread = new Thread(task, "gatehouse-master");
        thread.setDaemon(true);
        return thread;
    }

    private static GrantAccess.BuilderPlaces places(Stores stores) {
        Map<Long, String> projects = new HashMap<>();
        each(
                stores.projects().list(Query.all()),
                project -> projects.put(project.projectid(), project.name()));
        Map<Long, String> names = new HashMap<>();
        Map<Long, String> ofProjects = new HashMap<>();
        each(
                stores.builders().list(Query.all()),
                builder -> {
                    names.put(builder.builderid(), builder.name());
                    String project = projects.get(builder.projectid());
                    if (project != null) {
                        ofProjects.put(builder.builderid(), project);
                    }
                });
        return new GrantAccess.BuilderPlaces(names, ofProjects);
    }

    private static <T> void each(Page<T> page, Consumer<T> use) {
        for (List<T> batch = page.next(); !batch.isEmpty(); batch = page.next()) {
            batch.forEach(use);
        }
    }

    private static RuleList rules(WwwConfig www, Supplier<Map<Long, String>> builders) {
        return allowed(www, builders).demanding(www.secondFactor());
    }

    private static RuleList allowed(WwwConfig www, Supplier<Map<Long, String>> builders) {
        if (www.authz() != null) {
            return Rules.read(www.authz(), www.administrators(), builders);
        }
        return www.auth() == null ? RuleList.administrator(ADMIN) : RuleList.loggedIn();
    }

    private static void requireWritable(Database database) {
        database.readOnly()
                .ifPresent(
                        why -> {
                            throw new CannotStart(why + "; or write 'master: none' to look at it");
                        });
    }

    private @Nullable String type(List<String> path) {
        return catalog.match(path).map(Catalog.Match::type).map(ResourceType::name).orElse(null);
    }

    private boolean mayReadAnything(Caller who) {
        try {
            access.checkPath(who, "get", "master");
            return true;
        } catch (Denied e) {
            return false;
        }
    }

    private record Mapped(String name, Filter filter, List<String> patterns) {}

    /**
     * Adds filters so that a request meets them in this order. Tyrus (GlassFish, Payara) has added its own
     * by now, which upgrades a handshake past all that come after it: there ours go to the front, the
     * last one first, because each that goes to the front stands before the others there.
     */
    private static void addInOrder(ServletContext container, List<Mapped> filters) {
        Object sockets = container.getAttribute("jakarta.websocket.server.ServerContainer");
        boolean tyrus =
                sockets != null && sockets.getClass().getName().startsWith("org.glassfish.tyrus");
        List<Mapped> order = new ArrayList<>(filters);
        if (tyrus) {
            Collections.reverse(order);
        }
        for (Mapped mapped : order) {
            FilterRegistration.Dynamic registration =
                    container.addFilter(mapped.name(), mapped.filter());
            registration.setAsyncSupported(true);
            registration.addMappingForUrlPatterns(
                    EnumSet.allOf(DispatcherType.class),
                    !tyrus,
                    mapped.patterns().toArray(String[]::new));
        }
    }

    private static void servlet(
            ServletContext container, String name, Servlet servlet, String... patterns) {
        ServletRegistration.Dynamic registration = container.addServlet(name, servlet);
        registration.setAsyncSupported(true);
        registration.setLoadOnStartup(1);
        registration.addMapping(patterns);
    }

    /** Ends event streams, which have no end of their own; their clients will come back. */
    public void endStreams() {
        streams.close();
    }

    @Override
    public void close() {
        streams.close();
        builderNames.close();
        if (master != null && masterStarted) {
            master.stop();
        }
        bus.close();
        mail.close();
        books.close();
        database.close();
        ways.close();
        avatars.close();
    }
}
