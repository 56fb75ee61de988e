package dev.gatehouse.www.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests to a provider that does not behave. */
class OutboundTest {
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger elsewhere = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext(
                "/long",
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    try (OutputStream out = exchange.getResponseBody()) {
                        byte[] block = new byte[64 << 10];
                        for (int i = 0; i < 17; i++) {
                            out.write(block);
                        }
                    }
                });
        server.createContext(
                "/slow",
                exchange -> {
                    exchange.sendResponseHeaders(200, 1000);
                    exchange.getResponseBody().write('x');
                    exchange.getResponseBody().flush();
                    try {
                        over.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        server.createContext(
                "/moved",
                exchange -> {
                    exchange.getResponseHeaders().set("Location", "/elsewhere");
                    exchange.sendResponseHeaders(302, -1);
                });
        server.createContext("/elsewhere", exchange -> elsewhere.incrementAndGet());
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private HTTPRequest request(String path) {
        return new HTTPRequest(
                HTTPRequest.Method.GET,
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path));
    }

    @Test
    void answer_overAMebibyte_isDropped() {
        try (Outbound outbound = new Outbound(Duration.ofSeconds(60), true)) {
            assertThatThrownBy(() -> outbound.send(request("/long")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("longer than 1048576 bytes");
        }
    }

    @Test
    void answer_thatTrickles_endsInTime() {
        try (Outbound outbound = new Outbound(Duration.ofMillis(500), true)) {
            assertThatThrownBy(() -> outbound.send(request("/slow")))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void redirect_isNotFollowed() throws Exception {
        try (Outbound outbound = new Outbound(Duration.ofSeconds(60), true)) {
            assertThat(outbound.send(request("/moved")).getStatusCode()).isEqualTo(302);
            assertThat(elsewhere).hasValue(0);
        }
    }

    @Test
    void certificate_ofNobodyKnown_isRefusedUnlessSwitchedOff(@TempDir Path folder)
            throws Exception {
        HttpsServer secure =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(selfSigned(folder.resolve("keys"))));
        secure.createContext("/", exchange -> exchange.sendResponseHeaders(204, -1));
        secure.start();
        HTTPRequest request =
                new HTTPRequest(
                        HTTPRequest.Method.GET,
                        URI.create("https://127.0.0.1:" + secure.getAddress().getPort() + "/"));
        try (Outbound careful = new Outbound(Duration.ofSeconds(60), true);
                Outbound careless = new Outbound(Duration.ofSeconds(60), false)) {
            assertThatThrownBy(() -> careful.send(request))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("SSLHandshakeException");
            assertThat(careless.send(request).getStatusCode()).isEqualTo(204);
        } finally {
            secure.stop(0);
        }
    }

    /** For another name, too. */
    private static SSLContext selfSigned(Path store) throws Exception {
        String password = "changeit";
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "a",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=elsewhere.example",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                password)
                        .inheritIO()
                        .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), password.toCharArray());
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, password.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    @Test
    void closed_sendsNothing() {
        Outbound outbound = new Outbound(Duration.ofSeconds(60), true);
        outbound.close();

        assertThatThrownBy(() -> outbound.send(request("/moved")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("being stopped");
    }
}
