package dev.gatehouse.www.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
    record Row(long zeta, String alpha, Instant at, @JsonIgnore String hidden) {}

    record Bare(@JsonValue Map<String, Object> values) {}

    enum Word {
        NOT_YET
    }

    private static String compact(Object value) {
        return Json.text(value, Json.Form.COMPACT, true);
    }

    @Test
    void text_nonAscii_isEscapedInLowerCase() {
        assertThat(compact("é\u007f🐈\"\\/\n\r\t\b\f\u0001"))
                .isEqualTo("\"\\u00e9\\u007f\\ud83d\\udc08\\\"\\\\/\\n\\r\\t\\b\\f\\u0001\"");
    }

    @Test
    void row_keysAreSortedOrAsDeclared_andTimesAreSeconds() {
        Row row = new Row(1, "a", Instant.ofEpochMilli(5999), "no");

        assertThat(compact(row)).isEqualTo("{\"alpha\":\"a\",\"at\":5,\"zeta\":1}");
        assertThat(Json.text(row, Json.Form.SPACED, false))
                .isEqualTo("{\"zeta\": 1, \"alpha\": \"a\", \"at\": 5}");
    }

    @Test
    void row_thatIsAMap_isWrittenAsTheMap() {
        assertThat(compact(new Bare(Map.of("b", 1L)))).isEqualTo("{\"b\":1}");
    }

    @Test
    void value_whatJsonCannotSay_isNull() {
        assertThat(compact(Arrays.asList(new byte[3], Double.NaN, null)))
                .isEqualTo("[null,null,null]");
        assertThat(compact(Word.NOT_YET)).isEqualTo("\"not_yet\"");
    }

    @Test
    void indented_endsLinesInCommaAndBlank() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("b", List.of(1, 2));
        value.put("a", Map.of());
        value.put("c", List.of());

        assertThat(Json.text(value, Json.Form.INDENTED, true))
                .isEqualTo("{\n  \"a\": {}, \n  \"b\": [\n    1, \n    2\n  ], \n  \"c\": []\n}");
    }

    @Test
    void node_isWrittenLikeItsJavaTwin() throws Exception {
        String json = "{\"b\":[1,2.5,true,null,\"x\"],\"a\":{\"z\":12345678901234567890}}";

        assertThat(compact(new ObjectMapper().readTree(json)))
                .isEqualTo("{\"a\":{\"z\":12345678901234567890},\"b\":[1,2.5,true,null,\"x\"]}");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1.0",
        "-0.0, -0.0",
        "0.1, 0.1",
        "1.5, 1.5",
        "-2.25, -2.25",
        "100, 100.0",
        "1e15, 1000000000000000.0",
        "1e16, 1e+16",
        "1.25e22, 1.25e+22",
        "0.0001, 0.0001",
        "0.00001, 1e-05",
        "-1.5e-7, -1.5e-07",
        "1e100, 1e+100",
        "123456789.125, 123456789.125",
    })
    void number_isWrittenAsPythonDoes(double value, String expected) {
        assertThat(compact(value)).isEqualTo(expected);
    }
}
