package dev.gatehouse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the same pages cost on a long history and on a short one: two servers, asked in turn, one request after the
 * other on one connection, all on one processor where the system can do that, so that neither their number nor what
 * else the machine does decides. Of a round's answers the median counts, and of the rounds the quickest. Used by one
 * thread.
 */
final class Pages {
    static final String COMMAND = "pages";

    static final String USAGE =
            """
            Usage: bench/pages [OPTIONS]

            Asks every bounded page of a server over a long history and of one over a short one, in turn,
            and prints the median times and their ratio, which may be at most 1.2. Loopback only.

              --times N          how many of the short histories make the long one (50)
              --folder FOLDER    where the databases go, and stay: 11 GB (bench/target/run)
              --builds N         how many builds the short one has (200000)
              --rounds N         runs of each page, of which the quickest counts (7)
              --seconds S        length of one run (0.3)
              --only NAME,NAME   some pages only, as the table names them
              --remember FLAG    whether the servers keep rows that are asked for again (false: what
                                 is measured is the database)
              --java-options X   for the servers' Java machines (-Xmx512m)
            """;

    private static final String TIMES = "--times";
    private static final int USUAL_TIMES = 50;
    private static final double BAR = 1.2;

    private final Options options;
    private final int times;

    /** How one page did. */
    private record Round(Result little, Result much) {}

    private Pages(Options options, int times) {
        this.options = options;
        this.times = times;
    }

    /**
     * @throws Options.Wrong for one that is not known
     */
    static void run(List<String> words) throws Exception {
        List<String> left =
                new ArrayList<>(
                        List.of("--seconds", "0.3", "--rounds", "7", "--remember", "false"));
        left.addAll(words);
        int times = USUAL_TIMES;
        int at = left.indexOf(TIMES);
        if (at >= 0 && at + 1 < left.size()) {
            times = Integer.parseInt(left.get(at + 1));
            left.subList(at, at + 2).clear();
        }
        new Pages(Options.of(left), times).run();
    }

    private void run() throws Exception {
        Bench bench = new Bench(options);
        Files.createDirectories(options.folder());
        Path little = bench.database();
        Path much = multiplied(little);
        try (Gatehouse small = bench.gatehouse(little, "little", false);
                Gatehouse large = bench.gatehouse(much, "much", false)) {
            Site few = Site.of(small.base());
            Site many = Site.of(large.base());
            Map<Workload, Workload> pages = new LinkedHashMap<>();
            List<Workload> ofFew = PageList.of(few);
            List<Workload> ofMany = PageList.of(many);
            for (int i = 0; i < ofFew.size(); i++) {
                if (options.wants(ofFew.get(i).name())) {
                    pages.put(ofFew.get(i), ofMany.get(i));
                }
            }
            String table =
                    table(
                            pages,
                            HttpContender.of(few, small::rss),
                            HttpContender.of(many, large::rss));
            System.out.println(table);
            Files.writeString(options.folder().resolve("pages.md"), table);
        }
    }

    private Path multiplied(Path little) throws Exception {
        Path folder = options.folder().resolve("multiplied");
        Path file = folder.resolve("state.sqlite");
        Path done = folder.resolve("done-" + times);
        if (Files.exists(done)) {
            return file;
        }
        Files.createDirectories(folder);
        Files.deleteIfExists(file);
        Files.copy(little, file);
        Multiply.run(file, times);
        Files.createFile(done);
        return file;
    }

    private String table(Map<Workload, Workload> pages, HttpContender few, HttpContender many)
            throws IOException {
        Map<Workload, List<Round>> rounds = new LinkedHashMap<>();
        Duration time = Duration.ofMillis(options.millis());
        for (int round = 0; round <= options.rounds(); round++) {
            for (Map.Entry<Workload, Workload> page : pages.entrySet()) {
                Round measured =
                        new Round(few.run(page.getKey(), time), many.run(page.getValue(), time));
                // the first round only warms up
                if (round > 0) {
                    rounds.computeIfAbsent(page.getKey(), none -> new ArrayList<>()).add(measured);
                }
            }
            System.err.println("round " + round + " of " + options.rounds());
        }
        StringBuilder text = new StringBuilder();
        text.append("| page | bytes | p50 ms | bytes of the long one | p50 ms | ratio | |\n");
        text.append("| --- | ---: | ---: | ---: | ---: | ---: | --- |\n");
        rounds.forEach((page, each) -> text.append(line(page.name(), each)));
        return text.toString();
    }

    private static String line(String name, List<Round> rounds) {
        Result little = least(rounds.stream().map(Round::little).toList());
        Result much = least(rounds.stream().map(Round::much).toList());
        double ratio = much.p50() / little.p50();
        long bad = rounds.stream().mapToLong(each -> each.little().bad() + each.much().bad()).sum();
        return String.format(
                Locale.ROOT,
                "| %s | %d | %.3f | %d | %.3f | %.2f | %s%s |%n",
                name,
                little.bytes(),
                little.p50(),
                much.bytes(),
                much.p50(),
                ratio,
                ratio <= BAR ? "holds" : "FALLS SHORT",
                bad == 0 ? "" : " (" + bad + " bad answers)");
    }

    /** What else the machine does only ever adds to it. */
    private static Result least(List<Result> results) {
        return results.stream().min(Comparator.comparingDouble(Result::p50)).orElseThrow();
    }
}
