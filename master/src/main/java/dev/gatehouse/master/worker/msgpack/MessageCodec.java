package dev.gatehouse.master.worker.msgpack;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.data.json.JsonMappers;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessagePackException;
import org.msgpack.jackson.dataformat.MessagePackFactory;

/** Messages of the worker protocol to bytes and back. Safe for use by many threads. */
final class MessageCodec {

    private static final TypeReference<LinkedHashMap<String, @Nullable Object>> MAP =
            new TypeReference<>() {};

    private final ObjectMapper mapper =
            new ObjectMapper(
                    // Kept per thread otherwise, and so beyond an undeployment.
                    JsonMappers.withoutThreads(
                            new MessagePackFactory()
                                    .setReuseResourceInGenerator(false)
                                    .setReuseResourceInParser(false)));

    /** Bytes stay {@code byte[]}, times {@code Double}; whole numbers take the smallest type that holds them. */
    Map<String, @Nullable Object> decode(byte[] message) throws BadMessage {
        try (JsonParser parser = mapper.createParser(message)) {
            Map<String, @Nullable Object> map = mapper.readValue(parser, MAP);
            if (map == null) {
                throw new BadMessage("a message must be a map, not nil");
            }
            if (hasMore(parser)) {
                throw new BadMessage("there are bytes behind the message");
            }
            return map;
        } catch (IOException | MessagePackException | IllegalArgumentException e) {
            throw new BadMessage("not a MessagePack map: " + e.getMessage());
        }
    }

    private static boolean hasMore(JsonParser parser) throws IOException {
        try {
            return parser.nextToken() != null;
        } catch (JsonEOFException e) {
            return false;
        }
    }

    byte[] encode(Map<String, ?> message) {
        try {
            return mapper.writeValueAsBytes(message);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "cannot be written as MessagePack: " + message.keySet(), e);
        }
    }

    /** The worker sent something that is no message. */
    static final class BadMessage extends Exception {
        private static final long serialVersionUID = 1;

        BadMessage(String message) {
            super(message);
        }
    }
}
