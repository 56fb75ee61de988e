package dev.gatehouse.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What the server answers to each request, and which statements it runs for it: asked once of a server that
 * logs its SQL, before anything is measured. The first contender writes those bytes, the second runs those
 * statements, so that neither can drift from what the server does.
 */
final class Recorded {
    private static final long SETTLE_MILLIS = 200;

    private final Path folder;
    private final Map<String, List<List<Statement>>> statements = new LinkedHashMap<>();

    Recorded(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
    }

    void record(Gatehouse server, Site site, List<Workload> loads) throws Exception {
        for (Workload load : loads) {
            List<List<Statement>> asked = new ArrayList<>();
            for (Workload.Ask ask : load.requests()) {
                if (!load.reads()) {
                    continue;
                }
                site.get(ask.path());
                long before = Files.size(server.log());
                byte[] body = site.get(ask.path());
                Files.write(folder.resolve(BareJetty.fileName(ask.path())), body);
                // The log is written by the thread that answers, but perhaps after the answer's
                // end.
                TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
                asked.add(since(server.log(), before));
            }
            if (asked.stream().anyMatch(list -> !list.isEmpty())) {
                statements.put(load.name(), asked);
            }
        }
        new ObjectMapper().writeValue(sql().toFile(), statements);
    }

    private static List<Statement> since(Path log, long position) throws IOException {
        try (Stream<String> lines =
                new String(tail(log, position), java.nio.charset.StandardCharsets.UTF_8).lines()) {
            return lines.map(Statement::of).flatMap(Optional::stream).toList();
        }
    }

    private static byte[] tail(Path log, long position) throws IOException {
        try (var in = Files.newInputStream(log)) {
            in.skipNBytes(position);
            return in.readAllBytes();
        }
    }

    Path folder() {
        return folder;
    }

    Path sql() {
        return folder.resolve("statements.json");
    }

    /** The loads that read the database. */
    Set<String> names() {
        return statements.keySet();
    }

    Map<String, List<List<Statement>>> statements() {
        return Map.copyOf(statements);
    }
}
