package dev.gatehouse.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.data.access.Access;
import dev.gatehouse.data.access.Attempt;
import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.access.Narrowing;
import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.catalog.CatalogCheck;
import dev.gatehouse.data.catalog.Endpoint;
import dev.gatehouse.data.catalog.Field;
import dev.gatehouse.data.catalog.ResourceType;
import dev.gatehouse.data.database.Database;
import dev.gatehouse.data.database.Dialect;
import dev.gatehouse.data.database.TestDatabase;
import dev.gatehouse.data.event.EventBus;
import dev.gatehouse.data.query.BadQuery;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What every path of the real table must keep to, over a database that a real Buildbot wrote. */
@ParameterizedClass
@EnumSource
class EveryPathTest {
    private static final Path RECORDED = Path.of("../src-it/vectors/state.sqlite");
    private static final int IDS = 30;
    private static final long NOBODYS = 1_000_000;

    @TempDir Path folder;
    @Parameter Dialect dialect;
    private Database database;
    private Catalog catalog;
    private DataApi door;
    private Routes routes;
    private List<String> builderNames;
    private Narrowing narrowing = Narrowing.none();

    @BeforeEach
    void open() {
        EventBus bus = new EventBus("e");
        database = Database.open(TestDatabase.copyOf(RECORDED, dialect, folder, 2), bus);
        Stores stores = Stores.of(database, Clock.systemUTC());
        catalog = Catalog.of(stores, Controls.none("there is no master here", List.of()));
        door = new DataApi(catalog, new Narrowed(), bus);
        builderNames = database.query("SELECT name FROM builders ORDER BY id", r -> r.text("name"));
        routes = new Routes(catalog, builderNames);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private final class Narrowed implements Access {
        @Override
        public void checkPath(Caller who, String action, @Nullable String type) {}

        @Override
        public void check(Caller who, Attempt attempt) {}

        @Override
        public Narrowing narrow(Caller who, String type) {
            return narrowing;
        }
    }

    /** What a caller learns: rows with their count, or that there is nothing. */
    private record Seen(boolean found, List<Object> rows, long total) {}

    private Seen get(List<String> path, Map<String, List<String>> query) {
        try {
            Answer answer = door.get(Caller.nobody(), path, query);
            if (answer instanceof Answer.Items items) {
                long total = items.page().total();
                return new Seen(true, new ArrayList<>(items.page().all()), total);
            }
            return new Seen(
                    true, List.of(answer instanceof Answer.Item item ? item.record() : "raw"), 1);
        } catch (NotFound nothing) {
            return new Seen(false, List.of(), 0);
        } catch (Unavailable compressed) {
            // A log that this server cannot read is there all the same.
            return new Seen(true, List.of("raw"), 1);
        }
    }

    private Seen get(List<String> path) {
        return get(path, Map.of());
    }

    private Stream<DynamicTest> each(Consumer<Routes.Route> test) {
        return routes.all().stream()
                .map(route -> DynamicTest.dynamicTest(route.toString(), () -> test.accept(route)));
    }

    /** The id with which the recorded database has most rows there. */
    private long fullest(Routes.Route route) {
        long fullest = 1;
        int rows = 0;
        for (long id = 1; id <= IDS; id++) {
            int size = get(routes.path(route, id)).rows().size();
            if (size > rows) {
                fullest = id;
                rows = size;
            }
        }
        return fullest;
    }

    @Test
    void catalogue_isSound() {
        assertThat(CatalogCheck.faults(catalog.types())).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> get_whoMaySeeNoBuilder_seesOnlyWhatBelongsToEverybody() {
        return each(
                route -> {
                    narrowing = Narrowing.only(Set.of());
                    for (long id = 1; id <= IDS; id++) {
                        Seen seen = get(routes.path(route, id));
                        assertThat(seen.rows())
                                .as("%s %s", route, id)
                                .allMatch(row -> everybodys(route.type(), row));
                        assertThat(seen.total())
                                .as("%s %s", route, id)
                                .isEqualTo(seen.rows().size());
                    }
                });
    }

    private static <T> boolean everybodys(ResourceType<T> type, Object row) {
        return !row.equals("raw")
                && type.scopeOf(type.record().cast(row)).equals(Scope.ofEverybody());
    }

    /** Else a 404 here and an empty list there would tell what is hidden. */
    @TestFactory
    Stream<DynamicTest> get_hidden_looksLikeNothing() {
        return each(
                route -> {
                    Seen nothing = get(routes.path(route, NOBODYS));
                    for (long id = 1; id <= IDS; id++) {
                        narrowing = Narrowing.none();
                        Seen whole = get(routes.path(route, id));
                        narrowing = Narrowing.only(Set.of());
                        Seen seen = get(routes.path(route, id));
                        if (!seen.equals(whole) && seen.rows().isEmpty()) {
                            assertThat(seen).as("%s %s", route, id).isEqualTo(nothing);
                        }
                    }
                });
    }

    @TestFactory
    Stream<DynamicTest> get_narrowed_countsWhatItShows() {
        return each(
                route -> {
                    List<String> path = routes.path(route, fullest(route));
                    for (long builderid = 1; builderid <= builderNames.size(); builderid++) {
                        for (Narrowing each :
                                List.of(
                                        Narrowing.only(Set.of(builderid)),
                                        Narrowing.without(Set.of(builderid)))) {
                            narrowing = each;
                            Seen seen = get(path);
                            assertThat(seen.total())
                                    .as("%s %s", path, each)
                                    .isEqualTo(seen.rows().size());
                        }
                    }
                });
    }

    @TestFactory
    Stream<DynamicTest> get_everyFieldAndOperator_isAnsweredOrRefusedWithReason() {
        return each(
                route -> {
                    if (!(route.endpoint() instanceof Endpoint.Many)) {
                        return;
                    }
                    List<String> path = routes.path(route, fullest(route));
                    int all = get(path).rows().size();
                    for (Field field : Field.of(route.type().record())) {
                        for (String order : List.of("", "-")) {
                            int ordered = answered(path, "order", order + field.name());
                            assertThat(ordered).as("%s by %s", path, field.name()).isIn(-1, all);
                        }
                        for (String operator :
                                List.of(
                                        "eq",
                                        "ne",
                                        "lt",
                                        "le",
                                        "gt",
                                        "ge",
                                        "in",
                                        "notin",
                                        "contains")) {
                            int some = answered(path, field.name() + "__" + operator, "1");
                            assertThat(some)
                                    .as("%s %s %s", path, field.name(), operator)
                                    .isLessThanOrEqualTo(all);
                        }
                    }
                });
    }

    /** How many rows; -1 when it is refused. */
    private int answered(List<String> path, String name, String value) {
        try {
            return get(path, Map.of(name, List.of(value))).rows().size();
        } catch (BadQuery refused) {
            assertThat(refused.getMessage())
                    .containsAnyOf(
                            "invalid filter value for " + name,
                            "cannot order by '",
                            "cannot filter by '",
                            "__contains is legal");
            return -1;
        }
    }
}
