package dev.gatehouse.master.config;

import dev.gatehouse.data.Results;
import dev.gatehouse.data.setting.Setting;
import dev.gatehouse.master.config.StepConfig.Flags;
import dev.gatehouse.master.config.StepConfig.GitMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads steps, under the names of Buildbot's step classes and their parameters. */
final class StepConfigReader {

    private static final List<String> CLASSES =
            List.of(
                    "Git",
                    "ShellCommand",
                    "SetPropertyFromCommand",
                    "Compile",
                    "Test",
                    "Configure");

    private static final List<String> ANY =
            List.of(
                    "name",
                    "haltOnFailure",
                    "flunkOnFailure",
                    "flunkOnWarnings",
                    "warnOnFailure",
                    "warnOnWarnings",
                    "alwaysRun",
                    "description",
                    "descriptionDone",
                    "hideStepIf");

    private static final List<String> SHELL =
            List.of(
                    "command",
                    "workdir",
                    "env",
                    "timeout",
                    "maxTime",
                    "sigtermTime",
                    "interruptSignal",
                    "logEnviron",
                    "usePTY",
                    "want_stdout",
                    "want_stderr",
                    "initialStdin",
                    "decodeRC",
                    "logfiles");

    private static final Map<String, Integer> RESULTS =
            Map.of(
                    "SUCCESS", Results.SUCCESS,
                    "WARNINGS", Results.WARNINGS,
                    "FAILURE", Results.FAILURE,
                    "SKIPPED", Results.SKIPPED,
                    "EXCEPTION", Results.EXCEPTION);

    /** As in Buildbot: a command that is silent for twenty minutes is stuck. */
    private static final Duration TIMEOUT = Duration.ofMinutes(20);

    Optional<StepConfig> read(Setting setting) {
        return setting.named()
                .flatMap(
                        entry -> {
                            Setting parameters = entry.getValue();
                            return switch (entry.getKey()) {
                                case "Git" -> Optional.of(git(parameters));
                                case "ShellCommand" ->
                                        Optional.of(
                                                command(parameters, "shell", false, null, null));
                                case "Compile" ->
                                        Optional.of(
                                                command(
                                                        parameters,
                                                        "compile",
                                                        true,
                                                        "compiling",
                                                        "compile"));
                                case "Test" ->
                                        Optional.of(
                                                command(
                                                        parameters,
                                                        "test",
                                                        false,
                                                        "testing",
                                                        "test"));
                                case "Configure" ->
                                        Optional.of(
                                                command(
                                                        parameters,
                                                        "configure",
                                                        true,
                                                        "configuring",
                                                        "configure"));
                                case "SetPropertyFromCommand" -> Optional.of(property(parameters));
                                default -> {
                                    Named.unknownClass(entry, "step", CLASSES);
                                    yield Optional.empty();
                                }
                            };
                        });
    }

    private static StepConfig step(
            Setting setting,
            String name,
            boolean halt,
            @Nullable String description,
            @Nullable String descriptionDone,
            StepConfig.Work work) {
        return new StepConfig(
                setting.text("name", name),
                new Flags(
                        setting.flag("haltOnFailure", halt),
                        setting.flag("flunkOnFailure", true),
                        setting.flag("flunkOnWarnings", false),
                        setting.flag("warnOnFailure", false),
                        setting.flag("warnOnWarnings", true),
                        setting.flag("alwaysRun", false)),
                words(setting.get("description"), description),
                words(setting.get("descriptionDone"), descriptionDone),
                setting.flag("hideStepIf", false),
                work);
    }

    private static @Nullable String words(Optional<Setting> setting, @Nullable String otherwise) {
        return setting.map(s -> String.join(" ", s.texts())).orElse(otherwise);
    }

    private static List<String> keys(List<String> own, String... more) {
        List<String> keys = new ArrayList<>(ANY);
        keys.addAll(own);
        keys.addAll(List.of(more));
        return keys;
    }

    private static StepConfig command(
            Setting setting,
            String name,
            boolean halt,
            @Nullable String description,
            @Nullable String descriptionDone) {
        setting.allowOnly(keys(SHELL));
        return step(setting, name, halt, description, descriptionDone, shell(setting));
    }

    private static StepConfig property(Setting setting) {
        setting.allowOnly(keys(SHELL, "property", "strip"));
        Setting property = setting.need("property");
        return step(
                setting,
                "setproperty",
                false,
                null,
                null,
                new StepConfig.SetProperty(
                        shell(setting),
                        property.isNull() ? "" : property.text(),
                        setting.flag("strip", true)));
    }

    private static StepConfig.Shell shell(Setting setting) {
        Setting command = setting.need("command");
        List<String> words = command.isNull() ? List.of("") : command.texts();
        if (!command.isNull() && (words.isEmpty() || words.get(0).isBlank())) {
            command.error("must not be empty");
        }
        words.forEach(word -> Interpolation.check(word, command));
        return new StepConfig.Shell(
                words,
                !command.isList(),
                checked(setting, "workdir", "build"),
                environment(setting.get("env")),
                limit(setting, "timeout", TIMEOUT),
                limit(setting, "maxTime", null),
                limit(setting, "sigtermTime", null),
                setting.text("interruptSignal", "KILL"),
                setting.flag("logEnviron", false),
                setting.flag("usePTY", false),
                setting.flag("want_stdout", true),
                setting.flag("want_stderr", true),
                setting.get("initialStdin").map(Setting::text).orElse(null),
                codes(setting.get("decodeRC")),
                texts(setting.get("logfiles")));
    }

