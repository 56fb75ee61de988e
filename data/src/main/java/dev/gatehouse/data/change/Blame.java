package dev.gatehouse.data.change;

import dev.gatehouse.data.database.Reader;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the changes that are new in a build. Stateless. */
final class Blame {
    /** How many earlier successes are looked at for one of the same codebases; then none counts. */
    private static final int EARLIER_BUILDS = 200;

    /** How far a branch is followed back; older changes are left out. */
    private static final int CHANGES = 10_000;

    private Blame() {}

    /** One of a build's sources. */
    private record Source(long ssid, String repository, @Nullable String branch, String codebase) {
        Place place() {
            return new Place(repository, branch, codebase);
        }
    }

    /** What makes two sources the same but for their revision. */
    private record Place(String repository, @Nullable String branch, String codebase) {}

    /** A build as far as it is needed here. */
    private record Ran(long buildid, long builderid, long number) {}

    /** Ids, newest first within each codebase. */
    static List<Long> of(Reader reader, long buildid) {
        Optional<Ran> build =
                reader.one(
                        "SELECT id, builderid, number FROM builds WHERE id = ?",
                        row ->
                                new Ran(
                                        row.number("id"),
                                        row.number("builderid"),
                                        row.number("number")),
                        buildid);
        if (build.isEmpty()) {
            return List.of();
        }
        List<Source> sources = sources(reader, buildid);
        Map<String, Source> before =
                previousSuccess(reader, build.get(), places(sources))
                        .map(id -> sources(reader, id))
                        .orElse(List.of())
                        .stream()
                        .collect(Collectors.toMap(Source::codebase, each -> each, (a, b) -> a));
        Set<Long> changeids = new LinkedHashSet<>();
        for (Source source : sources) {
            Source old = before.get(source.codebase());
            Optional<Long> from = newestChange(reader, source.ssid());
            Optional<Long> to = old == null ? Optional.empty() : newestChange(reader, old.ssid());
            if (from.isPresent() && !from.equals(to)) {
                changeids.addAll(chain(reader, from.get(), to.orElse(-1L)));
            }
        }
        return new ArrayList<>(changeids);
    }

    private static List<Source> sources(Reader reader, long buildid) {
        return reader.query(
                "SELECT ss.id, ss.repository, ss.branch, ss.codebase FROM builds b JOIN"
                        + " buildrequests br ON br.id = b.buildrequestid JOIN buildset_sourcestamps"
                        + " bss ON bss.buildsetid = br.buildsetid JOIN sourcestamps ss ON ss.id ="
                        + " bss.sourcestampid WHERE b.id = ? ORDER BY bss.id",
                row ->
                        new Source(
                                row.number("id"),
                                row.text("repository"),
                                row.textOrNull("branch"),
                                row.text("codebase")),
                buildid);
    }

    private static Set<Place> places(List<Source> sources) {
        return sources.stream().map(Source::place).collect(Collectors.toSet());
    }

    private static Optional<Long> previousSuccess(Reader reader, Ran build, Set<Place> places) {
        // Without the plus a database sorts all earlier builds; an index has these in order.
        return reader
                .query(
                        "SELECT id FROM builds WHERE builderid = ? AND +number < ? AND results = 0"
                                + " ORDER BY complete_at DESC, id DESC LIMIT "
                                + EARLIER_BUILDS,
                        row -> row.number("id"),
                        build.builderid(),
                        build.number())
                .stream()
                .filter(buildid -> places(sources(reader, buildid)).equals(places))
                .findFirst();
    }

    private static Optional<Long> newestChange(Reader reader, long ssid) {
        return reader.one(
                "SELECT changeid FROM changes WHERE sourcestampid = ? ORDER BY changeid DESC LIMIT"
                        + " 1",
                row -> row.number("changeid"),
                ssid);
    }

    private static List<Long> chain(Reader reader, long from, long to) {
        return reader.query(
                "WITH RECURSIVE line(changeid) AS (SELECT ? UNION SELECT c.parent_changeids FROM"
                        + " changes c JOIN line ON line.changeid = c.changeid WHERE"
                        + " c.parent_changeids IS NOT NULL AND c.parent_changeids <> ?) SELECT"
                        + " changeid FROM line LIMIT "
                        + CHANGES,
                row -> row.number("changeid"),
                from,
                to);
    }
}
