package dev.gatehouse.data.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.data.catalog.Identifier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryParserTest {

    record Step(
            long stepid,
            @Identifier(5) String slug,
            String state_string,
            boolean complete,
            Instant started_at,
            List<String> tags,
            List<Map<String, Object>> urls,
            Map<String, Object> properties) {}

    /** {@code a=1&b=2} without any escapes. */
    private static Query parse(String text, boolean collection) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String pair : text.split("&")) {
            String[] parts = pair.split("=", 2);
            parameters.computeIfAbsent(parts[0], name -> new ArrayList<>()).add(parts[1]);
        }
        return new QueryParser(Step.class, collection).parse(parameters);
    }

    private static Query parse(String text) {
        return parse(text, true);
    }

    @Test
    void parse_nothing_isEverything() {
        assertThat(new QueryParser(Step.class, true).parse(Map.of())).isEqualTo(Query.all());
    }

    @Test
    void parse_window_takesTheFirstValue() {
        Query query = parse("limit=1_0&limit=x&offset= 5 ");

        assertThat(query.limit()).isEqualTo(10);
        assertThat(query.offset()).isEqualTo(5);
    }

    @Test
    void parse_order_keepsTheGivenSequence() {
        assertThat(parse("order=-stepid&order=slug").order())
                .containsExactly(new Order("stepid", true), new Order("slug", false));
    }

    @Test
    void parse_filters_areOfTheFieldsTypes() {
        assertThat(
                        parse(
                                        "stepid=7&slug__ne=a&state_string__contains=b c&complete=NO"
                                                + "&started_at__lt=60&tags__contains=x&tags__contains=y"
                                                + "&stepid__in=1&stepid__in=2")
                                .filters())
                .containsExactly(
                        new Filter("stepid", Operator.EQ, List.of(7L)),
                        new Filter("slug", Operator.NE, List.of("a")),
                        new Filter("state_string", Operator.CONTAINS, List.of("b c")),
                        new Filter("complete", Operator.EQ, List.of(false)),
                        new Filter("started_at", Operator.LT, List.of(Instant.ofEpochSecond(60))),
                        new Filter("tags", Operator.CONTAINS, List.of("x", "y")),
                        new Filter("stepid", Operator.IN, List.of(1L, 2L)));
    }

    @Test
    void parse_emptyValue_comparesTextsWithTheEmptyText() {
        assertThat(parse("state_string=").filters())
                .containsExactly(new Filter("state_string", Operator.EQ, List.of("")));
    }

    @Test
    void parse_properties_arePartOfTheAnswerNotFilters() {
        assertThat(parse("property=owner&property=*").properties()).containsExactly("owner", "*");
    }

    @Test
    void parse_fieldsWithFiltersAndOrderAmongThem_isLegal() {
        Query query = parse("field=stepid&field=slug&order=-slug&stepid__gt=1");

        assertThat(query.fields()).containsExactly("stepid", "slug");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "field=colour | no such field 'colour'",
                "order=colour | no such field 'colour'",
                "order=-colour | no such field 'colour'",
                "limit=x | invalid limit",
                "limit= | invalid limit",
                "limit=1.5 | invalid limit",
                "offset=x | invalid offset",
                "offset= | invalid offset",
                "colour=red | unrecognized query parameter 'colour'",
                "STEPID=1 | unrecognized query parameter 'STEPID'",
                "stepid=x | invalid filter value for stepid",
                "stepid= | invalid filter value for stepid",
                "stepid__lt=x | invalid filter value for stepid__lt",
                "complete=maybe | invalid filter value for complete",
                "started_at__gt=1.5 | invalid filter value for started_at__gt",
                "slug=run sh | invalid filter value for slug",
                "slug=toolong | invalid filter value for slug",
                "urls__contains=x | invalid filter value for urls__contains",
                "properties=x | invalid filter value for properties",
                "field=stepid&order=slug | cannot order on un-selected fields",
                "field=stepid&slug=a | cannot filter on un-selected fields",
                "slug=a&field=stepid | cannot filter on un-selected fields",
            })
    void parse_whatTheOriginalRefuses_hasItsText(String text, String message) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(BadQuery.class).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limit=-1 | invalid limit: must be 0 or more, not -1",
                "offset=-1 | invalid offset: must be 0 or more, not -1",
                "stepid__lt=1&stepid__lt=2 | stepid__lt takes exactly one value",
                "tags=x | 'tags' is a list: only tags__contains is legal",
                "tags__in=x | 'tags' is a list: only tags__contains is legal",
                "order=tags | cannot order by 'tags': it is no single value",
                "order=properties | cannot order by 'properties': it is no single value",
                "stepids__lt=1 | unrecognized query parameter 'stepids__lt': no such field 'stepids'; did you mean 'stepid'?",
            })
    void parse_whereTheOriginalFailsOrIgnores_saysWhatIsWrong(String text, String message) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(BadQuery.class).hasMessage(message);
    }

    @Test
    void parse_emptyFieldNameOrUnknownOperator_namesTheLegalOnes() {
        assertThatThrownBy(() -> parse("order=-"))
                .isInstanceOf(BadQuery.class)
                .hasMessageStartingWith("a field's name is empty; legal are: stepid, slug, ");
        assertThatThrownBy(() -> parse("field="))
                .isInstanceOf(BadQuery.class)
                .hasMessageStartingWith("a field's name is empty");
        assertThatThrownBy(() -> parse("stepid__like=1"))
                .isInstanceOf(BadQuery.class)
                .hasMessageEndingWith("legal are: eq, ne, lt, le, gt, ge, contains, in, notin");
    }

    @Test
    void parse_singleResource_takesFieldsAndAnyWindowButNoFilter() {
        Query query = parse("field=slug&limit=-1&offset=-3&property=*", false);

        assertThat(query.limit()).isEqualTo(-1);
        assertThat(query.offset()).isEqualTo(-3);
        assertThat(query.fields()).containsExactly("slug");
        assertThatThrownBy(() -> parse("stepid=1", false))
                .isInstanceOf(BadQuery.class)
                .hasMessage("this is not a collection");
        assertThatThrownBy(() -> parse("field=x", false)).isInstanceOf(BadQuery.class);
    }
}
