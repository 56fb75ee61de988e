package dev.gatehouse.www.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.data.access.Grant;
import dev.gatehouse.data.session.TokenRow;
import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.www.MadeToken;
import dev.gatehouse.www.NewToken;
import dev.gatehouse.www.Served;
import dev.gatehouse.www.Settings;
import dev.gatehouse.www.access.RuleList;
import dev.gatehouse.www.access.Rules;
import dev.gatehouse.www.audit.Audit;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** API tokens on the wire of the data API. */
class ApiTokensTest {
    private static final String REALM = "UserPasswordAuth";
    private static final String STOP =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"stop\",\"params\":{\"reason\":\"r\"}}";

    private final Served served;

    ApiTokensTest() throws Exception {
        served = new Served(RuleList.loggedIn());
    }

    @AfterEach
    void close() throws Exception {
        served.close();
    }

    private static TokenRow.Owner owner(String username) {
        return new TokenRow.Owner(
                REALM, username, username, Map.of("username", username, "realm", REALM), "s");
    }

    private MadeToken make(String user, Grant.Right... rights) {
        return make(user, null, null, rights);
    }

    private MadeToken make(
            String user,
            @Nullable List<String> builders,
            @Nullable List<String> projects,
            Grant.Right... rights) {
        return served.tokenBook.make(
                owner(user), new NewToken("t", Set.of(rights), builders, projects, null), Map.of());
    }

    private HttpResponse<String> get(String path, String token) throws Exception {
        return served.get(path, "Authorization", "Bearer " + token);
    }

    private HttpResponse<String> stop(int build, String token) throws Exception {
        return served.rpc("/api/v2/builds/" + build, STOP, "Authorization", "Bearer " + token);
    }

