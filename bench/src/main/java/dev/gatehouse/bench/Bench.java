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
        Path database = options.database();
        Recorded recorded = new Recorded(options.folder().resolve("recorded"));
        List<Workload> loads = recorded(recorded, database);
        try (Gatehouse ours = gatehouse(database, "shown", false);
                Child jetty = bare(List.of(BareJetty.COMMAND, recorded.folder().toString()));
                Child sql =
                        bare(
                                List.of(
                                        BareSql.COMMAND,
                                        database.toString(),
                                        recorded.sql().toString()))) {
            Map<String, Contender> contenders = new LinkedHashMap<>();
            URI jettyBase = URI.create("http://127.0.0.1:" + jetty.port() + "/");
            sql.port();
            contenders.put(
                    Report.JETTY, new HttpContender(jettyBase, "", jetty::rss, Workload::reads));
            contenders.put(Report.SQL, new SqlContender(sql, recorded.names()));
            contenders.put(
                    Report.OURS,
                    new HttpContender(
                            ours.base(), Site.of(ours.base()).cookie(), ours::rss, load -> true));
            if (!options.peer().isEmpty()) {
                Site peer = Site.of(URI.create(options.peer()));
                contenders.put(
                        Report.BUILDBOT,
                        new HttpContender(
                                peer.base(),
                                peer.cookie(),
                                () -> Child.rss(options.peerPid()),
                                load -> true));
            }
            measure(loads, contenders);
        }
        System.out.println(report.table());
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

    private Gatehouse gatehouse(Path database, String name, boolean debug) throws Exception {
        Path folder = options.folder().resolve(name);
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("gatehouse.yaml"), Gatehouse.showing(database, debug));
        return new Gatehouse(options.war(), folder, options.javaOptions());
    }

    private Child bare(List<String> arguments) throws IOException {
        return Child.again(
                options.folder().resolve("contenders.log"), options.javaOptions(), arguments);
    }

    private void measure(List<Workload> loads, Map<String, Contender> contenders)
            throws IOException {
        for (int round = 0; round <= options.rounds(); round++) {
            for (Workload load : loads) {
                for (Map.Entry<String, Contender> each : contenders.entrySet()) {
                    if (!each.getValue().takes(load)) {
                        continue;
                    }
                    Result result = each.getValue().run(load, Duration.ofMillis(options.millis()));
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
