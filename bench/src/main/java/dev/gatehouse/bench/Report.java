package dev.gatehouse.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The table. The bars: where a load has one, Gatehouse gives at least half of what the slower of bare Jetty
 * and SQL alone gives; and 50 times what Buildbot gives, or that half where it is less. Used by one thread.
 */
final class Report {
    static final String JETTY = "a";
    static final String SQL = "b";
    static final String OURS = "c";
    static final String BUILDBOT = "d";

    private static final double HALF = 0.5;
    private static final double TIMES = 50;

    private final Map<Workload, Map<String, List<Result>>> results = new LinkedHashMap<>();

    void add(Workload load, String contender, Result result) {
        results.computeIfAbsent(load, name -> new LinkedHashMap<>())
                .computeIfAbsent(contender, name -> new ArrayList<>())
                .add(result);
    }

    /** The run of that contender with as many faster as slower ones. */
    private Optional<Result> median(Workload load, String contender) {
        List<Result> runs =
                results.getOrDefault(load, Map.of()).getOrDefault(contender, List.of()).stream()
                        .sorted(Comparator.comparingDouble(Result::perSecond))
                        .toList();
        return runs.isEmpty() ? Optional.empty() : Optional.of(runs.get(runs.size() / 2));
    }

    String table() {
        StringBuilder text = new StringBuilder();
        text.append(
                "| load | bytes | (a) Jetty/s | (b) SQL/s | (c) Gatehouse/s | p50 ms | p99 ms | RSS MB"
                        + " | (d) Buildbot/s | p50 ms | p99 ms | RSS MB | c/min(a,b) | c/d | |\n");
        text.append("| --- |").append(" ---: |".repeat(13)).append(" --- |\n");
        results.keySet().forEach(load -> text.append(line(load)));
        return text.toString();
    }

    private String line(Workload load) {
        Optional<Result> a = median(load, JETTY);
        Optional<Result> b = median(load, SQL);
        Optional<Result> c = median(load, OURS);
        Optional<Result> d = median(load, BUILDBOT);
        double ours = c.map(Result::perSecond).orElse(0.0);
        double bound =
                Math.min(
                        a.map(Result::perSecond).orElse(Double.MAX_VALUE),
                        b.map(Result::perSecond).orElse(Double.MAX_VALUE));
        boolean bounded = bound < Double.MAX_VALUE;
        List<String> cells = new ArrayList<>();
        cells.add(load.name());
        cells.add(c.map(run -> Long.toString(run.bytes())).orElse("-"));
        cells.add(rate(a));
        cells.add(rate(b));
        cells.addAll(full(c));
        cells.addAll(full(d));
        cells.add(bounded ? number(ours / bound) : "-");
        cells.add(d.map(run -> number(ours / run.perSecond())).orElse("-"));
        cells.add(verdict(load, ours, bound, d) + faults(load));
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String verdict(Workload load, double ours, double bound, Optional<Result> d) {
        if (!load.barred() || bound == Double.MAX_VALUE) {
            return "";
        }
        double wanted = d.map(run -> Math.min(TIMES * run.perSecond(), HALF * bound)).orElse(0.0);
        return ours >= HALF * bound && ours >= wanted ? "holds" : "FALLS SHORT";
    }

    private String faults(Workload load) {
        StringBuilder text = new StringBuilder();
        results.getOrDefault(load, Map.of())
                .forEach(
                        (contender, runs) -> {
                            long bad = runs.stream().mapToLong(Result::bad).sum();
                            if (bad > 0) {
                                text.append(" (" + bad + " bad answers of " + contender + ")");
                            }
                        });
        return text.toString();
    }

    private static List<String> full(Optional<Result> run) {
        return List.of(
                rate(run),
                run.map(result -> number(result.p50())).orElse("-"),
                run.map(result -> number(result.p99())).orElse("-"),
                run.map(result -> Long.toString(result.rss())).orElse("-"));
    }

    private static String rate(Optional<Result> run) {
        return run.map(result -> number(result.perSecond())).orElse("-");
    }

    private static String number(double value) {
        return String.format(
                Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }
}
