package dev.gatehouse.www;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets a stream of events from the whole server, put together as {@code java -jar} does it. */
class StreamDoorsTest {
    private static final String OPEN =
            """
            buildbotURL: https://ci.example.org/
            master: none
            www:
              auth: {UserPasswordAuth: {users: {alice: wonder, bob: builder}}}
            """;

    private static final String CLOSED =
            OPEN
                    + """
                      authz:
                        allowRules: [AnyEndpointMatcher: {role: staff}]
                        roleMatchers: [RolesFromUsername: {roles: [staff], usernames: [alice]}]
                    """;

    @TempDir Path folder;

    @Test
    void closedServer_showsItsStreamsToStaffAlone() throws Exception {
        try (Whole server = new Whole(folder, CLOSED)) {
            String alice = login(server, "alice:wonder");
            String bob = login(server, "bob:builder");

            assertThat(handshake(server)).startsWith("HTTP/1.1 403 ");
            assertThat(handshake(server, "Cookie: " + bob)).startsWith("HTTP/1.1 403 ");
            assertThat(handshake(server, "Cookie: " + alice)).startsWith("HTTP/1.1 101 ");
            for (String path : new String[] {"/sse", "/sse/listen", "/sse/listen/builds/*/*"}) {
                assertThat(answer(server, path)).describedAs(path).startsWith("HTTP/1.1 403 ");
                assertThat(answer(server, path, "Cookie: " + bob))
                        .describedAs(path)
                        .startsWith("HTTP/1.1 403 ");
                assertThat(answer(server, path, "Cookie: " + alice))
                        .describedAs(path)
                        .startsWith("HTTP/1.1 200 ");
            }
        }
    }

    @Test
    void sessionThatDoesNotHold_getsNoStreamEvenWhereNobodyNeedsOne() throws Exception {
        try (Whole server = new Whole(folder, OPEN)) {
            String alice = login(server, "alice:wonder");
            assertThat(handshake(server)).startsWith("HTTP/1.1 101 ");
            assertThat(handshake(server, "Cookie: " + alice)).startsWith("HTTP/1.1 101 ");

            server.get("/auth/logout", "Cookie", alice);

            for (String bad : new String[] {alice, "TWISTED_SESSION=forged"}) {
                assertThat(handshake(server, "Cookie: " + bad)).startsWith("HTTP/1.1 403 ");
                assertThat(answer(server, "/sse/listen/builds/*/*", "Cookie: " + bad))
                        .startsWith("HTTP/1.1 403 ");
            }
        }
    }

    @Test
    void pageOfAnotherSite_opensNoSocket() throws Exception {
        try (Whole server = new Whole(folder, OPEN)) {
            for (String other :
                    new String[] {
                        "https://evil.example.com", "https://ci.example.org.evil.example", "null"
                    }) {
                assertThat(handshake(server, "Origin: " + other))
                        .describedAs(other)
                        .startsWith("HTTP/1.1 403 ");
            }
            assertThat(handshake(server, "Origin: https://ci.example.org"))
                    .startsWith("HTTP/1.1 101 ");
        }
    }

    private static String handshake(Whole server, String... headers) throws Exception {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Upgrade: websocket");
        all.add("Connection: Upgrade");
        all.add("Sec-WebSocket-Version: 13");
        all.add("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
        return answer(server, "/ws", all.toArray(String[]::new));
    }

    /** The first line of the answer: a stream that is opened has no last one. */
    private static String answer(Whole server, String path, String... headers) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(60_000);
            StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\n");
            request.append("Host: 127.0.0.1:").append(server.port()).append("\r\n");
            for (String header : headers) {
                request.append(header).append("\r\n");
            }
            request.append("\r\n");
            socket.getOutputStream()
                    .write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
            return new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.ISO_8859_1))
                    .readLine();
        }
    }

    private static String login(Whole server, String both) throws Exception {
        HttpResponse<String> answer =
                server.get(
                        "/auth/login",
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(both.getBytes(StandardCharsets.UTF_8)));
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }
}
