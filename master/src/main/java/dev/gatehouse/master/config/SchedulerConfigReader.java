package dev.gatehouse.master.config;

import dev.gatehouse.data.setting.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads the schedulers. Used once, after the builders. */
final class SchedulerConfigReader {

    private static final String REASON = "A build was forced by '%(owner)s': %(reason)s";

    private final @Nullable Set<String> buildernames;

    /**
     * @param buildernames those there are; null when that is not known here
     */
    SchedulerConfigReader(@Nullable Set<String> buildernames) {
        this.buildernames = buildernames;
    }

    /** Empty when there is no scheduler of that class. */
    Optional<SchedulerConfig> read(Setting setting) {
        return setting.named()
                .flatMap(
                        entry ->
                                switch (entry.getKey()) {
                                    case "SingleBranchScheduler" ->
                                            Optional.of(singleBranch(entry.getValue(), true));
                                    case "AnyBranchScheduler" ->
                                            Optional.of(singleBranch(entry.getValue(), false));
                                    case "ForceScheduler" -> Optional.of(force(entry.getValue()));
                                    default -> {
                                        Named.unknownClass(
                                                entry,
                                                "scheduler",
                                                List.of(
                                                        "SingleBranchScheduler",
                                                        "AnyBranchScheduler",
                                                        "ForceScheduler"));
                                        yield Optional.empty();
                                    }
                                });
    }

    /** Empty when it has no form. */
    Optional<SchedulerConfig.Force> form(Setting setting) {
        return setting.named()
                .filter(entry -> entry.getKey().equals("ForceScheduler"))
                .map(entry -> force(entry.getValue()));
    }

    private List<String> builderNames(Setting setting) {
        Setting names = setting.need("builderNames");
        if (names.isNull()) {
            return List.of();
        }
        List<String> listed = names.texts();
        if (listed.isEmpty()) {
            names.error("at least one builder must be named");
        }
        if (buildernames != null) {
            Named.known(names, listed, buildernames, "builder");
        }
        return listed;
    }

    private static String nameOf(Setting setting) {
        Setting name = setting.need("name");
        return name.isNull() ? "" : name.text();
    }

    private SchedulerConfig singleBranch(Setting setting, boolean oneBranch) {
        setting.allowOnly(
                "name",
                "builderNames",
                "branch",
                "branches",
                "change_filter",
                "treeStableTimer",
                "codebases",
                "properties",
                "reason");
        Map<String, Set<@Nullable String>> values = new LinkedHashMap<>();
        Map<String, Pattern> patterns = new LinkedHashMap<>();
        setting.get("change_filter").ifPresent(filter -> filter(filter, values, patterns));
        // Present with null means the default branch, as in Buildbot.
        Setting branch = setting.entries().get("branch");
        if (branch != null) {
            values.put("branch", oneOf(branch.isNull() ? null : branch.text()));
        }
        setting.get("branches")
                .ifPresent(branches -> values.put("branch", new LinkedHashSet<>(branches.texts())));
        if (oneBranch && branch == null && setting.get("change_filter").isEmpty()) {
            setting.error("a SingleBranchScheduler needs 'branch' or 'change_filter'");
        }
        return new SchedulerConfig.SingleBranch(
                nameOf(setting),
                builderNames(setting),
                new ChangeFilter(values, patterns),
                setting.duration("treeStableTimer", Duration.ZERO),
                codebases(setting.get("codebases")),
                Named.values(setting.get("properties")),
                setting.text(
                        "reason",
                        "The "
                                + (oneBranch ? "SingleBranchScheduler" : "AnyBranchScheduler")
                                + " scheduler named '"
                                + setting.text("name", "")
                                + "' triggered this build"));
    }

    private static Set<@Nullable String> oneOf(@Nullable String value) {
        Set<@Nullable String> one = new LinkedHashSet<>();
        one.add(value);
        return one;
    }

    private static void filter(
            Setting filter,
            Map<String, Set<@Nullable String>> values,
            Map<String, Pattern> patterns) {
        List<String> legal = new ArrayList<>();
        for (String attribute : new TreeSet<>(ChangeFilter.ATTRIBUTES)) {
            legal.add(attribute);
            legal.add(attribute + "_re");
        }
        filter.allowOnly(legal);
        for (Map.Entry<String, Setting> entry : filter.entries().entrySet()) {
            String key = entry.getKey();
            Setting value = entry.getValue();
            if (key.endsWith("_re")) {
                try {
                    patterns.put(key.substring(0, key.length() - 3), Pattern.compile(value.text()));
                } catch (PatternSyntaxException e) {
                    value.error("is no regular expression: " + e.getDescription());
                }
            } else if (value.isNull()) {
                values.put(key, oneOf(null));
            } else {
                values.put(key, new LinkedHashSet<>(value.texts()));
            }
        }
    }

    /** A list of names, or a map of name to where it comes from. */
    private static Map<String, SchedulerConfig.Codebase> codebases(Optional<Setting> setting) {
        Map<String, SchedulerConfig.Codebase> codebases = new LinkedHashMap<>();
        if (setting.isEmpty()) {
            return codebases;
        }
        if (!setting.get().isMap()) {
            setting.get()
                    .texts()
                    .forEach(
                            name ->
                                    codebases.put(
                                            name, new SchedulerConfig.Codebase(null, null, "")));
            return codebases;
        }
        setting.get()
                .entries()
                .forEach(
                        (name, from) -> {
                            from.allowOnly("branch", "revision", "repository");
                            codebases.put(
                                    name,
                                    new SchedulerConfig.Codebase(
                                            from.get("branch").map(Setting::text).orElse(null),
                                            from.get("revision").map(Setting::text).orElse(null),
                                            from.text("repository", "")));
                        });
        return codebases;
    }

    private SchedulerConfig.Force force(Setting setting) {
        setting.allowOnly(
                "name",
                "builderNames",
                "label",
                "buttonName",
                "reason",
                "reasonString",
                "username",
                "priority",
                "codebases",
                "properties");
        String name = nameOf(setting);
        List<ForceField> codebases = new ArrayList<>();
        Optional<Setting> given = setting.get("codebases");
        if (given.isEmpty()) {
            codebases.add(ForceFieldReader.codebase(""));
        } else {
            for (Setting codebase : given.get().items()) {
                ForceFieldReader.codebase(codebase).ifPresent(codebases::add);
            }
        }
        List<ForceField> fields = new ArrayList<>();
        setting.get("properties")
                .ifPresent(
                        list ->
                                list.items()
                                        .forEach(
                                                field ->
                                                        ForceFieldReader.read(field, "")
                                                                .ifPresent(fields::add)));
        Set<String> names = new HashSet<>();
        for (ForceField field : fields) {
            if (!field.name().isEmpty() && !names.add(field.name())) {
                setting.error("two fields are called '" + field.name() + "'");
            }
        }
        return new SchedulerConfig.Force(
                name,
                builderNames(setting),
                setting.text("label", name),
                setting.text("buttonName", name),
                setting.text("reasonString", REASON),
                ForceFieldReader.username(setting.get("username")),
                ForceFieldReader.reason(setting.get("reason")),
                ForceFieldReader.priority(setting.get("priority")),
                codebases,
                fields);
    }
}
