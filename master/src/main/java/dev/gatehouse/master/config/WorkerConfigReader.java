package dev.gatehouse.master.config;

import dev.gatehouse.data.setting.Setting;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/** Reads the workers. Used once. */
final class WorkerConfigReader {

    private static final Duration MISSING = Duration.ofHours(1);

    private final Set<String> names = new LinkedHashSet<>();

    /** Of the workers read so far. */
    Set<String> names() {
        return names;
    }

    WorkerConfig read(Setting given) {
        Setting setting = Named.bare(given, "Worker");
        setting.allowOnly(
                "name",
                "password",
                "max_builds",
                "properties",
                "missing_timeout",
                "notify_on_missing");
        String name = Named.name(setting, names, "worker");
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
                Named.values(setting.get("properties")),
                setting.duration("missing_timeout", MISSING));
    }
}
