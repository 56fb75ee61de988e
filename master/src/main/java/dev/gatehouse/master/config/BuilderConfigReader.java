package dev.gatehouse.master.config;

import dev.gatehouse.data.setting.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads the builders. Used once, after the workers. */
final class BuilderConfigReader {

    private final Setting file;
    private final Set<String> workernames;
    private final StepConfigReader steps = new StepConfigReader();
    private final Set<String> names = new LinkedHashSet<>();

    /**
     * @param file what holds for all builders that do not say otherwise
     * @param workernames those there are
     */
    BuilderConfigReader(Setting file, Set<String> workernames) {
        this.file = file;
        this.workernames = workernames;
    }

    /** Of the builders read so far. */
    Set<String> names() {
        return names;
    }

    BuilderConfig read(Setting given) {
        Setting setting = Named.bare(given, "BuilderConfig");
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
        String name = Named.name(setting, names, "builder");
        return new BuilderConfig(
                name,
                workers(setting),
                setting.texts("tags"),
                setting.get("description").map(Setting::text).orElse(null),
                setting.get("description_format")
                        .map(s -> s.choice(Set.of("markdown"), "markdown"))
                        .orElse(null),
                builddir(setting, name),
                Named.values(setting.get("properties")),
                StepConfigReader.environment(setting.get("env")),
                setting.get("collapseRequests")
                        .or(() -> file.get("collapseRequests"))
                        .map(Setting::flag)
                        .orElse(true),
                steps(setting));
    }

    private List<String> workers(Setting setting) {
        List<String> workers = new ArrayList<>(setting.texts("workername"));
        workers.addAll(setting.texts("workernames"));
        if (workers.isEmpty()) {
            setting.error("a builder needs 'workername' or 'workernames'");
        }
        for (String key : List.of("workername", "workernames")) {
            setting.get(key).ifPresent(s -> Named.known(s, s.texts(), workernames, "worker"));
        }
        return workers;
    }

    private static String builddir(Setting setting, String name) {
        String builddir =
                setting.text("workerbuilddir", setting.text("builddir", directoryOf(name)));
        if (builddir.isBlank()
                || builddir.startsWith("/")
                || List.of(builddir.split("[/\\\\]")).contains("..")) {
            setting.error(
                    "builddir must be a directory below the worker's own, not '" + builddir + "'");
        }
        return builddir;
    }

    private List<StepConfig> steps(Setting setting) {
        Setting factory = setting.need("factory");
        List<Setting> listed = List.of();
        if (factory.isMap()) {
            factory.allowOnly("steps");
            Setting inside = factory.need("steps");
            listed = inside.isNull() ? List.of() : inside.items();
        } else if (!factory.isNull()) {
            listed = factory.items();
        }
        List<StepConfig> configured = new ArrayList<>();
        for (Setting step : listed) {
            steps.read(step).ifPresent(configured::add);
        }
        return configured;
    }

    /** What is safe in a path stays, everything else becomes an underscore. */
    private static String directoryOf(String name) {
        String safe = name.replaceAll("[^A-Za-z0-9._-]", "_");
        return safe.startsWith(".") ? "_" + safe : safe;
    }

    /** Two builders in one directory would build over each other. */
    void unlikeDirectories(List<BuilderConfig> builders) {
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
}
