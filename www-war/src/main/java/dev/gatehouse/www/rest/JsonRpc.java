package dev.gatehouse.www.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.data.json.JsonMappers;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The JSON-RPC 2.0 envelope in which actions travel. Demanding the media type {@code application/json} is
 * what keeps forms of foreign pages out. Any thread.
 */
final class JsonRpc {
    /** Longer bodies are refused with 413. */
    static final int MAX_BODY = 1 << 20;

    /**
     * So much of a refused body is thrown away before the answer: a connection closed with bytes still on
     * the way is reset, and the client never sees why. One that would send more may see only the reset.
     */
    private static final int MAX_THROWN_AWAY = 8 * MAX_BODY;

    static final String MEDIA_TYPE = "application/json";

    private static final ObjectMapper MAPPER =
            JsonMappers.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    /** The envelope is wrong, so that nothing of it was looked at. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final int status;
        private final int code;

        Refused(int status, int code, String message) {
            super(message);
            this.status = status;
            this.code = code;
        }

        int status() {
            return status;
        }

        int code() {
            return code;
        }
    }

    /**
     * @param id sent back as it came: a text, a whole number, a truth value or null
     */
    record Call(JsonNode id, String method, ObjectNode params) {}

    private JsonRpc() {}

    /** Checks in the order in which clients know the faults. */
    static Call read(HttpServletRequest request) throws IOException {
        String type = request.getHeader("Content-Type");
        if (type == null || !type.split(";", -1)[0].strip().equals(MEDIA_TYPE)) {
            throw invalid("Invalid content-type (use application/json)");
        }
        JsonNode root = parse(body(request));
        if (root.isArray()) {
            throw invalid("JSONRPC batch requests are not supported");
        }
        if (!(root instanceof ObjectNode object)) {
            throw invalid("JSONRPC root object must be an object");
        }
        JsonNode version = part(object, "jsonrpc", JsonNode::isTextual, "a string");
        JsonNode method = part(object, "method", JsonNode::isTextual, "a string");
        JsonNode id =
                part(
                        object,
                        "id",
                        node ->
                                node.isTextual()
                                        || node.isIntegralNumber()
                                        || node.isBoolean()
                                        || node.isNull(),
                        "a string, number, or null");
        JsonNode params = part(object, "params", JsonNode::isObject, "an object");
        if (!version.textValue().equals("2.0")) {
            throw invalid("only JSONRPC 2.0 is supported");
        }
        return new Call(id, method.textValue(), (ObjectNode) params);
    }

    static byte[] result(Call call, @Nullable Object result) {
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("id", call.id());
        answer.put("jsonrpc", "2.0");
        answer.put("result", result);
        return Json.write(answer, Json.Form.COMPACT, true);
    }

    /**
     * @param call absent when the envelope could not be read: then there is no id to send back
     */
    static byte[] error(Optional<Call> call, Faults.Fault fault) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("jsonrpc", "2.0");
        call.ifPresent(known -> answer.put("id", known.id()));
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", fault.code());
        error.put("message", fault.message());
        if (!fault.data().isEmpty()) {
            error.put("data", fault.data());
        }
        answer.put("error", error);
        return Json.write(answer, Json.Form.SPACED, false);
    }

    private static byte[] body(HttpServletRequest request) throws IOException {
        InputStream in = request.getInputStream();
        long length = request.getContentLengthLong();
        if (length <= MAX_BODY) {
            byte[] body = in.readNBytes(MAX_BODY + 1);
            if (body.length <= MAX_BODY) {
                return body;
            }
        }
        if (length <= MAX_THROWN_AWAY) {
            throwAway(in);
        }
        throw new Refused(413, -32600, "the request is longer than " + MAX_BODY + " bytes");
    }

    private static void throwAway(InputStream in) throws IOException {
        byte[] bytes = new byte[8192];
        int left = MAX_THROWN_AWAY;
        while (left > 0) {
            int read = in.read(bytes, 0, Math.min(left, bytes.length));
            if (read < 0) {
                return;
            }
            left -= read;
        }
    }

    private static JsonNode parse(byte[] body) throws IOException {
        try {
            JsonNode root = MAPPER.readTree(body);
            if (root.isMissingNode()) {
                throw new Refused(400, -32700, "JSON parse error: there is nothing to parse");
            }
            return root;
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null
                            ? ""
                            : ": line "
                                    + e.getLocation().getLineNr()
                                    + " column "
                                    + e.getLocation().getColumnNr();
            throw new Refused(400, -32700, "JSON parse error: no valid JSON" + where);
        } catch (java.io.CharConversionException e) {
            throw new Refused(400, -32700, "JSON parse error: not UTF-8");
        }
    }

    private static JsonNode part(
            ObjectNode object, String key, Predicate<JsonNode> legal, String what) {
        JsonNode node = object.get(key);
        if (node == null) {
            throw invalid("missing key '" + key + "'");
        }
        if (!legal.test(node)) {
            throw invalid("'" + key + "' must be " + what);
        }
        return node;
    }

    private static Refused invalid(String message) {
        return new Refused(400, -32600, message);
    }
}
