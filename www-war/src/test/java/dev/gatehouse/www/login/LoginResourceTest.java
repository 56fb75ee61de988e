package dev.gatehouse.www.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.data.session.SessionRow;
import dev.gatehouse.data.session.SessionStore;
import dev.gatehouse.www.Served;
import dev.gatehouse.www.access.RuleList;
import dev.gatehouse.www.login.ways.PasswordWay;
import dev.gatehouse.www.rest.Cors;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.shiro.authc.AuthenticationException;
import org.apache.shiro.authc.AuthenticationInfo;
import org.apache.shiro.authc.AuthenticationToken;
import org.apache.shiro.authc.IncorrectCredentialsException;
import org.apache.shiro.realm.Realm;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoginResourceTest {
    private static Served served;

    @BeforeAll
    static void start() throws Exception {
        served = new Served(RuleList.loggedIn());
    }

    @AfterAll
    static void stop() throws Exception {
        served.close();
    }

    private static String basic(String credentials) {
        return "Basic "
                + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void login_rightPassword_setsOneCookieAndGoesBack() throws Exception {
        HttpResponse<String> answer =
                served.get(
                        "/auth/login?redirect=/builders/1", "Authorization", basic("alice:wonder"));

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location"))
                .contains("http://farm.example.org/#/builders/1");
        List<String> cookies = answer.headers().allValues("Set-Cookie");
        assertThat(cookies).hasSize(1);
        assertThat(cookies.get(0)).contains("; Path=/; HttpOnly; SameSite=Lax");
        assertThat(served.sessions.read(cookies.get(0).split("[=;]")[1]).orElseThrow().user())
                .containsEntry("username", "alice")
                .containsEntry("email", "alice");
    }

    @Test
    void login_nonAsciiPassword_isUtf8() throws Exception {
        assertThat(served.login("dave@example.com")).startsWith("TWISTED_SESSION=ey");
    }

    @ParameterizedTest
    @CsvSource({"alice:wrong", "alice:", "alice", ":wonder", "nobody:wonder", "Alice:wonder"})
    void login_wrong_is401WithOneChallenge(String credentials) throws Exception {
        HttpResponse<String> answer =
                served.get("/auth/login", "Authorization", basic(credentials));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().allValues("WWW-Authenticate"))
                .containsExactly("basic realm=\"buildbot\", charset=\"UTF-8\"");
        assertThat(answer.body()).isEqualTo("Unauthorized");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic !!!", "Basic", "Bearer abc", "Digest username=\"alice\""})
    void login_otherHeader_is401(String header) throws Exception {
        assertThat(served.get("/auth/login", "Authorization", header).statusCode()).isEqualTo(401);
        assertThat(served.get("/auth/login").statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "/x%0d%0aSet-Cookie:a=b, /x",
        "%0aX, /",
        "http://evil/, http://evil/",
        "/gr%C3%BCn%20x, /gr%C3%BCn%20x",
    })
    void logout_redirect_isOnlyEverAFragment(String redirect, String fragment) throws Exception {
        HttpResponse<String> answer = served.get("/auth/logout?redirect=" + redirect);

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location"))
                .contains("http://farm.example.org/#" + fragment);
        List<String> cookies = answer.headers().allValues("Set-Cookie");
        assertThat(cookies).hasSize(1);
        assertThat(served.sessions.read(cookies.get(0).split("[=;]")[1]).orElseThrow().anonymous())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "/x%0d%0aSet-Cookie:a=b, /x",
        "%0aX, /",
        "http://evil/, http://evil/",
    })
    void login_redirect_isOnlyEverAFragment(String redirect, String fragment) throws Exception {
        HttpResponse<String> answer =
                served.get(
                        "/auth/login?redirect=" + redirect, "Authorization", basic("bob:builder"));

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location"))
                .contains("http://farm.example.org/#" + fragment);
        assertThat(answer.headers().allValues("Set-Cookie")).hasSize(1);
    }

    /** As long as anybody may want it, and exactly as it was typed. */
    @Test
    void login_passwordOf64FourByteCharacters_isTakenWholeAndAsItIs() throws Exception {
        String password = " :" + "\ud83d\udd11".repeat(60) + "\u0049\u0307 ";
        Ways one = ways(new UserPasswordRealm(Map.of("alice", password)));
        try (Served other = new Served(RuleList.loggedIn(), one)) {
            for (String wrong :
                    List.of(
                            password.strip(),
                            password.substring(1),
                            password + " ",
                            password.substring(0, password.length() - 1),
                            password.toLowerCase(Locale.ROOT),
                            Normalizer.normalize(password, Normalizer.Form.NFC),
                            password.replaceFirst("\ud83d\udd11", "\ud83d\udd12"))) {
                assertThat(tried(other, "alice:" + wrong).statusCode()).isEqualTo(401);
            }
            assertThat(tried(other, "alice:" + password).statusCode()).isEqualTo(302);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE"})
    void login_otherMethods_are405(String method) throws Exception {
        assertThat(served.raw(method + " /auth/login", "Content-Length: 0"))
                .startsWith("HTTP/1.1 405 ")
                .containsPattern("Allow: .*GET");
    }

    @Test
    void auth_unknown_is404() throws Exception {
        assertThat(served.get("/auth/zap").statusCode()).isEqualTo(404);
        assertThat(served.get("/auth/").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "login, cross-site, no-cors, image, 403",
        "login, same-site, cors, empty, 403",
        "login, cross-site, navigate, iframe, 403",
        "login, cross-site, navigate, document, 401",
        "login, same-origin, cors, empty, 401",
        "login, none, navigate, document, 401",
        "logout, cross-site, no-cors, image, 403",
        "logout, cross-site, navigate, document, 403",
        "logout, same-site, navigate, document, 403",
        "logout, same-origin, navigate, document, 302",
        "logout, none, navigate, document, 302",
    })
    void get_fromAForeignPage_changesNoSession(
            String page, String site, String mode, String into, int status) throws Exception {
        HttpResponse<String> answer =
                served.get(
                        "/auth/" + page,
                        "Sec-Fetch-Site",
                        site,
                        "Sec-Fetch-Mode",
                        mode,
                        "Sec-Fetch-Dest",
                        into);

        assertThat(answer.statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "cross-site, , , 401",
        "same-site, , , 401",
        "same-origin, , , 302",
        "none, , , 302",
        ", , , 302",
        ", http://evil.example/http://127.0.0.1/, , 401",
        ", HTTP://OWN/#/builders, , 302",
        ", https://Farm.example.org/ci/, , 302",
        ", http://farm.example.org:8443/, , 401",
        ", http://evil@farm.example.org/, , 401",
        ", , http://evil.example, 401",
        ", , null, 401",
        ", http://OWN/, http://OWN, 302",
        ", http://OWN/, http://evil.example, 401",
        "same-origin, http://evil.example/, , 302",
    })
    void login_passwordInAForeignLink_isNotLookedAt(
            String site, String referer, String origin, int status) throws Exception {
        List<String> headers = new ArrayList<>(List.of("Authorization", basic("alice:wonder")));
        if (site != null) {
            headers.addAll(List.of("Sec-Fetch-Site", site, "Sec-Fetch-Mode", "navigate"));
        }
        String own = "127.0.0.1:" + served.port();
        if (referer != null) {
            headers.addAll(List.of("Referer", referer.replace("OWN", own)));
        }
        if (origin != null) {
            headers.addAll(List.of("Origin", origin.replace("OWN", own)));
        }
        int lines = served.audited.size();
        HttpResponse<String> answer = served.get("/auth/login", headers.toArray(String[]::new));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().allValues("Set-Cookie")).hasSize(status == 302 ? 1 : 0);
        assertThat(served.audited).hasSize(status == 302 ? lines + 1 : lines);
    }

    @Test
    void head_neverChangesASession() throws Exception {
        HttpResponse<String> login =
                served.send("HEAD", "/auth/login", "", "Authorization", basic("alice:wonder"));
        String cookie = served.login("bob");
        HttpResponse<String> logout = served.send("HEAD", "/auth/logout", "", "Cookie", cookie);

        assertThat(login.statusCode()).isEqualTo(405);
        assertThat(login.headers().allValues("Set-Cookie")).isEmpty();
        assertThat(logout.statusCode()).isEqualTo(405);
        assertThat(logout.headers().allValues("Set-Cookie")).isEmpty();
        assertThat(served.sessions.read(cookie.split("=")[1])).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void logout_revokesTheSession(String method) throws Exception {
        String cookie = served.login("bob");
        HttpResponse<String> answer = served.send(method, "/auth/logout", "", "Cookie", cookie);

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().allValues("Set-Cookie")).hasSize(1);
        assertThat(served.sessions.read(cookie.split("=")[1])).isEmpty();
        assertThat(last(served.audited)).contains("\"event\":\"logout\"", "\"user\":\"bob\"");
    }

    @Test
    void logout_everywhere_revokesAllOfTheUser() throws Exception {
        String here = served.login("bob");
        String there = served.login("bob");
        String alice = served.login("alice");
        served.send("POST", "/auth/logout?everywhere=true", "", "Cookie", here);

        assertThat(served.sessions.read(here.split("=")[1])).isEmpty();
        assertThat(served.sessions.read(there.split("=")[1])).isEmpty();
        assertThat(served.sessions.read(alice.split("=")[1])).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?everywhere=true"})
    void logout_thatCannotBeWrittenDown_leavesEverythingAsItWas(String how) throws Exception {
        String cookie = served.login("bob");
        served.world.write(
                tx ->
                        tx.update(
                                "CREATE TRIGGER full BEFORE UPDATE OF revoked_at ON"
                                        + " gatehouse_sessions BEGIN SELECT RAISE(ABORT, 'full');"
                                        + " END"));
        HttpResponse<String> refused;
        try {
            refused = served.send("POST", "/auth/logout" + how, "", "Cookie", cookie);
        } finally {
            served.world.write(tx -> tx.update("DROP TRIGGER full"));
        }

        assertThat(refused.statusCode()).isGreaterThanOrEqualTo(500);
        assertThat(refused.headers().allValues("Set-Cookie")).isEmpty();
        assertThat(served.sessions.read(cookie.split("=")[1])).isPresent();
        served.send("POST", "/auth/logout" + how, "", "Cookie", cookie);
        assertThat(served.sessions.read(cookie.split("=")[1])).isEmpty();
    }

    @Test
    void request_withANobodysCookieBeforeTheUsers_isTheUser() throws Exception {
        String bob = served.login("bob");
        String stop =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"stop\",\"params\":{\"reason\":\"r\"}}";

        assertThat(
                        served.rpc("/api/v2/builds/1", stop, "Cookie", nobodys() + "; " + bob)
                                .statusCode())
                .isEqualTo(200);
        served.send("POST", "/auth/logout", "", "Cookie", nobodys() + "; " + bob);
        assertThat(served.sessions.read(bob.split("=")[1])).isEmpty();
    }

    private static String nobodys() throws Exception {
        return served.get("/auth/logout")
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow()
                .split(";")[0];
    }

    @ParameterizedTest
    @ValueSource(strings = {"/auth/login", "/auth/logout", "/auth/logout?everywhere=true"})
    void session_ofEveryCookieOfTheRequest_ends(String page) throws Exception {
        String bob = served.login("bob");
        String alice = served.login("alice");
        String dave = served.login("dave@example.com");
        served.send(
                "POST",
                page,
                "",
                "Cookie",
                String.join("; ", bob, alice, dave),
                "Authorization",
                basic("alice:wonder"));

        for (String cookie : List.of(bob, alice, dave)) {
            assertThat(served.sessions.read(cookie.split("=")[1])).isEmpty();
        }
    }

    @Test
    void logout_everywhere_isNotForSomebodyElseOfThatName() throws Exception {
        try (Served other = new Served(RuleList.loggedIn())) {
            String bob = other.login("bob");
            SessionStore store = other.world.stores().sessions();
            String hash = other.sessions.read(bob.split("=")[1]).orElseThrow().hash();
            SessionRow row = store.find(hash).orElseThrow();
            String namesakes = other.sessions.issue(Map.of("username", "bob", "realm", "GitHub"));
            String namesake = Secrets.sha256(namesakes);
            store.begin(namesake(row, namesake, "GitHub"), List.of());
            String buildbots = other.sessions.issue(Map.of("username", "bob"));
            assertThat(other.sessions.read(namesakes)).isPresent();
            assertThat(other.sessions.read(buildbots)).isPresent();

            other.send("POST", "/auth/logout?everywhere=true", "", "Cookie", bob);

            assertThat(other.sessions.read(namesakes)).isPresent();
            assertThat(store.find(namesake).orElseThrow().revokedAt()).isNull();
            assertThat(other.sessions.read(buildbots)).isEmpty();
            assertThat(other.sessions.endAll("bob")).isEqualTo(1);
            assertThat(other.sessions.read(namesakes)).isEmpty();
        }
    }

    private static SessionRow namesake(SessionRow row, String hash, String realm) {
        return new SessionRow(
                hash,
                realm,
                "4711",
                row.username(),
                row.standing(),
                row.address(),
                row.agent(),
                row.startedAt(),
                row.usedAt(),
                row.endsAt(),
                null);
    }

    @Test
    void login_withASession_replacesIt() throws Exception {
        String old = served.login("bob");
        HttpResponse<String> answer =
                served.get("/auth/login", "Authorization", basic("alice:wonder"), "Cookie", old);

        assertThat(answer.headers().allValues("Set-Cookie")).hasSize(1);
        assertThat(served.sessions.read(old.split("=")[1])).isEmpty();
    }

    @Test
    void login_withACookieThatHoldsNothing_setsOneCookie() throws Exception {
        HttpResponse<String> answer =
                served.get(
                        "/auth/login",
                        "Authorization",
                        basic("alice:wonder"),
                        "Cookie",
                        "TWISTED_SESSION=forged");

        assertThat(answer.headers().allValues("Set-Cookie")).hasSize(1);
        assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
                .startsWith("TWISTED_SESSION=ey");
    }

    private static String last(List<String> lines) {
        return lines.get(lines.size() - 1);
    }

    @Test
    void login_wrong_isAuditedWithoutThePassword() throws Exception {
        served.get("/auth/login", "Authorization", basic("al\"ice\n:sesame"), "User-Agent", "a\tb");

        assertThat(last(served.audited))
                .contains("\"event\":\"login.failed\"", "\"user\":\"al\\\"ice\\n\"", "127.0.0.1")
                .doesNotContain("sesame");
    }

    @Test
    void login_tooManyFailures_is429ForEverybodyButTheOwnersBrowser() throws Exception {
        try (Served other = new Served(RuleList.loggedIn())) {
            String browser = other.login("alice");
            for (int i = 0; i < 40; i++) {
                other.get("/auth/login", "Authorization", basic("alice:wrong" + i));
            }
            HttpResponse<String> right =
                    other.get("/auth/login", "Authorization", basic("alice:wonder"));
            HttpResponse<String> unknown =
                    other.get("/auth/login", "Authorization", basic("nobody:wonder"));
            HttpResponse<String> owner =
                    other.get(
                            "/auth/login",
                            "Authorization",
                            basic("alice:wonder"),
                            "Cookie",
                            browser);

            assertThat(right.statusCode()).isEqualTo(429);
            assertThat(right.headers().firstValue("Retry-After").map(Integer::valueOf))
                    .hasValueSatisfying(wait -> assertThat(wait).isBetween(1, 601));
            assertThat(unknown.statusCode()).isEqualTo(429);
            assertThat(unknown.body()).isEqualTo(right.body());
            assertThat(owner.statusCode()).isEqualTo(302);
            assertThat(other.audited).anyMatch(line -> line.contains("\"event\":\"login.locked\""));
        }
    }

    @Test
    void login_oneRealmRefusesAndAnotherIsInTrouble_is503AndCounted() throws Exception {
        try (Served other = new Served(RuleList.loggedIn(), ways(known(), inTrouble()))) {
            assertThat(tried(other, "alice:wrong").statusCode()).isEqualTo(503);
            assertThat(last(other.audited))
                    .contains("\"event\":\"login.failed\"", "\"user\":\"alice\"");
            for (int i = 0; i < 39; i++) {
                tried(other, "alice:wrong" + i);
            }

            assertThat(tried(other, "alice:wonder").statusCode()).isEqualTo(429);
        }
    }

    @Test
    void login_noRealmCanBeAsked_is503AndCountsAsNoFailure() throws Exception {
        try (Served other = new Served(RuleList.loggedIn(), ways(inTrouble()))) {
            for (int i = 0; i < 41; i++) {
                assertThat(tried(other, "alice:wonder").statusCode()).isEqualTo(503);
            }
            assertThat(other.audited).isEmpty();
        }
    }

    @Test
    void login_manyAtOnce_noMoreAreLookedAtThanMayFail() throws Exception {
        CountDownLatch decided = new CountDownLatch(1);
        AtomicInteger looked = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        Realm slow =
                realm(
                        "LDAPAuth",
                        token -> {
                            looked.incrementAndGet();
                            try {
                                decided.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            throw new IncorrectCredentialsException("wrong");
                        });
        try (Served other = new Served(RuleList.loggedIn(), ways(slow))) {
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                HttpRequest guess =
                        HttpRequest.newBuilder(other.uri("/auth/login"))
                                .header("Authorization", basic("alice:wrong" + i))
                                .build();
                answers.add(other.client.sendAsync(guess, BodyHandlers.ofString()));
                answers.get(i).thenRun(refused::incrementAndGet);
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> looked.get() + refused.get() == 60);
            decided.countDown();

            assertThat(looked).hasValue(40);
            assertThat(answers.stream().map(answer -> answer.join().statusCode()))
                    .containsOnly(401, 429);
            assertThat(tried(other, "alice:wonder").statusCode()).isEqualTo(429);
            assertThat(looked).hasValue(40);
        } finally {
            decided.countDown();
        }
    }

    private static HttpResponse<String> tried(Served where, String credentials) throws Exception {
        return where.get("/auth/login", "Authorization", basic(credentials));
    }

    private static Ways ways(Realm... realms) {
        List<Way> ways = new ArrayList<>();
        for (Realm realm : realms) {
            ways.add(new PasswordWay(realm.getName(), realm.getName(), realm, null));
        }
        return new Ways(ways);
    }

    private static Realm known() {
        return new UserPasswordRealm(Map.of("alice", "wonder"));
    }

    private static Realm inTrouble() {
        return realm(
                "LDAPAuth",
                token -> {
                    throw new AuthenticationException("the directory cannot be asked");
                });
    }

    private static Realm realm(
            String name, Function<AuthenticationToken, AuthenticationInfo> answer) {
        return new Realm() {
            @Override
            public String getName() {
                return name;
            }

            @Override
            public boolean supports(AuthenticationToken token) {
                return true;
            }

            @Override
            public AuthenticationInfo getAuthenticationInfo(AuthenticationToken token) {
                return answer.apply(token);
            }
        };
    }

    @Test
    void login_tooManyFailuresOfAKnownBrowser_is429HoweverOftenItLogsOut() throws Exception {
        try (Served other = new Served(RuleList.loggedIn())) {
            String browser = other.login("alice");
            for (int i = 0; i < 40; i++) {
                assertThat(tryLogin(other, "alice:wrong" + i, browser).statusCode()).isEqualTo(401);
                browser =
                        other.get("/auth/logout", "Cookie", browser)
                                .headers()
                                .firstValue("Set-Cookie")
                                .orElseThrow()
                                .split(";")[0];
            }

            assertThat(tryLogin(other, "alice:wonder", browser).statusCode()).isEqualTo(429);
        }
    }

    @Test
    void login_tooManyFailures_isNotVouchedForByATokenOfNoPassword() throws Exception {
        try (Served other = new Served(RuleList.loggedIn())) {
            String buildbots =
                    "TWISTED_SESSION=" + other.sessions.issue(Map.of("username", "alice"));
            for (int i = 0; i < 40; i++) {
                other.get("/auth/login", "Authorization", basic("alice:wrong" + i));
            }

            assertThat(tryLogin(other, "alice:wonder", buildbots).statusCode()).isEqualTo(429);
        }
    }

    private static HttpResponse<String> tryLogin(Served at, String credentials, String cookie)
            throws Exception {
        return at.get("/auth/login", "Authorization", basic(credentials), "Cookie", cookie);
    }

    @Test
    void request_withASession_getsNoFurtherCookie() throws Exception {
        assertThat(
                        served.get("/api/v2/builds", "Cookie", served.login("bob"))
                                .headers()
                                .allValues("Set-Cookie"))
                .isEmpty();
        assertThat(served.get("/api/v2/builds").headers().allValues("Set-Cookie")).isEmpty();
    }

    @Test
    void wrongPassword_thatAPageAskedFor_bringsNoBoxOfTheBrowser() throws Exception {
        String wrong =
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString("alice:no".getBytes(StandardCharsets.UTF_8));

        HttpResponse<String> answer =
                served.send(
                        "POST",
                        "/auth/login",
                        "",
                        "Authorization",
                        wrong,
                        "X-Requested-With",
                        "fetch");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
                .doesNotContainIgnoringCase("basic");
    }

    @Test
    void cookie_underAContextPath_belongsToIt() throws Exception {
        try (Served deployed =
                new Served(
                        RuleList.loggedIn(),
                        "/ci",
                        Cors.ownPages(URI.create("http://farm.example.org/ci/")))) {
            HttpResponse<String> answer =
                    deployed.get("/auth/login", "Authorization", basic("alice:wonder"));

            assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
                    .contains("; Path=/ci;");
            assertThat(deployed.get("/api/v2/builds").statusCode()).isEqualTo(200);
        }
    }
}
