package dev.gatehouse.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Coming, being refused, losing the line, coming back, leaving. */
@Timeout(120)
class ConnectionTest {
    @TempDir Path folder;

    private static Worker quick(WorkerSettings settings) {
        Backoff backoff =
                new Backoff(Duration.ofMillis(20), 1.5, Duration.ofMillis(100), () -> 0.5);
        return new Worker(settings, backoff, backoff);
    }

    private Map<String, Object> shell(String command) {
        return Map.of(
                "workdir",
                folder.resolve("work").toString(),
                "command",
                command,
                "logEnviron",
                false);
    }

    private long pid() throws Exception {
        Path file = folder.resolve("work/pid");
        await().atMost(ScriptedMaster.PATIENCE)
                .until(() -> Files.exists(file) && Files.readString(file).endsWith("\n"));
        return Long.parseLong(Files.readString(file).strip());
    }

    private static void awaitGone(long pid) {
        await().atMost(ScriptedMaster.PATIENCE)
                .until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void start_sendsTheCredentialsInTheFirstRequest() throws Exception {
        try (ScriptedMaster master = new ScriptedMaster()) {
            Worker worker =
                    master.worker(
                            WorkerSettings.of(
                                    "ws://localhost:" + master.port() + "/ci/worker",
                                    "wörker",
                                    "pa:ss",
                                    folder));
            await().atMost(ScriptedMaster.PATIENCE).until(worker::connected);
            assertThat(master.handshakes.get(0).getResourceDescriptor()).isEqualTo("/ci/worker");
            assertThat(master.handshakes.get(0).getFieldValue("Authorization"))
                    .isEqualTo(
                            "Basic "
                                    + Base64.getEncoder()
                                            .encodeToString(
                                                    "wörker:pa:ss"
                                                            .getBytes(StandardCharsets.UTF_8)));
            worker.stop(Duration.ofSeconds(10));
            assertThat(worker.connected()).isFalse();
        }
    }

    @Test
    void droppedLine_stopsTheCommandAndComesBack() throws Exception {
        try (ScriptedMaster master = new ScriptedMaster()) {
            Worker worker = master.worker(master.settings(folder.resolve("base")));
            master.start("shell", shell("sleep 1000 & echo $! > pid; wait"));
            long pid = pid();
            master.drop();
            master.awaitOpened(2);
            awaitGone(pid);
            assertThat(master.command("shell", shell("echo again")).text("stdout"))
                    .isEqualTo("again\n");
            worker.stop(Duration.ofSeconds(10));
        }
    }

    @Test
    void droppedLine_whileOutputIsHeld_stopsTheCommand() throws Exception {
        try (ScriptedMaster master = new ScriptedMaster()) {
            Worker worker = master.worker(master.settings(folder.resolve("base")));
            master.hold = new java.util.concurrent.CountDownLatch(1);
            master.send(
                    Map.of(
                            "op", "start_command",
                            "seq_number", 900,
                            "command_id", "flood",
                            "command_name", "shell",
                            "args", shell("echo $$ > pid; exec yes")));
            long pid = pid();
            master.drop();
            master.hold.countDown();
            master.awaitOpened(2);
            awaitGone(pid);
            worker.stop(Duration.ofSeconds(10));
        }
    }

    @Test
    void transferInProgress_endsWithTheLine() throws Exception {
        try (ScriptedMaster master = new ScriptedMaster()) {
            Worker worker = master.worker(master.settings(folder.resolve("base")));
            master.script =
                    request -> {
                        if (request.get("op").equals("update_read_file")) {
                            master.drop();
                        }
                        return null;
                    };
            master.start(
                    "download_file",
                    new java.util.HashMap<>() {
                        private static final long serialVersionUID = 1L;

                        {
                            put("path", folder.resolve("got").toString());
                            put("maxsize", null);
                            put("blocksize", 100);
                            put("mode", null);
                        }
                    });
            master.awaitOpened(2);
            assertThat(master.command("shell", shell("echo again")).rc()).isZero();
            worker.stop(Duration.ofSeconds(10));
        }
    }

    @Test
    void masterThatComesLater_isFound() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Worker worker =
                quick(WorkerSettings.of("ws://localhost:" + port + "/", "w1", "secret", folder));
        worker.start();
        assertThat(worker.connected()).isFalse();
        try (ScriptedMaster master = new ScriptedMaster(null, port)) {
            master.awaitOpened(1);
            await().atMost(ScriptedMaster.PATIENCE).until(worker::connected);
            worker.stop(Duration.ofSeconds(10));
        }
    }