    @Test
    void token_readsAndSteersAsItsOwner_withoutAnyCookie() throws Exception {
        String token = make("alice", Grant.Right.READ, Grant.Right.CONTROL).text();

        HttpResponse<String> read = get("/api/v2/builds", token);
        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(read.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(read.headers().firstValue("Cache-Control")).contains("private, no-cache");
        assertThat(served.send("HEAD", "/api/v2/builds", "", "Authorization", "bearer " + token))
                .extracting(HttpResponse::statusCode)
                .isEqualTo(200);
        assertThat(stop(1, token).statusCode()).isEqualTo(200);
        assertThat(served.things.done).containsExactly("stop 1 by alice");
    }

    @Test
    void scopes_areTheMostItMay() throws Exception {
        String read = make("alice", Grant.Right.READ).text();
        String force = make("alice", Grant.Right.FORCE).text();

        HttpResponse<String> refused = stop(1, read);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("this API token lacks the scope 'control'");
        assertThat(stop(1, force).statusCode()).isEqualTo(403);
        assertThat(get("/api/v2/builds", force).body()).contains("lacks the scope 'read'");
        assertThat(served.things.done).isEmpty();
    }

    @Test
    void someBuilders_areAllThereIs() throws Exception {
        String open = make("alice", List.of("op*"), null, Grant.Right.values()).text();
        String hidden = make("alice", null, List.of("hid*"), Grant.Right.values()).text();
        String neither =
                make("alice", List.of("op*"), List.of("hid*"), Grant.Right.values()).text();
        List<Long> all = served.things.builds.stream().map(b -> b.builderid()).distinct().toList();
        assertThat(all).contains(11L, 12L);

        for (var build : served.things.builds) {
            int ofOpen = build.builderid() == 11 ? 200 : 404;
            int ofHidden = build.builderid() == 12 ? 200 : 404;
            String path = "/api/v2/builds/" + build.buildid();
            assertThat(get(path, open).statusCode()).describedAs(path).isEqualTo(ofOpen);
            assertThat(get(path, hidden).statusCode()).describedAs(path).isEqualTo(ofHidden);
            assertThat(get(path, neither).statusCode()).describedAs(path).isEqualTo(404);
            assertThat(stop((int) build.buildid(), open).statusCode()).isEqualTo(ofOpen);
        }
        assertThat(get("/api/v2/builds", open).body()).doesNotContain("\"builderid\": 12");
        assertThat(get("/api/v2/builds", neither).body()).contains("\"total\": 0");
    }

    @Test
    void token_isNeverMoreThanItsOwner() throws Exception {
        RuleList rules =
                Rules.read(
                        Settings.of(
                                new Problems(),
                                "{allowRules: [AnyControlEndpointMatcher: {role: staff}],"
                                        + " roleMatchers: [RolesFromGroups: {groupPrefix: ''}]}"),
                        Map::of);
        try (Served other = new Served(rules)) {
            NewToken wanted = new NewToken("t", Set.of(Grant.Right.values()), null, null, null);
            String token = other.tokenBook.make(owner("alice"), wanted, Map.of()).text();
            String[] bearer = {"Authorization", "Bearer " + token};
            assertThat(other.rpc("/api/v2/builds/1", STOP, bearer).body())
                    .contains("you need to have role 'staff'");

            Identity promoted =
                    new Identity(
                            REALM,
                            "alice",
                            Map.of("username", "alice", "groups", List.of("staff")));
            other.tokenBook.ownerIs(promoted, "s", true);
            assertThat(other.rpc("/api/v2/builds/1", STOP, bearer).statusCode()).isEqualTo(200);

            other.tokenBook.ownerIs(
                    new Identity(REALM, "alice", Map.of("username", "alice")), "s", true);
            assertThat(other.rpc("/api/v2/builds/1", STOP, bearer).statusCode()).isEqualTo(403);
        }
    }

    @Test
    void wrongTokens_areToldWhy_andAreNobodyNotEvenWithAGoodCookie() throws Exception {
        String cookie = served.login("alice");
        MadeToken made = make("alice", Grant.Right.READ);
        String slip = made.text().substring(0, 38) + (made.text().endsWith("A") ? "B" : "A");
        String session = cookie.substring(cookie.indexOf('=') + 1);

        for (String wrong : List.of(slip, TokenText.fresh(), "gh_", "", session, "ya29.google")) {
            for (String path :
                    List.of("/api/v2/builds", "/sse/listen/builds/*/*", "/auth/tokens")) {
                HttpResponse<String> answer =
                        served.get(path, "Authorization", "Bearer " + wrong, "Cookie", cookie);
                assertThat(answer.statusCode()).describedAs(wrong + path).isEqualTo(401);
                assertThat(answer.headers().firstValue("WWW-Authenticate"))
                        .contains("Bearer realm=\"gatehouse\", error=\"invalid_token\"");
                assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
                assertThat(answer.body()).contains("\"error\"").contains("API token");
            }
        }
        assertThat(served.raw("GET /ws", "Upgrade: websocket", "Authorization: Bearer " + slip))
                .startsWith("HTTP/1.1 401 ");
        assertThat(
                        served.raw(
                                "GET /api/v2/builds",
                                "Authorization: Bearer " + made.text(),
                                "Authorization: Bearer " + made.text()))
                .startsWith("HTTP/1.1 401 ");
    }

    @Test
    void endedTokens_sayHowTheyEnded() throws Exception {
        MadeToken revoked = make("alice", Grant.Right.READ);
        MadeToken expired = make("alice", Grant.Right.READ);
        MadeToken suspended = make("alice", Grant.Right.READ);
        assertThat(get("/api/v2/builds", revoked.text()).statusCode()).isEqualTo(200);
        assertThat(get("/api/v2/builds", expired.text()).statusCode()).isEqualTo(200);

        served.tokenBook.revoke(revoked.row(), "by its owner", Map.of());
        assertThat(get("/api/v2/builds", revoked.text()).body()).contains("was revoked");

        served.world.stores().tokens().suspend(suspended.row(), "he is another", served.now.get());
        assertThat(get("/api/v2/builds", suspended.text()).body())
                .contains("is suspended: he is another; he has to log in once");
        served.login("alice");
        assertThat(get("/api/v2/builds", suspended.text()).statusCode()).isEqualTo(200);

        served.now.set(served.now.get().plus(Duration.ofDays(90)));
        assertThat(get("/api/v2/builds", expired.text()).body()).contains("has expired");
        assertThat(get("/api/v2/builds", expired.text()).statusCode()).isEqualTo(401);
    }

    @Test
    void token_inUse_isOverAtItsEnd() throws Exception {
        MadeToken made =
                served.tokenBook.make(
                        owner("alice"),
                        new NewToken(
                                "t", Set.of(Grant.Right.READ), null, null, Duration.ofMinutes(1)),
                        Map.of());
        served.now.set(made.row().endsAt().minusSeconds(1));
        assertThat(get("/api/v2/builds", made.text()).statusCode()).isEqualTo(200);
        LiveToken live = served.tokens.live().get(made.row().hash()).orElseThrow();
        assertThat(served.tokens.over(live)).isFalse();

        served.now.set(made.row().endsAt());

        assertThat(served.tokens.over(live)).describedAs("as open streams ask").isTrue();
        HttpResponse<String> refused = get("/api/v2/builds", made.text());
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).contains("has expired");
    }

