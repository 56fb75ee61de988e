package dev.gatehouse.data.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.data.access.Narrowing;
import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.database.Dialect;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The database's own way of comparing; batches; totals; pages that come back reversed. */
@ParameterizedClass
@EnumSource
class QueryToSqlTest extends QueryContract {
    @TempDir Path folder;
    @Parameter Dialect dialect;
    private ToyStore toys;

    @BeforeEach
    void open() {
        toys = new ToyStore(dialect, folder, Toy.some());
    }

    @AfterEach
    void close() {
        toys.close();
    }

    @Override
    Page<Toy> page(Query query) {
        return toys.page(ToyStore.table(), query);
    }

    @Override
    List<Case> cases() {
        List<Case> own =
                List.of(
                        new Case(
                                "ne excludes null",
                                Query.all().where("size", Operator.NE, 10L),
                                2,
                                4,
                                6),
                        new Case(
                                "ne several excludes null",
                                Query.all().where("size", Operator.NE, 10L, 5L),
                                4,
                                6),
                        new Case(
                                "notin excludes null",
                                Query.all().where("name", Operator.NOTIN, "ball", "axb"),
                                2,
                                4,
                                6,
                                7),
                        new Case(
                                "contains minds no case",
                                Query.all().where("name", Operator.CONTAINS, "ALL"),
                                1,
                                2),
                        new Case(
                                "contains has wildcard _",
                                Query.all().where("name", Operator.CONTAINS, "a_b"),
                                4,
                                5),
                        new Case(
                                "contains has wildcard %",
                                Query.all().where("name", Operator.CONTAINS, "a%b"), 4, 5),
                        new Case(
                                "contains any",
                                Query.all().where("name", Operator.CONTAINS, "x", "all"),
                                1,
                                2,
                                5),
                        new Case(
                                "contains of a number",
                                Query.all().where("size", Operator.CONTAINS, 10L),
                                1,
                                4,
                                5),
                        new Case(
                                "contains of a time",
                                Query.all()
                                        .where(
                                                "made",
                                                Operator.CONTAINS,
                                                Instant.ofEpochSecond(10)),
                                1,
                                6),
                        new Case(
                                "contains of a flag",
                                Query.all().where("done", Operator.CONTAINS, true),
                                1,
                                3,
                                5));
        return Stream.concat(agreed().stream(), own.stream()).toList();
    }

    private static Query window(Query query, Long limit, Long offset) {
        return new Query(
                query.filters(),
                query.fields(),
                query.order(),
                limit,
                offset,
                query.properties(),
                query.narrowing());
    }

    private static List<Long> ids(Page<Toy> page) {
        return page.all().stream().map(Toy::toyid).toList();
    }

    /** Sizes repeat and some are null, so that a batch may end between equal rows. */
    private ToyStore many(int count) {
        toys.close();
        List<Toy> many = new ArrayList<>();
        for (long id = 1; id <= count; id++) {
            Long size = id % 7 == 0 ? null : id % 5;
            many.add(
                    new Toy(
                            id,
                            id % 3,
                            id % 11 == 0 ? null : "n" + id % 13,
                            size,
                            id % 2 == 0,
                            null,
                            List.of()));
        }
        toys = new ToyStore(dialect, folder, many);
        return toys;
    }

    @Test
    void next_manyRows_comeInBatchesWithoutGapOrDouble() {
        many(1203);

        Page<Toy> page = toys.page(ToyStore.table(), Query.all());

        assertThat(page.next()).hasSize(500);
        assertThat(page.next()).hasSize(500);
        assertThat(page.next()).hasSize(203);
        assertThat(page.next()).isEmpty();
    }

