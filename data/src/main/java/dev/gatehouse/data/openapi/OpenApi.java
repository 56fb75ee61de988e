package dev.gatehouse.data.openapi;

import dev.gatehouse.data.catalog.Endpoint;
import dev.gatehouse.data.catalog.Field;
import dev.gatehouse.data.catalog.ResourceType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The API as an OpenAPI 3.1 document, made of maps and lists: every path, what it answers with, which
 * parameters are legal, what can be done there. Immutable.
 *
 * <p>Paths that differ only in what their variables are called, such as a builder by its id and by its
 * name, are one path there, since the format takes them for the same.
 */
public final class OpenApi {
    private static final String DESCRIPTION = "description";

    private OpenApi() {}

    /** The document of a catalogue's types; the order of its keys is always the same. */
    public static Map<String, Object> of(Collection<ResourceType<?>> types) {
        Schemas schemas = new Schemas();
        Map<String, Object> parameters = Parameters.common();
        Map<String, List<Place<?>>> places = new TreeMap<>();
        types.forEach(type -> schemas.name(type.name(), type.record()));
        for (ResourceType<?> type : types) {
            schemas.add(type.name(), type.record());
            schemas.addPart(type.name() + ".part", type.record());
            schemas.named().put(type.plural() + ".answer", Answers.of(type));
            if (!Field.of(type.record()).isEmpty()) {
                parameters.putAll(Parameters.of(type));
            }
            place(type, places);
        }
        schemas.named().put(Answers.REFUSAL, Answers.refusal());
        Map<String, Object> components = new LinkedHashMap<>();
        components.put("parameters", parameters);
        components.put("responses", Answers.refusals());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        document.put("info", info());
        // next to the document itself, wherever the server is deployed
        document.put("servers", List.of(Map.of("url", "../v2")));
        document.put("tags", types.stream().map(OpenApi::tag).toList());
        document.put("paths", paths(places, schemas));
        components.put("schemas", schemas.named());
        document.put("components", components);
        return document;
    }

    private static <T> void place(ResourceType<T> type, Map<String, List<Place<?>>> places) {
        for (Endpoint<T> endpoint : type.endpoints()) {
            Place<T> place = new Place<>(type, endpoint);
            places.computeIfAbsent(place.shape(), shape -> new ArrayList<>()).add(place);
        }
    }

    private static Map<String, Object> paths(Map<String, List<Place<?>>> places, Schemas schemas) {
        Map<String, Object> paths = new TreeMap<>();
        places.values()
                .forEach(
                        same -> {
                            PathItem item = new PathItem(same);
                            paths.put(item.template(), item.described(schemas));
                        });
        return paths;
    }

    private static Map<String, Object> info() {
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("title", "Gatehouse data API");
        info.put("version", "2");
        info.put(
                DESCRIPTION,
                "Everything the server can show and do. Times are seconds since 1970. With field, rows"
                        + " have only the fields named. POST is JSON-RPC 2.0.");
        return info;
    }

    private static Map<String, Object> tag(ResourceType<?> type) {
        Map<String, Object> tag = new LinkedHashMap<>();
        tag.put("name", type.plural());
        if (!type.events().isEmpty()) {
            tag.put("x-events", type.events().stream().map(pattern -> pattern.text()).toList());
        }
        return tag;
    }
}