    @Test
    void guesses_areCountedForTheAddress_andHurtNeitherRealTokensNorPasswords() throws Exception {
        String token = make("alice", Grant.Right.READ).text();
        for (int i = 0; i < 40; i++) {
            assertThat(get("/api/v2/builds", TokenText.fresh()).statusCode()).isEqualTo(401);
        }
        HttpResponse<String> tooMany = get("/api/v2/builds", TokenText.fresh());

        assertThat(tooMany.statusCode()).isEqualTo(429);
        assertThat(tooMany.headers().firstValue("Retry-After")).isPresent();
        assertThat(get("/api/v2/builds", token).statusCode()).isEqualTo(200);
        assertThat(served.audited).filteredOn(line -> line.contains("token.refused")).hasSize(40);
        assertThat(served.audited).anyMatch(line -> line.contains("login.locked"));
        assertThat(served.login("alice")).isNotEmpty();
    }

    @Test
    void slips_areNotCounted() throws Exception {
        String slip = TokenText.fresh().substring(0, 38) + "-";
        for (int i = 0; i < 41; i++) {
            assertThat(get("/api/v2/builds", slip).statusCode()).isEqualTo(401);
        }
        assertThat(served.audited).noneMatch(line -> line.contains("token.refused"));
    }

    @Test
    void login_whileItIsNotKnownHowHeStands_leavesTokensAsTheyAre() throws Exception {
        MadeToken made = make("alice", Grant.Right.READ);
        served.world.stores().tokens().suspend(made.row(), "he is another", served.now.get());
        Identity alice = new Identity(REALM, "alice", Map.of("username", "alice"));

        served.tokenBook.ownerIs(alice, "", true);
        assertThat(get("/api/v2/builds", made.text()).body()).contains("is suspended");
        assertThat(served.tokenBook.find(made.row().id()).orElseThrow().owner().standing())
                .isEqualTo("s");
        served.tokenBook.ownerIs(alice, "s", true);
        assertThat(get("/api/v2/builds", made.text()).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x1b, '\n', 0x7f, 0x9b, 0x202e, 0x2028, 0xd800})
    void textsThatATerminalWouldObey_areRefused(int character) {
        String text = "a" + (char) character;
        assertThatThrownBy(() -> make("alice", List.of(text), null, Grant.Right.READ))
                .isInstanceOf(TokenRefused.class)
                .hasMessageContaining("'builders'");
    }

    @Test
    void books_sayWhatHappened_andNeverTheToken() throws Exception {
        MadeToken made = make("alice", Grant.Right.READ);
        get("/api/v2/builds", made.text());
        get("/api/v2/builds", made.text());
        served.tokenBook.revoke(made.row(), "by its owner", Map.of());

        String id = "\"token\":\"" + made.row().id() + "\"";
        assertThat(served.audited)
                .anyMatch(line -> line.contains("token.made") && line.contains(id))
                .anyMatch(line -> line.contains("token.revoked") && line.contains(id))
                .noneMatch(line -> line.contains(made.text().substring(3, 20)));
        assertThat(served.audited)
                .filteredOn(line -> line.contains("token.first_used"))
                .hasSize(1)
                .first()
                .asString()
                .contains(id, "127.0.0.1");
        TokenRow row = served.tokenBook.find(made.row().id()).orElseThrow();
        assertThat(row.usedFrom()).isEqualTo("127.0.0.1");
    }

    @Test
    void watch_notesUsesAndSaysWhatExpired() throws Exception {
        MadeToken made = make("alice", Grant.Right.READ);
        TokenWatch watch = watch(TokenBook.Settings.USUAL.loginWithin());
        get("/api/v2/builds", made.text());
        served.now.set(served.now.get().plusSeconds(30));
        get("/api/v2/builds", made.text());
        watch.note();
        assertThat(usedAt(made)).isEqualTo(served.now.get().minusSeconds(30).getEpochSecond());
        served.now.set(served.now.get().plusSeconds(60));
        get("/api/v2/builds", made.text());
        watch.note();
        assertThat(usedAt(made)).isEqualTo(served.now.get().getEpochSecond());

        served.now.set(served.now.get().plus(Duration.ofDays(91)));
        watch.expire();
        watch.expire();
        assertThat(served.audited).filteredOn(line -> line.contains("token.expired")).hasSize(1);
    }

    private long usedAt(MadeToken made) {
        return served.tokenBook
                .find(made.row().id())
                .map(TokenRow::usedAt)
                .orElseThrow()
                .getEpochSecond();
    }

