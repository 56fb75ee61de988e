package dev.gatehouse.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.glassfish.tyrus.client.ClientManager;

/** A WebSocket connection to the server; keeps every message it gets. */
public final class EventSocket implements AutoCloseable {
    private final List<JsonNode> messages = new CopyOnWriteArrayList<>();
    private final List<CloseReason> closed = new CopyOnWriteArrayList<>();
    private final AtomicInteger ids = new AtomicInteger();
    private Session session;

    private EventSocket() {}

    /** The server did not accept the handshake. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(Throwable cause) {
            super(reasons(cause), cause);
        }

        private static String reasons(Throwable thrown) {
            StringBuilder text = new StringBuilder();
            for (Throwable t = thrown; t != null; t = t.getCause()) {
                text.append(t.getMessage()).append("; ");
            }
            return text.toString();
        }
    }

    static EventSocket open(URI uri, String cookie) {
        ClientEndpointConfig config =
                ClientEndpointConfig.Builder.create()
                        .configurator(
                                new ClientEndpointConfig.Configurator() {
                                    @Override
                                    public void beforeRequest(Map<String, List<String>> headers) {
                                        if (!cookie.isEmpty()) {
                                            headers.put("Cookie", List.of(cookie));
                                        }
                                    }
                                })
                        .build();
        EventSocket socket = new EventSocket();
        try {
            socket.session =
                    ClientManager.createClient(
                                    "org.glassfish.tyrus.container.jdk.client.JdkClientContainer")
                            .connectToServer(socket.new Listener(), config, uri);
        } catch (DeploymentException e) {
            throw new Refused(e);
        } catch (IOException e) {
            throw new UncheckedIOException(uri.toString(), e);
        }
        return socket;
    }

    /** Sends a command and waits for its answer. */
    public JsonNode command(Map<String, Object> command) {
        return command(command, 0);
    }

    /** The same, with so many spaces after it. */
    public JsonNode command(Map<String, Object> command, int padding) {
        int id = ids.incrementAndGet();
        Map<String, Object> withId = new java.util.LinkedHashMap<>(command);
        withId.put("_id", id);
        try {
            session.getBasicRemote()
                    .sendText(Answer.JSON.writeValueAsString(withId) + " ".repeat(padding));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return await(message -> message.path("_id").asInt() == id);
    }

    public JsonNode subscribe(String path) {
        return command(Map.of("cmd", "startConsuming", "path", path));
    }

    /** Waits for a message; whatever came before counts too. */
    public JsonNode await(Predicate<JsonNode> wanted) {
        return Awaitility.await()
                .atMost(WebClient.LIMIT)
                .until(
                        () -> {
                            JsonNode found =
                                    messages.stream().filter(wanted).findFirst().orElse(null);
                            if (found == null && !closed.isEmpty()) {
                                throw new IllegalStateException("closed: " + closed.get(0));
                            }
                            return found;
                        },
                        found -> found != null);
    }

    /** Waits for an event with this key, such as {@code builds/7/finished}. */
    public JsonNode awaitEvent(String key) {
        return await(message -> message.path("k").asText().equals(key)).get("m");
    }

    public List<JsonNode> messages() {
        return List.copyOf(messages);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Listener extends Endpoint {
        @Override
        public void onOpen(Session opened, EndpointConfig config) {
            opened.setMaxTextMessageBufferSize(1 << 20);
            opened.addMessageHandler(
                    new MessageHandler.Whole<String>() {
                        @Override
                        public void onMessage(String text) {
                            try {
                                messages.add(Answer.JSON.readTree(text));
                            } catch (JsonProcessingException e) {
                                throw new IllegalStateException("not JSON: " + text, e);
                            }
                        }
                    });
        }

        @Override
        public void onClose(Session ended, CloseReason reason) {
            closed.add(reason);
        }
    }
}
