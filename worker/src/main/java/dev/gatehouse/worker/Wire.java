package dev.gatehouse.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessagePackException;
import org.msgpack.jackson.dataformat.MessagePackFactory;

/** Messages as bytes and back: one message is one MessagePack map. Any thread. */
final class Wire {
    private static final TypeReference<Map<String, @Nullable Object>> MESSAGE =
            new TypeReference<>() {};

    private final ObjectMapper mapper;

    Wire() {
        MessagePackFactory factory = new MessagePackFactory();
        // The pooled buffers would hang on every thread that ever wrote a message.
        factory.setReuseResourceInGenerator(false);
        factory.setReuseResourceInParser(false);
        mapper = new ObjectMapper(factory);
    }

    /** Text becomes {@code str}, {@code byte[]} becomes {@code bin}. */
    byte[] encode(Map<String, ? extends @Nullable Object> message) {
        try {
            return mapper.writeValueAsBytes(message);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @throws IOException when the bytes are not a MessagePack map
     */
    Map<String, @Nullable Object> decode(byte[] message) throws IOException {
        try {
            Map<String, @Nullable Object> map = mapper.readValue(message, MESSAGE);
            if (map != null) {
                return map;
            }
        } catch (MessagePackException e) {
            throw new IOException(e.toString(), e);
        }
        throw new IOException("a message must be a map");
    }
}