    @Test
    void next_everyOrder_isTheSameInBatchesAsInMemory() {
        many(1203);
        List<Toy> all = QueryToSql.page(toys.database(), ToyStore.table(), Query.all()).all();
        for (List<String> order :
                List.of(
                        List.of("size"),
                        List.of("-size"),
                        List.of("size", "-name"),
                        List.of("-name", "size", "done"),
                        List.of("done", "-toyid"),
                        List.of("-toyid"),
                        List.of("-made", "name"))) {
            Query query = Query.all();
            for (String word : order) {
                query = query.orderBy(word.replace("-", ""), word.startsWith("-"));
            }
            for (Query asked :
                    List.of(query, window(query, 1100L, 33L), window(query, null, 777L))) {
                List<Long> inMemory =
                        ids(QueryInMemory.page(Toy.class, all, asked, toy -> Scope.ofEverybody()));

                assertThat(ids(QueryToSql.page(toys.database(), ToyStore.table(), asked)))
                        .as("%s", asked)
                        .isEqualTo(inMemory);

                List<Long> backwards = new ArrayList<>(inMemory);
                Collections.reverse(backwards);
                assertThat(
                                ids(
                                        QueryToSql.page(
                                                toys.database(),
                                                ToyStore.table().reversed(),
                                                asked)))
                        .as("reversed %s", asked)
                        .isEqualTo(backwards);
            }
        }
    }

    @Test
    void next_rowsWrittenBetweenBatches_neitherDoubleNorHideOthers() {
        many(1203);
        Page<Toy> page = toys.page(ToyStore.table(), Query.all().orderBy("toyid", true));
        List<Toy> read = new ArrayList<>(page.next());

        toys.database()
                .inTransaction(
                        transaction ->
                                transaction.update(
                                                "INSERT INTO toys VALUES (9999, 1, 'new', 1, 0, NULL)")
                                        + transaction.update("DELETE FROM toys WHERE id = 1000"));
        read.addAll(page.all());

        assertThat(read)
                .extracting(Toy::toyid)
                .containsExactlyElementsOf(
                        LongStream.iterate(1203, id -> id >= 1, id -> id - 1).boxed().toList());
    }

    @Test
    void next_betweenBatches_holdsNoConnection() {
        many(1203);
        Page<Toy> page = toys.page(ToyStore.table(), Query.all());
        page.next();

        // The database has one reading connection: a second page would wait for it.
        assertThat(toys.page(ToyStore.table(), Query.all()).all()).hasSize(1203);
        assertThat(page.all()).hasSize(703);
    }

