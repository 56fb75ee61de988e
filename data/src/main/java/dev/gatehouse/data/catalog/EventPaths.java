package dev.gatehouse.data.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Fills event paths from records. Safe for use by many threads. */
public final class EventPaths {
    private final Map<Class<?>, Map<String, Field>> components = new ConcurrentHashMap<>();

    /**
     * @return each path that the record can fill, ended by the kind
     */
    public List<List<String>> keys(List<PathPattern> paths, Object record, String kind) {
        Map<String, Field> of = components.computeIfAbsent(record.getClass(), EventPaths::read);
        List<List<String>> keys = new ArrayList<>();
        for (PathPattern path : paths) {
            List<String> key = key(path, of, record, kind);
            if (key != null) {
                keys.add(key);
            }
        }
        return keys;
    }

    private static Map<String, Field> read(Class<?> record) {
        return Field.ofAllComponents(record).stream()
                .collect(Collectors.toMap(Field::name, Function.identity()));
    }

    private static @Nullable List<String> key(
            PathPattern path, Map<String, Field> components, Object record, String kind) {
        List<String> key = new ArrayList<>();
        for (int place = 0; place < path.elements().size(); place++) {
            if (path.kind(place) == PathPattern.Kind.LITERAL) {
                key.add(path.name(place));
                continue;
            }
            Field component = components.get(path.name(place));
            Object value = component == null ? null : component.in(record);
            if (value == null) {
                return null;
            }
            key.add(value.toString());
        }
        key.add(kind);
        return key;
    }
}
