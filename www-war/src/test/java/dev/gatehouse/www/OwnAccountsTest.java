package dev.gatehouse.www;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.data.account.Authenticator;
import dev.gatehouse.data.setting.Problems;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people do about their own accounts, administrators about everybody's, and the second factor. */
class OwnAccountsTest {
    private static final String GOOD = "nine lives of a heron";
    private static final String OTHER = "seven seas of gravel";
    private static final String CONFIG =
            """
            buildbotURL: http://ci.example.org/
            master: none
            www:
              auth:
                - DatabaseAuth
                - UserPasswordAuth: {users: {guest: a longer secret}}
            """;
    private static final String DEMANDING =
            CONFIG
                    + """
                      second_factor:
                        require_for: [control, administration]
                        accept: [totp]
                    """;
    private static final String FORCE =
            """
            {"jsonrpc": "2.0", "id": 1, "method": "force", "params": {}}
            """;

    @TempDir Path folder;
    private Whole server;

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    private void start(String config) throws Exception {
        server = new Whole(folder, config);
        add("alice", false);
        add("root", true);
    }

    private <T> T office(Function<AccountOffice, T> work) {
        ServerConfig config =
                Server.check(folder.resolve("gatehouse.yaml"), Map.of(), new Problems());
        try (LoginOffice office = LoginOffice.open(config, folder)) {
            return work.apply(office.accounts());
        }
    }

    private void add(String name, boolean administrator) {
        office(office -> office.add(name, "", "", List.of(), administrator, Optional.of(GOOD)));
    }

    private HttpResponse<String> basic(String name, String password) throws Exception {
        return server.get(
                "/auth/login",
                "Authorization",
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(
                                        (name + ":" + password).getBytes(StandardCharsets.UTF_8)));
    }

    private static String cookie(HttpResponse<String> answer) {
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }

    private String login(String name, String password) throws Exception {
        HttpResponse<String> answer = basic(name, password);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
        return cookie(answer);
    }

    private HttpResponse<String> post(String cookie, String path, String body) throws Exception {
        return server.rpc(path, body.replace('\'', '"'), "Cookie", cookie);
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return new JsonMapper().readTree(answer.body());
    }

    private String username(String cookie) throws Exception {
        return json(server.get("/config", "Cookie", cookie)).at("/user/username").asText();
    }

    @Test
    void ownPassword_isChangedForTheOldOne_andOtherBrowsersAreLoggedOut() throws Exception {
        start(CONFIG);
        String here = login("alice", GOOD);
        String there = login("alice", GOOD);

        HttpResponse<String> wrong = post(here, "/auth/account/password", body("wrong", OTHER));
        assertThat(wrong.statusCode()).isEqualTo(403);
        assertThat(wrong.body()).contains("the old password is wrong");
        HttpResponse<String> weak =
                post(here, "/auth/account/password", body(GOOD, "alicealicealice"));
        assertThat(weak.statusCode()).isEqualTo(400);
        assertThat(weak.body()).contains("too easy to guess");

        HttpResponse<String> changed = post(here, "/auth/account/password", body(GOOD, OTHER));
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        assertThat(username(cookie(changed))).isEqualTo("alice");
        assertThat(username(there)).isEmpty();
        assertThat(username(here)).isEmpty();
        assertThat(basic("alice", GOOD).statusCode()).isEqualTo(401);
        login("alice", OTHER);
    }

    private static String body(String old, String wanted) {
        return "{'old_password': '" + old + "', 'new_password': '" + wanted + "'}";
    }

    @Test
    void wrongOldPasswords_areCounted() throws Exception {
        start(CONFIG + "  guessing: {failures: 3}\n");
        String here = login("alice", GOOD);
        for (int i = 0; i < 3; i++) {
            post(here, "/auth/account/password", body("wrong", OTHER));
        }

        HttpResponse<String> locked = post(here, "/auth/account/password", body(GOOD, OTHER));
        assertThat(locked.statusCode()).isEqualTo(429);
        assertThat(json(locked).get("retry_after").asInt()).isPositive();
    }

