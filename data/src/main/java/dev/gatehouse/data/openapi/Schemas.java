package dev.gatehouse.data.openapi;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.gatehouse.data.catalog.Field;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * JSON Schemas of records, each once under its name. What a record writes is what its components are, or
 * what its {@code @JsonValue} gives. Made for one document, by one thread.
 */
final class Schemas {
    private static final String TYPE = "type";
    private static final String DESCRIPTION = "description";

    /** By name; nested records add themselves. */
    private final Map<String, Object> named = new TreeMap<>();

    private final Map<Class<?>, String> names = new HashMap<>();

    Map<String, Object> named() {
        return named;
    }

    static Map<String, Object> reference(String name) {
        return Map.of("$ref", "#/components/schemas/" + name);
    }

    /** What the schema of a record will be called. */
    void name(String name, Class<?> record) {
        names.put(record, name);
    }

    /** Names the schema of a record; none of its fields may miss. */
    void add(String name, Class<?> record) {
        names.put(record, name);
        named.put(name, ofRecord(record));
    }

    /** As {@link #add}, with any of the fields. */
    void addPart(String name, Class<?> record) {
        Map<String, Object> part = new LinkedHashMap<>(ofRecord(record));
        part.remove("required");
        named.put(name, part);
    }

    /** What an action takes: what may not be null is required, what is not named is ignored. */
    Map<String, Object> ofArguments(Class<?> record) {
        if (!record.isRecord()) {
            return Map.of(TYPE, "object");
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (Field field : Field.of(record)) {
            properties.put(field.name(), ofField(field));
            if (!field.nullable()) {
                required.add(field.name());
            }
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put(TYPE, "object");
        schema.put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema;
    }

    private Map<String, Object> ofRecord(Class<?> record) {
        Optional<Type> value = value(record);
        if (value.isPresent()) {
            return of(value.get());
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        Field.of(record).forEach(field -> properties.put(field.name(), ofField(field)));
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put(TYPE, "object");
        schema.put("properties", properties);
        schema.put("required", List.copyOf(properties.keySet()));
        schema.put("additionalProperties", false);
        return schema;
    }

    private Map<String, Object> ofField(Field field) {
        Map<String, Object> schema =
                new LinkedHashMap<>(of(field.accessor().getGenericReturnType()));
        if (field.nullable()) {
            schema = orNull(schema);
        }
        if (!field.doc().isEmpty()) {
            schema.put(DESCRIPTION, field.doc());
        }
        return schema;
    }

    private static Map<String, Object> orNull(Map<String, Object> schema) {
        Map<String, Object> wider = new LinkedHashMap<>(schema);
        if (schema.get(TYPE) instanceof String type) {
            wider.put(TYPE, List.of(type, "null"));
        } else if (!schema.isEmpty()) {
            wider.clear();
            wider.put("anyOf", List.of(schema, Map.of(TYPE, "null")));
        }
        return wider;
    }

    /** Of any value that a record may hold. */
    private Map<String, Object> of(Type type) {
        Type raw = type instanceof ParameterizedType generic ? generic.getRawType() : type;
        if (!(raw instanceof Class<?> known)) {
            return Map.of();
        }
        if (Collection.class.isAssignableFrom(known)) {
            return Map.of(TYPE, "array", "items", of(argument(type, 0)));
        }
        if (Map.class.isAssignableFrom(known)) {
            return Map.of(TYPE, "object", "additionalProperties", of(argument(type, 1)));
        }
        return ofPlain(known);
    }

    private Map<String, Object> ofPlain(Class<?> type) {
        if (type.isRecord()) {
            if (!names.containsKey(type)) {
                add(name(type), type);
            }
            return reference(names.getOrDefault(type, ""));
        }
        return switch (Field.kind(type)) {
            case INTEGER -> Map.of(TYPE, "integer");
            case DATETIME -> Map.of(TYPE, "integer", "format", "epoch-seconds");
            case STRING, IDENTIFIER -> Map.of(TYPE, "string");
            case BOOLEAN -> Map.of(TYPE, "boolean");
            case LIST, OBJECT -> Map.of();
        };
    }

    private static Type argument(Type type, int place) {
        return type instanceof ParameterizedType generic
                ? generic.getActualTypeArguments()[place]
                : Object.class;
    }

    /** Records inside others are named after both. */
    private static String name(Class<?> record) {
        Class<?> outer = record.getEnclosingClass();
        return outer == null
                ? record.getSimpleName()
                : outer.getSimpleName() + "." + record.getSimpleName();
    }

    private static Optional<Type> value(Class<?> record) {
        return Stream.of(record.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(JsonValue.class))
                .map(Method::getGenericReturnType)
                .findFirst();
    }
}
