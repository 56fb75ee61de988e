package dev.gatehouse.www;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "/ ''",
                "/api api",
                "/api/ api|",
                "/api/v2/builders/a%2Fb api|v2|builders|a/b",
                "/api/v2/builders/gr%C3%BCn%20%F0%9F%90%88 api|v2|builders|grün_🐈",
                "/a/100%25 a|100%",
                "/a/100%2525 a|100%25",
                "/a/%3Bx a|;x",
                "/a/... a|...",
                "/a/.hidden a|.hidden",
                "/a/b%3Fc%23d a|b?c#d",
                "/a/+x+ a|+x+",
                "/%61pi api",
                "/API API",
                "/a/*/* a|*|*",
            })
    void parse_legal_isDecodedOnce(String raw, String segments) {
        assertThat(String.join("|", RequestPath.parse(raw).segments()).replace(' ', '_'))
                .isEqualTo(segments);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api;x=1/v2",
                "/api/v2;/builds",
                "/api//v2",
                "//api",
                "/api/./v2",
                "/api/../auth",
                "/api/%2e%2e/auth",
                "/api/%2E./auth",
                "/api/.%2e/auth",
                "/api/..",
                "/api/.",
                "/api/%2e",
                "/api/..;/auth",
                "/api/..%2Fauth",
                "/api/%2F..%2Fauth",
                "/api/x%2F.",
                "/api/%00",
                "/api/v2%00.css",
                "/api/a%0Ab",
                "/api/a%0d%0aSet-Cookie:x",
                "/api/a%7Fb",
                "/api/a%C2%85b",
                "/api/a\\b",
                "/api/a%5Cb",
                "/api/a%5cb",
                "/api/%",
                "/api/%2",
                "/api/%zz",
                "/api/%u002e",
                "/api/%C3",
                "/api/%FF%FE",
                "/api/%C0%AE%C0%AE/auth",
                "/api/%E0%80%AE/auth",
                "/api/%ED%A0%80",
                "/api/%252e%252e/auth",
                "/api/%25%32%65%25%32%65/auth",
                "/api/%252e/auth",
                "/api/%25252e%25252e/auth",
                "/api/%252F..%252Fauth",
                "/api/a%252Fb",
                "/api/a%255Cb",
                "/api/a%2500",
                "/api/a%250a",
                "/api/a%253Bb",
                "/api/%2525252525252e",
                "/api/grün",
                "/api/v2#x",
                "/api#/../auth",
                "/api/a b",
                "/api/a\tb",
                "api/v2",
                "*",
                "http://elsewhere/api",
            })
    void parse_whatCouldBeReadInTwoWays_isRefused(String raw) {
        assertThatThrownBy(() -> RequestPath.parse(raw)).isInstanceOf(RequestPath.Refused.class);
    }

    @Test
    void parse_refusal_saysWhichSegmentAndNotWhatItHeld() {
        assertThatThrownBy(() -> RequestPath.parse("/api/<script>/%5C"))
                .hasMessage("segment 3 of the path has a backslash");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "'' /api/v2 api|v2",
                "/ /api/v2 api|v2",
                "/ci /ci/api/v2 api|v2",
                "/ci /ci/ ''",
                "/ci /ci ''",
                "/ci /%63i/api api",
                "/a/b /a/b/api api",
                "/gr%C3%BCn /gr%C3%BCn/api api",
                "/grün /gr%C3%BCn/api api",
            })
    void below_theContextPath_isWhatFollows(String context, String uri, String segments) {
        assertThat(String.join("|", RequestPath.below(context, uri).segments()))
                .isEqualTo(segments);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ci;x/api",
                "/x/../ci/api",
                "/./ci/api",
                "//ci/api",
                "/ci%2Fapi",
                "/%2e/ci/api",
                "/cix/api",
                "/CI/api",
                "/api",
            })
    void below_aContextPathInAnotherSpelling_isRefused(String uri) {
        assertThatThrownBy(() -> RequestPath.below("/ci", uri))
                .isInstanceOf(RequestPath.Refused.class);
    }

    @Test
    void below_longPath_isRefused() {
        String longest = "/" + "x".repeat(RequestPath.MAX_LENGTH - 1);

        assertThat(RequestPath.below("", longest).segments()).hasSize(1);
        assertThatThrownBy(() -> RequestPath.below("", longest + "x"))
                .isInstanceOf(RequestPath.Refused.class)
                .hasMessage("the path is longer than 8000 characters");
    }
}
