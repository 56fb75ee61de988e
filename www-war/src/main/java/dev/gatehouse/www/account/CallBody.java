package dev.gatehouse.www.account;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.data.json.JsonMappers;
import dev.gatehouse.data.setting.Setting;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The JSON object that somebody sent. Each reader throws {@link CallRefused} with 400 and the key's name where the
 * value is not what it must be; null is as good as absent. Used by one thread.
 */
public final class CallBody {
    /** Beyond, a body is refused with 413. */
    static final int MAX_BODY = 16 * 1024;

    private static final JsonMapper MAPPER =
            JsonMappers.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .build();

    private final ObjectNode object;

    private CallBody(ObjectNode object) {
        this.object = object;
    }

    static CallBody read(HttpServletRequest request, String... legal) throws IOException {
        String type = request.getHeader("Content-Type");
        if (type == null || !type.split(";", -1)[0].strip().equalsIgnoreCase("application/json")) {
            throw new CallRefused(415, "send a JSON object as application/json");
        }
        byte[] body = request.getInputStream().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw new CallRefused(413, "send " + MAX_BODY + " bytes at most");
        }
        CallBody read = new CallBody(parse(body));
        read.allowOnly(List.of(legal));
        return read;
    }

    private static ObjectNode parse(byte[] body) throws IOException {
        try {
            if (MAPPER.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new CallRefused(400, "the body is no JSON: " + e.getOriginalMessage());
        }
        throw new CallRefused(400, "the body must be a JSON object");
    }

    private void allowOnly(List<String> legal) {
        object.fieldNames()
                .forEachRemaining(
                        name -> {
                            if (!legal.contains(name)) {
                                throw new CallRefused(
                                        400,
                                        "there is no '"
                                                + name
                                                + "' here; "
                                                + Setting.meant(name, legal, "there are: "));
                            }
                        });
    }

    private Optional<JsonNode> get(String name) {
        return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
    }

    private static CallRefused not(String name, String what) {
        return new CallRefused(400, "'" + name + "' must be " + what);
    }

    public Optional<String> text(String name) {
        Optional<JsonNode> node = get(name);
        if (node.isPresent() && !node.get().isTextual()) {
            throw not(name, "a text");
        }
        return node.map(JsonNode::textValue);
    }

    /** One that must be there, and may not be empty. */
    public String need(String name) {
        return text(name)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> not(name, "there, and not empty"));
    }

    public Optional<Boolean> flag(String name) {
        Optional<JsonNode> node = get(name);
        if (node.isPresent() && !node.get().isBoolean()) {
            throw not(name, "true or false");
        }
        return node.map(JsonNode::booleanValue);
    }

    public Optional<Long> number(String name) {
        Optional<JsonNode> node = get(name);
        if (node.isPresent() && !(node.get().isIntegralNumber() && node.get().canConvertToLong())) {
            throw not(name, "a whole number");
        }
        return node.map(JsonNode::longValue);
    }

    public Optional<List<String>> texts(String name) {
        Optional<JsonNode> node = get(name);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        node.get()
                .forEach(
                        item -> {
                            if (item.isTextual()) {
                                texts.add(item.textValue());
                            }
                        });
        if (!node.get().isArray() || texts.size() != node.get().size()) {
            throw not(name, "a list of texts");
        }
        return Optional.of(texts);
    }

    /** Never shows a value: one may be a password. */
    @Override
    public String toString() {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return "body with " + names;
    }
}