    @Test
    void account_ofAnotherWay_hasNoPasswordHere() throws Exception {
        start(CONFIG);
        String guest = login("guest", "a longer secret");

        assertThat(json(server.get("/auth/account", "Cookie", guest)).get("own").asBoolean())
                .isFalse();
        HttpResponse<String> refused =
                post(guest, "/auth/account/password", body("a longer secret", OTHER));
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(refused.body()).contains("UserPasswordAuth");
        assertThat(server.get("/auth/account").statusCode()).isEqualTo(401);
    }

    @Test
    void administrator_addsAnAccount_whoseOwnerChoosesAPassword() throws Exception {
        start(CONFIG);
        String root = login("root", GOOD);
        JsonNode added =
                json(
                        post(
                                root,
                                "/auth/admin/accounts",
                                "{'name': 'bob', 'email': 'bob@example.org', 'groups': ['staff']}"));
        String code = added.get("password_code").asText();

        HttpResponse<String> weak =
                post("", "/auth/password", "{'code': '" + code + "', 'password': 'bob'}");
        assertThat(weak.body()).contains("at least 15");
        HttpResponse<String> chosen =
                post("", "/auth/password", "{'code': '" + code + "', 'password': '" + OTHER + "'}");
        assertThat(json(chosen).get("username").asText()).isEqualTo("bob");
        assertThat(
                        post(
                                        "",
                                        "/auth/password",
                                        "{'code': '" + code + "', 'password': '" + GOOD + "'}")
                                .statusCode())
                .isEqualTo(403);
        JsonNode user = json(server.get("/config", "Cookie", login("bob", OTHER))).get("user");
        assertThat(user.get("groups").toString()).isEqualTo("[\"staff\"]");
        assertThat(user.get("email").asText()).isEqualTo("bob@example.org");

        JsonNode list = json(server.get("/auth/admin/accounts", "Cookie", root)).get("accounts");
        assertThat(list.findValuesAsText("name")).containsExactly("alice", "bob", "root");
        assertThat(list.toString()).doesNotContain("argon2", code, "totp");
        assertThat(Files.readString(folder.resolve("audit.log"))).doesNotContain(code, OTHER);
    }

    @Test
    void administrator_locksChangesAndRemoves_atOnce() throws Exception {
        start(CONFIG);
        String root = login("root", GOOD);
        String alice = login("alice", GOOD);

        HttpResponse<String> locked = post(root, "/auth/admin/accounts/alice", "{'locked': true}");
        assertThat(json(locked).at("/account/locked").asBoolean()).isTrue();
        assertThat(username(alice)).isEmpty();
        assertThat(basic("alice", GOOD).statusCode()).isEqualTo(401);
        post(root, "/auth/admin/accounts/alice", "{'locked': false, 'groups': ['ops']}");
        String again = login("alice", GOOD);
        assertThat(json(server.get("/auth/account", "Cookie", again)).get("groups").toString())
                .isEqualTo("[\"ops\"]");

        assertThat(server.send("DELETE", "/auth/admin/accounts/alice", "Cookie", root).statusCode())
                .isEqualTo(200);
        assertThat(username(again)).isEmpty();
        assertThat(server.send("DELETE", "/auth/admin/accounts/alice", "Cookie", root).statusCode())
                .isEqualTo(404);
    }

    @Test
    void lastAdministrator_staysWhatHeIs() throws Exception {
        start(CONFIG);
        String root = login("root", GOOD);

        for (String change : List.of("{'locked': true}", "{'administrator': false}")) {
            HttpResponse<String> refused = post(root, "/auth/admin/accounts/root", change);
            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(refused.body()).contains("last administrator");
        }
        assertThat(server.send("DELETE", "/auth/admin/accounts/root", "Cookie", root).statusCode())
                .isEqualTo(409);
        assertThat(username(root)).isEqualTo("root");
    }

    @Test
    void others_administerNothing() throws Exception {
        start(CONFIG);
        String alice = login("alice", GOOD);

        assertThat(server.get("/auth/admin/accounts").statusCode()).isEqualTo(401);
        assertThat(server.get("/auth/admin/accounts", "Cookie", alice).statusCode()).isEqualTo(403);
        assertThat(post(alice, "/auth/admin/accounts", "{'name': 'eve'}").statusCode())
                .isEqualTo(403);
        assertThat(
                        post(alice, "/auth/admin/accounts/alice", "{'administrator': true}")
                                .statusCode())
                .isEqualTo(403);
    }

