package dev.gatehouse.data.property;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.data.database.StoredJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A property's value and where it came from; {@code [value, source]} on the wire. */
public record SourcedValue(JsonNode value, String source) {

    /** Takes any plain value: texts, numbers, booleans, lists, maps, null. */
    public static SourcedValue of(@Nullable Object value, String source) {
        return new SourcedValue(StoredJson.of(value), source);
    }

    @JsonValue
    List<Object> wire() {
        return List.of(value, source);
    }
}
