package dev.gatehouse.data.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {

    @ParameterizedTest
    @CsvSource({
        "12, 12",
        "+1, 1",
        "-5, -5",
        "1_0, 10",
        "' 7 ', 7",
        "007, 7",
        "٣, 3",
        "9223372036854775807, 9223372036854775807",
        "-9223372036854775808, -9223372036854775808",
        "99999999999999999999, 9223372036854775807",
        "-99999999999999999999, -9223372036854775808"
    })
    void match_number_readsItAsTheOriginalDoes(String element, long number) {
        assertThat(PathPattern.of("/builds/n:buildid").match(List.of("builds", element)))
                .hasValueSatisfying(args -> assertThat(args.id("buildid")).isEqualTo(number));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "x", "1x", "1.0", "_1", "1_", "1__0", "+", "-", "+-1", "0x1", "- 1"
            })
    void match_notANumber_isEmpty(String element) {
        assertThat(PathPattern.of("/builds/n:buildid").match(List.of("builds", element))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nightly", "_", "-x", "a.b-c_d", "A1"})
    void match_identifier_takesIt(String element) {
        assertThat(PathPattern.of("/workers/i:name").match(List.of("workers", element)))
                .hasValueSatisfying(args -> assertThat(args.text("name")).isEqualTo(element));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1a", ".a", "a b", "é", "a/b", "a\n"})
    void match_notAnIdentifier_isEmpty(String element) {
        assertThat(PathPattern.of("/workers/i:name").match(List.of("workers", element))).isEmpty();
    }

    @Test
    void match_text_takesAnything() {
        PathPattern pattern = PathPattern.of("/builders/s:buildername/builds/:number");

        assertThat(pattern.match(List.of("builders", "a/b é", "builds", "x")))
                .hasValueSatisfying(
                        args ->
                                assertThat(args.values())
                                        .isEqualTo(Map.of("buildername", "a/b é", "number", "x")));
    }

    @Test
    void match_otherLengthOrLiteral_isEmpty() {
        PathPattern pattern = PathPattern.of("/builds/n:buildid");

        assertThat(pattern.match(List.of("builds"))).isEmpty();
        assertThat(pattern.match(List.of("builds", "1", ""))).isEmpty();
        assertThat(pattern.match(List.of("Builds", "1"))).isEmpty();
    }

    @Test
    void match_root_isTheEmptyPath() {
        assertThat(PathPattern.of("/").match(List.of())).isPresent();
        assertThat(PathPattern.of("/").match(List.of(""))).isEmpty();
    }
}
