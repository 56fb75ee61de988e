package dev.gatehouse.master.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A field of a force scheduler's form: what is shown, and what may be filled in.
 *
 * @param name what the value is called; empty for a group that only holds its fields together
 * @param fullName what the value is called in a request: the names of the groups around it before its own;
 *     null for a group without a name that is in no other
 * @param shown everything that programs are told of it, but for the fields in it
 * @param codebase of a group that describes sources: of which codebase
 * @param fields of a group
 */
public record ForceField(
        Kind kind,
        String name,
        @Nullable String fullName,
        ObjectNode shown,
        Rules rules,
        @Nullable String codebase,
        List<ForceField> fields) {
    public ForceField {
        fields = List.copyOf(fields);
    }

    /** What it takes. */
    public enum Kind {
        FIXED,
        STRING,
        TEXT,
        INT,
        BOOLEAN,
        USERNAME,
        CHOICE,
        WORKER_CHOICE,
        FILE,
        NESTED,
        ANY_PROPERTY,
        CODEBASE,
        PATCH
    }

    /**
     * What is held against the value.
     *
     * @param regex the beginning of the value must match it
     * @param maxsize in characters
     * @param strict whether only the choices are taken
     */
    public record Rules(
            String label,
            JsonNode otherwise,
            boolean required,
            boolean multiple,
            @Nullable Pattern regex,
            @Nullable Integer maxsize,
            List<String> choices,
            boolean strict,
            boolean needEmail) {
        public Rules {
            choices = List.copyOf(choices);
        }
    }

    /** As programs get it. */
    public JsonNode wire() {
        if (!shown.get("type").asText().equals("nested")) {
            return shown;
        }
        ObjectNode whole = shown.deepCopy();
        var children = whole.putArray("fields");
        fields.forEach(field -> children.add(field.wire()));
        return whole;
    }
}
