package dev.gatehouse.www.stream;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** A JSON value as Python prints it: clients know some messages in these words. Immutable. */
final class PythonText {
    private PythonText() {}

    static String of(JsonNode value) {
        if (value.isTextual()) {
            return "'" + value.textValue() + "'";
        }
        if (value.isNull()) {
            return "None";
        }
        if (value.isBoolean()) {
            return value.booleanValue() ? "True" : "False";
        }
        if (value.isArray()) {
            List<String> items = new ArrayList<>();
            value.forEach(item -> items.add(of(item)));
            return "[" + String.join(", ", items) + "]";
        }
        if (value.isObject()) {
            List<String> items = new ArrayList<>();
            value.properties()
                    .forEach(
                            entry ->
                                    items.add("'" + entry.getKey() + "': " + of(entry.getValue())));
            return "{" + String.join(", ", items) + "}";
        }
        return value.toString();
    }
}
