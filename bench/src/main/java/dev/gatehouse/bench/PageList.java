package dev.gatehouse.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The bounded pages that people and scripts ask for, with the ids of one server's newest history in them. Stateless.
 */
final class PageList {
    /** How many builds each page is asked of, and how far they lie apart. */
    private static final int DIFFERENT = 8;

    private static final int APART = 997;
    private static final int LONG_LOG = 50_000;

    private static final List<String> PAGES =
            List.of(
                    "builds?limit=20",
                    "builds?order=-started_at&limit=20",
                    "builds?order=-buildid&limit=20",
                    "builds?order=-buildid&limit=200&property=got_revision",
                    "builds?complete=false&order=-started_at&limit=20",
                    "builds?complete=true&order=-buildid&limit=20",
                    "builds?order=-started_at&limit=10&property=owners&property=branch",
                    "builds?builderid={builder}&order=-number&limit=10&property=branch",
                    "builds?builderid={builder}&number={number}&number={before}",
                    "builds?workerid={worker}&order=-buildid&limit=10",
                    "builds?buildrequestid={request}&order=-number",
                    "builds/{build}",
                    "builds/{build}?property=*",
                    "builds/{build}/properties",
                    "builds/{build}/changes?limit=10",
                    "builds/{build}/steps?order=number",
                    "builders?order=name",
                    "builders/{builder}",
                    "builders/{builder}/builds/{number}",
                    "builders/{builder}/builds/{number}/changes?limit=10",
                    "builders/{builder}/builds?limit=10",
                    "builders/{builder}/builds?order=-number&limit=50",
                    "builders/{buildername}/builds?order=-number&limit=10",
                    "builders/{builder}/buildrequests?claimed=false&limit=10",
                    "workers?order=name",
                    "workers/{worker}/builds?order=-buildid&limit=10",
                    "buildrequests?claimed=false&order=-priority&order=-submitted_at&limit=10",
                    "buildrequests?complete=false&limit=10",
                    "buildrequests?order=-submitted_at&limit=10",
                    "buildrequests?order=-buildrequestid&limit=200",
                    "buildrequests?builderid={builder}&claimed=false",
                    "buildrequests?buildsetid={set}&limit=1&order=-buildsetid",
                    "buildrequests/{request}",
                    "buildsets?order=-submitted_at&limit=10",
                    "buildsets?order=-bsid&limit=10",
                    "buildsets?complete=false&limit=10",
                    "buildsets?rebuilt_buildid={build}&bsid__gt={set}&limit=1&order=-bsid",
                    "buildsets/{set}",
                    "changes?limit=10",
                    "changes?limit=10&offset=50",
                    "changes?order=-changeid&limit=30",
                    "changes?project__eq=demo&order=-changeid&limit=10",
                    "changes?order=-when_timestamp&limit=10",
                    "changes/{change}",
                    "changes/{change}/builds?limit=10",
                    "sourcestamps/{stamp}",
                    "sourcestamps/{stamp}/changes",
                    "steps/{step}",
                    "steps/{step}/logs?order=logid",
                    "logs/{log}",
                    "logs/{log}/contents?limit=10",
                    "logs/{long}/contents?limit=200&offset=50000",
                    "masters",
                    "schedulers?order=name");

    private PageList() {}

    /** In the same order on every server. */
    static List<Workload> of(Site site) throws IOException, InterruptedException {
        List<Map<String, String>> values = values(site);
        List<Workload> pages = new ArrayList<>();
        for (String page : PAGES) {
            String[] paths =
                    values.stream()
                            .map(each -> "/api/v2/" + filled(page, each))
                            .toArray(String[]::new);
            pages.add(Workload.of(page, true, paths).by(1));
        }
        return pages;
    }

    private static String filled(String page, Map<String, String> values) {
        String path = page;
        for (Map.Entry<String, String> each : values.entrySet()) {
            path = path.replace("{" + each.getKey() + "}", each.getValue());
        }
        return path;
    }

    private static List<Map<String, String>> values(Site site)
            throws IOException, InterruptedException {
        long newest =
                first(site, "builds?order=-buildid&limit=1", "builds").get("buildid").asLong();
        String longLog = longLog(site, newest);
        List<Map<String, String>> all = new ArrayList<>();
        for (int i = 0; i < DIFFERENT; i++) {
            Map<String, String> values = of(site, newest - (long) i * APART);
            values.put("long", longLog);
            all.add(values);
        }
        return all;
    }

    private static Map<String, String> of(Site site, long id)
            throws IOException, InterruptedException {
        Map<String, String> values = new HashMap<>();
        JsonNode build = first(site, "builds/" + id, "builds");
        values.put("build", build.get("buildid").asText());
        values.put("number", build.get("number").asText());
        values.put("before", String.valueOf(build.get("number").asLong() - 1));
        values.put("builder", build.get("builderid").asText());
        values.put("worker", build.get("workerid").asText());
        values.put("request", build.get("buildrequestid").asText());
        values.put(
                "buildername",
                first(site, "builders/" + values.get("builder"), "builders").get("name").asText());
        JsonNode request = first(site, "buildrequests/" + values.get("request"), "buildrequests");
        values.put("set", request.get("buildsetid").asText());
        JsonNode set = first(site, "buildsets/" + values.get("set"), "buildsets");
        String stamp = set.at("/sourcestamps/0/ssid").asText();
        values.put("stamp", stamp);
        values.put(
                "change",
                first(site, "sourcestamps/" + stamp + "/changes", "changes")
                        .get("changeid")
                        .asText());
        String step = first(site, "builds/" + id + "/steps", "steps").get("stepid").asText();
        values.put("step", step);
        values.put("log", first(site, "steps/" + step + "/logs", "logs").get("logid").asText());
        return values;
    }

    /** The newest build's last step has written it. */
    private static String longLog(Site site, long build) throws IOException, InterruptedException {
        for (JsonNode step : site.data("builds/" + build + "/steps").get("steps")) {
            JsonNode log = first(site, "steps/" + step.get("stepid") + "/logs", "logs");
            if (log.get("num_lines").asLong() > LONG_LOG) {
                return log.get("logid").asText();
            }
        }
        throw new IOException("the newest build has no log of 100,000 lines");
    }

    private static JsonNode first(Site site, String path, String plural)
            throws IOException, InterruptedException {
        JsonNode rows = site.data(path).get(plural);
        if (rows.isEmpty()) {
            throw new IOException("nothing is there for " + path);
        }
        return rows.get(0);
    }
}
