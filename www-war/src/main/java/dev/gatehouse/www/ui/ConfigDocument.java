package dev.gatehouse.www.ui;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.json.JsonMappers;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What every page is told about this server: an allow-list of settings, and who the reader is. Whatever is
 * not put in here by name, above all a secret, cannot get out. Immutable.
 */
public final class ConfigDocument {
    private static final List<String> SHOWN_ATTRIBUTES = List.of("avatar_url", "realm");
    private static final ObjectWriter JSON =
            JsonMappers.builder()
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
                    .build()
                    .writer(new Spaced());

    private final Map<String, Object> settings;

    /**
     * @param settings in the order in which they are shown; user and access are added to them
     */
    public ConfigDocument(Map<String, Object> settings) {
        this.settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /**
     * The document for one reader: ASCII, on one line.
     *
     * @param anyAccess whether the reader may read anything at all
     * @param administers whether the reader looks after sessions and accounts; said of administrators alone
     * @param warning why the reader was not logged in by himself
     */
    String text(Caller reader, boolean anyAccess, boolean administers, Optional<String> warning) {
        Map<String, Object> document = new LinkedHashMap<>(settings);
        if (administers && settings.get("auth") instanceof Map<?, ?> auth) {
            Map<Object, Object> more = new LinkedHashMap<>(auth);
            more.put("administers", true);
            document.put("auth", more);
        }
        document.put("user", user(reader));
        document.put("user_any_access_allowed", anyAccess);
        warning.ifPresent(text -> document.put("on_load_warning", text));
        try {
            return JSON.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> user(Caller reader) {
        Map<String, Object> user = new LinkedHashMap<>();
        if (reader.anonymous()) {
            user.put("anonymous", true);
            return user;
        }
        user.put("username", reader.username());
        if (!reader.email().isEmpty()) {
            user.put("email", reader.email());
        }
        if (!reader.fullName().isEmpty()) {
            user.put("full_name", reader.fullName());
        }
        if (!reader.groups().isEmpty()) {
            user.put("groups", reader.groups().stream().sorted().toList());
        }
        for (String name : SHOWN_ATTRIBUTES) {
            Object value = reader.attributes().get(name);
            if (value instanceof String) {
                user.put(name, value);
            }
        }
        return user;
    }

    /** One line, with a space after each comma and colon, as the original writes it. */
    private static final class Spaced extends MinimalPrettyPrinter {
        private static final long serialVersionUID = 1;

        @Override
        public void writeObjectFieldValueSeparator(JsonGenerator out) throws IOException {
            out.writeRaw(": ");
        }

        @Override
        public void writeObjectEntrySeparator(JsonGenerator out) throws IOException {
            out.writeRaw(", ");
        }

        @Override
        public void writeArrayValueSeparator(JsonGenerator out) throws IOException {
            out.writeRaw(", ");
        }
    }
}
