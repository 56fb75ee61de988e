package dev.gatehouse.data.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.gatehouse.data.catalog.Field.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FieldTest {

    record Sample(
            @Doc("Its id.") long id,
            @Nullable Long parent,
            int lines,
            @Identifier(5) String slug,
            String text,
            @Nullable Instant at,
            boolean done,
            List<String> tags,
            Set<Long> ids,
            List<Map<String, Object>> objects,
            Map<String, Object> properties,
            @JsonIgnore long hidden) {}

    @Test
    void of_record_derivesNamesAndKinds() {
        assertThat(Field.of(Sample.class))
                .extracting(Field::name, Field::kind, Field::element, Field::nullable)
                .containsExactly(
                        tuple("id", Kind.INTEGER, Kind.INTEGER, false),
                        tuple("parent", Kind.INTEGER, Kind.INTEGER, true),
                        tuple("lines", Kind.INTEGER, Kind.INTEGER, false),
                        tuple("slug", Kind.IDENTIFIER, Kind.IDENTIFIER, false),
                        tuple("text", Kind.STRING, Kind.STRING, false),
                        tuple("at", Kind.DATETIME, Kind.DATETIME, true),
                        tuple("done", Kind.BOOLEAN, Kind.BOOLEAN, false),
                        tuple("tags", Kind.LIST, Kind.STRING, false),
                        tuple("ids", Kind.LIST, Kind.INTEGER, false),
                        tuple("objects", Kind.LIST, Kind.OBJECT, false),
                        tuple("properties", Kind.OBJECT, Kind.OBJECT, false));
        assertThat(field("id").doc()).isEqualTo("Its id.");
        assertThat(field("slug").maxLength()).isEqualTo(5);
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }

    @Test
    void convert_legalTexts_giveTheFieldsType() {
        assertThat(field("id").convert("1_0")).contains(10L);
        assertThat(field("at").convert("86400")).contains(Instant.ofEpochSecond(86_400));
        assertThat(field("at").convert("1" + "0".repeat(30)))
                .contains(Instant.ofEpochSecond(Instant.MAX.getEpochSecond()));
        assertThat(field("text").convert("")).contains("");
        assertThat(field("slug").convert("a-b")).contains("a-b");
        assertThat(field("ids").convert("7")).contains(7L);
        for (String yes : List.of("on", "TRUE", "Yes", "1")) {
            assertThat(field("done").convert(yes)).contains(true);
        }
        for (String no : List.of("off", "False", "NO", "0")) {
            assertThat(field("done").convert(no)).contains(false);
        }
    }

    @Test
    void convert_illegalTexts_isEmpty() {
        assertThat(field("id").convert("x")).isEmpty();
        assertThat(field("at").convert("1.5")).isEmpty();
        assertThat(field("at").convert("2020-01-01")).isEmpty();
        assertThat(field("slug").convert("too-long")).isEmpty();
        assertThat(field("slug").convert("")).isEmpty();
        assertThat(field("done").convert("maybe")).isEmpty();
        assertThat(field("objects").convert("1")).isEmpty();
        assertThat(field("properties").convert("{}")).isEmpty();
    }

    @Test
    void in_row_isTheComponentsValue() {
        Sample row =
                new Sample(
                        1,
                        2L,
                        3,
                        "s",
                        "t",
                        null,
                        true,
                        List.of("x"),
                        Set.of(),
                        List.of(),
                        Map.of(),
                        9);

        assertThat(field("parent").in(row)).isEqualTo(2L);
        assertThat(field("at").in(row)).isNull();
        assertThat(field("tags").in(row)).isEqualTo(List.of("x"));
    }

    private static Field field(String name) {
        return Field.of(Sample.class).stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
