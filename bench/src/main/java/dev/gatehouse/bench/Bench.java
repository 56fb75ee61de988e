package dev.gatehouse.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A whole run. The contenders take turns, round after round, so that whatever else the machine does hits
 * all of them alike; the first round only warms them up. Used by one thread.
 */
final class Bench {
    private final Options options;
    private final Report report = new Report();

    Bench(Options options) {
        this.options = options;
    }

    void run() throws Exception {
        Files.createDirectories(options.folder());
        shown(database());
        Live live = new Live(options);
        built(live);
        String text = report.table() + (options.sockets() > 0 ? "\n" + live.table() : "");
        System.out.println(text);
        Files.writeString(options.folder().resolve("table.md"), text);
    }

    /** The one that is given; or one that is made by the server itself and filled here. */
    Path database() throws Exception {
        if (!options.database().toString().isEmpty()) {
            return options.database();
        }
        Path folder = options.folder().resolve("filled");
        Path file = folder.resolve("state.sqlite");
        if (Files.exists(folder.resolve("done"))) {
            return file;
        }
        Files.createDirectories(folder);
        Files.deleteIfExists(file);
        // It makes the schema.
        gatehouse(file, "filled", false).close();
        System.err.println("filling " + file + " with " + options.builds() + " builds");
        Fill.run(file, options.builds());
        Files.createFile(folder.resolve("done"));
        return file;
    }

    /** Loads that only read. */
    private void shown(Path database) throws Exception {
        Recorded recorded = new Recorded(options.folder().resolve("recorded"));
        List<Workload> loads = recorded(recorded, database);
        try (Gatehouse ours = gatehouse(database, "shown", false);
                Child jetty = bare(BareJetty.COMMAND, recorded.folder());
                Child sql = bare(BareSql.COMMAND, database, recorded.sql())) {
            Map<String, Contender> contenders = new LinkedHashMap<>();
            URI jettyBase = URI.create("http://127.0.0.1:" + jetty.port() + "/");
            sql.port();
            contenders.put(
                    Report.JETTY, new HttpContender(jettyBase, "", jetty::rss, Workload::reads));
            contenders.put(Report.SQL, new SqlContender(sql, recorded.names()));
            contenders.put(Report.OURS, HttpContender.of(Site.of(ours.base()), ours::rss));
            if (!options.peer().isEmpty()) {
                contenders.put(Report.BUILDBOT, peer());
            }
            measure(loads, contenders);
        }
    }

    private HttpContender peer() throws IOException, InterruptedException {
        return HttpContender.of(Site.of(URI.create(options.peer())), this::peerRss);
    }

    private long peerRss() {
        return Child.rss(options.peerPid());
    }

    /** A second server, which logs its SQL, tells what the others have to do. */
    private List<Workload> recorded(Recorded recorded, Path database) throws Exception {
        try (Gatehouse telling = gatehouse(database, "telling", true)) {
            Site site = Site.of(telling.base());
            List<Workload> loads =
                    Workloads.reading(site).stream()
                            .filter(load -> options.wants(load.name()))
                            .toList();
            recorded.record(telling, site, loads);
            return loads;
        }
    }

    /** Loads that need a master. */
    private void built(Live live) throws Exception {
        if (!options.wants("force") && options.sockets() == 0) {
            return;
        }
        try (Gatehouse ours = Live.building(options)) {
            Site site = Site.of(ours.base());
            if (options.wants("force")) {
                force(Report.OURS, site, ours::rss);
            }
            if (options.sockets() > 0) {
                live.fanOut("Gatehouse", site, ours::rss);
            }
        }
        if (!options.peer().isEmpty()) {
            Site site = Site.of(URI.create(options.peer()));
            if (options.wants("force")) {
                force(Report.BUILDBOT, site, this::peerRss);
            }
            if (options.sockets() > 0) {
                live.fanOut("Buildbot", site, this::peerRss);
            }
        }
    }

    private void force(String contender, Site site, LongSupplier rss)
            throws IOException, InterruptedException {
        Workload load = Live.forcing(site);
        HttpContender server = HttpContender.of(site, rss);
        for (int round = 0; round <= options.rounds(); round++) {
            Result result = server.run(load, Duration.ofMillis(options.millis()));
            if (round > 0) {
                report.add(Workload.of("force", false), contender, result);
            }
        }
    }

    Gatehouse gatehouse(Path database, String name, boolean debug) throws Exception {
        Path folder = options.folder().resolve(name);
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("gatehouse.yaml"),
                Gatehouse.showing(database, options.remember(), debug));
        return new Gatehouse(options.war(), folder, options.javaOptions());
    }

    private Child bare(String command, Path... files) throws IOException {
        return Child.again(
                options.folder().resolve("contenders.log"),
                options.javaOptions(),
                command,
                List.of(files).stream().map(Path::toString).toList());
    }

    private void measure(List<Workload> loads, Map<String, Contender> contenders)
            throws IOException {
        for (int round = 0; round <= options.rounds(); round++) {
            for (Workload load : loads) {
                for (Map.Entry<String, Contender> each : contenders.entrySet()) {
                    boolean buildbot = each.getKey().equals(Report.BUILDBOT);
                    boolean tooOften = buildbot && round != 1 && load.name().equals(Workloads.ALL);
                    if (tooOften || !each.getValue().takes(load)) {
                        continue;
                    }
                    // Java compiles while it runs, for minutes on a small machine; a server runs
                    // for months.
                    boolean warming = round == 0 && !buildbot;
                    long millis = warming ? options.warmMillis() : options.millis();
                    Result result = each.getValue().run(load, Duration.ofMillis(millis));
                    if (round > 0) {
                        report.add(load, each.getKey(), result);
                    }
                }
            }
            System.err.printf(
                    "round %d of %d, load average %.1f%n",
                    round,
                    options.rounds(),
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        }
    }
}
