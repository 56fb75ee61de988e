package dev.gatehouse.www.rest;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.data.catalog.LongText;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON byte for byte as Buildbot does: pure ASCII with lower-case escapes, times as epoch seconds,
 * records under their components' names, and {@code null} for what JSON cannot say (bytes). Used by one
 * thread; what is written so far can be taken away at any time, so that long answers travel in pieces.
 */
public final class Json {

    /** The layouts on the wire. */
    public enum Form {
        /** {@code {"a":1,"b":2}}: data for programs. */
        COMPACT(",", ":"),
        /** {@code {"a": 1, "b": 2}}: errors and event streams. */
        SPACED(", ", ": "),
        /** Two blanks a level, each line but the last ending in a comma and a blank: data for people. */
        INDENTED(", ", ": ");

        private final String comma;
        private final String colon;

        Form(String comma, String colon) {
            this.comma = comma;
            this.colon = colon;
        }
    }

    /** A record's components in the two orders that the wires want. */
    private record Shape(
            List<Component> declared, List<Component> sorted, Optional<Component> value) {}

    /** A name as it stands in the compact form, with the comma before it. */
    private static final class Key {
        private final byte[] text;

        private Key(byte[] text) {
            this.text = text;
        }

        static Key of(String name) {
            String text = Form.COMPACT.comma + Json.text(name, Form.COMPACT, true);
            return new Key((text + Form.COMPACT.colon).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private record Component(String name, Key key, Function<Object, @Nullable Object> accessor) {
        @Nullable Object of(Object row) {
            return accessor.apply(row);
        }
    }

    private static final ClassValue<Shape> SHAPES =
            new ClassValue<>() {
                @Override
                protected Shape computeValue(Class<?> type) {
                    return shape(type);
                }
            };

    private static final int MAX_DIGITS = 19;
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final Form form;
    private final boolean sorted;
    private byte[] bytes = new byte[1024];
    private int length;
    private int depth;
    private boolean empty;
    private @Nullable LongText leftOut;
    private int gap;

    /**
     * @param sorted keys in alphabetical order at every level; else in the order they come
     */
    public Json(Form form, boolean sorted) {
        this.form = form;
        this.sorted = sorted;
    }

    public static byte[] write(@Nullable Object value, Form form, boolean sorted) {
        Json json = new Json(form, sorted);
        json.value(value);
        return json.take();
    }

    public static String text(@Nullable Object value, Form form, boolean sorted) {
        return new String(write(value, form, sorted), StandardCharsets.US_ASCII);
    }

    /** What was written since the last call. */
    byte[] take() {
        byte[] taken = Arrays.copyOf(bytes, length);
        length = 0;
        return taken;
    }

    int size() {
        return length;
    }

    /** The long text that was last left out of what is written: an empty string stands in its place. */
    @Nullable LongText leftOut() {
        return leftOut;
    }

    /** Between the quotes of that empty string, counted since the last {@link #take}. */
    int gap() {
        return gap;
    }

    private void longText(LongText text) {
        raw('"');
        leftOut = text;
        gap = length;
        raw('"');
    }

    /** Opens {@code {} or {@code [}. */
    void open(char bracket) {
        raw(bracket);
        depth++;
        empty = true;
    }

    /** Closes what was opened. */
    void close(char bracket) {
        depth--;
        if (!empty) {
            line();
        }
        raw(bracket);
        empty = false;
    }

    /** What goes before each element of a list; {@link #key} does it for objects. */
    void next() {
        if (!empty) {
            raw(form.comma);
        }
        line();
        empty = false;
    }

    void key(String name) {
        next();
        string(name);
        raw(form.colon);
    }

    private void key(Component component) {
        if (form != Form.COMPACT) {
            key(component.name());
            return;
        }
        byte[] key = component.key().text;
        int from = empty ? 1 : 0;
        room(key.length);
        System.arraycopy(key, from, bytes, length, key.length - from);
        length += key.length - from;
        empty = false;
    }

    void value(@Nullable Object value) {
        value(value, List.of());
    }

    /**
     * @param fields the only keys to write of this object, not of those inside; empty means all
     */
    void value(@Nullable Object value, List<String> fields) {
        if (value == null) {
            raw("null");
        } else if (value instanceof String text) {
            string(text);
        } else if (value instanceof Boolean) {
            raw(value.toString());
        } else if (value instanceof Long || value instanceof Integer) {
            whole(((Number) value).longValue());
        } else if (value instanceof Instant time) {
            whole(time.getEpochSecond());
        } else if (value instanceof Double || value instanceof Float) {
            number(((Number) value).doubleValue());
        } else if (value instanceof Number) {
            raw(value.toString());
        } else if (value instanceof LongText text) {
            longText(text);
        } else if (value instanceof Record row) {
            row(row, fields);
        } else if (value instanceof Map<?, ?> map) {
            map(map, fields);
        } else if (value instanceof Collection<?> list) {
            list(list);
        } else if (value instanceof JsonNode node) {
            node(node, fields);
        } else if (value instanceof Optional<?> maybe) {
            value(maybe.orElse(null), fields);
        } else if (value instanceof Enum<?> word) {
            string(word.name().toLowerCase(Locale.ROOT));
        } else if (value instanceof Character letter) {
            string(letter.toString());
        } else {
            // as the original does with bytes
            raw("null");
        }
    }

    private void row(Record row, List<String> fields) {
        Shape shape = SHAPES.get(row.getClass());
        if (shape.value().isPresent()) {
            value(shape.value().get().of(row), fields);
            return;
        }
        open('{');
        for (Component component : sorted ? shape.sorted() : shape.declared()) {
            if (fields.isEmpty() || fields.contains(component.name())) {
                key(component);
                value(component.of(row));
            }
        }
        close('}');
    }

    private void map(Map<?, ?> map, List<String> fields) {
        List<Map.Entry<?, ?>> entries = new ArrayList<>(map.entrySet());
        if (sorted) {
            entries.sort(Comparator.comparing(entry -> String.valueOf(entry.getKey())));
        }
        open('{');
        for (Map.Entry<?, ?> entry : entries) {
            String name = String.valueOf(entry.getKey());
            if (fields.isEmpty() || fields.contains(name)) {
                key(name);
                value(entry.getValue());
            }
        }
        close('}');
    }

    private void list(Collection<?> list) {
        open('[');
        for (Object element : list) {
            next();
            value(element);
        }
        close(']');
    }

    private void node(JsonNode node, List<String> fields) {
        if (node.isObject()) {
            List<String> names = new ArrayList<>();
            for (Iterator<String> all = node.fieldNames(); all.hasNext(); ) {
                names.add(all.next());
            }
            if (sorted) {
                names.sort(null);
            }
            open('{');
            for (String name : names) {
                if (fields.isEmpty() || fields.contains(name)) {
                    key(name);
                    value(node.get(name));
                }
            }
            close('}');
        } else if (node.isArray()) {
            open('[');
            for (JsonNode element : node) {
                next();
                value(element);
            }
            close(']');
        } else if (node.isTextual()) {
            string(node.textValue());
        } else if (node.isIntegralNumber()) {
            raw(node.bigIntegerValue().toString());
        } else if (node.isNumber()) {
            number(node.doubleValue());
        } else if (node.isBoolean()) {
            raw(node.booleanValue() ? "true" : "false");
        } else {
            raw("null");
        }
    }

    private void whole(long number) {
        if (number == Long.MIN_VALUE) {
            raw(Long.toString(number));
            return;
        }
        room(MAX_DIGITS + 1);
        long rest = Math.abs(number);
        int at = length + MAX_DIGITS + 1;
        do {
            bytes[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        if (number < 0) {
            bytes[--at] = '-';
        }
        int count = length + MAX_DIGITS + 1 - at;
        System.arraycopy(bytes, at, bytes, length, count);
        length += count;
    }

    /** As Python prints a float: 1.0, 0.0001, 1e-05, 1e+16. */
    private void number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            raw("null");
            return;
        }
        if (value == 0) {
            raw(1 / value < 0 ? "-0.0" : "0.0");
            return;
        }
        BigDecimal exact = shortest(value);
        int exponent = exact.precision() - exact.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            String plain = exact.toPlainString();
            raw(plain.indexOf('.') < 0 ? plain + ".0" : plain);
            return;
        }
        String digits = exact.unscaledValue().abs().toString();
        raw(exact.signum() < 0 ? "-" : "");
        raw(digits.substring(0, 1));
        if (digits.length() > 1) {
            raw("." + digits.substring(1));
        }
        raw(String.format(Locale.ROOT, "e%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent)));
    }

    /** Not Double.toString: before Java 19 it gives more digits than are needed. */
    private static BigDecimal shortest(double value) {
        BigDecimal exact = new BigDecimal(value);
        for (int digits = 15; digits < 17; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits));
            if (rounded.doubleValue() == value) {
                return rounded.stripTrailingZeros();
            }
        }
        return exact.round(new MathContext(17)).stripTrailingZeros();
    }

    private void string(String text) {
        int size = text.length();
        room(size + 2);
        bytes[length++] = '"';
        int plain = 0;
        while (plain < size && isPlain(text.charAt(plain))) {
            bytes[length++] = (byte) text.charAt(plain++);
        }
        for (int i = plain; i < size; i++) {
            character(text.charAt(i));
        }
        raw('"');
    }

    /** A part of a string, without quotes. */
    void characters(char[] text, int count) {
        room(count);
        for (int i = 0; i < count; i++) {
            character(text[i]);
        }
    }

    private void character(char c) {
        if (isPlain(c)) {
            raw(c);
        } else {
            escaped(c);
        }
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
    }

    private void escaped(char c) {
        switch (c) {
            case '"' -> raw("\\\"");
            case '\\' -> raw("\\\\");
            case '\n' -> raw("\\n");
            case '\r' -> raw("\\r");
            case '\t' -> raw("\\t");
            case '\f' -> raw("\\f");
            case '\b' -> raw("\\b");
            default -> {
                raw("\\u");
                raw(HEX[c >> 12]);
                raw(HEX[(c >> 8) & 15]);
                raw(HEX[(c >> 4) & 15]);
                raw(HEX[c & 15]);
            }
        }
    }

    private void line() {
        if (form == Form.INDENTED) {
            raw('\n');
            for (int i = 0; i < depth; i++) {
                raw("  ");
            }
        }
    }

    private void raw(String ascii) {
        room(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            bytes[length++] = (byte) ascii.charAt(i);
        }
    }

    private void raw(char ascii) {
        room(1);
        bytes[length++] = (byte) ascii;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    private static Shape shape(Class<?> type) {
        List<Component> declared = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Method accessor = component.getAccessor();
            try {
                if (accessor.isAnnotationPresent(JsonIgnore.class)) {
                    continue;
                }
                declared.add(component(component.getName(), accessor));
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("cannot read " + type, e);
            }
        }
        List<Component> sorted = new ArrayList<>(declared);
        sorted.sort(Comparator.comparing(Component::name));
        return new Shape(List.copyOf(declared), List.copyOf(sorted), wholeValue(type));
    }

    /** A component, or any other method, that says what stands for the whole record. */
    private static Optional<Component> wholeValue(Class<?> type) {
        for (Method method : type.getDeclaredMethods()) {
            if (method.getParameterCount() == 0 && method.isAnnotationPresent(JsonValue.class)) {
                try {
                    return Optional.of(component(method.getName(), method));
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException("cannot read " + type, e);
                }
            }
        }
        return Optional.empty();
    }

    /** Through a function made for the method: a method handle that is no constant is called slowly. */
    @SuppressWarnings("unchecked")
    private static Component component(String name, Method method) throws IllegalAccessException {
        Class<?> type = method.getDeclaringClass();
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        MethodHandle handle = lookup.unreflect(method);
        try {
            Function<Object, @Nullable Object> accessor =
                    (Function<Object, @Nullable Object>)
                            LambdaMetafactory.metafactory(
                                            lookup,
                                            "apply",
                                            MethodType.methodType(Function.class),
                                            MethodType.methodType(Object.class, Object.class),
                                            handle,
                                            handle.type().wrap())
                                    .getTarget()
                                    .invoke();
            return new Component(name, Key.of(name), accessor);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot read " + name + " of " + type, e);
        }
    }
}
