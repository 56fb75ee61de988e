package dev.gatehouse.www;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.data.account.SmtpListener;
import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.www.mail.Mail;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Registration and forgotten passwords, by a real connection to a server that takes mail. */
class MailedCodesTest {
    private static final String GOOD = "nine lives of a heron";
    private static final String OTHER = "seven seas of gravel";
    private static final Pattern LINK =
            Pattern.compile("http://ci\\.example\\.org/#/password/([\\w-]{22})\\s");

    @TempDir Path folder;
    private SmtpListener smtp;
    private Whole server;

    @BeforeEach
    void listen() throws Exception {
        smtp = new SmtpListener();
    }

    @AfterEach
    void close() throws Exception {
        if (server != null) {
            server.close();
        }
        smtp.close();
    }

    private void start(String parameters) throws Exception {
        start(parameters, "");
    }

    private void start(String parameters, String more) throws Exception {
        server =
                new Whole(
                        folder,
                        """
                        title: Farm
                        buildbotURL: http://ci.example.org/
                        master: none
                        www:
                          auth: {DatabaseAuth: {%s}}
                          mail:
                            {host: 127.0.0.1, port: %d, from: ci@example.org, tls: none, user: ci, password: secret}
                        %s
                        """
                                .formatted(parameters, smtp.port(), more));
        ServerConfig config =
                Server.check(folder.resolve("gatehouse.yaml"), Map.of(), new Problems());
        try (LoginOffice office = LoginOffice.open(config, folder)) {
            office.accounts()
                    .add("alice", "alice@example.org", "", List.of(), false, Optional.of(GOOD));
        }
    }

    private HttpResponse<String> post(String path, String body, String... headers)
            throws Exception {
        return server.rpc(path, body.replace('\'', '"'), headers.length == 0 ? JSON : headers);
    }

    private static final String[] JSON = {"Accept", "application/json"};

    private HttpResponse<String> forgotten(String user) throws Exception {
        return post("/auth/forgotten", "{'user': '" + user + "'}");
    }

    private HttpResponse<String> register(String name, String email) throws Exception {
        return post("/auth/register", "{'name': '" + name + "', 'email': '" + email + "'}");
    }

    private HttpResponse<String> login(String name, String password) throws Exception {
        return server.get(
                "/auth/login",
                "Authorization",
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(
                                        (name + ":" + password).getBytes(StandardCharsets.UTF_8)));
    }

    private JsonNode config(String... headers) throws Exception {
        return new JsonMapper().readTree(server.get("/config", headers).body());
    }

    private String cookie(String name, String password) throws Exception {
        HttpResponse<String> answer = login(name, password);
        assertThat(answer.statusCode()).isEqualTo(302);
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }

    private String message(int number) {
        await().until(() -> smtp.messages.size() > number);
        return smtp.messages.get(number);
    }

    private String code(int message) {
        Matcher link = LINK.matcher(message(message));
        assertThat(link.find()).as(message(message)).isTrue();
        return link.group(1);
    }

    private HttpResponse<String> choose(String code, String password) throws Exception {
        return post("/auth/password", "{'code': '" + code + "', 'password': '" + password + "'}");
    }

    private static void assertAlike(HttpResponse<String> one, HttpResponse<String> other) {
        assertThat(one.statusCode()).as(one.body()).isEqualTo(200);
        assertThat(other.statusCode()).as(other.body()).isEqualTo(200);
        assertThat(one.body()).isEqualTo(other.body());
        assertThat(one.headers().map().keySet()).isEqualTo(other.headers().map().keySet());
    }

    @Test
    void forgotten_isAnsweredAlike_andMailsWhoIsKnown() throws Exception {
        start("");
        String cookie = cookie("alice", GOOD);
        assertAlike(forgotten("bob@example.org"), forgotten("alice@Example.ORG"));

        String code = code(0);
        assertThat(message(0))
                .contains("To: alice@example.org\n", "From: ci@example.org\n", "Hello alice")
                .contains("Subject: Farm: choose a new password\n")
                .containsPattern("Message-ID: <[^@\\s]+@example\\.org>");
        assertThat(smtp.credentials)
                .containsExactly(
                        Base64.getEncoder()
                                .encodeToString("ci\0ci\0secret".getBytes(StandardCharsets.UTF_8)));
        assertThat(login("alice", GOOD).statusCode()).isEqualTo(302);

        assertThat(choose(code, OTHER).statusCode()).isEqualTo(200);
        assertThat(choose(code, GOOD).statusCode()).isEqualTo(403);
        assertThat(login("alice", OTHER).statusCode()).isEqualTo(302);
        assertThat(login("alice", GOOD).statusCode()).isEqualTo(401);
        assertThat(config("Cookie", cookie).at("/user/anonymous").asBoolean()).isTrue();
        assertThat(smtp.messages).hasSize(1);
        assertThat(Files.readString(folder.resolve("audit.log")))
                .contains("account.forgotten_asked", "account.code_issued", "account.password")
                .doesNotContain(code);
    }