    @Test
    void stop_killsRunningCommands() throws Exception {
        try (ScriptedMaster master = new ScriptedMaster()) {
            Worker worker = master.worker(master.settings(folder.resolve("base")));
            master.start("shell", shell("trap '' TERM; sleep 1000 & echo $! > pid; wait; wait"));
            long pid = pid();
            worker.stop(Duration.ofSeconds(20));
            worker.awaitStop();
            awaitGone(pid);
        }
    }

    @Test
    void shutdown_isAnsweredAndEndsTheWorker() throws Exception {
        try (ScriptedMaster master = new ScriptedMaster()) {
            Worker worker = master.worker(master.settings(folder.resolve("base")));
            assertThat(master.request("shutdown", Map.of())).containsEntry("result", null);
            worker.awaitStop();
            assertThat(worker.connected()).isFalse();
        }
    }

    @Test
    void stop_withoutEverHavingConnected_ends() throws Exception {
        Worker worker = quick(WorkerSettings.of("ws://localhost:1/", "w1", "secret", folder));
        worker.start();
        worker.stop(Duration.ofSeconds(20));
        worker.awaitStop();
    }

    @Test
    void garbage_breaksTheConnectionAndTheWorkerComesBack() throws Exception {
        try (ScriptedMaster master = new ScriptedMaster()) {
            Worker worker = master.worker(master.settings(folder.resolve("base")));
            master.sendRaw(new byte[] {(byte) 0xc1, 1, 2, 3});
            master.awaitOpened(2);
            assertThat(master.request("print", Map.of("message", "hello")))
                    .containsEntry("result", null);
            worker.stop(Duration.ofSeconds(10));
        }
    }

    @Test
    void largeMessages_areTaken() throws Exception {
        try (ScriptedMaster master = new ScriptedMaster()) {
            Worker worker = master.worker(master.settings(folder.resolve("base")));
            assertThat(master.request("print", Map.of("message", "x".repeat(5_000_000))))
                    .containsEntry("result", null);
            worker.stop(Duration.ofSeconds(10));
        }
    }

    /** Answers every opening request with the same words, or upgrades it and then says nothing. */
    private static final class RawServer implements AutoCloseable {
        final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        final AtomicInteger requests = new AtomicInteger();
        final List<Socket> open = new CopyOnWriteArrayList<>();

        RawServer(String status) throws Exception {
            Thread thread = new Thread(() -> serve(status));
            thread.setDaemon(true);
            thread.start();
        }

        private void serve(String status) {
            try {
                while (true) {
                    Socket client = socket.accept();
                    open.add(client);
                    String request = head(client.getInputStream());
                    requests.incrementAndGet();
                    Matcher key = Pattern.compile("Sec-WebSocket-Key: (\\S+)").matcher(request);
                    String accept = "";
                    if (status.startsWith("101") && key.find()) {
                        byte[] hash =
                                MessageDigest.getInstance("SHA-1")
                                        .digest(
                                                (key.group(1)
                                                                + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                                        .getBytes(StandardCharsets.US_ASCII));
                        accept =
                                "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                                        + "Sec-WebSocket-Accept: "
                                        + Base64.getEncoder().encodeToString(hash)
                                        + "\r\n";
                    }
                    client.getOutputStream()
                            .write(
                                    ("HTTP/1.1 " + status + "\r\n" + accept + "\r\n")
                                            .getBytes(StandardCharsets.US_ASCII));
                    if (!status.startsWith("101")) {
                        client.close();
                    }
                }
            } catch (Exception e) {
                // Closed by the test.
                return;
            }
        }

        private static String head(InputStream in) throws Exception {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            return head.toString();
        }

        @Override
        public void close() throws Exception {
            socket.close();
            for (Socket client : open) {
                client.close();
            }
        }
    }

