package dev.gatehouse.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What somebody wants of a run: see {@link #USAGE}. Immutable. */
record Options(
        Path war,
        Path folder,
        Path database,
        String peer,
        long peerPid,
        int builds,
        int rounds,
        long millis,
        long warmMillis,
        Set<String> only,
        int sockets,
        boolean remember,
        List<String> javaOptions) {

    static final String USAGE =
            """
            Usage: bench/run [OPTIONS]

            Starts the WAR beside a bare Jetty and beside its own SQL, sends the same requests to all of
            them in turn, and prints requests a second, times and ratios. Loopback only.

              --database FILE    a filled SQLite database; it is not changed. Default: one that is
                                 filled first, in the folder, and kept there
              --folder FOLDER    where everything goes (bench/target/run)
              --peer URL         a Buildbot that serves the same history; see bench/peer
              --peer-pid PID     its process, for its memory
              --builds N         how many builds to fill it with (200000)
              --rounds N         runs of each load, of which the median counts (5)
              --seconds S        length of one run (3)
              --warm S           length of the first run of each load, which is not counted (12)
              --only NAME,NAME   some loads only
              --sockets N        WebSocket clients; 0 leaves that part out (1000)
              --remember FLAG    whether the server keeps rows that are asked for again (true)
              --java-options X   for the server's Java machine
                                 (-Xmx512m -XX:+UseParallelGC)
            """;

    /** Somebody asked for what there is not. */
    static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1;

        Wrong(String message) {
            super(message);
        }
    }

    static Options of(List<String> arguments) {
        Path war = Path.of("www-war/target/gatehouse.war");
        Path folder = Path.of("bench/target/run");
        Path database = Path.of("");
        String peer = "";
        long peerPid = 0;
        int builds = 200_000;
        int rounds = 5;
        long millis = 3000;
        long warmMillis = 12_000;
        Set<String> only = Set.of();
        int sockets = 1000;
        boolean remember = true;
        List<String> javaOptions = List.of("-Xmx512m", "-XX:+UseParallelGC");
        List<String> left = new ArrayList<>(arguments);
        while (!left.isEmpty()) {
            String name = left.remove(0);
            if (left.isEmpty()) {
                throw new Wrong("'" + name + "' is not known, or has no value\n\n" + USAGE);
            }
            String value = left.remove(0);
            switch (name) {
                case "--war" -> war = Path.of(value);
                case "--folder" -> folder = Path.of(value);
                case "--database" -> database = Path.of(value);
                case "--peer" -> peer = value;
                case "--peer-pid" -> peerPid = number(name, value);
                case "--builds" -> builds = (int) number(name, value);
                case "--rounds" -> rounds = (int) number(name, value);
                case "--seconds" -> millis = Math.round(Double.parseDouble(value) * 1000);
                case "--warm" -> warmMillis = Math.round(Double.parseDouble(value) * 1000);
                case "--only" -> only = Set.of(value.split(","));
                case "--sockets" -> sockets = (int) number(name, value);
                case "--remember" -> remember = flag(name, value);
                case "--java-options" -> javaOptions = List.of(value.split(" "));
                default -> throw new Wrong("'" + name + "' is not known\n\n" + USAGE);
            }
        }
        return new Options(
                war,
                folder,
                database,
                peer,
                peerPid,
                builds,
                rounds,
                millis,
                warmMillis,
                only,
                sockets,
                remember,
                javaOptions);
    }

    private static long number(String name, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new Wrong(name + " takes a number, not '" + value + "'");
        }
    }

    private static boolean flag(String name, String value) {
        if (!value.equals("true") && !value.equals("false")) {
            throw new Wrong(name + " is true or false, not '" + value + "'");
        }
        return value.equals("true");
    }

    boolean wants(String load) {
        return only.isEmpty() || only.contains(load);
    }
}
