package dev.gatehouse.data.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a whole catalogue before the server starts, and names every fault of it at once: a path that two
 * patterns answer, an event path that its record cannot fill, a field without a sentence about it, a type
 * that does not say whose its rows are.
 */
public final class CatalogCheck {
    private final List<String> faults = new ArrayList<>();
    private final Map<String, String> takenPaths = new HashMap<>();
    private final Set<String> names = new HashSet<>();
    private final Set<String> plurals = new HashSet<>();

    private CatalogCheck() {}

    /** Every fault, each a line for people; empty when the catalogue is sound. */
    public static List<String> faults(List<ResourceType<?>> types) {
        CatalogCheck check = new CatalogCheck();
        types.forEach(check::type);
        return List.copyOf(check.faults);
    }

    /**
     * @throws IllegalArgumentException with every fault, when there is one
     */
    public static void require(List<ResourceType<?>> types) {
        List<String> faults = faults(types);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(
                    "faults of the catalogue:\n  " + String.join("\n  ", faults));
        }
    }

    private void type(ResourceType<?> type) {
        String name = type.name();
        if (!names.add(name)) {
            fault(name, "a second type of this name");
        }
        if (!plurals.add(type.plural())) {
            fault(name, "a second type with the plural '" + type.plural() + "'");
        }
        if (!type.record().isRecord()) {
            fault(name, type.record().getSimpleName() + " is no record");
            return;
        }
        if (!type.hasScope()) {
            fault(name, "declares no scope: whose are its rows?");
        }
        fields(type);
        type.endpoints().forEach(endpoint -> path(name, endpoint.pattern()));
        type.events().forEach(pattern -> event(type, pattern));
        actions(type);
    }

    private void fields(ResourceType<?> type) {
        for (Field field : Field.of(type.record())) {
            if (field.doc().isBlank()) {
                fault(type.name(), "field '" + field.name() + "' has no @Doc");
            }
        }
        for (RecordComponent component : type.record().getRecordComponents()) {
            if (component.getType().isArray()) {
                fault(type.name(), "field '" + component.getName() + "' is an array: use a list");
            }
        }
    }

    private void path(String type, PathPattern pattern) {
        List<String> shape = new ArrayList<>();
        Set<String> variables = new HashSet<>();
        for (int place = 0; place < pattern.elements().size(); place++) {
            PathPattern.Kind kind = pattern.kind(place);
            String name = pattern.name(place);
            if (kind == null) {
                fault(
                        type,
                        pattern.text()
                                + ": '"
                                + pattern.elements().get(place)
                                + "' is of no known kind (n:, i:, s:, :)");
                return;
            }
            if (name.isEmpty()) {
                fault(type, pattern.text() + ": an element without a name");
            }
            if (kind == PathPattern.Kind.LITERAL) {
                shape.add("/" + name);
                continue;
            }
            shape.add("/:" + pattern.rank(place));
            if (!variables.add(name)) {
                fault(type, pattern.text() + ": two variables '" + name + "'");
            }
        }
        String other = takenPaths.putIfAbsent(String.join("", shape), type + " " + pattern.text());
        if (other != null) {
            fault(type, pattern.text() + ": matches the same paths as " + other);
        }
    }

    private void event(ResourceType<?> type, PathPattern pattern) {
        Set<String> components = new TreeSet<>();
        Field.ofAllComponents(type.record()).forEach(field -> components.add(field.name()));
        for (int place = 0; place < pattern.elements().size(); place++) {
            PathPattern.Kind kind = pattern.kind(place);
            if (kind == PathPattern.Kind.LITERAL) {
                continue;
            }
            if (kind != PathPattern.Kind.PLAIN) {
                fault(
                        type.name(),
                        "event " + pattern.text() + ": variables of event paths have no kind");
            }
            if (!components.contains(pattern.name(place))) {
                fault(
                        type.name(),
                        "event "
                                + pattern.text()
                                + " needs '"
                                + pattern.name(place)
                                + "', which the record lacks");
            }
        }
    }

    private void actions(ResourceType<?> type) {
        Set<String> taken = new HashSet<>();
        for (Action<?, ?> action : type.actions()) {
            String where = "action " + action.name();
            if (!action.name().equals(action.name().toLowerCase(Locale.ROOT))) {
                fault(type.name(), where + ": names are in lower case");
            }
            if (!taken.add(action.name())) {
                fault(type.name(), where + ": declared twice");
            }
            if (!action.arguments().isRecord() && action.arguments() != JsonNode.class) {
                fault(type.name(), where + ": arguments are a record or JsonNode");
            }
        }
        boolean single = type.endpoints().stream().anyMatch(Endpoint.One.class::isInstance);
        if (!type.actions().isEmpty() && !single) {
            fault(type.name(), "has actions but no path to a single one");
        }
    }

    private void fault(String type, String text) {
        faults.add(type + ": " + text);
    }
}
