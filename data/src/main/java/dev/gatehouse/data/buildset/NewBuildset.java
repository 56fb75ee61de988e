package dev.gatehouse.data.buildset;

import dev.gatehouse.data.property.SourcedValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests to be made together.
 *
 * @param ssids the sources to be built, found or added before
 * @param scheduler who asks, for those who are told
 * @param builderids the builders that will be asked; only who may see one of them is told. The requests
 *     themselves are added right after, in the same transaction
 */
public record NewBuildset(
        @Nullable String reason,
        @Nullable String external_idstring,
        @Nullable Long parent_buildid,
        @Nullable String parent_relationship,
        @Nullable Long rebuilt_buildid,
        List<Long> ssids,
        Map<String, SourcedValue> properties,
        String scheduler,
        List<Long> builderids) {
    public NewBuildset {
        ssids = List.copyOf(ssids);
        properties = Map.copyOf(properties);
        builderids = List.copyOf(builderids);
    }
}
