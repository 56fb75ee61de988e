package dev.gatehouse.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.catalog.Endpoint;
import dev.gatehouse.data.catalog.Field;
import dev.gatehouse.data.catalog.PathPattern;
import dev.gatehouse.data.catalog.ResourceType;
import dev.gatehouse.data.database.Dialect;
import dev.gatehouse.data.database.HeardSql;
import dev.gatehouse.data.database.TestDatabase;
import dev.gatehouse.data.event.EventBus;
import dev.gatehouse.data.query.BadQuery;
import dev.gatehouse.data.query.Page;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a page costs follows the page, not the table: for every path of the catalogue, each database
 * is asked how many rows it looks at for a page of ten, in tables of {@value ManyRows#BUILDS} rows.
 * What no index answers must be a long reading, which takes turns.
 */
@ParameterizedClass
@EnumSource
class PlansTest {
    private static final int PAGE = 10;

    /**
     * For ten rows and all their parts; the smallest of the large tables has sixteen times as many.
     */
    private static final int MOST_ROWS = 250;

    /** An id at which every table has rows. */
    private static final String ID = "7";

    /**
     * Of the large tables: the fields that an index finds or, with {@code -}, sorts by. All others
     * take turns, because no page and no well-known script asks by them.
     */
    private static final Map<String, Set<String>> QUICK =
            Map.of(
                    "builds",
                    Set.of(
                            "",
                            "builderid",
                            "buildid",
                            "buildid -",
                            "buildrequestid",
                            "complete",
                            "started_at",
                            "started_at -",
                            "workerid"),
                    "buildrequests",
                    Set.of(
                            "",
                            "builderid",
                            "buildrequestid",
                            "buildrequestid -",
                            "buildsetid",
                            "claimed",
                            "complete",
                            "submitted_at",
                            "submitted_at -"),
                    "buildsets",
                    Set.of(
                            "",
                            "bsid",
                            "bsid -",
                            "complete",
                            "parent_buildid",
                            "rebuilt_buildid",
                            "submitted_at",
                            "submitted_at -"),
                    "changes",
                    Set.of(
                            "",
                            "author",
                            "branch",
                            "category",
                            "changeid",
                            "changeid -",
                            "project",
                            "revision",
                            "when_timestamp",
                            "when_timestamp -"),
                    "sourcestamps",
                    Set.of("", "revision", "ssid", "ssid -"),
                    "test_result_sets",
                    Set.of(
                            "",
                            "builderid",
                            "buildid",
                            "stepid",
                            "test_result_setid",
                            "test_result_setid -"));

    /** With the reason. */
    private static final Map<Dialect, Map<String, String>> DEAR =
            Map.of(
                    Dialect.MARIADB,
                    Map.of(
                            "changes/7/builds?limit=10",
                            "it reads all builds rather than look up those of a handful of requests"),
                    Dialect.POSTGRESQL,
                    Map.of(
                            "builds/7/changes?limit=10",
                            "it sorts a builder's few hundred builds",
                            "builders/7/builds/1990/changes?limit=10",
                            "the same"));

    @TempDir Path folder;
    @Parameter Dialect dialect;
    private HeardSql sql;
    private Stores stores;
    private Catalog catalog;
    private DataApi door;

    @BeforeEach
    void fill() {
        EventBus bus = new EventBus("e");
        sql = new HeardSql(TestDatabase.empty(dialect, folder, 2), bus);
        ManyRows.fill(sql.database());
        stores = Stores.of(sql.database(), Clock.systemUTC());
        catalog = Catalog.of(stores, Controls.none("there is no master here", List.of()));
        door = new DataApi(catalog, new World.Open(), bus);
    }

    @AfterEach
    void close() {
        sql.close();
    }

    /** What pages and well-known scripts ask. None of it may have to wait for its turn. */
    static final List<String> ASKED =
            List.of(
                    "builds?limit=20",
                    "builds?order=-started_at&limit=20",
                    "builds?order=-buildid&limit=20",
                    "builds?complete=false&order=-started_at&limit=20",
                    "builds?complete=true&order=-buildid&limit=20",
                    "builds?order=-started_at&limit=10&property=owners&property=p",
                    "builds?builderid=7&order=-number&limit=10&property=p",
                    "builds?builderid=7&number=6&number=7&number=8",
                    "builds?workerid=7&order=-buildid&limit=10",
                    "builds?buildrequestid=7&order=-number",
                    "builds/7/changes?limit=10",
                    "builders/7/builds/1990/changes?limit=10",
                    "builders/7/builds?limit=10",
                    "builders/7/builds?order=-number&limit=10",
                    "builders/builder-7/builds?order=-number&limit=10",
                    "builders/7/buildrequests?claimed=false&limit=10",
                    "workers/7/builds?order=-buildid&limit=10",
                    "buildrequests?claimed=false&order=-priority&order=-submitted_at&limit=10",
                    "buildrequests?complete=false&limit=10",
                    "buildrequests?order=-submitted_at&limit=10",
                    "buildrequests?order=-buildrequestid&limit=10",
                    "buildrequests?builderid=7&claimed=false",
                    "buildrequests?buildsetid=7&limit=1&order=-buildsetid",
                    "buildsets?order=-submitted_at&limit=10",
                    "buildsets?order=-bsid&limit=10",
                    "buildsets?complete=false&limit=10",
                    "buildsets?rebuilt_buildid=7&bsid__gt=7&limit=1&order=-bsid",
                    "changes?limit=10",
                    "changes?limit=10&offset=50",
                    "changes?order=-changeid&limit=10",
                    "changes?project__eq=demo&order=-changeid&limit=10",
                    "changes?order=-when_timestamp&limit=10",
                    "changes/7/builds?limit=10",
                    "builds/7/steps?order=number",
                    "steps/7/logs?order=logid",
                    "masters",
                    "builders?order=name",
                    "workers?order=name",
                    "schedulers?order=name");

    @Test
    void pagesThatAreAsked_waitForNoTurn_andCostNoMoreThanTheirRows() {
        List<String> faults = new ArrayList<>();
        for (String asked : ASKED) {
            if (!(door.get(Caller.nobody(), path(asked), parameters(asked))
                            instanceof Answer.Items items)
                    || !items.page().cheap()) {
                faults.add(asked + " would have to wait for its turn");
            }
            if (!DEAR.getOrDefault(dialect, Map.of()).containsKey(asked)) {
                faults.addAll(dear(path(asked), parameters(asked)));
            }
        }
        assertThat(faults).isEmpty();
    }

    /** However many chunks lie before them. */
    @Test
    void lines_farInALongLog_costNoMoreThanTheirChunks() {
        List<String> faults = new ArrayList<>();
        for (long first : List.of(0L, 1L, ManyRows.CHUNKS_OF_A_LOG - 3L)) {
            List<HeardSql.Query> heard =
                    sql.of(
                            () ->
                                    stores.logs()
                                            .contents(ManyRows.LONG_LOG, first, 2L)
                                            .orElseThrow()
                                            .content()
                                            .whole());
            assertThat(heard).isNotEmpty();
            heard.stream()
                    .filter(query -> sql.rowsLookedAt(query) > MOST_ROWS)
                    .forEach(query -> faults.add(first + ": " + query + "\n" + sql.plan(query)));
        }
        assertThat(faults).isEmpty();
    }

    private static List<String> path(String asked) {
        return List.of(asked.split("\\?")[0].split("/"));
    }

    private static Map<String, List<String>> parameters(String asked) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (asked.contains("?")) {
            for (String each : asked.split("\\?")[1].split("&")) {
                String[] words = each.split("=");
                parameters.computeIfAbsent(words[0], none -> new ArrayList<>()).add(words[1]);
            }
        }
        return parameters;
    }

    /**
     * Every path of the table, by every field; servers may choose as they like while their tables
     * are small.
     */
    @Test
    void everyPath_byEveryField_costsNoMoreThanItsRows_orTakesTurns() {
        if (dialect != Dialect.SQLITE) {
            return;
        }
        List<String> faults = new ArrayList<>();
        Map<String, Set<String>> quick = new TreeMap<>();
        for (ResourceType<?> type : catalog.types()) {
            for (Endpoint<?> endpoint : type.endpoints()) {
                List<String> path = path(endpoint);
                if (endpoint instanceof Endpoint.Many) {
                    for (Map.Entry<String, Map<String, List<String>>> query :
                            queries(type).entrySet()) {
                        Optional<Boolean> cheap = cheap(path, query.getValue());
                        if (cheap.equals(Optional.of(true))) {
                            faults.addAll(dear(path, query.getValue()));
                        }
                        if (cheap.isPresent() && QUICK.containsKey(String.join("/", path))) {
                            quick.computeIfAbsent(type.plural(), none -> new TreeSet<>());
                            if (cheap.get()) {
                                quick.get(type.plural()).add(query.getKey());
                            }
                        }
                    }
                } else {
                    faults.addAll(dear(path, Map.of()));
                }
            }
        }
        assertThat(faults).isEmpty();
        assertThat(quick).isEqualTo(QUICK);
    }

    /**
     * Each field as a filter and, with {@code -}, as an order; one row alone, and the first ten.
     */
    private static Map<String, Map<String, List<String>>> queries(ResourceType<?> type) {
        Map<String, Map<String, List<String>>> queries = new TreeMap<>();
        List<String> limit = List.of(String.valueOf(PAGE));
        queries.put("", Map.of("limit", limit));
        for (Field field : Field.of(type.record())) {
            queries.put(
                    field.name() + " -",
                    Map.of("limit", limit, "order", List.of("-" + field.name())));
            queries.put(field.name(), Map.of("limit", limit, field.name(), List.of(value(field))));
        }
        return queries;
    }

    private static String value(Field field) {
        return switch (field.element()) {
            case BOOLEAN -> "false";
            case STRING, IDENTIFIER -> "c";
            default -> ID;
        };
    }

    private static List<String> path(Endpoint<?> endpoint) {
        PathPattern pattern = endpoint.pattern();
        List<String> path = new ArrayList<>();
        for (int place = 0; place < pattern.elements().size(); place++) {
            path.add(
                    pattern.kind(place) == PathPattern.Kind.LITERAL
                            ? pattern.name(place)
                            : value(pattern.name(place)));
        }
        return path;
    }

    private static String value(String name) {
        return switch (name) {
            case "masterid", "projectid", "codebaseid" -> "1";
            case "step_number" -> "2";
            case "log_slug" -> "stdio";
            case "step_name" -> "c";
            case "buildername" -> "builder-7";
            case "projectname" -> "demo";
            case "codebasename" -> "main";
            case "name" -> "blob";
            case "commitid2" -> "17";
            default -> ID;
        };
    }

    /** Whether it need not wait for its turn; empty where it is refused. */
    private Optional<Boolean> cheap(List<String> path, Map<String, List<String>> parameters) {
        try {
            return door.get(Caller.nobody(), path, parameters) instanceof Answer.Items items
                    ? Optional.of(items.page().cheap())
                    : Optional.empty();
        } catch (BadQuery refused) {
            return Optional.empty();
        }
    }

    /** The queries of a request that look at more rows than they should. */
    private List<String> dear(List<String> path, Map<String, List<String>> parameters) {
        List<String> faults = new ArrayList<>();
        for (HeardSql.Query query : sql.of(() -> read(path, parameters))) {
            long rows = sql.rowsLookedAt(query);
            if (rows > MOST_ROWS) {
                faults.add(
                        String.join("/", path)
                                + " "
                                + parameters
                                + ": "
                                + rows
                                + " rows\n  "
                                + query.sql()
                                + "\n  "
                                + query.arguments()
                                + "\n"
                                + sql.plan(query));
            }
        }
        return faults;
    }

    private Object read(List<String> path, Map<String, List<String>> parameters) {
        try {
            Answer answer = door.get(Caller.nobody(), path, parameters);
            if (answer instanceof Answer.Items items) {
                Page<?> page = items.page();
                List<?> rows = page.next();
                if (page.cheapTotal()) {
                    page.total();
                }
                return rows;
            }
            return answer;
        } catch (BadQuery | NotFound refused) {
            return refused;
        }
    }
}
