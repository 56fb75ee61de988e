package dev.gatehouse.www;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource({
        "abc, abc, true",
        "abc, ABC, false",
        "a*, abc, true",
        "a*, a, true",
        "*c, abc, true",
        "a?c, abc, true",
        "a?c, ac, false",
        "a[bx]c, axc, true",
        "a[!bx]c, abc, false",
        "a[!bx]c, ayc, true",
        "a[a-c]c, abc, true",
        "'[a,b]', ',', true",
        "a[b, a[b, true",
        "a.c, abc, false",
        "(a|b), a, false",
        "[]x], ], true",
        "*-try, linux-try, true",
        "[^a], b, false",
        "[^a], ^, true",
    })
    void matches_asInTheShell(String glob, String text, boolean expected) {
        assertThat(Glob.of(glob).matches(text)).isEqualTo(expected);
    }
}
