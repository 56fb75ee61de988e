package dev.gatehouse.www;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.data.account.Authenticator;
import dev.gatehouse.data.setting.Problems;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two web nodes over one database: a second factor is shown to both, and its codes count once for both. */
class TwoNodesFactorTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String PASSWORD = "nine lives of a heron";
    private static final String STOP =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"stop\",\"params\":{\"reason\":\"r\"}}";

    @TempDir Path folder;
    private Whole one;
    private Whole other;

    @BeforeEach
    void start() throws Exception {
        one = node("one");
        other = node("other");
        office(
                office ->
                        office.accounts()
                                .add("alice", "", "", List.of(), false, Optional.of(PASSWORD)));
    }

    private Whole node(String name) throws Exception {
        return new Whole(
                folder.resolve(name),
                """
                buildbotURL: http://ci.example.org/
                master: none
                db: {db_url: 'sqlite:///%s'}
                www:
                  auth: DatabaseAuth
                  guessing: {failures: 3}
                  second_factor: {require_for: [control], accept: [totp]}
                """
                        .formatted(folder.resolve("shared.sqlite")));
    }

    private void office(Consumer<LoginOffice> work) {
        Path basedir = folder.resolve("one");
        ServerConfig config =
                Server.check(basedir.resolve("gatehouse.yaml"), Map.of(), new Problems());
        try (LoginOffice office = LoginOffice.open(config, basedir)) {
            work.accept(office);
        }
    }

    @AfterEach
    void stop() throws Exception {
        one.close();
        other.close();
    }

    private static String login(Whole node) throws Exception {
        String basic = "alice:" + PASSWORD;
        return cookie(
                node.get(
                        "/auth/login",
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(basic.getBytes(StandardCharsets.UTF_8))));
    }

    private static String cookie(HttpResponse<String> answer) {
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }

    private static HttpResponse<String> post(Whole node, String cookie, String call, String code)
            throws Exception {
        return node.rpc(
                "/auth/account/second-factor/" + call,
                code.isEmpty() ? "{}" : "{\"code\": \"" + code + "\"}",
                "Cookie",
                cookie);
    }

    /** Set up with the code of now, so that the next is left. */
    private String setUp() throws Exception {
        String cookie = login(one);
        JsonNode offer = JSON.readTree(post(one, cookie, "offer", "").body());
        String secret = offer.get("secret").asText();
        // Offered by one, confirmed at the other.
        HttpResponse<String> confirmed =
                post(other, cookie, "confirm", Authenticator.code(secret, 0));
        assertThat(confirmed.statusCode()).as(confirmed.body()).isEqualTo(200);
        return secret;
    }

    private static boolean mayStop(Whole node, String cookie) throws Exception {
        return !node.rpc("/api/v2/builds/1", STOP, "Cookie", cookie)
                .body()
                .contains("second factor");
    }

    @Test
    void factor_shownToOneNode_isShownToTheOther() throws Exception {
        String secret = setUp();
        String weak = login(one);
        assertThat(mayStop(one, weak)).isFalse();
        assertThat(mayStop(other, weak)).isFalse();

        HttpResponse<String> shown = post(one, weak, "show", Authenticator.code(secret, 1));

        assertThat(shown.statusCode()).as(shown.body()).isEqualTo(200);
        assertThat(mayStop(one, cookie(shown))).isTrue();
        assertThat(mayStop(other, cookie(shown))).isTrue();
    }

    @Test
    void code_takenByOneNode_isNothingToTheOther() throws Exception {
        String secret = setUp();
        String code = Authenticator.code(secret, 1);
        String here = login(one);
        String there = login(other);

        assertThat(post(one, here, "show", code).statusCode()).isEqualTo(200);

        HttpResponse<String> again = post(other, there, "show", code);
        assertThat(again.statusCode()).isEqualTo(403);
        assertThat(again.body()).contains("used before");
        assertThat(mayStop(other, there)).isFalse();
    }

    @Test
    void wrongCodes_ofBothNodes_areCountedTogether() throws Exception {
        String secret = setUp();
        String here = login(one);
        String there = login(other);
        post(one, here, "show", "000000");
        post(other, there, "show", "000000");
        post(one, here, "show", "000000");

        assertThat(post(other, there, "show", Authenticator.code(secret, 1)).statusCode())
                .isEqualTo(429);
    }

    @Test
    void rotatedSecret_leavesTheSecondFactorGood_onBothNodes() throws Exception {
        String secret = setUp();
        String before = login(other);
        office(office -> office.rotateSecret(false));
        Awaitility.await().atMost(SOON).until(() -> !mayShow(other, before));

        HttpResponse<String> shown =
                post(other, login(other), "show", Authenticator.code(secret, 1));

        assertThat(shown.statusCode()).as(shown.body()).isEqualTo(200);
        assertThat(mayStop(one, cookie(shown))).isTrue();
    }

    private static boolean mayShow(Whole node, String cookie) throws Exception {
        return node.get("/auth/account", "Cookie", cookie).statusCode() == 200;
    }
}
