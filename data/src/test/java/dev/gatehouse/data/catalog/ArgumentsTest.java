package dev.gatehouse.data.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.data.InvalidArguments;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArgumentsTest {

    record Stop(String reason, Long results, boolean now, List<String> names) {
        Stop {
            if ("never".equals(reason)) {
                throw new InvalidArguments(Map.of("reason", "never is no reason"));
            }
            reason = reason == null ? "no reason" : reason;
        }
    }

    record Nothing() {}

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (java.io.IOException wrong) {
            throw new AssertionError(wrong);
        }
    }

    @Test
    void read_legalParams_fillTheRecord() {
        Stop stop =
                Arguments.read(
                        Stop.class, json("{'reason':'x','results':6,'now':true,'names':['a']}"));

        assertThat(stop).isEqualTo(new Stop("x", 6L, true, List.of("a")));
    }

    @Test
    void read_missingOptional_isNullOrTheRecordsDefault() {
        assertThat(Arguments.read(Stop.class, json("{'now':false,'reason':null}")))
                .isEqualTo(new Stop("no reason", null, false, null));
    }

    @Test
    void read_unknownParams_areIgnored() {
        assertThat(Arguments.read(Nothing.class, json("{'owner':'me'}"))).isEqualTo(new Nothing());
    }

    @Test
    void read_jsonNode_takesParamsAsTheyAre() {
        assertThat(Arguments.read(JsonNode.class, json("{'a':1}"))).isEqualTo(json("{'a':1}"));
    }

    @Test
    void read_wrongTypes_namesEachAtOnceInOrder() {
        InvalidArguments refused =
                catchThrowableOfType(
                        InvalidArguments.class,
                        () ->
                                Arguments.read(
                                        Stop.class,
                                        json("{'reason':5,'results':'6','names':'a'}")));

        assertThat(refused.faults())
                .containsExactly(
                        Map.entry("reason", "'reason' must be a text, not 5"),
                        Map.entry("results", "'results' must be a whole number, not \"6\""),
                        Map.entry("now", "'now' is missing: true or false is needed"),
                        Map.entry("names", "'names' must be a list, not \"a\""));
    }

    @Test
    void read_wordsForFlagsAndFractions_areRefused() {
        InvalidArguments refused =
                catchThrowableOfType(
                        InvalidArguments.class,
                        () ->
                                Arguments.read(
                                        Stop.class,
                                        json("{'reason':true,'results':1.5,'now':'true'}")));

        assertThat(refused.faults()).containsOnlyKeys("reason", "results", "now");
    }

    @Test
    void read_recordRefuses_saysWhatTheRecordSays() {
        InvalidArguments refused =
                catchThrowableOfType(
                        InvalidArguments.class,
                        () -> Arguments.read(Stop.class, json("{'reason':'never','now':true}")));

        assertThat(refused.faults()).containsExactly(Map.entry("reason", "never is no reason"));
    }
}
