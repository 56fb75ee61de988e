package dev.gatehouse.data.query;

import static dev.gatehouse.data.query.Operator.CONTAINS;
import static dev.gatehouse.data.query.Operator.EQ;
import static dev.gatehouse.data.query.Operator.GE;
import static dev.gatehouse.data.query.Operator.GT;
import static dev.gatehouse.data.query.Operator.IN;
import static dev.gatehouse.data.query.Operator.LE;
import static dev.gatehouse.data.query.Operator.LT;
import static dev.gatehouse.data.query.Operator.NE;
import static dev.gatehouse.data.query.Operator.NOTIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.data.access.Narrowing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a query means, whoever answers it: each implementation runs this one table of cases. */
abstract class QueryContract {

    /** Answers over {@link Toy#some}. */
    abstract Page<Toy> page(Query query);

    /** A query and the ids it gives, in order. */
    record Case(String name, Query query, long... ids) {}

    private static Query where(String field, Operator operator, Object... values) {
        return Query.all().where(field, operator, values);
    }

    private static Query window(Long limit, Long offset) {
        return new Query(
                List.of(), List.of(), List.of(), limit, offset, List.of(), Narrowing.none());
    }

    private static Query order(String... fields) {
        Query query = Query.all();
        for (String field : fields) {
            boolean descending = field.startsWith("-");
            query = query.orderBy(descending ? field.substring(1) : field, descending);
        }
        return query;
    }

    private static Instant at(long seconds) {
        return Instant.ofEpochSecond(seconds);
    }

    /** Cases on which the database's way and the in-memory way agree. */
    static List<Case> agreed() {
        return List.of(
                new Case("everything", Query.all(), 1, 2, 3, 4, 5, 6, 7),
                new Case("eq number", where("size", EQ, 10L), 1, 5),
                new Case("eq number, several", where("size", EQ, 10L, 5L), 1, 2, 5),
                new Case("eq nothing", where("size", EQ, 77L)),
                new Case("eq text minds case", where("name", EQ, "ball"), 1),
                new Case("eq text beyond ASCII", where("name", EQ, "\uD83D\uDE97"), 7),
                new Case("eq empty text is not null", where("name", EQ, "")),
                new Case("eq flag", where("done", EQ, true), 1, 3, 5),
                new Case("eq flag, both", where("done", EQ, true, false), 1, 2, 3, 4, 5, 6, 7),
                new Case("ne flag", where("done", NE, true), 2, 4, 6, 7),
                new Case("eq time", where("made", EQ, at(100)), 1, 6),
                new Case("in", where("size", IN, -1L, 100L), 4, 6),
                new Case("in nothing", where("size", IN)),
                new Case("notin without nulls", where("toyid", NOTIN, 1L, 2L, 3L), 4, 5, 6, 7),
                new Case("ne without nulls", where("toyid", NE, 4L), 1, 2, 3, 5, 6, 7),
                new Case("lt excludes null", where("size", LT, 10L), 2, 6),
                new Case("le", where("size", LE, 10L), 1, 2, 5, 6),
                new Case("gt", where("size", GT, 10L), 4),
                new Case("ge", where("size", GE, 10L), 1, 4, 5),
                new Case("gt time", where("made", GT, at(100)), 3, 4, 7),
                new Case("gt text by code points", where("name", GT, "\uFF5E"), 6, 7),
                new Case("contains of a list", where("tags", CONTAINS, "red"), 1, 2),
                new Case(
                        "contains of a list, any",
                        where("tags", CONTAINS, "red", "blue"),
                        1,
                        2,
                        4,
                        5),
                new Case("contains of a list minds case", where("tags", CONTAINS, "Red")),
                new Case("contains of a list is whole", where("tags", CONTAINS, "re")),
                new Case("contains of a list, none given", where("tags", CONTAINS)),
                new Case(
                        "filters are joined by and",
                        where("done", EQ, true).where("size", EQ, 10L).where("toyid", GT, 1L),
                        5),
                new Case("order, nulls first", order("size"), 3, 7, 6, 2, 1, 5, 4),
                new Case("order descending, nulls last", order("-size"), 4, 1, 5, 2, 6, 3, 7),
                new Case("order by two", order("size", "-toyid"), 7, 3, 6, 2, 5, 1, 4),
                new Case("order by flag", order("done", "toyid"), 2, 4, 6, 7, 1, 3, 5),
                new Case("order by time", order("-made", "toyid"), 7, 3, 4, 1, 6, 2, 5),
                new Case("order by text, by code points", order("name"), 3, 2, 4, 5, 1, 6, 7),
                new Case("order by text, descending", order("-name"), 7, 6, 1, 5, 4, 2, 3),
                new Case("order by key descending", order("-toyid"), 7, 6, 5, 4, 3, 2, 1),
                new Case("limit", window(2L, null), 1, 2),
                new Case("limit 0", window(0L, null)),
                new Case("limit beyond the end", window(99L, null), 1, 2, 3, 4, 5, 6, 7),
                new Case("largest limit", window(Long.MAX_VALUE, 5L), 6, 7),
                new Case("offset", window(null, 5L), 6, 7),
                new Case("offset at the end", window(null, 7L)),
                new Case("offset beyond the end", window(3L, 99L)),
                new Case("limit and offset", window(2L, 3L), 4, 5),
                new Case(
                        "window of an order with nulls",
                        new Query(
                                List.of(),
                                List.of(),
                                List.of(new Order("size", false)),
                                3L,
                                1L,
                                List.of(),
                                Narrowing.none()),
                        7,
                        6,
                        2),
                new Case(
                        "only some builders are seen",
                        Query.all().narrowedTo(Narrowing.only(Set.of(2L, 3L))),
                        3,
                        4,
                        5,
                        6),
                new Case("no builder is seen", Query.all().narrowedTo(Narrowing.only(Set.of()))),
                new Case(
                        "some builders are not seen",
                        Query.all().narrowedTo(Narrowing.without(Set.of(2L, 3L))),
                        1,
                        2,
                        7),
                new Case(
                        "narrowed, filtered and cut",
                        where("done", EQ, false)
                                .limit(1)
                                .orderBy("toyid", true)
                                .narrowedTo(Narrowing.without(Set.of(1L))),
                        6));
    }