    @Test
    void mustChange_letsNothingBeDoneBefore() throws Exception {
        start(CONFIG);
        String root = login("root", GOOD);
        post(root, "/auth/admin/accounts/alice", "{'must_change': true}");
        String alice = login("alice", GOOD);

        HttpResponse<String> refused = post(alice, "/api/v2/forceschedulers/force", FORCE);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("choose a new password first");
        String changed = cookie(post(alice, "/auth/account/password", body(GOOD, OTHER)));
        assertThat(post(changed, "/api/v2/forceschedulers/force", FORCE).body())
                .doesNotContain("choose a new password first");
    }

    private String setUp(String cookie) throws Exception {
        JsonNode offer = json(post(cookie, "/auth/account/second-factor/offer", "{}"));
        assertThat(offer.get("uri").asText()).startsWith("otpauth://totp/");
        assertThat(offer.get("picture").size()).isGreaterThan(20);
        return offer.get("secret").asText();
    }

    @Test
    void secondFactor_opensWhatIsDemanded_andEachCodeCountsOnce() throws Exception {
        start(DEMANDING);
        String alice = login("alice", GOOD);
        HttpResponse<String> refused = post(alice, "/api/v2/forceschedulers/force", FORCE);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("this takes a second factor", "#/account");
        assertThat(server.get("/api/v2/builders", "Cookie", alice).statusCode()).isEqualTo(200);

        String secret = setUp(alice);
        String code = Authenticator.code(secret, 0);
        HttpResponse<String> confirmed =
                post(alice, "/auth/account/second-factor/confirm", "{'code': '" + code + "'}");
        assertThat(confirmed.statusCode()).as(confirmed.body()).isEqualTo(200);
        List<String> recovery = new ArrayList<>();
        json(confirmed).get("recovery_codes").forEach(one -> recovery.add(one.asText()));
        assertThat(recovery).hasSize(10);
        String strong = cookie(confirmed);
        assertThat(post(strong, "/api/v2/forceschedulers/force", FORCE).body())
                .doesNotContain("second factor");
        assertThat(username(alice)).isEmpty();

        String weak = login("alice", GOOD);
        HttpResponse<String> twice =
                post(weak, "/auth/account/second-factor/show", "{'code': '" + code + "'}");
        assertThat(twice.statusCode()).isEqualTo(403);
        assertThat(twice.body()).contains("used before");
        HttpResponse<String> shown =
                post(
                        weak,
                        "/auth/account/second-factor/show",
                        "{'code': '" + Authenticator.code(secret, 1) + "'}");
        assertThat(shown.statusCode()).as(shown.body()).isEqualTo(200);
        assertThat(post(cookie(shown), "/api/v2/forceschedulers/force", FORCE).body())
                .doesNotContain("second factor");

        String third = login("alice", GOOD);
        String byRecovery = "{'code': '" + recovery.get(3) + "'}";
        assertThat(post(third, "/auth/account/second-factor/show", byRecovery).statusCode())
                .isEqualTo(200);
        String fourth = login("alice", GOOD);
        assertThat(post(fourth, "/auth/account/second-factor/show", byRecovery).statusCode())
                .isEqualTo(403);
    }

    @Test
    void wrongCodes_areCounted_whateverPasswordsComeBetween() throws Exception {
        start(DEMANDING + "  guessing: {failures: 3}\n");
        String first = login("alice", GOOD);
        String secret = setUp(first);
        post(
                first,
                "/auth/account/second-factor/confirm",
                "{'code': '" + Authenticator.code(secret, 0) + "'}");
        for (int i = 0; i < 3; i++) {
            String cookie = login("alice", GOOD);
            post(cookie, "/auth/account/second-factor/show", "{'code': '000000'}");
        }

        HttpResponse<String> locked =
                post(
                        login("alice", GOOD),
                        "/auth/account/second-factor/show",
                        "{'code': '" + Authenticator.code(secret, 1) + "'}");
        assertThat(locked.statusCode()).isEqualTo(429);
    }

