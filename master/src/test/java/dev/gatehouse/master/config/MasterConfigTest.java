package dev.gatehouse.master.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.master.World;
import dev.gatehouse.master.Yaml;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MasterConfigTest {

    @Test
    void read_everyFault_isToldWithItsLine() {
        Problems problems = new Problems();
        MasterConfig.read(
                Yaml.read(
                        """
                        workers:
                          - {name: w1, pasword: x}
                          - {name: w1, password: x, max_builds: many}
                        protocols: {pb: {port: 9989}, msgpack_experimental_v7: {port: "tcp:99999"}}
                        builders:
                          - name: b
                            workername: w2
                            factory:
                              - ShelCommand: {command: make}
                              - ShellCommand: {command: [], timout: 3}
                              - Git: {repourl: "--upload-pack=x", mode: all}
                              - ShellCommand: {command: "%(secret:x)s"}
                        schedulers:
                          - ForceScheduler: {name: f, builderNames: [bb]}
                          - SingleBranchScheduler: {name: f, builderNames: [b], change_filter: {brnch: x}}
                          - Nightly: {name: n}
                          - ForceScheduler:
                              name: g
                              builderNames: [b]
                              properties:
                                - StrngParameter: {name: x}
                                - IntParameter: {name: owner}
                                - StringParameter: {name: r, regex: "("}
                        change_source:
                          - GitPoller: {repourl: x, pollinterval: 5}
                        """,
                        problems));
        List<String> told = problems.errors().stream().map(Problems.Problem::toString).toList();
        assertThat(told)
                .anyMatch(t -> t.startsWith("line 2,") && t.contains("did you mean 'password'?"))
                .anyMatch(t -> t.startsWith("line 2,") && t.contains("'password' is missing"))
                .anyMatch(t -> t.startsWith("line 3,") && t.contains("two workers are called 'w1'"))
                .anyMatch(t -> t.startsWith("line 3,") && t.contains("must be a whole number"))
                .anyMatch(
                        t -> t.startsWith("line 4,") && t.contains("msgpack_experimental_v7 only"))
                .anyMatch(t -> t.startsWith("line 4,") && t.contains("from 0 to 65535"))
                .anyMatch(
                        t ->
                                t.startsWith("line 7,")
                                        && t.contains(
                                                "no worker is called 'w2'; did you mean 'w1'?"))
                .anyMatch(
                        t -> t.startsWith("line 9,") && t.contains("did you mean 'ShellCommand'?"))
                .anyMatch(t -> t.startsWith("line 10,") && t.contains("must not be empty"))
                .anyMatch(t -> t.startsWith("line 10,") && t.contains("did you mean 'timeout'?"))
                .anyMatch(t -> t.startsWith("line 11,") && t.contains("cannot begin with '-'"))
                .anyMatch(t -> t.startsWith("line 11,") && t.contains("must be one of"))
                .anyMatch(t -> t.startsWith("line 12,") && t.contains("%(secret:…)s is not known"))
                .anyMatch(t -> t.startsWith("line 14,") && t.contains("no builder is called 'bb'"))
                .anyMatch(
                        t ->
                                t.startsWith("line 15,")
                                        && t.contains("two schedulers are called 'f'"))
                .anyMatch(t -> t.startsWith("line 15,") && t.contains("did you mean 'branch'?"))
                .anyMatch(
                        t ->
                                t.startsWith("line 16,")
                                        && t.contains("there is no scheduler 'Nightly'"))
                .anyMatch(
                        t ->
                                t.startsWith("line 21,")
                                        && t.contains("did you mean 'StringParameter'?"))
                .anyMatch(t -> t.startsWith("line 22,") && t.contains("is reserved"))
                .anyMatch(t -> t.startsWith("line 23,") && t.contains("no regular expression"))
                .anyMatch(
                        t -> t.startsWith("line 25,") && t.contains("did you mean 'pollInterval'?"))
                .hasSize(21);
    }

    @Test
    void read_twoBuildersInOneDirectory_isRefused() {
        Problems problems = new Problems();
        MasterConfig.read(
                Yaml.read(
                        """
                        workers: [{name: w, password: p}]
                        builders:
                          - {name: "a b", workername: w, factory: []}
                          - {name: "a_b", workername: w, factory: []}
                          - {name: "c", workername: w, builddir: ../c, factory: []}
                        """,
                        problems));
        assertThat(problems.errors())
                .extracting(Problems.Problem::text)
                .anyMatch(t -> t.contains("would use the same directory 'a_b'"))
                .anyMatch(t -> t.contains("must be a directory below the worker's own"))
                .hasSize(2);
    }

    @Test
    void forms_ofAnotherMastersBuilders_areReadAndNothingElseIs() {
        Problems problems = new Problems();
        List<SchedulerConfig.Force> forms =
                MasterConfig.forms(
                        Yaml.read(
                                """
                                builders: nothing of ours
                                schedulers:
                                  - Nightly: {name: n, hour: 3}
                                  - ForceScheduler: {name: f, builderNames: [theirs]}
                                  - ForceScheduler: {name: f, builderNames: [theirs], label: g, nme: x}
                                """,
                                problems));
        assertThat(forms).extracting(SchedulerConfig.Force::label).containsExactly("f", "g");
        assertThat(problems.errors())
                .extracting(Problems.Problem::text)
                .anyMatch(t -> t.contains("two schedulers are called 'f'"))
                .anyMatch(t -> t.contains("nme"))
                .hasSize(2);
    }

    @Test
    void read_aWholeConfiguration_keepsWhatItSays() {
        MasterConfig config =
                World.config(
                        """
                        workers: [{name: w, password: p, max_builds: 2, missing_timeout: 5m}]
                        protocols: {msgpack_experimental_v7: {port: 9989}}
                        collapseRequests: false
                        builders:
                          - name: Odd näme / [x]
                            workernames: [w]
                            tags: [one, two]
                            description: "*x*"
                            description_format: markdown
                            env: {PATH: [/opt/bin, "${PATH}"], LANG: null}
                            factory:
                              - Git: {repourl: /r, mode: full, method: clean, shallow: 5, codebase: main, retry: [30, 2]}
                              - Compile: {command: make, timeout: null, decodeRC: {0: SUCCESS, 3: WARNINGS}}
                        """);
        assertThat(config.listener()).isNotNull().matches(address -> address.getPort() == 9989);
        BuilderConfig builder = config.builders().get(0);
        assertThat(builder.builddir()).isEqualTo("Odd_n_me____x_");
        assertThat(builder.collapse()).isFalse();
        assertThat(builder.env())
                .containsEntry("PATH", "/opt/bin:${PATH}")
                .containsEntry("LANG", null);
        StepConfig.Git git = (StepConfig.Git) builder.steps().get(0).work();
        assertThat(git.method()).isEqualTo(StepConfig.GitMethod.CLEAN);
        assertThat(git.depth()).isEqualTo(5);
        assertThat(git.retries()).isEqualTo(2);
        assertThat(git.retryDelay()).isEqualTo(Duration.ofSeconds(30));
        assertThat(builder.steps().get(0).name()).isEqualTo("git-main");
        assertThat(builder.steps().get(1).flags().haltOnFailure()).isTrue();
        StepConfig.Shell make = (StepConfig.Shell) builder.steps().get(1).work();
        assertThat(make.timeout()).isNull();
        assertThat(make.decodeRC()).containsEntry(3, 1);
        assertThat(config.workers().get(0).toString()).doesNotContain("p}").isEqualTo("worker w");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a %(prop:x)s b | a v b",
                "%(prop:none)s| ``",
                "%(prop:none:-d:e)s | d:e",
                "%(prop:empty:-d)s. | .",
                "%(prop:empty:~d)s | d",
                "%(prop:x:+yes)s%(prop:none:+no)s | yes",
                "%(src:main:branch)s | dev",
                "%(src:other:branch:-master)s | master",
                "%(worker:os)s | linux",
                "date +%s 100% %(x)s | date +%s 100% %(x)s",
                "%(prop:dollar)s | $1\\",
            })
    void fill(String text, String expected) {
        Interpolation.Source source =
                new Interpolation.Source() {
                    @Override
                    public @Nullable JsonNode property(String name) {
                        String value = Map.of("x", "v", "empty", "", "dollar", "$1\\").get(name);
                        return value == null ? null : TextNode.valueOf(value);
                    }

                    @Override
                    public @Nullable String source(String codebase, String attribute) {
                        return codebase.equals("main") && attribute.equals("branch") ? "dev" : null;
                    }

                    @Override
                    public @Nullable JsonNode worker(String name) {
                        return name.equals("os") ? TextNode.valueOf("linux") : null;
                    }
                };
        assertThat(Interpolation.fill(text, source)).isEqualTo(expected);
    }
}
