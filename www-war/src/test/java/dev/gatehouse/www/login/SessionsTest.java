package dev.gatehouse.www.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import dev.gatehouse.data.World;
import dev.gatehouse.www.Served;
import dev.gatehouse.www.access.RuleList;
import dev.gatehouse.www.audit.Audit;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private static final Map<String, Object> ALICE = Map.of("username", "alice");

    private static final long START = 1_999_900_000;

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.ofEpochSecond(START));
    private final World world = new World();
    private final Sessions sessions = sessions(Secrets.of(Served.SECRET), "");

    private Sessions sessions(Secrets secrets, String issuer) {
        return new Sessions(
                secrets,
                world.stores().sessions(),
                new Sessions.Settings(Duration.ofDays(7), Duration.ofDays(3), issuer, false, 0),
                now::get);
    }

    private SessionWatch watch(Sessions node, Secrets secrets, Consumer<String> audited) {
        return new SessionWatch(
                node,
                () -> secrets,
                new Guessing(world.stores().guesses(), Guessing.Settings.USUAL, now::get),
                new TokenWatch(
                        new ApiTokens(
                                world.stores().tokens(),
                                new Guessing(
                                        world.stores().guesses(),
                                        Guessing.Settings.USUAL,
                                        now::get),
                                new Audit(audited, now::get),
                                realm -> true,
                                now::get),
                        TokenBook.Settings.USUAL.loginWithin(),
                        new Audit(audited, now::get),
                        now::get),
                new Audit(audited, now::get),
                now::get);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static String signed(JWSAlgorithm algorithm, String secret, String payload)
            throws Exception {
        JWSObject token = new JWSObject(new JWSHeader(algorithm), new Payload(payload));
        token.sign(new MACSigner(secret));
        return token.serialize();
    }

    private static final String GOOD =
            "{\"user_info\": {\"username\": \"alice\"}, \"exp\": 2000000000}";

    private static String good(String more) {
        return GOOD.replace("}, ", "}, " + more + ", ");
    }

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
        for (int day = 2; day < 7; day += 2) {
            now.set(Instant.ofEpochSecond(START).plus(Duration.ofDays(day)));
            assertThat(sessions.read(token)).isPresent();
        }
        now.set(Instant.ofEpochSecond(START).plus(Duration.ofDays(7)).minusSeconds(1));
        assertThat(sessions.read(token)).isPresent();
        now.set(Instant.ofEpochSecond(START).plus(Duration.ofDays(7)));
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
                    good("\"aud\": \"elsewhere\""),
                    good("\"nbf\": 1999950000"),
                    good("\"iat\": 1999950000"),
                    good("\"iat\": \"now\""),
                    good("\"iat\": null"),
                    GOOD.replace("2000000000", "2000600000"),
                    GOOD.replace("2000000000", "99999999999"),
                    "[]",
                    "alice",
                }) {
            forged.put(payload, signed(JWSAlgorithm.HS256, Served.SECRET, payload));
        }

        forged.forEach(
                (what, token) -> assertThat(sessions.read(token)).describedAs(what).isEmpty());
    }

    @Test
    void read_meantForAnotherServer_isNone() throws Exception {
        Sessions here = sessions(Secrets.of(Served.SECRET), "https://ci.example.org/");
        Sessions copy = sessions(Secrets.of(Served.SECRET), "https://staging.example.org/");

        assertThat(here.read(here.issue(ALICE))).isPresent();
        assertThat(copy.read(here.issue(ALICE))).isEmpty();
        assertThat(sessions.read(here.issue(ALICE))).isPresent();
        assertThat(here.read(signed(JWSAlgorithm.HS256, Served.SECRET, good("\"iss\": null"))))
                .isEmpty();
        assertThat(here.read(signed(JWSAlgorithm.HS256, Served.SECRET, GOOD))).isPresent();
    }

    @Test
    void read_nothingForTooLong_isNoneOnEveryNodeAndAfterARestart() {
        String token = sessions.issue(ALICE);
        Sessions other = sessions(Secrets.of(Served.SECRET), "");
        SessionWatch watch = watch(other, Secrets.of(Served.SECRET), line -> {});
        assertThat(sessions.read(token)).isPresent();
        now.set(now.get().plus(Duration.ofDays(2)));
        assertThat(other.read(token)).isPresent();
        watch.note();

        now.set(now.get().plus(Duration.ofDays(2)));
        assertThat(sessions.read(token)).describedAs("used on the other node").isPresent();
        now.set(now.get().plus(Duration.ofDays(3)));
        assertThat(sessions.read(token)).isEmpty();
        assertThat(sessions(Secrets.of(Served.SECRET), "").read(token)).isEmpty();
    }

    @Test
    void over_askedByAnOpenStreamAllTheTime_isNoUse() {
        String token = sessions.issue(ALICE);
        Session session = sessions.read(token).orElseThrow();
        for (int hours = 1; hours < 72; hours++) {
            now.set(Instant.ofEpochSecond(START).plus(Duration.ofHours(hours)));
            assertThat(sessions.over(session)).isFalse();
        }
        now.set(Instant.ofEpochSecond(START).plus(Duration.ofDays(3)));

        assertThat(sessions.over(session)).isTrue();
        assertThat(sessions.read(token)).isEmpty();
    }

    @Test
    void read_signedWithAFormerSecret_isTakenForAWhile() {
        String token = sessions.issue(ALICE);
        Secrets rotated =
                new Secrets(
                        "f".repeat(32),
                        List.of(
                                new Secrets.Former(
                                        Served.SECRET, now.get().plus(Duration.ofDays(1)))));
        sessions.read(token);
        sessions.tokens().use(rotated);

        assertThat(sessions.read(token)).isPresent();
        assertThat(sessions(rotated, "").read(token)).isPresent();
        now.set(now.get().plus(Duration.ofDays(1)));
        assertThat(sessions.read(token)).isEmpty();
        assertThat(sessions(rotated, "").read(token)).isEmpty();
    }

    @Test
    void watch_ofAnotherSecretWithoutOverlap_endsEverySession() {
        String token = sessions.issue(ALICE);
        assertThat(sessions.read(token)).isPresent();
        List<String> audited = new ArrayList<>();
        Secrets fresh = Secrets.of("f".repeat(32));
        SessionWatch watch = watch(sessions, fresh, audited::add);
        watch.takeSecrets();

        assertThat(sessions.read(token)).isEmpty();
        assertThat(sessions.read(sessions.issue(ALICE))).isPresent();
        assertThat(audited).hasSize(1);
        assertThat(audited.get(0)).contains("sessions.secret_changed").doesNotContain("fff");
    }

    @Test
    void endAll_alsoOfTokensThatNobodyHasSeen_butNotOfLaterOnes() {
        String seen = sessions.issue(ALICE);
        String unseen = sessions.issue(ALICE);
        String bobs = sessions.issue(Map.of("username", "bob"));
        Sessions other = sessions(Secrets.of(Served.SECRET), "");
        SessionWatch watch = watch(other, Secrets.of(Served.SECRET), line -> {});
        assertThat(other.read(seen)).isPresent();
        assertThat(other.read(bobs)).isPresent();

        sessions.endAll("alice");
        watch.look();

        assertThat(other.read(seen)).isEmpty();
        assertThat(other.read(unseen)).isEmpty();
        assertThat(other.read(bobs)).isPresent();
        now.set(now.get().plusSeconds(1));
        assertThat(other.read(sessions.issue(ALICE))).isPresent();
    }

    @Test
    void doubt_looksUpWhatWasRevokedUnheard() {
        String token = sessions.issue(ALICE);
        Session session = sessions.read(token).orElseThrow();
        world.stores().sessions().revoke(List.of(session.hash()), now.get());

        assertThat(sessions.over(session)).isFalse();
        sessions.doubt();
        assertThat(sessions.over(session)).isTrue();
        assertThat(sessions.read(token)).isEmpty();
    }

    @Test
    void read_anyByteChanged_isNone() {
        String token = sessions.issue(ALICE);
        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            String changed = token.substring(0, i) + other + token.substring(i + 1);
            assertThat(sessions.read(changed)).describedAs("byte " + i).isEmpty();
        }
    }

    @Test
    void read_revokedButWrittenAnotherWay_isNone() {
        String token = sessions.issue(ALICE);
        assertThat(sessions.revoke(sessions.read(token).orElseThrow().hash())).isTrue();

        String digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = digits.indexOf(token.charAt(token.length() - 1));
        String head = token.substring(0, token.length() - 1);
        Map<String, String> same = new LinkedHashMap<>();
        same.put("as it was", token);
        for (int bits = 1; bits < 4; bits++) {
            same.put("last bits " + bits, head + digits.charAt(last ^ bits));
        }
        for (String more : new String[] {"=", "==", "*", "!!!!", " ", "\n", "\u00e9", "A", "."}) {
            same.put("ends in '" + more + "'", token + more);
            same.put("begins with '" + more + "'", more + token);
            int signature = token.lastIndexOf('.') + 1;
            for (int at : new int[] {5, token.indexOf('.') + 5, signature, signature + 5}) {
                same.put(
                        "'" + more + "' at " + at,
                        token.substring(0, at) + more + token.substring(at));
            }
        }
        same.put("the other alphabet", token.replace('-', '+').replace('_', '/') + "=");

        same.forEach((what, text) -> assertThat(sessions.read(text)).describedAs(what).isEmpty());
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