    @Test
    void forgotten_byUserName_mailsTheAddressThatIsKnown() throws Exception {
        start("");
        assertAlike(forgotten("nobody"), forgotten("alice"));

        assertThat(choose(code(0), OTHER).statusCode()).isEqualTo(200);
        assertThat(smtp.recipients).containsExactly("<alice@example.org>");
    }

    @Test
    void register_confirmsTheAddress_beforeAnybodyCanLogIn() throws Exception {
        start(
                "registration: true",
                "  authz: {allowRules: [AnyControlEndpointMatcher: {role: a}]}");
        HttpResponse<String> bob = register("bob", "bob@example.org");
        assertThat(bob.statusCode()).as(bob.body()).isEqualTo(200);
        String code = code(0);
        assertThat(message(0)).contains("To: bob@example.org\n").doesNotContain("Hello bob");
        assertThat(login("bob", "").statusCode()).isEqualTo(401);
        assertThat(login("bob", code).statusCode()).isEqualTo(401);

        assertThat(choose(code, OTHER).statusCode()).isEqualTo(200);
        JsonNode shown = config("Cookie", cookie("bob", OTHER));
        assertThat(shown.at("/user/email").asText()).isEqualTo("bob@example.org");
        assertThat(shown.at("/user/realm").asText()).isEqualTo("DatabaseAuth");
        assertThat(shown.at("/user").has("groups")).isFalse();
        assertThat(Files.readString(folder.resolve("audit.log")))
                .contains("account.register_asked", "account.added", "account.email_confirmed")
                .doesNotContain(code);
    }

    @Test
    void register_takenNameOrAddress_isAnsweredAlike_andToldByMailAlone() throws Exception {
        start("registration: true");
        HttpResponse<String> free = register("bob", "bob@example.org");
        assertAlike(free, register("Alice", "eve@example.org"));
        assertAlike(free, register("carol", "alice@example.org"));

        code(0);
        assertThat(message(1))
                .contains("To: eve@example.org\n", "cannot be had")
                .doesNotContain("#/password")
                .doesNotContainIgnoringCase("alice");
        assertThat(message(2))
                .contains("To: alice@example.org\n", "Hello alice", "tried to register")
                .doesNotContain("#/password");
    }

    @Test
    void register_nameThatARuleNames_isNobodys() throws Exception {
        start(
                "registration: true",
                """
                  authz:
                    allowRules: [AnyControlEndpointMatcher: {role: a}]
                    roleMatchers:
                      - RolesFromUsername: {roles: [a], usernames: [boss]}
                      - RolesInRealm:
                          realm: DatabaseAuth
                          roleMatchers: [RolesFromUsername: {roles: [a], usernames: [chief]}]
                """);
        for (String name : List.of("Boss", "chief", "admin")) {
            register(name, "eve@example.org");
        }

        for (int i = 0; i < 3; i++) {
            assertThat(message(i)).contains("cannot be had").doesNotContain("#/password");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eve@example.org\\r\\nBcc: everybody@example.org",
                "eve@example.org\\nSubject: x",
                "eve@example.org,everybody@example.org",
                "<eve@example.org>",
                "Eve <eve@example.org>",
                "eve@example.org\\u2028x",
                "eve%example.net@example.org",
                "\\\"eve\\\"@example.org",
                "eve@[127.0.0.1]",
                "eve",
            })
    void register_withWhatIsNoAddress_isRefused(String email) throws Exception {
        start("registration: true");

        HttpResponse<String> answer = register("eve", email);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("no address to send mail to");
        // Whoever comes next would have been sent after it.
        forgotten("alice");
        code(0);
        assertThat(smtp.messages).hasSize(1);
    }

    @Test
    void register_otherDomains_areRefused() throws Exception {
        start("registration: true, registration_domains: [Example.org]");

        assertThat(register("eve", "eve@example.net").body()).contains("only addresses of these");
        assertThat(register("eve", "eve@sub.example.org").statusCode()).isEqualTo(400);
        assertThat(register("bob", "bob@EXAMPLE.org").statusCode()).isEqualTo(200);
        code(0);
    }

    @Test
    void messages_areSoManyAnHour_forWhoIsUnknownToo() throws Exception {
        start("");
        for (int i = 0; i < 5; i++) {
            assertThat(forgotten("bob@example.org").statusCode()).isEqualTo(200);
        }
        HttpResponse<String> more = forgotten("bob@example.org");
        assertThat(more.statusCode()).isEqualTo(429);
        assertThat(more.body()).contains("try again in an hour");
        assertThat(forgotten("alice").statusCode()).isEqualTo(429);
        assertThat(Files.readString(folder.resolve("audit.log"))).contains("account.mail_refused");
    }

