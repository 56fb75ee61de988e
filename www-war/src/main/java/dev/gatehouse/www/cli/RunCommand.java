package dev.gatehouse.www.cli;

import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.www.BaseDirectory;
import dev.gatehouse.www.MasterMode;
import dev.gatehouse.www.Server;
import dev.gatehouse.www.ServerConfig;
import dev.gatehouse.www.ServerLifecycle;
import dev.gatehouse.www.Version;
import dev.gatehouse.www.WwwConfig;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the server until the process is asked to end. */
@Command(
        name = "run",
        header = "Run the server (this is what happens without a command).",
        description =
                "The first start makes the base directory, a configuration and an administrator with a"
                        + " random password.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(RunCommand.class);

    /** No port that anything listens on. */
    private static final int NO_PORT = 0;

    private final Path war;
    private final Stopping stopping;
    private final PrintWriter out;
    private final PrintWriter err;

    @Mixin private Locations locations = new Locations();

    @Option(
            names = "--port",
            paramLabel = "NUMBER",
            description =
                    "The port to listen on, 0 for any free one. Default: www.port; without either there"
                            + " is no web server.")
    private @Nullable Integer port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "The address to listen on. Default: that of www.port, or 127.0.0.1.")
    private @Nullable String host;

    @Option(
            names = "--db-url",
            paramLabel = "URL",
            description = "The database, such as sqlite:///state.sqlite. Default: db.db_url.")
    private @Nullable String databaseUrl;

    @Option(
            names = "--upgrade",
            description =
                    "Change the schema of an older Buildbot into the newest. Of SQLite a copy is made"
                            + " first; of a server's database make one yourself.")
    private boolean upgrade;

    @Option(
            names = "--sample-repo",
            paramLabel = "DIRECTORY",
            description = "At the first start: a git repository that the sample builder builds.")
    private @Nullable Path sampleRepo;

    RunCommand(Path war, Stopping stopping, PrintWriter out, PrintWriter err) {
        this.war = war;
        this.stopping = stopping;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (port != null && (port < 0 || port > 65_535)) {
            err.println("gatehouse run: --port must be 0 to 65535, not " + port);
            return Main.USAGE;
        }
        try (BaseDirectory basedir = BaseDirectory.open(locations.basedir())) {
            return run(basedir);
        }
    }

    private int run(BaseDirectory basedir) throws InterruptedException {
        Path config = locations.config().toAbsolutePath().normalize();
        boolean first = !locations.namesConfig() && !Files.exists(config);
        if (first) {
            FirstStart.write(basedir, sampleRepo);
        }
        Problems problems = new Problems();
        ServerConfig read = Server.check(config, System.getenv(), problems);
        if (!problems.errors().isEmpty()) {
            CheckConfigCommand.print(config, problems, err);
            return Main.USAGE;
        }
        Logging.toConsoleAndFile(basedir.path());
        if (read.www().debug()) {
            Logging.more();
        }
        log.info("Gatehouse {} starts in {}", Version.NUMBER, basedir.path());
        problems.warnings().forEach(warning -> log.warn("{}: {}", config, warning));
        ServerConfig settings = read.withDatabase(read.database().with(databaseUrl, upgrade));
        return serve(basedir, settings, first);
    }

    private int serve(BaseDirectory basedir, ServerConfig settings, boolean first)
            throws InterruptedException {
        Integer asked = port != null ? port : settings.www().port();
        String address = host != null ? host : settings.www().host();
        try (WebServer web = asked == null ? new WebServer() : new WebServer(address, asked)) {
            int bound = asked == null ? NO_PORT : web.bind();
            String url = url(address, bound);
            ServerLifecycle application = new ServerLifecycle(settings, basedir, url);
            web.start(application);
            try (BuiltinWorker worker = builtinWorker(basedir, settings, address, bound)) {
                worker.start();
                if (bound == NO_PORT) {
                    log.info("no web server: www.port is not set; --port NUMBER gives one");
                } else {
                    tell(basedir, url, first);
                }
                stopping.await();
                log.info("stopping");
            }
            application.endStreams();
        }
        log.info("stopped");
        return Main.OK;
    }

    private BuiltinWorker builtinWorker(
            BaseDirectory basedir, ServerConfig settings, String address, int bound) {
        boolean wanted = settings.builtinWorker() && settings.master() == MasterMode.EMBEDDED;
        if (wanted && bound == NO_PORT) {
            log.warn("builtin_worker has no effect: it would connect to the web server's port");
            wanted = false;
        }
        return new BuiltinWorker(
                wanted,
                war,
                basedir.path(),
                "ws://" + reachable(address) + ":" + bound + "/worker");
    }

    /** The lines that people and scripts look for; on standard output nothing else appears. */
    private void tell(BaseDirectory basedir, String url, boolean first) {
        basedir.writePrivate("gatehouse.url", url + "\n");
        List<String> lines = new ArrayList<>(List.of("url: " + url));
        if (first) {
            lines.add("user: " + FirstStart.ADMIN);
            lines.add("password: " + basedir.firstLine(FirstStart.ADMIN_PASSWORD));
            basedir.writePrivate(FirstStart.TOLD, String.join("\n", lines) + "\n");
        }
        lines.forEach(out::println);
        log.info("ready at {}", url);
    }

    private static String url(String address, int bound) {
        return "http://" + reachable(address) + ":" + bound + "/";
    }

    /** Where a server that listens on every address can be reached from this machine. */
    private static String reachable(String address) {
        if (address.equals("0.0.0.0") || address.equals("::") || address.isEmpty()) {
            return WwwConfig.DEFAULT_HOST;
        }
        return address.contains(":") ? "[" + address + "]" : address;
    }
}
