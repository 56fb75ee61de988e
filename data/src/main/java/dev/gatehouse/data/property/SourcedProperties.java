package dev.gatehouse.data.property;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The properties of one build or buildset; on the wire only the values: name to {@code [value, source]}.
 *
 * @param buildid the build whose they are; null when they are a buildset's
 * @param bsid the buildset whose they are; null when they are a build's
 */
public record SourcedProperties(
        @JsonIgnore @Nullable Long buildid,
        @JsonIgnore @Nullable Long bsid,
        @JsonIgnore Map<String, SourcedValue> values) {
    public SourcedProperties {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    static SourcedProperties ofBuild(long buildid, Map<String, SourcedValue> values) {
        return new SourcedProperties(buildid, null, values);
    }

    static SourcedProperties ofBuildset(long bsid, Map<String, SourcedValue> values) {
        return new SourcedProperties(null, bsid, values);
    }

    @JsonValue
    Map<String, SourcedValue> wire() {
        return values;
    }
}