    @Test
    void password_alone_changesNothingOfTheSecondFactor() throws Exception {
        start(CONFIG);
        String alice = login("alice", GOOD);
        String secret = setUp(alice);
        post(
                alice,
                "/auth/account/second-factor/confirm",
                "{'code': '" + Authenticator.code(secret, 0) + "'}");
        String weak = login("alice", GOOD);

        assertThat(post(weak, "/auth/account/second-factor/offer", "{}").statusCode())
                .isEqualTo(403);
        assertThat(
                        server.send("DELETE", "/auth/account/second-factor", "Cookie", weak)
                                .statusCode())
                .isEqualTo(403);
        assertThat(post(weak, "/auth/account/password", body(GOOD, OTHER)).statusCode())
                .isEqualTo(403);
        assertThat(post(weak, "/api/v2/forceschedulers/force", FORCE).body())
                .contains("this takes your second factor");

        HttpResponse<String> taken =
                post(login("root", GOOD), "/auth/admin/accounts/alice", "{'second_factor': false}");
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
        assertThat(json(taken).at("/account/second_factor").asBoolean(true)).isFalse();
        assertPasswordIsEnough("\"by\":\"root\"");
    }

    private void assertPasswordIsEnough(String by) throws Exception {
        assertThat(post(login("alice", GOOD), "/api/v2/forceschedulers/force", FORCE).body())
                .doesNotContain("second factor");
        assertThat(Files.readAllLines(folder.resolve("audit.log")))
                .filteredOn(line -> line.contains("account.second_factor_removed"))
                .singleElement()
                .asString()
                .contains("\"user\":\"alice\"", by);
    }

    @Test
    void lostAuthenticator_isTakenAwayOnTheCommandLine_besideTheServer() throws Exception {
        start(CONFIG);
        String alice = login("alice", GOOD);
        String secret = setUp(alice);
        String strong =
                cookie(
                        post(
                                alice,
                                "/auth/account/second-factor/confirm",
                                "{'code': '" + Authenticator.code(secret, 0) + "'}"));

        String removed = office(office -> office.removeSecondFactor("alice"));
        assertThat(removed)
                .isEqualTo("'alice' has no second factor any more, and is logged out everywhere");

        await().untilAsserted(() -> assertThat(username(strong)).isEmpty());
        assertPasswordIsEnough("command line");
        String again = office(office -> office.removeSecondFactor("alice"));
        assertThat(again).isEqualTo("'alice' has no second factor");
        assertThatThrownBy(() -> office(office -> office.removeSecondFactor("bob")))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("'bob'");
        assertPasswordIsEnough("command line");
    }

    /** So that a page can ask for the code in its place, on each wire. */
    @Test
    void refusal_saysThatACodeWouldHelp_toWhomItWould() throws Exception {
        start(DEMANDING);
        String root = login("root", GOOD);
        assertThat(json(server.get("/auth/admin/accounts", "Cookie", root)).has("confirm"))
                .isFalse();
        assertThat(json(post(root, "/api/v2/forceschedulers/force", FORCE)).at("/error/data"))
                .isEmpty();
        String secret = setUp(root);
        post(
                root,
                "/auth/account/second-factor/confirm",
                "{'code': '" + Authenticator.code(secret, 0) + "'}");

        String weak = login("root", GOOD);
        assertThat(json(server.get("/auth/admin/accounts", "Cookie", weak)).at("/confirm").asText())
                .isEqualTo("code");
        assertThat(
                        json(post(weak, "/api/v2/forceschedulers/force", FORCE))
                                .at("/error/data/confirm")
                                .asText())
                .isEqualTo("code");
        assertThat(
                        json(post(weak, "/auth/account/password", body(GOOD, OTHER)))
                                .at("/confirm")
                                .asText())
                .isEqualTo("code");
    }

    @Test
    void administration_takesTheSecondFactorToo() throws Exception {
        start(DEMANDING);
        String root = login("root", GOOD);

        HttpResponse<String> refused = server.get("/auth/admin/accounts", "Cookie", root);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("second factor");
        String secret = setUp(root);
        String strong =
                cookie(
                        post(
                                root,
                                "/auth/account/second-factor/confirm",
                                "{'code': '" + Authenticator.code(secret, 0) + "'}"));
        assertThat(server.get("/auth/admin/accounts", "Cookie", strong).statusCode())
                .isEqualTo(200);
    }
}