    @Test
    void refusedPassword_isTriedAgainByTheSlowClock() throws Exception {
        try (RawServer server = new RawServer("401 Unauthorized")) {
            CopyOnWriteArrayList<String> clocks = new CopyOnWriteArrayList<>();
            Backoff unreachable =
                    new Backoff(
                            Duration.ofMillis(10),
                            1,
                            Duration.ofMillis(10),
                            () -> {
                                clocks.add("unreachable");
                                return 0.5;
                            });
            Backoff refused =
                    new Backoff(
                            Duration.ofMillis(10),
                            1,
                            Duration.ofMillis(10),
                            () -> {
                                clocks.add("refused");
                                return 0.5;
                            });
            Worker worker =
                    new Worker(
                            WorkerSettings.of(
                                    "ws://localhost:" + server.socket.getLocalPort() + "/",
                                    "w1",
                                    "wrong",
                                    folder),
                            unreachable,
                            refused);
            worker.start();
            await().atMost(ScriptedMaster.PATIENCE).until(() -> server.requests.get() >= 3);
            worker.stop(Duration.ofSeconds(10));
            assertThat(clocks).contains("refused").doesNotContain("unreachable");
        }
    }

    @Test
    void deadMaster_isNoticedByItsMissingPongs() throws Exception {
        try (RawServer server = new RawServer("101 Switching Protocols")) {
            Worker worker =
                    quick(
                            WorkerSettings.of(
                                            "ws://localhost:" + server.socket.getLocalPort() + "/",
                                            "w1",
                                            "secret",
                                            folder)
                                    .withPingInterval(Duration.ofSeconds(1)));
            worker.start();
            await().atMost(ScriptedMaster.PATIENCE).until(() -> server.requests.get() >= 2);
            worker.stop(Duration.ofSeconds(10));
        }
    }

    private KeyStore serverKey() throws Exception {
        Path store = folder.resolve("server.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "server",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "SAN=dns:localhost",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                "changeit")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        return keys;
    }

    @Test
    void wss_trustsTheGivenFileAndNobodyElse() throws Exception {
        KeyStore keys = serverKey();
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        Path pem = folder.resolve("ca.pem");
        Files.writeString(
                pem,
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(keys.getCertificate("server").getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", keys.getCertificate("server"));
        Path p12 = folder.resolve("ca.p12");
        try (java.io.OutputStream out = Files.newOutputStream(p12)) {
            trusted.store(out, "trustme".toCharArray());
        }
        try (ScriptedMaster master = new ScriptedMaster(tls, 0)) {
            WorkerSettings plain = master.settings(folder.resolve("base"));
            Worker doubting = quick(plain);
            doubting.start();
            Worker byPem = master.worker(plain.withTrust(pem, null));
            assertThat(master.request("print", Map.of("message", "over TLS")))
                    .containsEntry("result", null);
            byPem.stop(Duration.ofSeconds(10));
            Worker byStore = master.worker(plain.withTrust(p12, "trustme"));
            await().atMost(ScriptedMaster.PATIENCE).until(byStore::connected);
            byStore.stop(Duration.ofSeconds(10));
            assertThat(doubting.connected()).isFalse();
            assertThat(master.opened).hasValue(2);
            doubting.stop(Duration.ofSeconds(10));
        }
    }
}
