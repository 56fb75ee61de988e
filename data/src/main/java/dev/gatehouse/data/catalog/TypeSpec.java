package dev.gatehouse.data.catalog;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says in the words of {@code /application.spec} what a type's records hold: {@code {"type": "build", "fields":
 * [{"name": "buildid", "type": "integer", "type_spec": {"name": "integer"}}, …]}}. Derived from the records.
 * Stateless.
 */
public final class TypeSpec {
    private static final String OR_NONE = " or None";

    private TypeSpec() {}

    /** Of a whole type; one whose record has no fields of its own, such as properties, is only named. */
    public static Map<String, Object> of(ResourceType<?> type) {
        return Field.of(type.record()).isEmpty()
                ? scalar(type.name(), false)
                : entity(type.name(), type.record(), false);
    }

    private static Map<String, Object> entity(String name, Class<?> record, boolean nullable) {
        Map<String, Object> spec = new LinkedHashMap<>();
        if (nullable) {
            spec.put("can_be_null", true);
        }
        spec.put("fields", Field.of(record).stream().map(TypeSpec::field).toList());
        spec.put("type", name);
        return spec;
    }

    private static Map<String, Object> field(Field field) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("name", field.name());
        spec.put("type", typeName(field));
        spec.put("type_spec", typeSpec(field));
        return spec;
    }

    private static String typeName(Field field) {
        if (field.declared() != null) {
            return field.declared();
        }
        if (field.kind() == Field.Kind.LIST) {
            return "list";
        }
        Class<?> record = record(field.accessor().getGenericReturnType());
        String name = record == null ? name(field.kind()) : entityName(record);
        return field.nullable() ? name + OR_NONE : name;
    }

    private static Map<String, Object> typeSpec(Field field) {
        String declared = field.declared();
        if (declared != null) {
            boolean nullable = declared.endsWith(OR_NONE);
            int end = declared.length() - (nullable ? OR_NONE.length() : 0);
            return scalar(declared.substring(0, end), nullable);
        }
        Type type = field.accessor().getGenericReturnType();
        if (field.kind() == Field.Kind.LIST) {
            Map<String, Object> spec = new LinkedHashMap<>();
            spec.put("of", ofKind(elementOf(type), field.element(), false));
            spec.put("type", "list");
            return spec;
        }
        return ofKind(type, field.kind(), field.nullable());
    }

    private static Map<String, Object> ofKind(Type type, Field.Kind kind, boolean nullable) {
        Class<?> record = record(type);
        return record == null
                ? scalar(name(kind), nullable)
                : entity(entityName(record), record, nullable);
    }

    private static Map<String, Object> scalar(String name, boolean nullable) {
        return nullable ? Map.of("name", name, "can_be_null", true) : Map.of("name", name);
    }

    private static Type elementOf(Type list) {
        return list instanceof ParameterizedType parameterized
                ? List.of(parameterized.getActualTypeArguments()).get(0)
                : Object.class;
    }

    private static @Nullable Class<?> record(Type type) {
        return type instanceof Class<?> plain && plain.isRecord() ? plain : null;
    }

    private static String entityName(Class<?> record) {
        EntityName named = record.getAnnotation(EntityName.class);
        return named == null ? record.getSimpleName().toLowerCase(Locale.ROOT) : named.value();
    }

    private static String name(Field.Kind kind) {
        return kind == Field.Kind.OBJECT ? "jsonobject" : kind.name().toLowerCase(Locale.ROOT);
    }
}
