package dev.gatehouse.www;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.data.Requirement;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Apache httpd and nginx ask who it is, and Gatehouse behind them believes their header; for the host that they
 * name its cookies are for TLS alone.
 */
class ProxiesTest {
    private static final String CONFIG =
            """
            buildbotURL: https://ci.example.org/
            master: none
            www: {auth: RemoteUserAuth}
            """;

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir Path folder;

    @Test
    void apache_header_isTheUserThatItHasChecked() throws Exception {
        Path program = Requirement.program("apache2", "apache2");
        int port = freePort();
        Path files = files();
        try (Whole server = new Whole(folder.resolve("base"), CONFIG)) {
            Path conf = files.resolve("apache.conf");
            Files.writeString(
                    conf,
                    Stream.of(
                                            "mpm_event",
                                            "authn_core",
                                            "authn_file",
                                            "auth_basic",
                                            "authz_core",
                                            "authz_user",
                                            "headers",
                                            "proxy",
                                            "proxy_http")
                                    .map(
                                            name ->
                                                    "LoadModule "
                                                            + name
                                                            + "_module /usr/lib/apache2/modules/mod_"
                                                            + name
                                                            + ".so\n")
                                    .reduce("", String::concat)
                            + """
                              ServerName localhost
                              ServerRoot %1$s
                              PidFile %1$s/pid
                              Mutex pthread
                              ErrorLog %1$s/log
                              Listen 127.0.0.1:%2$d
                              User %4$s
                              <Location "/">
                                  AuthType Basic
                                  AuthName ci
                                  AuthUserFile %1$s/users
                                  Require valid-user
                                  RequestHeader set REMOTE_USER "expr=%%{REMOTE_USER}@EXAMPLE.ORG"
                                  RequestHeader set Host ci.example.org
                              </Location>
                              ProxyPreserveHost On
                              # The browser is on this very machine: its address would be taken for one
                              # that the container has rewritten.
                              ProxyAddHeaders Off
                              ProxyPass "/" "http://127.0.0.1:%3$d/"
                              """
                                    .formatted(files, port, server.port(), "www-data"));
            try (Proxy proxy = start(files, port, program, "-DFOREGROUND", "-f", conf.toString())) {
                checkHomer(port);
            }
        }
    }

    @Test
    void nginx_header_isTheUserThatItHasChecked() throws Exception {
        Path program = Requirement.program("nginx", "nginx");
        int port = freePort();
        Path files = files();
        try (Whole server = new Whole(folder.resolve("base"), CONFIG)) {
            Path conf = files.resolve("nginx.conf");
            Files.writeString(
                    conf,
                    """
                    daemon off;
                    pid %1$s/pid;
                    error_log %1$s/log;
                    events {}
                    http {
                        access_log off;
                        client_body_temp_path %1$s/body;
                        proxy_temp_path %1$s/proxy;
                        fastcgi_temp_path %1$s/fastcgi;
                        uwsgi_temp_path %1$s/uwsgi;
                        scgi_temp_path %1$s/scgi;
                        server {
                            listen 127.0.0.1:%2$d;
                            auth_basic ci;
                            auth_basic_user_file %1$s/users;
                            location / {
                                proxy_pass http://127.0.0.1:%3$d;
                                proxy_set_header Host ci.example.org;
                                proxy_set_header REMOTE_USER $remote_user@EXAMPLE.ORG;
                            }
                        }
                    }
                    """
                            .formatted(files, port, server.port()));
            try (Proxy proxy =
                    start(
                            files,
                            port,
                            program,
                            "-e",
                            files.resolve("log").toString(),
                            "-c",
                            conf.toString())) {
                checkHomer(port);
            }
        }
    }

    private void checkHomer(int port) throws Exception {
        assertThat(get(port, "wrong").statusCode()).isEqualTo(401);
        HttpResponse<String> answer = get(port, "doh!", "REMOTE_USER", "admin@EXAMPLE.ORG");
        JsonNode document = new JsonMapper().readTree(answer.body());
        assertThat(document.at("/user/username").asText())
                .describedAs(answer.body())
                .isEqualTo("homer");
        assertThat(document.at("/user/realm").asText()).isEqualTo("EXAMPLE.ORG");
        String set = answer.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(set).startsWith("__Host-TWISTED_SESSION=").contains("; Secure");
        String cookie = set.split(";")[0];
        assertThat(get(port, "doh!", "Cookie", cookie).headers().firstValue("Set-Cookie"))
                .isEmpty();
    }

    private HttpResponse<String> get(int port, String password, String... headers)
            throws Exception {
        byte[] both = ("homer:" + password).getBytes(StandardCharsets.UTF_8);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/config"))
                        .header(
                                "Authorization",
                                "Basic " + Base64.getEncoder().encodeToString(both));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Readable for the user that the proxy becomes. */
    private Path files() throws IOException {
        Path files = Files.createDirectory(folder.resolve("proxy"));
        // Of the password doh!, in the kind that both read
        Files.writeString(files.resolve("users"), "homer:{SHA}G6L288AFg/KJAkvkWQ1OuLc4/+Q=\n");
        for (Path path : List.of(folder, files)) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return files;
    }

    private record Proxy(Process process) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            process.destroy();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }

    private static Proxy start(Path files, int port, Path program, String... arguments)
            throws IOException {
        List<String> command =
                Stream.concat(Stream.of(program.toString()), Stream.of(arguments)).toList();
        Path output = files.resolve("output");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> !process.isAlive() || answers(port));
        assertThat(process.isAlive()).describedAs(Files.readString(output)).isTrue();
        return new Proxy(process);
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