    @Test
    void owners_whoAreGoneOrChanged_loseTheirTokens() throws Exception {
        MadeToken gone = make("alice", Grant.Right.READ);
        MadeToken changed = make("bob", Grant.Right.READ);
        get("/api/v2/builds", gone.text());
        get("/api/v2/builds", changed.text());
        TokenWatch watch = watch(TokenBook.Settings.USUAL.loginWithin());

        watch.check(standing("s", "s"));
        assertThat(get("/api/v2/builds", gone.text()).statusCode()).isEqualTo(200);
        watch.check(standing(null, "other"));

        assertThat(get("/api/v2/builds", gone.text()).body()).contains("was revoked");
        assertThat(get("/api/v2/builds", changed.text()).body()).contains("is suspended");
        assertThat(served.audited).anyMatch(line -> line.contains("account is gone"));
    }

    private static Recheck standing(@Nullable String alice, String bob) {
        return new Recheck() {
            @Override
            public String name() {
                return REALM;
            }

            @Override
            public Optional<String> standing(String subject, String username) {
                return username.equals("alice") ? Optional.ofNullable(alice) : Optional.of(bob);
            }
        };
    }

    @Test
    void owners_aboutWhomNobodyCanBeAsked_haveToLogInNowAndThen() throws Exception {
        MadeToken made = make("alice", Grant.Right.READ);
        MadeToken bobs = make("bob", Grant.Right.READ);
        served.now.set(served.now.get().plus(Duration.ofDays(29)));
        served.login("bob");
        served.now.set(served.now.get().plus(Duration.ofDays(1)));
        served.rechecks.check();
        assertThat(get("/api/v2/builds", made.text()).statusCode()).isEqualTo(200);

        served.now.set(served.now.get().plusSeconds(1));
        served.rechecks.check();
        served.rechecks.check();

        HttpResponse<String> refused = get("/api/v2/builds", made.text());
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body())
                .contains("is suspended: its owner has not logged in for too long")
                .contains("(www.tokens.login_within); he has to log in once");
        assertThat(get("/api/v2/builds", bobs.text()).statusCode()).isEqualTo(200);
        assertThat(served.audited)
                .filteredOn(line -> line.contains("token.suspended"))
                .singleElement()
                .asString()
                .contains(made.row().id(), "www.tokens.login_within");
        served.login("alice");
        served.rechecks.check();
        assertThat(get("/api/v2/builds", made.text()).statusCode()).isEqualTo(200);
    }

    @Test
    void owners_ofWhomNothingIsLeftToAskWith_areLikeThose() throws Exception {
        MadeToken made = make("alice", Grant.Right.READ);
        get("/api/v2/builds", made.text());
        served.now.set(served.now.get().plus(Duration.ofDays(31)));

        watch(Duration.ZERO).check(unaskable());
        watch(Duration.ZERO).checkUnasked(List.of());
        assertThat(get("/api/v2/builds", made.text()).statusCode()).isEqualTo(200);
        watch(Duration.ofDays(30)).check(unaskable());
        assertThat(get("/api/v2/builds", made.text()).body()).contains("www.tokens.login_within");
    }

    private TokenWatch watch(Duration loginWithin) {
        return new TokenWatch(
                served.tokens,
                loginWithin,
                new Audit(served.audited::add, served.now::get),
                served.now::get);
    }

    private static Recheck unaskable() {
        return new Recheck() {
            @Override
            public String name() {
                return REALM;
            }

            @Override
            public boolean canBeAsked(String subject) {
                return false;
            }

            @Override
            public Optional<String> standing(String subject, String username) {
                throw new AssertionError("asked about " + subject);
            }
        };
    }

    @Test
    void logoutEverywhere_endsTokensWhereThatIsAsked() throws Exception {
        MadeToken made = make("alice", Grant.Right.READ);
        served.send("POST", "/auth/logout?everywhere=true", "", "Cookie", served.login("alice"));
        assertThat(get("/api/v2/builds", made.text()).statusCode()).isEqualTo(200);

        served.send(
                "POST",
                "/auth/logout?everywhere=true&tokens=true",
                "",
                "Cookie",
                served.login("alice"));
        assertThat(get("/api/v2/builds", made.text()).statusCode()).isEqualTo(401);
    }

    @Test
    void token_isNoLogin() throws Exception {
        String token = make("alice", Grant.Right.values()).text();
        for (String path : List.of("/auth/login", "/auth/logout")) {
            HttpResponse<String> answer = get(path, token);
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        }
    }
}
