package dev.gatehouse.data.catalog;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One field of a type, as the wire names it: a component of its record. Derived, never declared: numbers
 * are integers, {@code Instant} a datetime in whole seconds, a text with {@link Identifier} an identifier,
 * a list or set a list (of identifiers with that annotation), all else an object. A component with {@code @JsonIgnore} is no field.
 *
 * @param element what a list holds; the field's own kind otherwise
 * @param maxLength of an identifier; 0 otherwise
 * @param doc the sentence of {@link Doc}; empty where it is missing
 * @param declared what the API description calls its type, where {@link Declared} says so
 */
public record Field(
        String name,
        Kind kind,
        Kind element,
        int maxLength,
        boolean nullable,
        String doc,
        @Nullable String declared,
        Method accessor) {

    /** What a field holds. */
    public enum Kind {
        INTEGER,
        DATETIME,
        STRING,
        BOOLEAN,
        IDENTIFIER,
        LIST,
        OBJECT
    }

    /** Reflection once per class; gone with the class. */
    private static final ClassValue<List<Field>> COMPONENTS =
            new ClassValue<>() {
                @Override
                protected List<Field> computeValue(Class<?> record) {
                    RecordComponent[] components = record.getRecordComponents();
                    if (components == null) {
                        throw new IllegalArgumentException(record.getName() + " is no record");
                    }
                    return Stream.of(components).map(Field::of).toList();
                }
            };

    private static final ClassValue<Map<String, Field>> FIELDS =
            new ClassValue<>() {
                @Override
                protected Map<String, Field> computeValue(Class<?> record) {
                    Map<String, Field> fields = new LinkedHashMap<>();
                    for (Field field : ofAllComponents(record)) {
                        if (!field.accessor().isAnnotationPresent(JsonIgnore.class)) {
                            fields.put(field.name(), field);
                        }
                    }
                    return Collections.unmodifiableMap(fields);
                }
            };

    /** The fields of a record, in the order of its components. */
    public static Collection<Field> of(Class<?> record) {
        return FIELDS.get(record).values();
    }

    /** As {@link #of}, by their names. */
    public static Map<String, Field> byName(Class<?> record) {
        return FIELDS.get(record);
    }

    /** The fields, and what is kept from the wire: event paths may be filled from it. */
    static List<Field> ofAllComponents(Class<?> record) {
        return COMPONENTS.get(record);
    }

    private static Field of(RecordComponent component) {
        Method accessor = component.getAccessor();
        accessor.setAccessible(true);
        Identifier identifier = component.getAnnotation(Identifier.class);
        Doc doc = component.getAnnotation(Doc.class);
        Declared declared = component.getAnnotation(Declared.class);
        Kind plain = kind(component.getGenericType());
        Kind kind = identifier != null && plain != Kind.LIST ? Kind.IDENTIFIER : plain;
        AnnotatedElement type = component.getAnnotatedType();
        return new Field(
                component.getName(),
                kind,
                kind == Kind.LIST ? elementKind(component.getGenericType(), identifier) : kind,
                identifier == null ? 0 : identifier.value(),
                type.isAnnotationPresent(Nullable.class),
                doc == null ? "" : doc.value(),
                declared == null ? null : declared.value(),
                accessor);
    }

    /** What values of a Java type are. */
    public static Kind kind(Type type) {
        if (type instanceof ParameterizedType parameterized
                && parameterized.getRawType() instanceof Class<?> raw) {
            return Collection.class.isAssignableFrom(raw) ? Kind.LIST : Kind.OBJECT;
        }
        if (type == long.class
                || type == Long.class
                || type == int.class
                || type == Integer.class) {
            return Kind.INTEGER;
        }
        if (type == boolean.class || type == Boolean.class) {
            return Kind.BOOLEAN;
        }
        if (type == String.class || type == LongText.class) {
            return Kind.STRING;
        }
        return type == Instant.class ? Kind.DATETIME : Kind.OBJECT;
    }

    private static Kind elementKind(Type list, @Nullable Identifier identifier) {
        if (identifier != null) {
            return Kind.IDENTIFIER;
        }
        return list instanceof ParameterizedType parameterized
                ? kind(parameterized.getActualTypeArguments()[0])
                : Kind.OBJECT;
    }

    /** May rows be filtered by it at all. */
    public boolean filterable() {
        return element != Kind.OBJECT && element != Kind.LIST;
    }

    /** The field's value in a row. */
    public @Nullable Object in(Object row) {
        try {
            return accessor.invoke(row);
        } catch (IllegalAccessException | InvocationTargetException unreadable) {
            throw new IllegalStateException("cannot read " + name + " of " + row, unreadable);
        }
    }

    /**
     * A filter's value as the field's type ({@code Long}, {@code String}, {@code Boolean}, {@code
     * Instant}; of a list, its element's); empty when the text is none.
     */
    public Optional<Object> convert(String text) {
        return switch (element) {
            case INTEGER -> whole(text).map(number -> number);
            case DATETIME -> whole(text).map(Field::time);
            case STRING -> Optional.of(text);
            case BOOLEAN -> truth(text).map(flag -> flag);
            case IDENTIFIER ->
                    PathPattern.isIdentifier(text) && text.length() <= maxLength
                            ? Optional.of(text)
                            : Optional.empty();
            case LIST, OBJECT -> Optional.empty();
        };
    }

    private static Optional<Long> whole(String text) {
        return WholeNumber.parse(text).stream().boxed().findFirst();
    }

    private static Instant time(long seconds) {
        long lowest = Instant.MIN.getEpochSecond();
        return Instant.ofEpochSecond(
                Math.max(lowest, Math.min(Instant.MAX.getEpochSecond(), seconds)));
    }

    private static Optional<Boolean> truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "on", "true", "yes", "1" -> Optional.of(true);
            case "off", "false", "no", "0" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
