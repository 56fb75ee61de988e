package dev.gatehouse.master.config;

import dev.gatehouse.data.setting.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the change sources. */
final class PollerConfigReader {

    private PollerConfigReader() {}

    /** Empty when there is no change source of that class. */
    static Optional<PollerConfig> read(Setting setting) {
        return setting.named()
                .flatMap(
                        entry -> {
                            if (!entry.getKey().equals("GitPoller")) {
                                Named.unknownClass(entry, "change source", List.of("GitPoller"));
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
