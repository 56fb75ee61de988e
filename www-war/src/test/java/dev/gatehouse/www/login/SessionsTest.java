package dev.gatehouse.www.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import dev.gatehouse.www.Served;
import dev.gatehouse.www.access.RuleList;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private static final Map<String, Object> ALICE = Map.of("username", "alice");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochSecond(1000));
    private final Sessions sessions = new Sessions(Served.SECRET, Duration.ofDays(7), now::get);

    private static String signed(JWSAlgorithm algorithm, String secret, String payload)
            throws Exception {
        JWSObject token = new JWSObject(new JWSHeader(algorithm), new Payload(payload));
        token.sign(new MACSigner(secret));
        return token.serialize();
    }

    private static final String GOOD =
            "{\"user_info\": {\"username\": \"alice\"}, \"exp\": 2000000000}";

    private static String encoded(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void read_ourOwn_isTaken() {
        assertThat(sessions.read(sessions.issue(ALICE)).orElseThrow().user()).isEqualTo(ALICE);
    }

    @Test
    void read_signedByABuildbotOnTheSameDatabase_isTaken() throws Exception {
        assertThat(sessions.read(signed(JWSAlgorithm.HS256, Served.SECRET, GOOD))).isPresent();
    }

    @Test
    void read_afterItsEnd_isNone() {
        String token = sessions.issue(ALICE);
        now.set(Instant.ofEpochSecond(1000).plus(Duration.ofDays(7)).minusSeconds(1));
        assertThat(sessions.read(token)).isPresent();
        now.set(Instant.ofEpochSecond(1000).plus(Duration.ofDays(7)));
        assertThat(sessions.read(token)).isEmpty();
    }

    @Test
    void read_forged_isNone() throws Exception {
        Map<String, String> forged = new LinkedHashMap<>();
        forged.put(
                "other secret",
                signed(JWSAlgorithm.HS256, "ffffffffffffffffffffffffffffffff", GOOD));
        forged.put(
                "other algorithm", signed(JWSAlgorithm.HS512, Served.SECRET + Served.SECRET, GOOD));
        forged.put(
                "none", encoded("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + encoded(GOOD) + ".");
        String good = signed(JWSAlgorithm.HS256, Served.SECRET, GOOD);
        String[] parts = good.split("\\.");
        forged.put(
                "none with our signature",
                encoded("{\"alg\":\"none\"}") + "." + parts[1] + "." + parts[2]);
        forged.put(
                "another payload",
                parts[0] + "." + encoded(GOOD.replace("alice", "admin")) + "." + parts[2]);
        forged.put("no signature", parts[0] + "." + parts[1] + ".");
        forged.put("two parts", parts[0] + "." + parts[1]);
        forged.put("four parts", good + ".x");
        forged.put("doubled", good + good);
        forged.put("empty", "");
        forged.put("garbage", "garbage");
        forged.put("dots", "..");
        forged.put("long", "x".repeat(100_000));
        for (String payload :
                new String[] {
                    "{\"user_info\": {\"username\": \"alice\"}}",
                    "{\"user_info\": {\"username\": \"alice\"}, \"exp\": null}",
                    "{\"user_info\": {\"username\": \"alice\"}, \"exp\": \"2000000000\"}",
                    "{\"user_info\": {\"username\": \"alice\"}, \"exp\": 1e400}",
                    "{\"user_info\": {\"username\": \"alice\"}, \"exp\": -1}",
                    "{\"user_info\": {\"username\": 5}, \"exp\": 2000000000}",
                    "{\"user_info\": {\"username\": \"\"}, \"exp\": 2000000000}",
                    "{\"user_info\": {}, \"exp\": 2000000000}",
                    "{\"user_info\": \"alice\", \"exp\": 2000000000}",
                    "{\"user_info\": [\"alice\"], \"exp\": 2000000000}",
                    "{\"exp\": 2000000000}",
                    "[]",
                    "alice",
                }) {
            forged.put(payload, signed(JWSAlgorithm.HS256, Served.SECRET, payload));
        }

        forged.forEach(
                (what, token) -> assertThat(sessions.read(token)).describedAs(what).isEmpty());
    }

    @Test
    void read_anyByteChanged_isNone() {
        String token = sessions.issue(ALICE);
        // the last character of a signature carries bits that mean nothing
        for (int i = 0; i < token.length() - 1; i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            String changed = token.substring(0, i) + other + token.substring(i + 1);
            assertThat(sessions.read(changed)).describedAs("byte " + i).isEmpty();
        }
    }

    @Test
    void request_withAForgedCookie_isAnonymousAndLosesIt() throws Exception {
        try (Served served = new Served(RuleList.loggedIn())) {
            HttpResponse<String> answer =
                    served.get("/api/v2/builds", "Cookie", "TWISTED_SESSION=forged");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
                    .startsWith("TWISTED_SESSION=;")
                    .contains("Max-Age=0");
        }
    }

    @Test
    void request_withAPlantedCookieBesideTheRightOne_isThePerson() throws Exception {
        try (Served served = new Served(RuleList.loggedIn())) {
            String stop =
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"stop\","
                            + "\"params\":{\"reason\":\"r\"}}";

            assertThat(
                            served.rpc(
                                            "/api/v2/builds/1",
                                            stop,
                                            "Cookie",
                                            "TWISTED_SESSION=planted; TWISTED_SESSION="
                                                    + served.sessions.issue(ALICE))
                                    .statusCode())
                    .isEqualTo(200);
        }
    }
}
