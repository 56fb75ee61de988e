package dev.gatehouse.www;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The name and the attributes of the session cookie behind a proxy that ends TLS, and without one. */
class SessionCookieTest {
    private static final String BASIC =
            "Authorization: Basic "
                    + Base64.getEncoder()
                            .encodeToString("alice:wonder".getBytes(StandardCharsets.UTF_8));

    @TempDir Path folder;

    private Whole server(String more) throws Exception {
        return new Whole(
                folder.resolve("base"),
                "buildbotURL: https://ci.example.org/\nmaster: none\nwww:\n  auth:"
                        + " {UserPasswordAuth: {users: {alice: wonder}}}\n"
                        + more);
    }

    private static String answer(Whole server, String path, String host, String... headers)
            throws Exception {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20_000);
            String request =
                    "GET "
                            + path
                            + " HTTP/1.1\r\nConnection: close\r\nHost: "
                            + host
                            + "\r\n"
                            + String.join("\r\n", headers)
                            + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.ISO_8859_1))
                    .lines()
                    .collect(Collectors.joining("\n"));
        }
    }

    private static String cookie(Whole server, String host) throws Exception {
        String answer = answer(server, "/auth/login", host, BASIC);
        return answer.lines()
                .filter(line -> line.startsWith("Set-Cookie: "))
                .map(line -> line.substring("Set-Cookie: ".length()))
                .collect(Collectors.joining(" and "));
    }

    @Test
    void throughTls_noOtherHostCanPlantIt() throws Exception {
        try (Whole server = server("")) {
            String cookie = cookie(server, "ci.example.org");
            String pair = cookie.split(";")[0];
            String token = pair.split("=")[1];

            assertThat(cookie)
                    .startsWith("__Host-TWISTED_SESSION=ey")
                    .endsWith("; Path=/; HttpOnly; SameSite=Lax; Secure");
            assertThat(answer(server, "/config", "ci.example.org", "Cookie: " + pair))
                    .contains("\"username\": \"alice\"");
            assertThat(
                            answer(
                                    server,
                                    "/config",
                                    "ci.example.org",
                                    "Cookie: TWISTED_SESSION=" + token))
                    .contains("\"anonymous\": true");
        }
    }

    @Test
    void withoutTls_hasBuildbotsName() throws Exception {
        try (Whole server = server("")) {
            assertThat(cookie(server, "127.0.0.1:" + server.port()))
                    .startsWith("TWISTED_SESSION=ey")
                    .endsWith("; Path=/; HttpOnly; SameSite=Lax");
        }
    }

    @Test
    void sharedWithABuildbot_hasItsNameAndTakesBothOfIts() throws Exception {
        try (Whole server = server("  sessions: {shared_with_buildbot: true}\n")) {
            String cookie = cookie(server, "ci.example.org");
            String token = cookie.split("[=;]")[1];

            assertThat(cookie)
                    .startsWith("TWISTED_SESSION=ey")
                    .endsWith("; Path=/; HttpOnly; SameSite=Lax; Secure");
            assertThat(
                            answer(
                                    server,
                                    "/config",
                                    "ci.example.org",
                                    "Cookie: TWISTED_SECURE_SESSION=" + token))
                    .contains("\"username\": \"alice\"");
        }
    }
}
