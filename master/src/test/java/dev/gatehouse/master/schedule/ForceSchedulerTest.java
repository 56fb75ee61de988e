package dev.gatehouse.master.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.data.InvalidArguments;
import dev.gatehouse.data.NotFound;
import dev.gatehouse.data.access.Caller;
import dev.gatehouse.master.World;
import dev.gatehouse.master.config.SchedulerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForceSchedulerTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CODEBASE =
            """
            codebases:
              - CodebaseParameter:
                  codebase: main
                  label: Main repository
                  branch: {ChoiceStringParameter: {name: branch, choices: [master, dev], default: master}}
                  revision: {StringParameter: {name: revision, default: ""}}
                  repository: {FixedParameter: {name: repository, default: /srv/repo}}
                  project: {FixedParameter: {name: project, default: demo}}
            """;

    /** The same forms as those of the recorded Buildbot. */
    private static final String CONFIG =
            """
            workers: [{name: w, password: p}]
            builders:
              - {name: quick, workername: w, factory: []}
              - {name: long, workername: w, factory: []}
              - {name: parent, workername: w, factory: []}
              - {name: child, workername: w, factory: []}
              - {name: locked, workername: w, factory: []}
            schedulers:
              - ForceScheduler:
                  name: force-rich
                  label: Force It
                  buttonName: Force It Now
                  builderNames: [quick, long, parent]
            CODEBASE
                  username: {UserNameParameter: {label: "your name:", size: 80}}
                  reason: {ChoiceStringParameter: {name: reason, label: why, choices: [manual, test], default: manual, strict: false}}
                  properties:
                    - StringParameter: {name: text1, label: A text, default: dflt, regex: "[a-z0-9 ]*", maxsize: 20}
                    - StringParameter: {name: needed, label: Must be there, required: true}
                    - IntParameter: {name: count, label: How many, default: 7}
                    - BooleanParameter: {name: clean, label: Clean, default: true}
                    - ChoiceStringParameter: {name: level, choices: [low, mid, high], default: mid}
                    - ChoiceStringParameter: {name: targets, choices: [a, b, c], default: [a], multiple: true}
                    - TextParameter: {name: notes, label: Notes, cols: 60, rows: 4, default: ""}
                    - FixedParameter: {name: fixed, default: always this}
                    - NestedParameter:
                        name: opts
                        label: Options
                        layout: tabs
                        columns: 2
                        fields:
                          - StringParameter: {name: inner, default: in}
                          - NestedParameter:
                              name: ""
                              label: box
                              layout: vertical
                              fields:
                                - IntParameter: {name: depth, default: 1}
                                - BooleanParameter: {name: flag, default: false}
                    - WorkerChoiceParameter
                    - AnyPropertyParameter: {name: any1}
                    - StringParameter: {name: hidden1, hide: true, default: secret-ish}
              - ForceScheduler:
                  name: force-patch
                  builderNames: [child]
                  codebases: [CodebaseParameter: {codebase: main, patch: {PatchParameter: {}}}]
              - ForceScheduler:
                  {name: force-locked, builderNames: [locked], codebases: [main, lib]}
            """
                    .replace("CODEBASE\n", CODEBASE.indent(6));

    private final Map<String, Long> ids = Map.of("quick", 1L, "long", 2L, "parent", 3L);

    private static ForceScheduler scheduler(String name) {
        return World.config(CONFIG).schedulers().stream()
                .filter(s -> s.name().equals(name))
                .map(s -> new ForceScheduler((SchedulerConfig.Force) s))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode json(String text) throws Exception {
        return JSON.readTree(text.replace('\'', '"'));
    }

    @ParameterizedTest
    @ValueSource(strings = {"force-rich", "force-patch", "force-locked"})
    void shown_isWhatTheRecordedBuildbotShowed(String name) throws Exception {
        JsonNode recorded = null;
        for (String line : Files.readAllLines(Path.of("../src-it/vectors/get.jsonl"))) {
            if (line.contains("\"/api/v2/forceschedulers\"")) {
                JsonNode response = JSON.readTree(line).get("response");
                JsonNode body = response.get("body");
                JsonNode all = body.isTextual() ? JSON.readTree(body.asText()) : body;
                for (JsonNode one : all.get("forceschedulers")) {
                    if (one.get("name").asText().equals(name)) {
                        recorded = one;
                    }
                }
                break;
            }
        }
        JsonNode shown = JSON.readTree(JSON.writeValueAsString(scheduler(name).shown(true)));
        assertThat(recorded).isNotNull();
        assertThat(shown).isEqualTo(recorded);
    }

    @Test
    void fill_withWhatIsNeeded_takesTheDefaults() throws Exception {
        ForceScheduler.Filled filled =
                scheduler("force-rich")
                        .fill(json("{'needed': 'x'}"), Caller.named("alice", "alice@example.com"));
        assertThat(filled.reason()).isEqualTo("A build was forced by 'alice@example.com': manual");
        assertThat(JSON.readTree(JSON.writeValueAsString(filled.properties())))
                .isEqualTo(
                        json(
                                "{'text1': ['dflt', 'Force Build Form'], 'needed': ['x', 'Force"
                                        + " Build Form'], 'count': [7, 'Force Build Form'], 'clean':"
                                        + " [true, 'Force Build Form'], 'level': ['mid', 'Force Build"
                                        + " Form'], 'targets': [['a'], 'Force Build Form'], 'notes':"
                                        + " ['', 'Force Build Form'], 'fixed': ['always this', 'Force"
                                        + " Build Form'], 'opts': [{'inner': 'in', 'depth': 1, 'flag':"
                                        + " false}, 'Force Build Form'], 'workername': ['', 'Force"
                                        + " Build Form'], 'hidden1': ['secret-ish', 'Force Build"
                                        + " Form'], 'reason': ['manual', 'Force Build Form'], 'owner':"
                                        + " ['alice@example.com', 'Force Build Form'], 'scheduler':"
                                        + " ['force-rich', 'Scheduler']}"));
        assertThat(filled.sources()).hasSize(1);
        assertThat(filled.sources().get(0).branch()).isEqualTo("master");
        assertThat(filled.sources().get(0).revision()).isEmpty();
        assertThat(filled.sources().get(0).codebase()).isEqualTo("main");
    }

    @Test
    void fill_withEverythingWrong_tellsAllInTheOrderOfTheForm() throws Exception {
        InvalidArguments refused =
                catchThrowableOfType(
                        InvalidArguments.class,
                        () ->
                                scheduler("force-rich")
                                        .fill(
                                                json(
                                                        "{'username': 'nobody', 'priority': 'high',"
                                                                + " 'main_branch': 'evil', 'text1':"
                                                                + " 'ABC', 'needed': '  ', 'count':"
                                                                + " '1x', 'level': 'none', 'targets':"
                                                                + " ['a', 'z'], 'opts_depth': '1.5',"
                                                                + " 'any1_name': 'a b'}"),
                                                Caller.nobody()));
        assertThat(refused.faults())
                .containsExactly(
                        Map.entry(
                                "username",
                                "username: please fill in email address in the form 'User"
                                        + " <email@email.com>'"),
                        Map.entry("priority", "invalid literal for int() with base 10: 'high'"),
                        Map.entry(
                                "main_branch",
                                "'evil' does not belong to list of available choices '['master',"
                                        + " 'dev']'"),
                        Map.entry("needed", "'Must be there' needs to be specified"),
                        Map.entry("count", "invalid literal for int() with base 10: '1x'"),
                        Map.entry(
                                "level",
                                "'none' does not belong to list of available choices '['low',"
                                        + " 'mid', 'high']'"),
                        Map.entry(
                                "targets",
                                "'z' does not belong to list of available choices '['a', 'b',"
                                        + " 'c']'"),
                        Map.entry("opts_depth", "invalid literal for int() with base 10: '1.5'"),
                        Map.entry("any1", "bad property name='a b', value=''"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "OK",
            value = {
                "'text1': 'abc' | text1 | OK",
                "'text1': '-bc' | text1 | OK",
                "'text1': 'abcdefghijklmnopqrstu' | text1 | A text: is too large 21 > 20",
                "'text1': 5 | text1 | A text: must be a text",
                "'count': ' 12 ' | count | OK",
                "'count': '1_000' | count | OK",
                "'count': 1.5 | count | OK",
                "'count': {'a': 1} | count | How many: must be a number",
                "'count': 'it''s' | count | invalid literal for int() with base 10: \"it's\"",
                "'needed': null | needed | need needed: no default provided by config",
                "'notes': ['a', 'b'] | notes | OK",
                "'any1_name': 'p', 'any1_value': 'v' | any1 | OK",
            })
    void fill_oneField(String sent, String field, String fault) throws Exception {
        String text = sent.replace("''", "\u0000").replace('\'', '"').replace("\u0000", "'");
        String needed = sent.contains("needed") ? "" : ", \"needed\": \"x\"";
        JsonNode params = JSON.readTree("{" + text + needed + "}");
        ForceScheduler scheduler = scheduler("force-rich");
        if (fault == null) {
            assertThat(scheduler.fill(params, Caller.named("a", ""))).isNotNull();
            return;
        }
        assertThatThrownBy(() -> scheduler.fill(params, Caller.named("a", "")))
                .isInstanceOfSatisfying(
                        InvalidArguments.class,
                        refused ->
                                assertThat(refused.faults())
                                        .containsExactly(Map.entry(field, fault)));
    }

    @ParameterizedTest
    @CsvSource({
        "true, true",
        "false, false",
        "1, true",
        "'\"true\"', false",
        "[true], true",
        "0, false"
    })
    void fill_boolean_isOnlyTrueForTrue(String sent, boolean expected) throws Exception {
        ForceScheduler.Filled filled =
                scheduler("force-rich")
                        .fill(
                                JSON.readTree("{\"needed\": \"x\", \"clean\": " + sent + "}"),
                                Caller.named("a", ""));
        assertThat(filled.properties().get("clean").value().asBoolean()).isEqualTo(expected);
    }

    @Test
    void fill_byNobody_takesTheNameOfTheForm() throws Exception {
        ForceScheduler.Filled filled =
                scheduler("force-rich")
                        .fill(
                                json("{'needed': 'x', 'username': 'Bob <b@example.org>'}"),
                                Caller.nobody());
        assertThat(filled.properties().get("owner").value().asText())
                .isEqualTo("Bob <b@example.org>");
        assertThat(filled.reason()).contains("'Bob <b@example.org>'");
    }

    @Test
    void fill_workerAny_setsNoProperty() throws Exception {
        ForceScheduler.Filled filled =
                scheduler("force-rich")
                        .fill(
                                json("{'needed': 'x', 'workername': '-any-'}"),
                                Caller.named("a", ""));
        assertThat(filled.properties()).doesNotContainKey("workername");
    }

    @Test
    void builders_areThoseNamedOfItsOwn() throws Exception {
        ForceScheduler scheduler = scheduler("force-rich");
        assertThat(scheduler.builders(json("{}"), ids::get, ids::containsValue))
                .containsExactly(2L, 3L, 1L);
        assertThat(
                        scheduler.builders(
                                json("{'builderNames': ['quick', 'child']}"),
                                ids::get,
                                ids::containsValue))
                .containsExactly(1L);
        assertThat(scheduler.builders(json("{'builderid': 9}"), ids::get, id -> id == 9))
                .containsExactly(9L);
        assertThatThrownBy(
                        () ->
                                scheduler.builders(
                                        json("{'builderid': 10}"), ids::get, id -> id == 9))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(
                        () ->
                                scheduler.builders(
                                        json("{'builderNames': ['child']}"), ids::get, id -> true))
                .isInstanceOf(InvalidArguments.class);
    }
}
