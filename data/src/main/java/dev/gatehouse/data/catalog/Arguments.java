package dev.gatehouse.data.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.gatehouse.data.InvalidArguments;
import dev.gatehouse.data.json.JsonMappers;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads an action's parameters into its record, strictly: a number is no text, {@code "true"} is no flag.
 * Every wrong one is named at once. Parameters that the record does not name are ignored.
 */
public final class Arguments {
    private static final ObjectMapper JSON = mapper();

    private Arguments() {}

    private static ObjectMapper mapper() {
        JsonMapper.Builder builder =
                JsonMappers.builder()
                        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
        for (CoercionInputShape shape :
                new CoercionInputShape[] {
                    CoercionInputShape.Boolean, CoercionInputShape.Integer, CoercionInputShape.Float
                }) {
            builder.withCoercionConfig(
                    LogicalType.Textual, config -> config.setCoercion(shape, CoercionAction.Fail));
        }
        return builder.build();
    }

    /**
     * @param type a record, whose own checks throw {@link InvalidArguments}, or {@code JsonNode}
     * @throws InvalidArguments naming each parameter that is missing or of the wrong kind
     */
    public static <A> A read(Class<A> type, JsonNode params) {
        if (type.isInstance(params)) {
            return type.cast(params);
        }
        RecordComponent[] components = type.getRecordComponents();
        Map<String, String> faults = new LinkedHashMap<>();
        @Nullable Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = value(components[i], params.get(components[i].getName()), faults);
        }
        if (!faults.isEmpty()) {
            throw new InvalidArguments(faults);
        }
        return make(type, components, values);
    }

    private static @Nullable Object value(
            RecordComponent component, @Nullable JsonNode value, Map<String, String> faults) {
        String name = component.getName();
        if (value == null || value.isNull()) {
            if (component.getType().isPrimitive()) {
                faults.put(
                        name, "'" + name + "' is missing: " + expected(component) + " is needed");
            }
            return null;
        }
        try {
            return JSON.treeToValue(
                    value, JSON.getTypeFactory().constructType(component.getGenericType()));
        } catch (JsonProcessingException wrong) {
            faults.put(name, "'" + name + "' must be " + expected(component) + ", not " + value);
            return null;
        }
    }

    private static String expected(RecordComponent component) {
        return switch (Field.kind(component.getGenericType())) {
            case INTEGER -> "a whole number";
            case DATETIME -> "a time in seconds since 1970";
            case STRING, IDENTIFIER -> "a text";
            case BOOLEAN -> "true or false";
            case LIST -> "a list";
            case OBJECT -> "an object";
        };
    }

    private static <A> A make(
            Class<A> type, RecordComponent[] components, @Nullable Object[] values) {
        try {
            Constructor<A> constructor =
                    type.getDeclaredConstructor(
                            Stream.of(components)
                                    .map(RecordComponent::getType)
                                    .toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException refused) {
            if (refused.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(type.getName(), refused);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(type.getName(), impossible);
        }
    }
}
