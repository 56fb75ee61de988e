package dev.gatehouse.www;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two web nodes over one database: a session belongs to both, and so does its end. */
class TwoNodesTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration SOON = Duration.ofSeconds(10);

    /** Needs no session to be read and a login to be refused for other reasons than that. */
    private static final String CONTROL =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"stop\",\"params\":{\"reason\":\"r\"}}";

    @TempDir Path folder;
    private Whole one;
    private Whole other;
    private int starts;

    @BeforeEach
    void start() throws Exception {
        starts++;
        one = node("one");
        other = node("other");
    }

    private String alicesPassword = "wonder";

    private Whole node(String name) throws Exception {
        return new Whole(
                folder.resolve(name + starts),
                """
                buildbotURL: http://ci.example.org/
                master: none
                db: {db_url: 'sqlite:///%s'}
                www:
                  auth: {UserPasswordAuth: {users: {alice: '%s', bob: builder}}}
                  guessing: {failures: 3}
                """
                        .formatted(folder.resolve("shared.sqlite"), alicesPassword));
    }

    @AfterEach
    void stop() throws Exception {
        one.close();
        other.close();
    }

    private static HttpResponse<String> tryLogin(Whole node, String credentials) throws Exception {
        String basic =
                Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        return node.get("/auth/login", "Authorization", "Basic " + basic);
    }

    private static String login(Whole node) throws Exception {
        HttpResponse<String> answer = tryLogin(node, "alice:wonder");
        assertThat(answer.headers().allValues("Set-Cookie")).hasSize(1);
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }

    private static String user(Whole node, String cookie) throws Exception {
        return JSON.readTree(node.get("/config", "Cookie", cookie).body())
                .path("user")
                .path("username")
                .asText("nobody");
    }

    private static void awaitNobody(Whole node, String cookie) {
        Awaitility.await().atMost(SOON).until(() -> user(node, cookie).equals("nobody"));
    }

    @Test
    void session_ofOneNode_isOneOfTheOtherAndEndsThere() throws Exception {
        String cookie = login(one);
        assertThat(user(other, cookie)).isEqualTo("alice");
        assertThat(user(one, cookie)).isEqualTo("alice");

        one.get("/auth/logout", "Cookie", cookie);

        assertThat(user(one, cookie)).isEqualTo("nobody");
        awaitNobody(other, cookie);
    }

    @Test
    void session_isThereAfterBothWereStartedAgain() throws Exception {
        String open = login(one);
        String ended = login(one);
        other.get("/auth/logout", "Cookie", ended);
        stop();

        start();

        assertThat(user(one, open)).isEqualTo("alice");
        assertThat(user(other, open)).isEqualTo("alice");
        assertThat(user(one, ended)).isEqualTo("nobody");
    }

    @Test
    void logoutEverywhere_endsTheSessionsOfTheOtherNode() throws Exception {
        String here = login(one);
        String there = login(other);
        assertThat(user(other, there)).isEqualTo("alice");

        one.send("POST", "/auth/logout?everywhere=true", "Cookie", here);

        awaitNobody(other, there);
        assertThat(user(one, there)).isEqualTo("nobody");
        assertThat(user(one, login(one))).isEqualTo("alice");
    }

    @Test
    void office_rotatesTheSecretAndLogsOut() throws Exception {
        String first = login(one);
        assertThat(user(other, first)).isEqualTo("alice");
        office(open -> open.rotateSecret(true));
        Awaitility.await()
                .atMost(SOON)
                .until(
                        () ->
                                audit("one").contains("sessions.secret_changed")
                                        && audit("other").contains("sessions.secret_changed"));
        String second = login(one);
        assertThat(user(other, first)).isEqualTo("alice");
        assertThat(user(other, second)).isEqualTo("alice");

        office(open -> assertThat(open.logOut("alice")).isEqualTo(2));
        awaitNobody(one, first);
        awaitNobody(other, second);

        String third = login(one);
        assertThat(user(other, third)).isEqualTo("alice");
        office(open -> open.rotateSecret(false));
        awaitNobody(one, third);
        awaitNobody(other, third);
        assertThat(user(other, login(one))).isEqualTo("alice");
    }

    private void office(java.util.function.Consumer<LoginOffice> work) {
        Path basedir = folder.resolve("one" + starts);
        ServerConfig config =
                Server.check(
                        basedir.resolve("gatehouse.yaml"),
                        System.getenv(),
                        new dev.gatehouse.data.setting.Problems());
        try (LoginOffice open = LoginOffice.open(config, basedir)) {
            work.accept(open);
        }
    }

    private String audit(String node) throws Exception {
        Path log = folder.resolve(node + starts).resolve("audit.log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    @Test
    void changedPassword_endsTheSessionsOfThatUser() throws Exception {
        String alice = login(one);
        String bob =
                tryLogin(one, "bob:builder")
                        .headers()
                        .firstValue("Set-Cookie")
                        .orElseThrow()
                        .split(";")[0];
        stop();
        alicesPassword = "other";

        start();

        awaitNobody(one, alice);
        awaitNobody(other, alice);
        assertThat(user(other, bob)).isEqualTo("bob");
        assertThat(audit("one") + audit("other")).contains("the account has changed");
    }

    @Test
    void failures_areCountedTogetherAndOutliveARestart() throws Exception {
        tryLogin(one, "bob:wrong");
        tryLogin(other, "bob:wrong");
        stop();
        start();
        assertThat(tryLogin(one, "bob:wrong").statusCode()).isEqualTo(401);

        assertThat(tryLogin(other, "bob:builder").statusCode()).isEqualTo(429);
        assertThat(audit("one")).contains("login.failed", "login.locked").doesNotContain("wrong\"");
    }

    @Test
    void endedSession_openStreamsEndAndItIsNothingOnEveryWire() throws Exception {
        String cookie = login(one);
        CompletableFuture<Integer> socketClosed = new CompletableFuture<>();
        socket(other, cookie, socketClosed).join();
        HttpResponse<InputStream> events =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(uri("http", other, "/sse/listen/builds/*/*"))
                                        .header("Cookie", cookie)
                                        .build(),
                                BodyHandlers.ofInputStream());
        assertThat(events.statusCode()).isEqualTo(200);
        CompletableFuture<Long> eventsOver =
                CompletableFuture.supplyAsync(() -> drained(events.body()));

        one.get("/auth/logout", "Cookie", cookie);

        assertThat(socketClosed.get(10, TimeUnit.SECONDS)).isEqualTo(1008);
        assertThat(eventsOver.get(10, TimeUnit.SECONDS)).isPositive();
        for (Whole node : List.of(one, other)) {
            assertNothing(node, cookie);
        }
    }

    @Test
    void damagedTokens_areNothingOnEveryWire() throws Exception {
        String token = login(one).substring("TWISTED_SESSION=".length());
        String[] parts = token.split("\\.");
        List<String> damaged = new ArrayList<>(List.of("x", "..", token + token, token + ".x"));
        for (int i = 0; i < parts.length; i++) {
            for (String instead :
                    List.of(
                            "",
                            parts[i] + parts[i],
                            "A" + parts[i].substring(1) + "A",
                            Base64.getUrlEncoder()
                                    .withoutPadding()
                                    .encodeToString(parts[i].getBytes(StandardCharsets.UTF_8)))) {
                String[] changed = parts.clone();
                changed[i] = instead;
                damaged.add(String.join(".", changed));
            }
        }
        for (String text : damaged) {
            assertNothing(other, "TWISTED_SESSION=" + text);
        }
    }

    private static long drained(InputStream body) {
        try (body) {
            return body.readAllBytes().length;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void assertNothing(Whole node, String cookie) throws Exception {
        assertThat(user(node, cookie)).describedAs(cookie).isEqualTo("nobody");
        assertThat(node.get("/sse/listen/builds/*/*", "Cookie", cookie).statusCode())
                .describedAs(cookie)
                .isEqualTo(403);
        assertThat(control(node, cookie)).describedAs(cookie).isEqualTo(403);
        CompletionException refused =
                org.assertj.core.api.Assertions.catchThrowableOfType(
                        CompletionException.class,
                        () -> socket(node, cookie, new CompletableFuture<>()).join());
        assertThat(((WebSocketHandshakeException) refused.getCause()).getResponse().statusCode())
                .isEqualTo(403);
    }

    private static int control(Whole node, String cookie) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri("http", node, "/api/v2/builds/1"))
                                .header("Cookie", cookie)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(CONTROL))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    private static CompletableFuture<WebSocket> socket(
            Whole node, String cookie, CompletableFuture<Integer> closed) {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Cookie", cookie)
                .buildAsync(
                        uri("ws", node, "/ws"),
                        new WebSocket.Listener() {
                            @Override
                            public @org.jspecify.annotations.Nullable CompletionStage<?> onClose(
                                    WebSocket socket, int status, String reason) {
                                closed.complete(status);
                                return null;
                            }
                        });
    }

    private static URI uri(String scheme, Whole node, String path) {
        return URI.create(scheme + "://127.0.0.1:" + node.port() + path);
    }
}
