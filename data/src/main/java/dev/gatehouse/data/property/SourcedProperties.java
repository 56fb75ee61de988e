package dev.gatehouse.data.property;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.gatehouse.data.catalog.Doc;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The properties of one build or buildset; on the wire only the values: name to {@code [value, source]}. */
public record SourcedProperties(
        @Doc("The build whose properties these are.") @Nullable Long buildid,
        @Doc("The buildset whose properties these are.") @Nullable Long bsid,
        @Doc("Name to value and source.") Map<String, SourcedValue> values) {
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