    /** Cases of fields in memory mode. */
    static List<Case> inMemoryMode() {
        return List.of(
                new Case("ne includes null", where("size", NE, 10L), 2, 3, 4, 6, 7),
                new Case("ne several includes null", where("size", NE, 10L, 5L), 3, 4, 6, 7),
                new Case("notin includes null", where("name", NOTIN, "ball", "axb"), 2, 3, 4, 6, 7),
                new Case("notin nothing is everything", where("size", NOTIN), 1, 2, 3, 4, 5, 6, 7),
                new Case("ne time includes null", where("made", NE, at(100)), 2, 3, 4, 5, 7),
                new Case("contains minds case", where("name", CONTAINS, "all"), 1, 2),
                new Case("contains minds case, capital", where("name", CONTAINS, "B"), 2),
                new Case("contains has no wildcard _", where("name", CONTAINS, "a_b"), 4),
                new Case("contains has no wildcard %", where("name", CONTAINS, "%"), 4),
                new Case("contains any", where("name", CONTAINS, "x", "%"), 4, 5),
                new Case(
                        "contains nothing is every text",
                        where("name", CONTAINS, ""),
                        1,
                        2,
                        4,
                        5,
                        6,
                        7),
                new Case(
                        "contains of a number, on its digits",
                        where("size", CONTAINS, 10L),
                        1,
                        4,
                        5));
    }

    List<Case> cases() {
        return Stream.concat(agreed().stream(), inMemoryMode().stream()).toList();
    }

    @TestFactory
    Stream<DynamicTest> page_givesTheRowsAsked() {
        return cases().stream()
                .map(
                        one ->
                                DynamicTest.dynamicTest(
                                        one.name(),
                                        () ->
                                                assertThat(page(one.query()).all())
                                                        .extracting(Toy::toyid)
                                                        .containsExactly(boxed(one.ids()))));
    }

    @TestFactory
    Stream<DynamicTest> total_countsWhatMatchesWithoutTheWindow() {
        return cases().stream()
                .map(
                        one ->
                                DynamicTest.dynamicTest(
                                        one.name(),
                                        () -> {
                                            Query whole = withoutWindow(one.query());
                                            long total = page(whole).all().size();
                                            assertThat(page(one.query()).total()).isEqualTo(total);
                                            Page<Toy> read = page(one.query());
                                            read.all();
                                            assertThat(read.total()).isEqualTo(total);
                                            assertThat(read.whole()).isEqualTo(total);
                                            assertThat(page(one.query()).whole()).isEqualTo(total);
                                        }));
    }

    private static Query withoutWindow(Query query) {
        return new Query(
                query.filters(),
                query.fields(),
                query.order(),
                null,
                null,
                query.properties(),
                query.narrowing());
    }

    private static Long[] boxed(long... ids) {
        List<Long> boxed = new ArrayList<>();
        for (long id : ids) {
            boxed.add(id);
        }
        return boxed.toArray(Long[]::new);
    }

    @Test
    void page_rows_areWhole() {
        assertThat(page(Query.all()).all()).isEqualTo(Toy.some());
    }

    @Test
    void page_unknownField_isRefusedNamingTheLegalOnes() {
        assertThatThrownBy(() -> page(where("colour", EQ, "red")).all())
                .isInstanceOf(BadQuery.class)
                .hasMessageContaining("'colour'")
                .hasMessageContaining("toyid");
        assertThatThrownBy(() -> page(order("colour")).all())
                .isInstanceOf(BadQuery.class)
                .hasMessageContaining("'colour'");
    }

    @Test
    void page_orderByAList_isRefused() {
        assertThatThrownBy(() -> page(order("tags")).all())
                .isInstanceOf(BadQuery.class)
                .hasMessageContaining("'tags'");
    }

    @Test
    void page_listComparedOtherwise_isRefused() {
        assertThatThrownBy(() -> page(where("tags", EQ, "red")).all())
                .isInstanceOf(BadQuery.class)
                .hasMessageContaining("tags__contains");
    }

    @Test
    void page_comparisonWithSeveralValues_isRefused() {
        assertThatThrownBy(() -> page(where("size", LT, 1L, 2L)).all())
                .isInstanceOf(BadQuery.class)
                .hasMessage("size__lt takes exactly one value");
    }

    @Test
    void page_afterTheEnd_staysEmpty() {
        Page<Toy> page = page(Query.all());
        page.all();

        assertThat(page.next()).isEmpty();
        assertThat(page.next()).isEmpty();
    }

    @Test
    void page_hostileValues_areValues() {
        for (String hostile :
                List.of("' OR 1=1 --", "\"; DROP TABLE toys; --", "\\", "?", "%", "\0")) {
            assertThat(page(where("name", EQ, hostile)).all()).as(hostile).isEmpty();
        }
        assertThat(page(Query.all()).all()).hasSize(7);
    }

    @Test
    void page_parsedParameters_meanWhatTheySay() {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        parameters.put("size__ge", List.of("10"));
        parameters.put("done", List.of("yes"));
        parameters.put("order", List.of("-toyid"));
        Query query = new QueryParser(Toy.class, true).parse(parameters);

        assertThat(page(query).all()).extracting(Toy::toyid).containsExactly(5L, 1L);
    }
}
