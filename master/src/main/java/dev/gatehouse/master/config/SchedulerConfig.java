package dev.gatehouse.master.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What starts builds. */
public sealed interface SchedulerConfig {

    String name();

    List<String> builderNames();

    /** Where a codebase comes from when nobody says otherwise. */
    record Codebase(@Nullable String branch, @Nullable String revision, String repository) {}

    /**
     * Builds when changes come that pass the filter, once none has come for a while.
     *
     * @param treeStableTimer how long none must have come; zero for at once
     * @param codebases empty for the one without a name
     */
    record SingleBranch(
            String name,
            List<String> builderNames,
            ChangeFilter filter,
            Duration treeStableTimer,
            Map<String, Codebase> codebases,
            Map<String, JsonNode> properties,
            String reason)
            implements SchedulerConfig {
        public SingleBranch {
            builderNames = List.copyOf(builderNames);
            codebases = new LinkedHashMap<>(codebases);
            properties = Map.copyOf(properties);
        }
    }

    /**
     * Builds when somebody asks for it with a form.
     *
     * @param reasonString what the buildset's reason becomes; {@code %(owner)s} and {@code %(reason)s} are
     *     filled in
     * @param codebases and {@code fields} make up the form after user name, reason and priority
     */
    record Force(
            String name,
            List<String> builderNames,
            String label,
            String buttonName,
            String reasonString,
            ForceField username,
            ForceField reason,
            ForceField priority,
            List<ForceField> codebases,
            List<ForceField> fields)
            implements SchedulerConfig {
        public Force {
            builderNames = List.copyOf(builderNames);
            codebases = List.copyOf(codebases);
            fields = List.copyOf(fields);
        }

        /** The group without a name that begins the form. */
        public ForceField head() {
            return ForceFieldReader.head(username, reason, priority);
        }
    }
}
