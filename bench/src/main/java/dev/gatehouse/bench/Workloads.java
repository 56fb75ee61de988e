package dev.gatehouse.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The loads that there are, for a database that is filled. Stateless. */
final class Workloads {
    /** What is asked of builds must have steps, logs and properties: the newest have. */
    private static final int NEWEST = 40;

    /** Takes a Buildbot a minute or two, in which it answers nobody else: asked of one only once, as the last. */
    static final String ALL = "builds-all";

    private static final int LONG_LOG = 50_000;
    private static final int TOO_LONG = 1_000_000;

    private Workloads() {}

    static List<Workload> reading(Site site) throws IOException, InterruptedException {
        long last =
                newest(site, "builderid=1&order=-number&limit=1").get(0).get("buildid").asLong();
        long log = longLog(site);
        String builds = "/api/v2/builds/";
        return List.of(
                Workload.of("build", true, paths(builds, last, "")),
                Workload.of("builder", true, "/api/v2/builders/1", "/api/v2/builders/50"),
                Workload.of("builders", true, "/api/v2/builders?limit=100"),
                Workload.of("builds-latest", true, "/api/v2/builds?limit=20&order=-started_at"),
                Workload.of("builds-latest-id", true, "/api/v2/builds?limit=20&order=-buildid"),
                Workload.of(
                        "builder-builds", true, "/api/v2/builders/1/builds?limit=50&order=-number"),
                Workload.of("build-properties", true, builds + last + "?property=*"),
                Workload.of("workers", true, "/api/v2/workers"),
                Workload.of(
                        "log-contents",
                        false,
                        Stream.of(50000, 100, 99000)
                                .map(
                                        from ->
                                                "/api/v2/logs/"
                                                        + log
                                                        + "/contents?limit=200&offset="
                                                        + from)
                                .toArray(String[]::new)),
                Workload.of(
                        "console",
                        false,
                        "/api/v2/changes?limit=30&order=-changeid",
                        "/api/v2/builds?limit=200&order=-buildid&property=got_revision",
                        "/api/v2/buildrequests?limit=200&order=-buildrequestid"),
                Workload.of("config", false, "/config"),
                login(),
                Workload.of("log-raw-100k", true, "/api/v2/logs/" + log + "/raw").by(1),
                Workload.of(ALL, false, "/api/v2/builds").by(1));
    }

    private static Workload login() {
        return new Workload(
                "login",
                false,
                Workload.USUAL_CONNECTIONS,
                List.of(new Workload.Ask("/auth/login", Gatehouse.ALICE, "")));
    }

    private static String[] paths(String before, long last, String after) {
        return Stream.iterate(last, id -> id - 997)
                .limit(20)
                .map(id -> before + id + after)
                .toArray(String[]::new);
    }

    private static JsonNode newest(Site site, String query)
            throws IOException, InterruptedException {
        return site.data("builds?" + query).get("builds");
    }

    private static long longLog(Site site) throws IOException, InterruptedException {
        List<Long> found = new ArrayList<>();
        for (JsonNode build : newest(site, "order=-buildid&limit=" + NEWEST)) {
            for (JsonNode step :
                    site.data("builds/" + build.get("buildid") + "/steps").get("steps")) {
                for (JsonNode log :
                        site.data("steps/" + step.get("stepid") + "/logs").get("logs")) {
                    long lines = log.get("num_lines").asLong();
                    if (lines > LONG_LOG && lines < TOO_LONG) {
                        found.add(log.get("logid").asLong());
                    }
                }
            }
        }
        if (found.isEmpty()) {
            throw new IOException("none of the newest builds has a log of 100,000 lines");
        }
        return found.get(0);
    }
}
