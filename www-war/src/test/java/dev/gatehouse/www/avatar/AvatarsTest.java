package dev.gatehouse.www.avatar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.www.Whole;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures of people, as browsers get them from the whole server. */
class AvatarsTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String BASE = "buildbotURL: http://ci.example.org/\nmaster: none\n";

    @TempDir Path folder;
    private HttpServer gitHub;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> headers = new CopyOnWriteArrayList<>();
    private Whole server;

    @BeforeEach
    void startGitHub() throws IOException {
        gitHub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gitHub.createContext("/", this::answer);
        gitHub.start();
    }

    @AfterEach
    void stop() throws Exception {
        gitHub.stop(0);
        if (server != null) {
            server.close();
        }
    }

    /** As api.github.com answers: the shapes of its three searches. */
    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().toString();
        asked.add(path);
        headers.add(
                exchange.getRequestHeaders().getFirst("Authorization")
                        + " "
                        + exchange.getRequestHeaders().getFirst("Accept"));
        int status = 200;
        String body;
        if (path.equals("/users/homer")) {
            body = "{\"login\": \"homer\", \"avatar_url\": \"https://pictures.example/u/1?v=4\"}";
        } else if (path.startsWith("/users/broken")) {
            status = 500;
            body = "{}";
        } else if (path.startsWith("/users/evil")) {
            body = "{\"avatar_url\": \"javascript:alert(1)\"}";
        } else if (path.startsWith("/users/")) {
            status = 404;
            body = "{\"message\": \"Not Found\"}";
        } else if (path.equals("/search/users?q=marge%40example.org+in%3Aemail")) {
            body =
                    "{\"total_count\": 1, \"items\": [{\"avatar_url\":"
                            + " \"https://pictures.example/u/2\"}]}";
        } else if (path.startsWith(
                "/search/commits?per_page=1&q=author-email%3Abart%40example.org")) {
            body =
                    "{\"items\": [{\"author\": {\"avatar_url\": \"https://pictures.example/u/3\"}}]}";
        } else {
            body = "{\"total_count\": 0, \"items\": []}";
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void start(String methods) throws Exception {
        server =
                new Whole(
                        folder,
                        BASE + (methods.isEmpty() ? "" : "www:\n  avatar_methods: " + methods));
    }

    private void startWithGitHub(String more) throws Exception {
        start(
                "[{AvatarGitHub: {github_api_endpoint: 'http://127.0.0.1:"
                        + gitHub.getAddress().getPort()
                        + "/'"
                        + more
                        + "}}]\n");
    }

    private String location(String query) throws Exception {
        HttpResponse<String> answer = server.get("/avatar" + query);
        assertThat(answer.statusCode()).isEqualTo(302);
        return answer.headers().firstValue("Location").orElse("");
    }

    @ParameterizedTest
    @CsvSource({
        "?email=Homer%40Example.org&size=60, homer@example.org, 60",
        "?email=Homer%40Example.org, homer@example.org, 32",
        "?email=Homer%40Example.org&size=big, homer@example.org, 32",
        "'', '', 32"
    })
    void gravatar_isTheDefault(String query, String address, int size) throws Exception {
        start("");
        String digest = md5(address);
        assertThat(location(query))
                .isEqualTo("//www.gravatar.com/avatar/" + digest + "?d=retro&s=" + size);
        assertThat(JSON.readTree(server.get("/config").body()).get("avatar_methods").toString())
                .isEqualTo("{\"name\":\"gravatar\"}");
    }

    private static String md5(String text) throws Exception {
        return java.util.HexFormat.of()
                .formatHex(
                        java.security.MessageDigest.getInstance("MD5")
                                .digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void noMethods_everybodyLooksTheSame() throws Exception {
        start("[]");
        assertThat(location("?email=homer%40example.org")).isEqualTo("img/nobody.png");
        HttpResponse<String> picture = server.get("/img/nobody.png");
        assertThat(picture.statusCode()).isEqualTo(200);
        assertThat(picture.headers().firstValue("Content-Type")).contains("image/png");
        assertThat(JSON.readTree(server.get("/config").body()).get("avatar_methods")).isEmpty();
    }

    @Test
    void gitHub_findsByNameThenAddressThenCommits() throws Exception {
        startWithGitHub(", token: sesame");
        assertThat(location("?username=homer&email=marge%40example.org&size=60"))
                .isEqualTo("https://pictures.example/u/1?v=4&s=60");
        assertThat(location("?username=marge&email=marge%40example.org&size=0"))
                .isEqualTo("https://pictures.example/u/2");
        assertThat(location("?email=bart%40example.org"))
                .isEqualTo("https://pictures.example/u/3?s=32");
        assertThat(location("?email=moe%40example.org")).isEqualTo("img/nobody.png");
        assertThat(headers.get(0)).isEqualTo("token sesame application/vnd.github.v3+json");
        assertThat(headers.get(headers.size() - 1)).contains("cloak-preview");
        assertThat(JSON.readTree(server.get("/config").body()).get("avatar_methods").toString())
                .isEqualTo("[{\"name\":\"github\"}]");
    }

    @Test
    void gitHub_isAskedOnce() throws Exception {
        startWithGitHub("");
        for (int i = 0; i < 3; i++) {
            location("?username=homer");
            location("?username=nobody");
        }
        assertThat(asked).containsExactly("/users/homer", "/users/nobody");
        assertThat(headers.get(0)).startsWith("null ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?username=..%2F..%2Fuser%3Fx%3D1%23",
                "?username=..",
                "?email=x%40y.z+repo%3Aorg%2Fprivate",
                "?email=x%40y.z%22",
                "?email=nobody"
            })
    void gitHub_isNotAskedAnythingButNamesAndAddresses(String query) throws Exception {
        startWithGitHub("");
        assertThat(location(query)).isEqualTo("img/nobody.png");
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"broken", "evil"})
    void gitHub_thatAnswersNonsense_isNobody(String name) throws Exception {
        startWithGitHub("");
        assertThat(location("?username=" + name)).isEqualTo("img/nobody.png");
    }

    @Test
    void aNameThatNobodyCanHave_isNotLookedUp() throws Exception {
        startWithGitHub("");
        assertThat(location("?username=" + "x".repeat(1000))).isEqualTo("img/nobody.png");
        assertThat(asked).isEmpty();
    }

    @Test
    void thePageMayShowPicturesOfTheConfiguredHostsOnly() throws Exception {
        startWithGitHub("");
        assertThat(server.get("/").headers().firstValue("Content-Security-Policy").orElse(""))
                .contains(
                        "img-src 'self' *.githubusercontent.com 127.0.0.1:"
                                + gitHub.getAddress().getPort()
                                + " data:")
                .doesNotContain("gravatar");
    }

    @Test
    void anotherMethodThanGet_isNotAllowed() throws Exception {
        start("");
        assertThat(server.send("POST", "/avatar").statusCode()).isEqualTo(405);
        assertThat(server.send("HEAD", "/avatar").statusCode()).isEqualTo(302);
    }

    @Test
    void strangers_cannotPushOutWhatPeopleLookAt() {
        AtomicInteger questions = new AtomicInteger();
        AvatarMethod counting =
                new AvatarMethod() {
                    @Override
                    public String name() {
                        return "counting";
                    }

                    @Override
                    public Optional<Avatar> find(Wanted wanted) {
                        questions.incrementAndGet();
                        return Optional.empty();
                    }
                };
        Instant now = Instant.ofEpochSecond(1_700_000_000);
        Instant[] clock = {now};
        Avatars avatars = new Avatars(List.of(counting), () -> clock[0]);
        Wanted colleague = new Wanted("homer@example.org", "", 32);
        avatars.find(colleague, false);
        for (int i = 0; i < 2 * Avatars.KEPT; i++) {
            avatars.find(new Wanted("stranger" + i, "", 32), true);
        }
        assertThat(questions.get()).isEqualTo(2 * Avatars.KEPT + 1);
        avatars.find(colleague, false);
        assertThat(questions.get()).isEqualTo(2 * Avatars.KEPT + 1);
        clock[0] = now.plus(Duration.ofDays(1));
        avatars.find(colleague, false);
        assertThat(questions.get()).isEqualTo(2 * Avatars.KEPT + 2);
    }

    @Test
    void answers_areKeptUpToABoundAlone() {
        AtomicInteger questions = new AtomicInteger();
        AvatarMethod counting =
                new AvatarMethod() {
                    @Override
                    public String name() {
                        return "counting";
                    }

                    @Override
                    public Optional<Avatar> find(Wanted wanted) {
                        questions.incrementAndGet();
                        return Optional.empty();
                    }
                };
        Avatars avatars = new Avatars(List.of(counting), () -> Instant.ofEpochSecond(1));
        for (boolean stranger : new boolean[] {true, false}) {
            questions.set(0);
            for (int i = 0; i <= Avatars.KEPT; i++) {
                avatars.find(new Wanted("somebody" + i, "", 32), stranger);
            }
            avatars.find(new Wanted("somebody" + Avatars.KEPT, "", 32), stranger);
            assertThat(questions.get()).isEqualTo(Avatars.KEPT + 1);
            // The oldest has made room.
            avatars.find(new Wanted("somebody0", "", 32), stranger);
            assertThat(questions.get()).isEqualTo(Avatars.KEPT + 2);
        }
    }

    @Test
    void strangersWhoWaitForASlowSite_leaveTurnsToPeople() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        AtomicInteger waiting = new AtomicInteger();
        AvatarMethod site =
                new AvatarMethod() {
                    @Override
                    public String name() {
                        return "slow";
                    }

                    @Override
                    public Optional<Avatar> find(Wanted wanted) throws IOException {
                        if (wanted.email().startsWith("stranger")) {
                            waiting.incrementAndGet();
                            try {
                                slow.await();
                            } catch (InterruptedException e) {
                                throw new IOException(e);
                            }
                        }
                        return Optional.of(new Avatar.Elsewhere("https://pictures.example/1"));
                    }
                };
        Avatars avatars = new Avatars(List.of(site), Instant::now);
        ExecutorService threads = Executors.newFixedThreadPool(10);
        try {
            IntStream.range(0, 10)
                    .forEach(
                            i ->
                                    threads.execute(
                                            () ->
                                                    avatars.find(
                                                            new Wanted("stranger" + i, "", 32),
                                                            true)));
            await().until(() -> waiting.get() == Avatars.STRANGERS_AT_ONCE);
            assertThat(avatars.find(new Wanted("homer", "", 32), false)).isPresent();
            assertThat(waiting.get()).isEqualTo(Avatars.STRANGERS_AT_ONCE);
        } finally {
            slow.countDown();
            threads.shutdownNow();
        }
    }
}
