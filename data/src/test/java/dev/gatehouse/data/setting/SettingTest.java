package dev.gatehouse.data.setting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTest {
    private final Problems problems = new Problems();
    private int line;

    /** As a file's reader would build it: maps, lists and plain values, each on a line of its own. */
    private Setting of(String path, @Nullable Object value) {
        line++;
        if (value instanceof Map<?, ?> map) {
            int at = line;
            Map<String, Setting> entries = new LinkedHashMap<>();
            map.forEach(
                    (name, entry) ->
                            entries.put(
                                    name.toString(),
                                    of(
                                            path.isEmpty() ? name.toString() : path + "." + name,
                                            entry)));
            return Setting.map(problems, path, at, 1, entries);
        }
        if (value instanceof List<?> list) {
            int at = line;
            List<Setting> items = new ArrayList<>();
            list.forEach(item -> items.add(of(path + "[" + items.size() + "]", item)));
            return Setting.list(problems, path, at, 1, items);
        }
        return Setting.scalar(problems, path, line, 3, value);
    }

    private static Map<String, @Nullable Object> map(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    private List<String> errors() {
        return problems.errors().stream().map(Problems.Problem::toString).toList();
    }

    @Test
    void readers_rightValues_giveThemWithoutProblems() {
        Setting www =
                of(
                        "www",
                        map(
                                "port",
                                8010L,
                                "ratio",
                                0.5,
                                "debug",
                                true,
                                "title",
                                "CI",
                                "none",
                                null,
                                "origins",
                                List.of("a", "b")));

        assertThat(www.number("port", 1)).isEqualTo(8010);
        assertThat(www.text("port", "x")).isEqualTo("8010");
        assertThat(www.text("ratio", "x")).isEqualTo("0.5");
        assertThat(www.flag("debug", false)).isTrue();
        assertThat(www.text("title", "x")).isEqualTo("CI");
        assertThat(www.texts("origins")).containsExactly("a", "b");
        assertThat(www.texts("title")).containsExactly("CI");
        assertThat(www.need("title").choice(Set.of("CI", "CD"), "CD")).isEqualTo("CI");
        assertThat(www.isMap()).isTrue();
        assertThat(www.need("origins").isList()).isTrue();
        assertThat(www.plain())
                .isEqualTo(
                        map(
                                "port",
                                8010L,
                                "ratio",
                                0.5,
                                "debug",
                                true,
                                "title",
                                "CI",
                                "none",
                                null,
                                "origins",
                                List.of("a", "b")));
        assertThat(errors()).isEmpty();
    }

    @Test
    void readers_missingOrNull_giveTheDefault() {
        Setting www = of("www", map("none", null));

        assertThat(www.number("none", 7)).isEqualTo(7);
        assertThat(www.text("nope", "x")).isEqualTo("x");
        assertThat(www.flag("nope", true)).isTrue();
        assertThat(www.texts("nope")).isEmpty();
        assertThat(www.duration("nope", Duration.ofDays(1))).isEqualTo(Duration.ofDays(1));
        assertThat(www.get("none")).isEmpty();
        assertThat(errors()).isEmpty();
    }

    @Test
    void readers_wrongValues_nameEachWithItsPlaceAndGoOn() {
        Setting www =
                of(
                        "www",
                        map(
                                "port", "http", "debug", "yes", "origins", 5L, "auth", "x", "title",
                                map()));

        assertThat(www.number("port", 1)).isZero();
        assertThat(www.flag("debug", true)).isFalse();
        assertThat(www.texts("origins")).isEmpty();
        assertThat(www.need("auth").entries()).isEmpty();
        assertThat(www.text("title", "x")).isEmpty();

        assertThat(errors())
                .containsExactly(
                        "line 2, column 3: www.port: must be a whole number, not 'http'",
                        "line 3, column 3: www.debug: must be true or false, not 'yes'",
                        "line 4, column 3: www.origins: must be a list, not '5'",
                        "line 5, column 3: www.auth: must be a map of names to values, not a text",
                        "line 6, column 1: www.title: must be a text, not a map");
    }

    @Test
    void entries_aTextInPlaceOfAMap_isNotRepeatedInTheMessage() {
        of("users", "hunter2").entries();
        of("users", "hunter2").items();

        assertThat(errors()).hasSize(2).noneMatch(text -> text.contains("hunter2"));
    }

    @Test
    void error_saidTwice_isKeptOnce() {
        Setting wrong = of("www", 5L);

        wrong.text("a", "");
        wrong.text("b", "");

        assertThat(errors()).hasSize(1);
    }

    @Test
    void error_ofTheWholeFile_saysSo() {
        Setting file = Setting.map(problems, "", 0, 0, Map.of());

        file.need("www").text();
        problems.error(3, 4, "a tab");

        assertThat(errors())
                .containsExactly("the file: 'www' is missing", "line 3, column 4: a tab");
    }

    @Test
    void warning_isNoError() {
        of("www", 1L).warning("is open to everybody");

        assertThat(errors()).isEmpty();
        assertThat(problems.warnings())
                .containsExactly(new Problems.Problem(1, 3, "www: is open to everybody"));
    }

    @Test
    void allowOnly_unknownKeys_namesTheNearestOrAllLegal() {
        of("www", map("prot", 1L, "Port", 2L, "colour", 3L, "x", 4L))
                .allowOnly("port", "url", "db");

        assertThat(errors())
                .containsExactly(
                        "line 2, column 3: www.prot: unknown setting 'prot'; did you mean 'port'?",
                        "line 3, column 3: www.Port: unknown setting 'Port'; did you mean 'port'?",
                        "line 4, column 3: www.colour: unknown setting 'colour'; legal here: port, url,"
                                + " db",
                        "line 5, column 3: www.x: unknown setting 'x'; legal here: port, url, db");
    }

    @Test
    void named_eitherForm_isTheNameWithItsParameters() {
        assertThat(of("auth", "NoAuth").named())
                .hasValueSatisfying(
                        named -> {
                            assertThat(named.getKey()).isEqualTo("NoAuth");
                            assertThat(named.getValue().entries()).isEmpty();
                        });
        assertThat(of("auth", map("UserPasswordAuth", map("users", List.of()))).named())
                .hasValueSatisfying(
                        named -> {
                            assertThat(named.getKey()).isEqualTo("UserPasswordAuth");
                            assertThat(named.getValue().entries()).containsOnlyKeys("users");
                        });
        assertThat(of("auth", map("NoAuth", null)).named())
                .hasValueSatisfying(named -> assertThat(named.getValue().entries()).isEmpty());
        assertThat(errors()).isEmpty();
    }

    @Test
    void named_anythingElse_isAnError() {
        for (Object wrong :
                Arrays.asList(map(), map("A", null, "B", null), List.of("A"), 5L, null)) {
            assertThat(of("auth", wrong).named()).isEmpty();
        }
        assertThat(errors()).hasSize(5).allMatch(text -> text.contains("must be one class name"));
    }

    @Test
    void choice_anotherWord_namesTheLegalOnesInOrder() {
        assertThat(of("master", "extern").choice(Set.of("none", "embedded", "attached"), "none"))
                .isEqualTo("none");
        assertThat(errors())
                .containsExactly(
                        "line 1, column 3: master: must be one of attached, embedded, none, not"
                                + " 'extern'");
    }

    @ParameterizedTest
    @CsvSource({
        "90s, 90000",
        "10m, 600000",
        "1h, 3600000",
        "7d, 604800000",
        "2w, 1209600000",
        "250ms, 250",
        "1.5 h, 5400000",
        "' 5 ', 5000",
        "0s, 0"
    })
    void duration_texts_areRead(String text, long millis) {
        assertThat(of("x", text).duration()).isEqualTo(Duration.ofMillis(millis));
        assertThat(errors()).isEmpty();
    }

    @Test
    void duration_numbers_areSeconds() {
        assertThat(of("x", 90L).duration()).isEqualTo(Duration.ofSeconds(90));
        assertThat(of("x", 0.25).duration()).isEqualTo(Duration.ofMillis(250));
        assertThat(errors()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-5s", "1y", "5 minutes", "1h30m", "99999999999d"})
    void duration_anythingElse_isAnError(String text) {
        assertThat(of("x", text).duration()).isZero();
        assertThat(errors()).hasSize(1);
    }

    @Test
    void duration_numbersOutOfRange_areErrors() {
        of("x", -1L).duration();
        of("x", Double.NaN).duration();
        of("x", Double.POSITIVE_INFINITY).duration();
        of("x", Long.MAX_VALUE).duration();
        of("x", true).duration();

        assertThat(errors()).hasSize(5);
    }

    @Test
    void nearest_mindsNoCase() {
        assertThat(Setting.nearest("buildbotUrl", List.of("title", "buildbotURL")))
                .contains("buildbotURL");
        assertThat(Setting.nearest("anything", List.of())).isEmpty();
    }
}