    private static String checked(Setting setting, String key, String otherwise) {
        Optional<Setting> given = setting.get(key);
        given.ifPresent(value -> Interpolation.check(value.text(), value));
        return given.map(Setting::text).orElse(otherwise);
    }

    /** Written as null or 0, there is no limit. */
    private static @Nullable Duration limit(
            Setting setting, String key, @Nullable Duration otherwise) {
        Setting given = setting.entries().get(key);
        if (given == null) {
            return otherwise;
        }
        if (given.isNull()) {
            return null;
        }
        Duration limit = given.duration();
        return limit.isZero() ? null : limit;
    }

    static Map<String, @Nullable String> environment(Optional<Setting> setting) {
        Map<String, @Nullable String> environment = new LinkedHashMap<>();
        setting.ifPresent(
                map ->
                        map.entries()
                                .forEach(
                                        (name, value) -> {
                                            if (value.isNull()) {
                                                environment.put(name, null);
                                                return;
                                            }
                                            String text =
                                                    value.isList()
                                                            ? String.join(":", value.texts())
                                                            : value.text();
                                            Interpolation.check(text, value);
                                            environment.put(name, text);
                                        }));
        return environment;
    }

    private static Map<String, String> texts(Optional<Setting> setting) {
        Map<String, String> texts = new LinkedHashMap<>();
        setting.ifPresent(
                map -> map.entries().forEach((name, value) -> texts.put(name, value.text())));
        return texts;
    }

    private static Map<Integer, Integer> codes(Optional<Setting> setting) {
        if (setting.isEmpty()) {
            return Map.of(0, Results.SUCCESS);
        }
        Map<Integer, Integer> codes = new LinkedHashMap<>();
        setting.get()
                .entries()
                .forEach(
                        (code, result) -> {
                            String word = result.choice(RESULTS.keySet(), "FAILURE");
                            try {
                                codes.put(Integer.parseInt(code), RESULTS.getOrDefault(word, 2));
                            } catch (NumberFormatException e) {
                                result.error("an exit code is a number, not '" + code + "'");
                            }
                        });
        return codes;
    }

    private static StepConfig git(Setting setting) {
        setting.allowOnly(
                keys(
                        List.of(
                                "repourl",
                                "branch",
                                "mode",
                                "method",
                                "shallow",
                                "submodules",
                                "alwaysUseLatest",
                                "progress",
                                "retry",
                                "codebase",
                                "workdir",
                                "env",
                                "timeout",
                                "logEnviron")));
        Setting url = setting.need("repourl");
        String repourl = url.isNull() ? "" : url.text();
        if (!url.isNull()) {
            Interpolation.check(repourl, url);
            if (repourl.startsWith("-")) {
                url.error("a repository cannot begin with '-'");
            }
        }
        String mode =
                setting.get("mode")
                        .map(s -> s.choice(Set.of("full", "incremental"), "incremental"))
                        .orElse("incremental");
        GitMethod method = GitMethod.INCREMENTAL;
        if (mode.equals("full")) {
            String word =
                    setting.get("method")
                            .map(
                                    s ->
                                            s.choice(
                                                    Set.of("clobber", "fresh", "clean", "copy"),
                                                    "fresh"))
                            .orElse("fresh");
            method =
                    switch (word) {
                        case "clobber", "copy" -> GitMethod.CLOBBER;
                        case "clean" -> GitMethod.CLEAN;
                        default -> GitMethod.FRESH;
                    };
        } else if (setting.get("method").isPresent()) {
            setting.error("'method' belongs to mode: full");
        }
        int retries = 0;
        Duration delay = Duration.ofSeconds(10);
        Optional<Setting> retry = setting.get("retry");
        if (retry.isPresent()) {
            List<Setting> pair = retry.get().items();
            if (pair.size() == 2) {
                delay = pair.get(0).duration();
                retries = (int) pair.get(1).number();
            } else {
                retry.get().error("must be a list of two: the delay and how many times");
            }
        }
        String codebase = setting.text("codebase", "");
        return step(
                setting,
                codebase.isEmpty() ? "git" : "git-" + codebase,
                true,
                null,
                null,
                new StepConfig.Git(
                        repourl,
                        setting.get("branch").map(Setting::text).orElse(null),
                        method,
                        depth(setting.get("shallow")),
                        setting.flag("submodules", false),
                        setting.flag("alwaysUseLatest", false),
                        setting.flag("progress", true),
                        retries,
                        delay,
                        codebase,
                        checked(setting, "workdir", "build"),
                        environment(setting.get("env")),
                        limit(setting, "timeout", TIMEOUT),
                        setting.flag("logEnviron", false)));
    }

    /** True means one commit, a number that many. */
    private static int depth(Optional<Setting> shallow) {
        if (shallow.isEmpty()) {
            return 0;
        }
        Object value = shallow.get().plain();
        if (value instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        return (int) shallow.get().number();
    }
}