    @Test
    void total_ofThePage_isItsRows() {
        SqlTable<Toy> counting = ToyStore.table().countsPage();
        for (boolean readFirst : new boolean[] {false, true}) {
            assertThat(total(counting, window(Query.all(), 2L, null), readFirst)).isEqualTo(2);
            assertThat(total(counting, window(Query.all(), 2L, 6L), readFirst)).isEqualTo(1);
            assertThat(total(counting, window(Query.all(), null, 3L), readFirst)).isEqualTo(4);
            assertThat(total(counting, window(Query.all(), 5L, 99L), readFirst)).isZero();
            assertThat(total(counting, window(Query.all(), 0L, null), readFirst)).isZero();
            assertThat(total(counting, Query.all(), readFirst)).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @CsvSource({",,7", "7,,", "8,,7", "2,6,7", "2,5,", "1,6,", ",3,7", ",7,", "5,99,", "0,,"})
    void whole_ofATypeThatCountsThePage_isKnownWhereThePageEndsEarly(
            Long limit, Long offset, Long known) {
        for (SqlTable<Toy> table :
                List.of(ToyStore.table().countsPage(), ToyStore.table().countsPage().reversed())) {
            Page<Toy> page = toys.page(table, window(Query.all(), limit, offset));
            assertThat(page.knownWhole()).isEmpty();
            page.all();

            assertThat(page.knownWhole())
                    .isEqualTo(known == null ? OptionalLong.empty() : OptionalLong.of(known));
            assertThat(page.whole()).isEqualTo(7);
            assertThat(page.knownWhole()).hasValue(7);
        }
    }

    @Test
    void whole_beforeAnythingIsRead_isCounted() {
        Page<Toy> page = toys.page(ToyStore.table().countsPage(), window(Query.all(), 2L, null));

        assertThat(page.whole()).isEqualTo(7);
        assertThat(page.total()).isEqualTo(2);
    }

    @Test
    void total_ofThePage_withAFieldInMemoryMode_countsTheWhole() {
        SqlTable<Toy> counting = ToyStore.table().countsPage().memoryMode("name");

        assertThat(total(counting, window(Query.all().orderBy("name", false), 2L, null), true))
                .isEqualTo(7);
        assertThat(
                        total(
                                counting,
                                window(
                                        Query.all().where("tags", Operator.CONTAINS, "red"),
                                        1L,
                                        null),
                                true))
                .isEqualTo(2);
        assertThat(total(counting, window(Query.all().orderBy("size", false), 2L, null), true))
                .isEqualTo(2);
    }

    private long total(SqlTable<Toy> table, Query query, boolean readFirst) {
        Page<Toy> page = toys.page(table, query);
        if (readFirst) {
            page.all();
        }
        return page.total();
    }

    @Test
    void total_narrowed_countsOnlyWhatIsSeen() {
        Query query = window(Query.all().narrowedTo(Narrowing.without(Set.of(1L))), 1L, null);

        assertThat(toys.page(ToyStore.table(), query).total()).isEqualTo(4);
    }

    @Test
    void page_reversed_givesTheWindowFromItsEnd() {
        SqlTable<Toy> reversed = ToyStore.table().reversed();
        Query newestFirst = Query.all().orderBy("toyid", true);

        assertThat(ids(toys.page(reversed, Query.all())))
                .containsExactly(7L, 6L, 5L, 4L, 3L, 2L, 1L);
        assertThat(ids(toys.page(reversed, window(newestFirst, 2L, null)))).containsExactly(6L, 7L);
        assertThat(ids(toys.page(reversed, window(Query.all(), 2L, null)))).containsExactly(2L, 1L);
        assertThat(ids(toys.page(reversed, window(Query.all(), 2L, 4L)))).containsExactly(6L, 5L);
        assertThat(ids(toys.page(reversed, window(Query.all(), 9L, 5L)))).containsExactly(7L, 6L);
        assertThat(ids(toys.page(reversed, window(Query.all(), 9L, 7L)))).isEmpty();
    }

    @Test
    void page_computedField_filtersAndSorts() {
        SqlTable<Toy> computed =
                ToyStore.table().column("done", "(CASE WHEN t.made IS NULL THEN 0 ELSE 1 END)");

        assertThat(ids(toys.page(computed, Query.all().where("done", Operator.EQ, false))))
                .containsExactly(2L, 5L);
        assertThat(ids(toys.page(computed, Query.all().orderBy("done", true))))
                .containsExactly(1L, 3L, 4L, 6L, 7L, 2L, 5L);
    }

    @Test
    void page_textKey_isTheDefaultOrder() {
        SqlTable<Toy> byName =
                SqlTable.of(Toy.class, "t.*", "toys t", "t.name", ToyStore.table().read()::read)
                        .column("name", "t.name");
        toys.database().inTransaction(t -> t.update("UPDATE toys SET name = CONCAT('c', id)"));

        assertThat(ids(toys.page(byName, Query.all()))).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    }

    @Test
    void page_scopeOfSeveralBuilders_showsIfOneIsSeen() {
        SqlTable<Toy> shared =
                ToyStore.table()
                        .scope(
                                "EXISTS (SELECT 1 FROM toys o WHERE o.size = t.size AND o.builder {visible})");

        assertThat(ids(toys.page(shared, Query.all().narrowedTo(Narrowing.only(Set.of(3L))))))
                .containsExactly(1L, 5L, 6L);
    }

    @Test
    void scope_withoutTheMark_isRefused() {
        assertThatThrownBy(() -> ToyStore.table().scope("t.builder = 1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("{visible}");
    }
}
