package dev.gatehouse.www;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.data.access.Grant;
import dev.gatehouse.data.session.TokenRow;
import dev.gatehouse.data.setting.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** API tokens that the command line makes, on two web nodes over one database. */
class TokensTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Path folder;
    private final Whole one;
    private final Whole other;

    TokensTest(@TempDir Path folder) throws Exception {
        this.folder = folder;
        one = node(folder, "one");
        other = node(folder, "other");
    }

    private static Whole node(Path shared, String name) throws Exception {
        return new Whole(
                shared.resolve(name),
                """
                buildbotURL: http://ci.example.org/
                master: none
                db: {db_url: 'sqlite:///%s'}
                www:
                  auth:
                  - UserPasswordAuth: {users: {alice: wonder, bob: builder}}
                  - RemoteUserAuth: {}
                  tokens: {max_age: 30d, per_user: 2}
                """
                        .formatted(shared.resolve("shared.sqlite")));
    }

    @AfterEach
    void stop() throws Exception {
        one.close();
        other.close();
    }

    private <T> T office(Function<LoginOffice, T> work) {
        Path basedir = folder.resolve("one");
        ServerConfig config =
                Server.check(basedir.resolve("gatehouse.yaml"), System.getenv(), new Problems());
        try (LoginOffice open = LoginOffice.open(config, basedir)) {
            return work.apply(open);
        }
    }

    private static NewToken wish(@Nullable Duration age) {
        return new NewToken("script", Set.of(Grant.Right.READ), null, null, age);
    }

    private MadeToken make(String user) {
        return office(open -> open.makeToken(user, "UserPasswordAuth", wish(null)));
    }

    private boolean revoke(MadeToken made) {
        return office(open -> open.revokeToken(made.row().id()));
    }

    private int revokeAll(String user) {
        return office(open -> open.revokeTokens(user));
    }

    private static int status(Whole node, String token) throws Exception {
        return node.get("/api/v2/builds", "Authorization", "Bearer " + token).statusCode();
    }

    @Test
    void token_ofTheCommandLine_isGoodOnEveryNodeUntilItIsRevoked() throws Exception {
        MadeToken made = make("alice");
        assertThat(status(one, made.text())).isEqualTo(200);
        assertThat(status(other, made.text())).isEqualTo(200);
        List<TokenRow> open = office(desk -> desk.tokens(""));
        assertThat(open)
                .singleElement()
                .satisfies(
                        row -> {
                            assertThat(row.owner().username()).isEqualTo("alice");
                            assertThat(row.usedAt()).isNotNull();
                        });

        assertThat(revoke(made)).isTrue();

        Awaitility.await().atMost(SOON).until(() -> status(one, made.text()) == 401);
        Awaitility.await().atMost(SOON).until(() -> status(other, made.text()) == 401);
        assertThat(revoke(made)).isFalse();
        assertThat(Files.readString(folder.resolve("one").resolve("audit.log")))
                .contains("token.made", "token.revoked", "command line")
                .doesNotContain(made.text());
    }

    @Test
    void allTokensOfAUser_areRevokedAtOnce_andNobodyElses() throws Exception {
        List<MadeToken> alices = List.of(make("alice"), make("alice"));
        MadeToken bobs = make("bob");
        for (MadeToken made : alices) {
            assertThat(status(other, made.text())).isEqualTo(200);
        }

        assertThat(revokeAll("alice")).isEqualTo(2);

        for (MadeToken made : alices) {
            Awaitility.await().atMost(SOON).until(() -> status(other, made.text()) == 401);
        }
        assertThat(status(other, bobs.text())).isEqualTo(200);
        assertThat(revokeAll("alice")).isZero();
        assertThat(Files.readString(folder.resolve("one").resolve("audit.log")).lines())
                .filteredOn(line -> line.contains("token.revoked"))
                .hasSize(2)
                .allMatch(line -> line.contains("by an administrator"));
    }

    @Test
    void revokedToken_endsOpenStreamsOfEveryNode() throws Exception {
        MadeToken made = make("alice");
        String bearer = "Bearer " + made.text();
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", bearer)
                .buildAsync(
                        URI.create("ws://127.0.0.1:" + other.port() + "/ws"),
                        new WebSocket.Listener() {
                            @Override
                            public @Nullable CompletionStage<?> onClose(
                                    WebSocket socket, int status, String reason) {
                                closed.complete(status);
                                return null;
                            }
                        })
                .join();
        HttpResponse<InputStream> events =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(
                                                URI.create(
                                                        "http://127.0.0.1:"
                                                                + other.port()
                                                                + "/sse/listen/builds/*/*"))
                                        .header("Authorization", bearer)
                                        .build(),
                                BodyHandlers.ofInputStream());
        assertThat(events.statusCode()).isEqualTo(200);
        CompletableFuture<Long> over = CompletableFuture.supplyAsync(() -> drained(events.body()));

        assertThat(revoke(made)).isTrue();

        assertThat(closed.get(10, TimeUnit.SECONDS)).isEqualTo(1008);
        assertThat(over.get(10, TimeUnit.SECONDS)).isPositive();
    }

    private static long drained(InputStream body) {
        try (body) {
            return body.readAllBytes().length;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void wishes_thatCannotBe_areRefusedInWords() {
        assertThatThrownBy(() -> make("carol")).hasMessageContaining("there is no user 'carol'");
        assertThatThrownBy(() -> office(open -> open.makeToken("alice", "", wish(null))))
                .hasMessageContaining("--realm")
                .hasMessageContaining("UserPasswordAuth");
        assertThatThrownBy(
                        () ->
                                office(
                                        open ->
                                                open.makeToken(
                                                        "alice",
                                                        "UserPasswordAuth",
                                                        wish(Duration.ofDays(31)))))
                .hasMessageContaining("www.tokens.max_age");
        make("alice");
        make("alice");
        assertThatThrownBy(() -> make("alice")).hasMessageContaining("www.tokens.per_user");
        assertThat(make("bob").text()).startsWith("gh_");
    }
}
