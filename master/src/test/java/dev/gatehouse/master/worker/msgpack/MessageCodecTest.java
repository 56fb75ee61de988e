package dev.gatehouse.master.worker.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Held against frames recorded between real masters and real workers. */
class MessageCodecTest {

    private static final Path FRAMES = Path.of("../src-it/vectors/worker-frames.jsonl");
    private final ObjectMapper json = new ObjectMapper();
    private final MessageCodec codec = new MessageCodec();

    @Test
    void decode_everyRecordedFrame_isTheRecordedMessage() throws Exception {
        int frames = 0;
        for (JsonNode line : dataFrames()) {
            assertThat(asJson(codec.decode(payload(line))))
                    .as("frame %s", line.get("id"))
                    .isEqualTo(normal(line.get("msg")));
            frames++;
        }
        assertThat(frames).isEqualTo(553);
    }

    @Test
    void encode_everyRecordedMessage_givesTheRecordedBytes() throws Exception {
        for (JsonNode line : dataFrames()) {
            byte[] payload = payload(line);
            byte[] again = codec.encode(codec.decode(payload));
            assertThat(Arrays.equals(again, payload)).as("frame %s", line.get("id")).isTrue();
        }
    }

    @Test
    void decode_whatIsNoMap_isRefused() {
        for (byte[] bad :
                List.of(
                        new byte[0],
                        new byte[] {(byte) 0xc0},
                        new byte[] {(byte) 0x93, 1, 2, 3},
                        new byte[] {(byte) 0x82, (byte) 0xa2, 'o', 'p'},
                        // A text of two GiB that is not there.
                        new byte[] {(byte) 0x81, (byte) 0xa1, 'a', (byte) 0xdb, 0x7f, -1, -1, -1},
                        new byte[] {(byte) 0x81, (byte) 0xa1, 'a', (byte) 0xc6, 0x7f, -1, -1, -1},
                        // A second message behind the first.
                        new byte[] {(byte) 0x80, (byte) 0x80})) {
            assertThatThrownBy(() -> codec.decode(bad))
                    .as(Arrays.toString(bad))
                    .isInstanceOf(MessageCodec.BadMessage.class);
        }
    }

    @Test
    void decode_aMillionNestedLists_doesNotOverflow() throws Exception {
        byte[] deep = new byte[1 << 20];
        Arrays.fill(deep, (byte) 0x91);
        deep[0] = (byte) 0x81;
        deep[1] = (byte) 0xa1;
        deep[2] = 'a';
        deep[deep.length - 1] = (byte) 0xc0;
        assertThat(codec.decode(deep)).containsOnlyKeys("a");
    }

    private List<JsonNode> dataFrames() throws IOException {
        return Files.readAllLines(FRAMES).stream()
                .map(
                        line -> {
                            try {
                                return json.readTree(line);
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            }
                        })
                .filter(line -> line.path("opcode").asInt() == 2)
                .toList();
    }

    /** What a WebSocket frame carries: header off, mask off. */
    private static byte[] payload(JsonNode line) {
        byte[] frame = Base64.getDecoder().decode(line.get("frame_b64").asText());
        int length = frame[1] & 0x7f;
        int at = 2;
        if (length == 126) {
            at = 4;
        } else if (length == 127) {
            at = 10;
        }
        boolean masked = (frame[1] & 0x80) != 0;
        byte[] mask = masked ? Arrays.copyOfRange(frame, at, at + 4) : new byte[4];
        byte[] payload = Arrays.copyOfRange(frame, at + (masked ? 4 : 0), frame.length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }
        return payload;
    }

    private JsonNode asJson(Object value) {
        if (value instanceof byte[] bytes) {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("$bin", Base64.getEncoder().encodeToString(bytes));
        }
        if (value instanceof Map<?, ?> map) {
            var object = JsonNodeFactory.instance.objectNode();
            map.forEach((name, part) -> object.set(name.toString(), asJson(part)));
            return object;
        }
        if (value instanceof List<?> list) {
            var array = JsonNodeFactory.instance.arrayNode();
            list.forEach(part -> array.add(asJson(part)));
            return array;
        }
        return normal(json.valueToTree(value));
    }

    /** Whole numbers as long: their width carries no meaning. */
    private static JsonNode normal(JsonNode node) {
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return JsonNodeFactory.instance.numberNode(node.longValue());
        }
        if (node.isObject()) {
            var object = JsonNodeFactory.instance.objectNode();
            node.properties().forEach(e -> object.set(e.getKey(), normal(e.getValue())));
            return object;
        }
        if (node.isArray()) {
            var array = JsonNodeFactory.instance.arrayNode();
            node.forEach(part -> array.add(normal(part)));
            return array;
        }
        return node;
    }
}
