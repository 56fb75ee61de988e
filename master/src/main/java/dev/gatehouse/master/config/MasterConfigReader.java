package dev.gatehouse.master.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.data.json.JsonMappers;
import dev.gatehouse.data.setting.Setting;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads the master's part of the file, all of it, whatever is wrong with it. Used once. */
final class MasterConfigReader {

    private static final ObjectMapper MAPPER = JsonMappers.builder().build();
    private static final Duration MISSING = Duration.ofHours(1);
    private static final String REASON = "A build was forced by '%(owner)s': %(reason)s";

    private final Setting file;
    private final StepConfigReader steps = new StepConfigReader();
    private final Set<String> workernames = new LinkedHashSet<>();
    private final Set<String> buildernames = new LinkedHashSet<>();

    MasterConfigReader(Setting file) {
        this.file = file;
    }

    MasterConfig read() {
        List<WorkerConfig> workers = new ArrayList<>();
        for (Setting worker : list("workers")) {
            workers.add(worker(worker));
        }
        List<BuilderConfig> builders = new ArrayList<>();
        for (Setting builder : list("builders")) {
            builders.add(builder(builder));
        }
        unlikeDirectories(builders);
        List<SchedulerConfig> schedulers = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Setting setting : list("schedulers")) {
            scheduler(setting)
                    .ifPresent(
                            scheduler -> {
                                if (!names.add(scheduler.name())) {
                                    setting.error(
                                            "two schedulers are called '" + scheduler.name() + "'");
                                }
                                schedulers.add(scheduler);
                            });
        }
        List<PollerConfig> pollers = new ArrayList<>();
        Set<String> pollerNames = new HashSet<>();
        for (Setting setting : list("change_source")) {
            poller(setting)
                    .ifPresent(
                            poller -> {
                                if (!pollerNames.add(poller.name())) {
                                    setting.error(
                                            "two change sources are called '"
                                                    + poller.name()
                                                    + "'");
                                }
                                pollers.add(poller);
                            });
        }
        return new MasterConfig(workers, listener(), builders, schedulers, pollers);
    }

    /** A list, or one alone. */
    private List<Setting> list(String name) {
        return file.get(name).map(s -> s.isMap() ? List.of(s) : s.items()).orElse(List.of());
    }

    static Map<String, JsonNode> values(Optional<Setting> setting) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        setting.ifPresent(
                s ->
                        s.entries()
                                .forEach(
                                        (name, value) ->
                                                values.put(
                                                        name, MAPPER.valueToTree(value.plain()))));
        return values;
    }

    private String name(Setting setting, Set<String> known, String what) {
        Setting named = setting.need("name");
        if (named.isNull()) {
            return "";
        }
        String name = named.text();
        if (name.isBlank()) {
            named.error("must not be empty");
        } else if (!known.add(name)) {
            named.error("two " + what + "s are called '" + name + "'");
        }
        return name;
    }

    private WorkerConfig worker(Setting given) {
        Setting setting = given;
        if (given.isMap() && given.entries().size() == 1 && given.entries().containsKey("Worker")) {
            setting = given.named().map(Map.Entry::getValue).orElse(given);
        }
        setting.allowOnly(
                "name",
                "password",
                "max_builds",
                "properties",
                "missing_timeout",
                "notify_on_missing");
        String name = name(setting, workernames, "worker");
        if (name.contains(":")) {
            setting.error("a worker's name cannot have a colon in it");
        }
        setting.get("notify_on_missing")
                .ifPresent(s -> s.warning("no mail is sent: a missing worker is only logged"));
        Setting password = setting.need("password");
        long most = setting.number("max_builds", 0);
        if (most < 0) {
            setting.error("max_builds must be at least 1");
        }
        return new WorkerConfig(
                name,
                password.isNull() ? "" : password.text(),
                (int) most,
                values(setting.get("properties")),
                setting.duration("missing_timeout", MISSING));
    }

    private @Nullable InetSocketAddress listener() {
        Optional<Setting> protocols = file.get("protocols");
        if (protocols.isEmpty()) {
            return null;
        }
        protocols.get().allowOnly("msgpack_experimental_v7", "pb");
        protocols
                .get()
                .get("pb")
                .ifPresent(
                        pb ->
                                pb.error(
                                        "workers are spoken to in msgpack_experimental_v7 only: run"
                                                + " 'buildbot-worker create-worker"
                                                + " --protocol=msgpack_experimental_v7', or change the"
                                                + " word in buildbot.tac"));
        Optional<Setting> ours = protocols.get().get("msgpack_experimental_v7");
        if (ours.isEmpty()) {
            return null;
        }
        ours.get().allowOnly("port");
        return address(ours.get().need("port"));
    }

    /** A port, or an endpoint as Buildbot writes it: {@code tcp:9989:interface=127.0.0.1}. */
    private static @Nullable InetSocketAddress address(Setting setting) {
        if (setting.isNull()) {
            return null;
        }
        String text = setting.text();
        String port = text;
        String host = "";
        if (text.startsWith("tcp:")) {
            port = "";
            for (String part : text.substring(4).split(":")) {
                if (part.startsWith("interface=")) {
                    host = part.substring("interface=".length()).replace("\\", "");
                } else if (part.startsWith("port=")) {
                    port = part.substring(5);
                } else if (port.isEmpty()) {
                    port = part;
                } else {
                    setting.error("'" + part + "' is not known here; legal: interface=ADDRESS");
                }
            }
        }
        try {
            int number = Integer.parseInt(port);
            if (number < 0 || number > 65535) {
                setting.error("a port is a number from 0 to 65535");
                return null;
            }
            return host.isEmpty()
                    ? new InetSocketAddress(number)
                    : new InetSocketAddress(InetAddress.getByName(host), number);
        } catch (NumberFormatException e) {
            setting.error("must be a port, or 'tcp:PORT:interface=ADDRESS', not '" + text + "'");
        } catch (java.net.UnknownHostException e) {
            setting.error("no such address: '" + host + "'");
        }
        return null;
    }

    private BuilderConfig builder(Setting given) {
        Setting setting = given;
        if (given.isMap()
                && given.entries().size() == 1
                && given.entries().containsKey("BuilderConfig")) {
            setting = given.named().map(Map.Entry::getValue).orElse(given);
        }
        setting.allowOnly(
                "name",
                "workername",
                "workernames",
                "tags",
                "description",
                "description_format",
                "builddir",
                "workerbuilddir",
                "properties",
                "env",
                "collapseRequests",
                "factory");
        String name = name(setting, buildernames, "builder");
        List<String> workers = new ArrayList<>(setting.texts("workername"));
        workers.addAll(setting.texts("workernames"));
        if (workers.isEmpty()) {
            setting.error("a builder needs 'workername' or 'workernames'");
        }
        for (String key : List.of("workername", "workernames")) {
            setting.get(key).ifPresent(s -> known(s, s.texts(), workernames, "worker"));
        }
        String builddir =
                setting.text("workerbuilddir", setting.text("builddir", directoryOf(name)));
        if (builddir.isBlank()
                || builddir.startsWith("/")
                || List.of(builddir.split("[/\\\\]")).contains("..")) {
            setting.error(
                    "builddir must be a directory below the worker's own, not '" + builddir + "'");
        }
        List<StepConfig> configured = new ArrayList<>();
        Setting factory = setting.need("factory");
        List<Setting> listed = List.of();
        if (factory.isMap()) {
            factory.allowOnly("steps");
            Setting given2 = factory.need("steps");
            listed = given2.isNull() ? List.of() : given2.items();
        } else if (!factory.isNull()) {
            listed = factory.items();
        }
        for (Setting step : listed) {
            steps.read(step).ifPresent(configured::add);
        }
        return new BuilderConfig(
                name,
                workers,
                setting.texts("tags"),
                setting.get("description").map(Setting::text).orElse(null),
                setting.get("description_format")
                        .map(s -> s.choice(Set.of("markdown"), "markdown"))
                        .orElse(null),
                builddir,
                values(setting.get("properties")),
                StepConfigReader.environment(setting.get("env")),
                setting.get("collapseRequests")
                        .or(() -> file.get("collapseRequests"))
                        .map(Setting::flag)
                        .orElse(true),
                configured);
    }

    /** What is safe in a path stays, everything else becomes an underscore. */
    private static String directoryOf(String name) {
        String safe = name.replaceAll("[^A-Za-z0-9._-]", "_");
        return safe.startsWith(".") ? "_" + safe : safe;
    }

    private void unlikeDirectories(List<BuilderConfig> builders) {
        Map<String, String> taken = new LinkedHashMap<>();
        for (BuilderConfig builder : builders) {
            String other =
                    taken.putIfAbsent(builder.builddir().toLowerCase(Locale.ROOT), builder.name());
            if (other != null && !other.equals(builder.name())) {
                file.get("builders")
                        .orElse(file)
                        .error(
                                "builders '"
                                        + other
                                        + "' and '"
                                        + builder.name()
                                        + "' would use the same directory '"
                                        + builder.builddir()
                                        + "': give one a 'builddir'");
            }
        }
    }

    private static void known(
            Setting where, List<String> names, Collection<String> known, String what) {
        for (String name : names) {
            if (!known.contains(name)) {
                where.error(
                        "no "
                                + what
                                + " is called '"
                                + name
                                + "'"
                                + Setting.nearest(name, known)
                                        .map(near -> "; did you mean '" + near + "'?")
                                        .orElse(""));
            }
        }
    }

    private Optional<SchedulerConfig> scheduler(Setting setting) {
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
                                        unknownClass(
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

    static void unknownClass(
            Map.Entry<String, Setting> entry, String what, Collection<String> legal) {
        entry.getValue()
                .error(
                        "there is no "
                                + what
                                + " '"
                                + entry.getKey()
                                + "'; "
                                + Setting.nearest(entry.getKey(), legal)
                                        .map(name -> "did you mean '" + name + "'?")
                                        .orElse("legal here: " + String.join(", ", legal)));
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
        known(names, listed, buildernames, "builder");
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
                values(setting.get("properties")),
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
        for (String attribute : new java.util.TreeSet<>(ChangeFilter.ATTRIBUTES)) {
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

    private SchedulerConfig force(Setting setting) {
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

    private Optional<PollerConfig> poller(Setting setting) {
        return setting.named()
                .flatMap(
                        entry -> {
                            if (!entry.getKey().equals("GitPoller")) {
                                unknownClass(entry, "change source", List.of("GitPoller"));
                                return Optional.empty();
                            }
                            return Optional.of(git(entry.getValue()));
                        });
    }

    private static PollerConfig git(Setting setting) {
        setting.allowOnly(
                "name",
                "repourl",
                "branch",
                "branches",
                "pollInterval",
                "pollAtLaunch",
                "project",
                "category",
                "codebase");
        Setting url = setting.need("repourl");
        String repourl = url.isNull() ? "" : url.text();
        List<String> branches = new ArrayList<>(setting.texts("branch"));
        // "true" means all of them, as in Buildbot.
        if (setting.get("branches").isPresent()
                && !"true".equals(String.valueOf(setting.get("branches").get().plain()))) {
            branches.addAll(setting.texts("branches"));
        } else if (setting.get("branches").isEmpty() && branches.isEmpty()) {
            branches.add("master");
        }
        Duration interval = setting.duration("pollInterval", Duration.ofMinutes(10));
        if (interval.toMillis() < 1000 && interval.toMillis() != 0) {
            setting.error("pollInterval must be at least one second");
        }
        return new PollerConfig(
                setting.text("name", repourl),
                repourl,
                branches,
                interval,
                setting.flag("pollAtLaunch", false),
                setting.text("project", ""),
                setting.text("category", ""),
                setting.text("codebase", ""));
    }
}
