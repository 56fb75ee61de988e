package dev.gatehouse.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * What it costs to find out who somebody is: logins a second by each way in, and requests a second of somebody who
 * came in by it, beside a way in that asks nothing. Two servers at a time take turns, that one and the other, so
 * that whatever else the machine does hits both; both are new for each way in, since a server that has run for
 * longer is compiled better. Of the rounds' ratios the median counts. Used by one thread.
 */
final class Identity {
    static final String COMMAND = "identity";

    static final String USAGE =
            """
            Usage: bench/identity [OPTIONS]

            Logs in by each way in, and asks for a builder with the session that came of it, in turn with a
            server whose way in asks nothing, begun at the same time; prints logins and requests a second, and
            the ratios. Loopback only. LDAPAuth needs Debian's slapd.

              --folder FOLDER    where everything goes (bench/target/identity)
              --rounds N         runs of each, of which the median counts (5)
              --seconds S        length of one run (2)
              --warm S           length of the first run of each, which is not counted (8)
              --only NAME,NAME   some ways in only, as the table names them
              --java-options X   for the servers' Java machines (-Xmx512m -XX:+UseParallelGC)
            """;

    private static final String PATH = "/api/v2/builders/1";

    private final Options options;
    private final LoginLoad logins = new LoginLoad();
    private final StringBuilder table = new StringBuilder();

    /** A server with its way in. */
    private record Open(Doors.Door door, Gatehouse server) {
        URI base() {
            return server.base();
        }
    }

    /** What the two gave in one round. */
    private record Round(double noop, double door) {
        double ratio() {
            return door / noop;
        }
    }

    private Identity(Options options) {
        this.options = options;
    }

    /**
     * @throws Options.Wrong for one that is not known
     */
    static void run(List<String> words) throws Exception {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "--folder",
                                "bench/target/identity",
                                "--builds",
                                "2000",
                                "--seconds",
                                "2",
                                "--warm",
                                "8"));
        all.addAll(words);
        new Identity(Options.of(all)).run();
    }

    private void run() throws Exception {
        Files.createDirectories(options.folder());
        Path database = new Bench(options).database();
        Path jar = NoopAuth.jar(options.war(), options.folder());
        table.append(
                "| way in | logins/s | of the no-op's | p50 ms | requests/s | of the no-op's |\n");
        table.append("| --- | ---: | ---: | ---: | ---: | ---: |\n");
        try (Slapd slapd = Slapd.start(options.folder());
                StrictProvider provider = new StrictProvider()) {
            try (Gatehouse noop = Doors.open(Doors.noop(), database, options, jar)) {
                otherwise(new Open(Doors.noop(), noop));
            }
            for (Doors.Door door : Doors.all(slapd, provider)) {
                if (options.wants(door.name())) {
                    try (Gatehouse noop = Doors.open(Doors.noop(), database, options, jar);
                            Gatehouse server = Doors.open(door, database, options, jar)) {
                        compare(new Open(Doors.noop(), noop), new Open(door, server));
                    }
                    System.err.println(door.name() + " is done");
                }
            }
        } finally {
            logins.close();
        }
        System.out.println(table);
        Files.writeString(options.folder().resolve("identity.md"), table);
    }

    /** Requests that come without a session, and with an API token, beside those that have a session. */
    private void otherwise(Open noop) throws Exception {
        String cookie = noop.door().login().begin(logins, noop.base());
        String token = Doors.token(noop.door(), options);
        line(
                "nobody is logged in",
                "-",
                "-",
                "-",
                rounds(
                        time -> requests(noop, cookie, "", time).perSecond(),
                        time -> requests(noop, "", "", time).perSecond()));
        line(
                "API token",
                "-",
                "-",
                "-",
                rounds(
                        time -> requests(noop, cookie, "", time).perSecond(),
                        time -> requests(noop, "", token, time).perSecond()));
    }

    private void compare(Open noop, Open other) throws Exception {
        Deque<Result> results = new ArrayDeque<>();
        List<Round> begun =
                rounds(
                        time -> login(noop, time).perSecond(),
                        time -> {
                            results.push(login(other, time));
                            return results.peek().perSecond();
                        });
        String noops = noop.door().login().begin(logins, noop.base());
        String others = other.door().login().begin(logins, other.base());
        List<Round> asked =
                rounds(
                        time -> requests(noop, noops, "", time).perSecond(),
                        time -> requests(other, others, "", time).perSecond());
        Round median = median(begun);
        line(
                other.door().name(),
                number(median.door()),
                number(median.ratio()),
                number(results.peek().p50()),
                asked);
    }

    private void line(String name, String logIns, String ratio, String p50, List<Round> asked) {
        Round median = median(asked);
        table.append(
                String.format(
                        "| %s | %s | %s | %s | %s | %s |%n",
                        name, logIns, ratio, p50, number(median.door()), number(median.ratio())));
    }

    @FunctionalInterface
    private interface Run {
        double perSecond(Duration time) throws Exception;
    }

    /** In turn; the first one only warms up. */
    private List<Round> rounds(Run noop, Run door) throws Exception {
        List<Round> rounds = new ArrayList<>();
        for (int round = 0; round <= options.rounds(); round++) {
            Duration time = Duration.ofMillis(round == 0 ? options.warmMillis() : options.millis());
            Round measured = new Round(noop.perSecond(time), door.perSecond(time));
            if (round > 0) {
                rounds.add(measured);
            }
        }
        return rounds;
    }

    private Result login(Open at, Duration time) throws Exception {
        return logins.run(at.door().login(), at.base(), time);
    }

    private static Result requests(Open at, String cookie, String token, Duration time)
            throws IOException {
        Workload load =
                new Workload(
                        "builder",
                        false,
                        Workload.USUAL_CONNECTIONS,
                        List.of(new Workload.Ask(PATH, token, "")));
        Result result = new HttpContender(at.base(), cookie, () -> 0, any -> true).run(load, time);
        if (result.bad() > 0) {
            throw new IOException(result.bad() + " bad answers of " + at.door().name());
        }
        return result;
    }

    private static Round median(List<Round> rounds) {
        return rounds.stream()
                .sorted((one, other) -> Double.compare(one.ratio(), other.ratio()))
                .toList()
                .get(rounds.size() / 2);
    }

    private static String number(double value) {
        return String.format(
                Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }
}
