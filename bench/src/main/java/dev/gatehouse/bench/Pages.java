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
              --starts N         how often both servers are started (3): two processes with the same
                                 code may differ by a third, as their compilers happen to choose
              --rounds N         runs of each page after a start, of which the quickest counts (5)
              --seconds S        length of one run (0.2)
              --only NAME,NAME   some pages only, as the table names them
              --remember FLAG    whether the servers keep rows that are asked for again (false: what
                                 is measured is the database)
              --java-options X   for the servers' Java machines (-Xmx512m)
            """;

    private static final String TIMES = "--times";
    private static final int USUAL_TIMES = 50;
    private static final String STARTS = "--starts";
    private static final int USUAL_STARTS = 3;
    private static final double BAR = 1.2;

    private final Options options;
    private final int times;
    private final int starts;

    /** How one page did. */
    private record Round(Result little, Result much) {}

    private Pages(Options options, int times, int starts) {
        this.options = options;
        this.times = times;
        this.starts = starts;
    }

    /**
     * @throws Options.Wrong for one that is not known
     */
    static void run(List<String> words) throws Exception {
        List<String> left =
                new ArrayList<>(
                        List.of("--seconds", "0.2", "--rounds", "5", "--remember", "false"));
        left.addAll(words);
        int times = taken(left, TIMES, USUAL_TIMES);
        int starts = taken(left, STARTS, USUAL_STARTS);
        new Pages(Options.of(left), times, starts).run();
    }

    /** The number after one of our own options, which is taken out. */
    private static int taken(List<String> words, String option, int usual) {
        int at = words.indexOf(option);
        if (at < 0 || at + 1 == words.size()) {
            return usual;
        }
        int number = Integer.parseInt(words.get(at + 1));
        words.subList(at, at + 2).clear();
        return number;
    }

    private void run() throws Exception {
        Bench bench = new Bench(options);
        Files.createDirectories(options.folder());
        Path little = bench.database();
        Path much = multiplied(little);
        Map<String, List<Round>> rounds = new LinkedHashMap<>();
        for (int start = 1; start <= starts; start++) {
            try (Gatehouse small = bench.gatehouse(little, "little", false);
                    Gatehouse large = bench.gatehouse(much, "much", false)) {
                measure(small, large, rounds);
            }
            System.err.println("start " + start + " of " + starts);
        }
        StringBuilder text = new StringBuilder();
        text.append("| page | bytes | p50 ms | bytes of the long one | p50 ms | ratio | |\n");
        text.append("| --- | ---: | ---: | ---: | ---: | ---: | --- |\n");
        rounds.forEach((page, each) -> text.append(line(page, each)));
        System.out.println(text);
        Files.writeString(options.folder().resolve("pages.md"), text);
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

    private void measure(Gatehouse small, Gatehouse large, Map<String, List<Round>> rounds)
            throws IOException, InterruptedException {
        Site few = Site.of(small.base());
        Site many = Site.of(large.base());
        HttpContender ofFew = HttpContender.of(few, small::rss);
        HttpContender ofMany = HttpContender.of(many, large::rss);
        List<Workload> pages = PageList.of(few);
        List<Workload> same = PageList.of(many);
        Duration time = Duration.ofMillis(options.millis());
        for (int round = 0; round <= options.rounds(); round++) {
            for (int i = 0; i < pages.size(); i++) {
                String page = pages.get(i).name();
                if (!options.wants(page)) {
                    continue;
                }
                Round measured =
                        new Round(ofFew.run(pages.get(i), time), ofMany.run(same.get(i), time));
                // the first round only warms up
                if (round > 0) {
                    rounds.computeIfAbsent(page, none -> new ArrayList<>()).add(measured);
                }
            }
        }
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