    @Test
    void mailServer_thatIsDown_isLogged_andChangesNoAnswer() throws Exception {
        start("");
        smtp.close();
        Logger logger = (Logger) LoggerFactory.getLogger(Mail.class);
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        said.start();
        logger.addAppender(said);
        try {
            assertAlike(forgotten("nobody"), forgotten("alice"));

            await().until(() -> !said.list.isEmpty());
            assertThat(said.list.get(0).getFormattedMessage())
                    .contains("could not be sent by 127.0.0.1:" + smtp.port())
                    .doesNotContain("\n");
        } finally {
            logger.detachAppender(said);
        }
    }

    @Test
    void another_sitesPage_cannotAsk() throws Exception {
        start("");

        assertThat(
                        post(
                                        "/auth/forgotten",
                                        "{'user': 'alice'}",
                                        "Sec-Fetch-Site",
                                        "cross-site",
                                        "Origin",
                                        "http://evil.example.net")
                                .statusCode())
                .isEqualTo(403);
    }

    @Test
    void calls_whereTheyAreOff_areNotThere_andPagesOfferWhatIsOn() throws Exception {
        start("forgotten_password: false, registration: true");
        assertThat(forgotten("alice").statusCode()).isEqualTo(404);
        assertThat(config().get("auth").toString())
                .isEqualTo("{\"name\":\"DatabaseAuth\",\"registration\":true}");
    }

    @Test
    void register_unlessItIsOn_isNotThere() throws Exception {
        start("");
        assertThat(register("bob", "bob@example.org").statusCode()).isEqualTo(404);
        assertThat(config().get("auth").toString())
                .isEqualTo("{\"name\":\"DatabaseAuth\",\"forgotten_password\":true}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "auth: {DatabaseAuth: {registration: true}} | true | takes 'www.mail'",
                "auth: {DatabaseAuth: {forgotten_password: true}} | true | takes 'www.mail'",
                "auth: {DatabaseAuth: {registrations: true}} | true | did you mean 'registration'",
                "auth: {DatabaseAuth: {registration: yes please}} | true | must be true or false",
                "auth: DatabaseAuth, mail: {host: h, fromm: a@b.c} | true | did you mean 'from'",
                "auth: DatabaseAuth, mail: {host: h, from: a@b.c} | false | takes 'buildbotURL'",
                "auth: DatabaseAuth, mail: {host: h, from: a} | true | such as ci@example.org",
                "auth: DatabaseAuth, mail: {host: h, from: a@b.c, user: u} | true | takes 'password'",
                "auth: DatabaseAuth, mail: {host: h, from: a@b.c, port: 0} | true | from 1 to 65535",
                "auth: DatabaseAuth, mail: {host: h, from: a@b.c, tls: maybe} | true | one of none, starttls, tls",
                "auth: DatabaseAuth, mail: {host: h, from: a@b.c, timeout: 0s} | true | from 1s to 1m",
                "auth: DatabaseAuth, mail: {from: a@b.c} | true | 'host' is missing",
                "auth: {DatabaseAuth: {registration: true, registration_domains: ['@b.c']}}, mail: {host: h,"
                        + " from: a@b.c} | true | behind the @",
            })
    void fault_isNamed(String www, boolean url, String text) throws Exception {
        assertThat(check(www, url).errors())
                .anySatisfy(error -> assertThat(error.text()).contains(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "auth: DatabaseAuth, mail: {host: h, from: a@b.c, tls: none} | can read the codes",
                "auth: DatabaseAuth, mail: {host: h, from: a@b.c} | begin with http:",
                "auth: NoAuth, mail: {host: h, from: a@b.c} | has no effect",
                "auth: {DatabaseAuth: {registration: true}}, mail: {host: h, from: a@b.c} | so may whoever registers",
                "auth: {DatabaseAuth: {registration_domains: [a.b]}} | has no effect without",
            })
    void whatIsDoubtful_isWarnedOf(String www, String text) throws Exception {
        Problems problems = check(www, true);
        assertThat(problems.errors()).isEmpty();
        assertThat(problems.warnings())
                .anySatisfy(warning -> assertThat(warning.text()).contains(text));
    }

    private Problems check(String www, boolean url) throws Exception {
        Problems problems = new Problems();
        Path file = folder.resolve("other.yaml");
        Files.writeString(
                file,
                (url ? "buildbotURL: http://ci.example.org/\n" : "")
                        + "master: none\nwww: {"
                        + www
                        + "}\n");
        Server.check(file, Map.of(), problems);
        return problems;
    }
}
