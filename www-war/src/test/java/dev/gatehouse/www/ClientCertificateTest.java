package dev.gatehouse.www;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A browser's certificate beside the password, over real TLS, checked by the container. */
class ClientCertificateTest {
    private static final char[] STORE = "of no worth".toCharArray();
    private static final String CONFIG =
            """
            master: none
            www:
              auth: {UserPasswordAuth: {users: {alice: wonder, bob@example.org: builder}}}
              second_factor: {require_for: [control], accept: [certificate]}
            """;
    private static final String STOP =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"stop\",\"params\":{\"reason\":\"r\"}}";

    @TempDir Path folder;
    private KeyStore servers;
    private Whole server;

    @BeforeEach
    void start() throws Exception {
        servers = keys("server", "CN=server", "ip:127.0.0.1");
        KeyStore known = KeyStore.getInstance("PKCS12");
        known.load(null, null);
        known.setCertificateEntry("alice", keys("alice", "CN=alice", "").getCertificate("key"));
        known.setCertificateEntry(
                "bob", keys("bob", "CN=Bob B.", "email:Bob@example.org").getCertificate("key"));
        known.setCertificateEntry(
                "carol", keys("carol", "OU=alice,CN=carol", "dns:alice").getCertificate("key"));
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStore(servers);
        tls.setKeyStorePassword(new String(STORE));
        tls.setTrustStore(known);
        tls.setWantClientAuth(true);
        server = new Whole(folder.resolve("base"), CONFIG, tls);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    /** A key and a certificate for it that it has signed itself. */
    private KeyStore keys(String name, String subject, String alternative) throws Exception {
        Path store = folder.resolve(name + ".p12");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "key",
                                "-keyalg",
                                "EC",
                                "-dname",
                                subject,
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                new String(STORE),
                                "-keystore",
                                store.toString()));
        if (!alternative.isEmpty()) {
            command.addAll(List.of("-ext", "SAN=" + alternative));
        }
        Process keytool = new ProcessBuilder(command).inheritIO().start();
        assertThat(keytool.waitFor()).isZero();
        return known(name);
    }

    /** A browser that believes the server. */
    private HttpClient browser(@Nullable KeyStore own) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", servers.getCertificate("key"));
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyManager[] shown = null;
        if (own != null) {
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, STORE);
            shown = keys.getKeyManagers();
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(shown, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private KeyStore known(String name) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
            keys.load(in, STORE);
        }
        return keys;
    }

    private String login(HttpClient browser, String credentials) throws Exception {
        HttpResponse<String> answer =
                browser.send(
                        request("/auth/login")
                                .header(
                                        "Authorization",
                                        "Basic "
                                                + Base64.getEncoder()
                                                        .encodeToString(
                                                                credentials.getBytes(
                                                                        StandardCharsets.UTF_8)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }

    private HttpResponse<String> stop(HttpClient browser, String cookie) throws Exception {
        return browser.send(
                request("/api/v2/builds/1")
                        .header("Cookie", cookie)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(STOP))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + path));
    }

    @ParameterizedTest
    @CsvSource({"alice, alice:wonder", "bob, bob@example.org:builder"})
    void certificate_ofTheUser_isASecondFactorOfTheSession(String name, String credentials)
            throws Exception {
        HttpClient browser = browser(known(name));
        String cookie = login(browser, credentials);

        assertThat(cookie).startsWith("__Host-");
        assertThat(stop(browser, cookie).body()).doesNotContain("second factor");
        assertThat(stop(browser(null), cookie).body()).doesNotContain("second factor");
    }

    @Test
    void certificate_none_isOneFactor() throws Exception {
        HttpClient browser = browser(null);
        HttpResponse<String> refused = stop(browser, login(browser, "alice:wonder"));

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body())
                .contains("this takes a second factor", "with a client certificate of yours");
    }

    /** Else whoever has any certificate of the house needs a colleague's password alone. */
    @ParameterizedTest
    @CsvSource({"bob", "carol"})
    void certificate_ofSomebodyElse_isNoSecondFactor(String other) throws Exception {
        HttpClient browser = browser(known(other));

        assertThat(stop(browser, login(browser, "alice:wonder")).statusCode()).isEqualTo(403);
    }

    @Test
    void certificate_thatTheContainerDoesNotKnow_opensNoConnection() throws Exception {
        HttpClient browser = browser(keys("stranger", "CN=alice", ""));

        assertThatThrownBy(() -> login(browser, "alice:wonder")).isInstanceOf(IOException.class);
    }
}
