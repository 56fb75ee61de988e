package dev.gatehouse.www.stream;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.glassfish.tyrus.client.ClientManager;

/** One WebSocket as a page has it. */
final class SocketClient extends Endpoint {
    final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
    Session session;

    static SocketClient to(URI uri, Map<String, String> headers) throws Exception {
        SocketClient client = new SocketClient();
        ClientEndpointConfig config =
                ClientEndpointConfig.Builder.create()
                        .configurator(
                                new ClientEndpointConfig.Configurator() {
                                    @Override
                                    public void beforeRequest(Map<String, List<String>> all) {
                                        headers.forEach(
                                                (name, value) -> all.put(name, List.of(value)));
                                    }
                                })
                        .build();
        client.session =
                ClientManager.createClient(
                                "org.glassfish.tyrus.container.jdk.client.JdkClientContainer")
                        .connectToServer(client, config, uri);
        return client;
    }

    @Override
    public void onOpen(Session opened, EndpointConfig config) {
        opened.addMessageHandler(
                String.class,
                new MessageHandler.Whole<String>() {
                    @Override
                    public void onMessage(String frame) {
                        frames.add(frame);
                    }
                });
    }

    @Override
    public void onClose(Session over, CloseReason reason) {
        closed.complete(reason);
    }

    String say(String frame) throws Exception {
        session.getBasicRemote().sendText(frame);
        return next();
    }

    /** Sends what the server closes for, perhaps before this client has finished sending. */
    void provoke(String frame) {
        try {
            session.getBasicRemote().sendText(frame);
        } catch (IOException | IllegalStateException | RejectedExecutionException e) {
            assertThat(closed).succeedsWithin(Duration.ofSeconds(20));
        }
    }

    String next() throws Exception {
        String frame = frames.poll(20, TimeUnit.SECONDS);
        assertThat(frame).describedAs("a frame").isNotNull();
        return frame;
    }

    int closeCode() throws Exception {
        return closed.get(20, TimeUnit.SECONDS).getCloseCode().getCode();
    }
}
