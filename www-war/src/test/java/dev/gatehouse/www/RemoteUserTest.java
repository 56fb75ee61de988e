package dev.gatehouse.www;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.data.setting.Setting;
import dev.gatehouse.www.login.ways.RemoteUser;
import jakarta.servlet.http.HttpServletRequest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins by a proxy's header. */
class RemoteUserTest {
    private static final String HOMER = "homer@SPRINGFIELD.EXAMPLE";

    @TempDir Path folder;

    private Whole start(String auth) throws Exception {
        return new Whole(
                folder,
                "buildbotURL: http://ci.example.org/\nmaster: none\nwww: {auth: " + auth + "}\n");
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return new JsonMapper().readTree(answer.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/config", "/config.js"})
    void document_fetchedWithTheHeader_showsTheUserAlready(String path) throws Exception {
        try (Whole server = start("RemoteUserAuth")) {
            HttpResponse<String> answer = server.get(path, "REMOTE_USER", HOMER);

            assertThat(answer.body())
                    .contains(
                            "\"user\": {\"username\": \"homer\", \"email\": \"homer\","
                                    + " \"realm\": \"SPRINGFIELD.EXAMPLE\"}")
                    .contains("\"auth\": {\"name\": \"RemoteUserAuth\"}")
                    .doesNotContain("on_load_warning");
            assertThat(answer.headers().allValues("Set-Cookie")).hasSize(1);
        }
    }

    @Test
    void session_ofTheSameUser_isKept_andOfAnotherReplaced() throws Exception {
        try (Whole server = start("RemoteUserAuth")) {
            HttpResponse<String> first = server.get("/", "REMOTE_USER", HOMER);
            String cookie = first.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];

            assertThat(
                            server.get("/", "REMOTE_USER", HOMER, "Cookie", cookie)
                                    .headers()
                                    .firstValue("Set-Cookie"))
                    .isEmpty();
            assertThat(json(server.get("/config", "Cookie", cookie)).at("/user/username").asText())
                    .isEqualTo("homer");
            HttpResponse<String> other =
                    server.get("/config", "REMOTE_USER", "bart@X", "Cookie", cookie);
            assertThat(json(other).at("/user/username").asText()).isEqualTo("bart");
            assertThat(other.headers().allValues("Set-Cookie")).hasSize(1);
        }
    }

    @Test
    void otherRequests_withTheHeader_stayAnonymous() throws Exception {
        try (Whole server = start("RemoteUserAuth")) {
            for (String path : new String[] {"/api/v2/masters", "/auth/logout", "/config/x"}) {
                assertThat(server.get(path, "REMOTE_USER", HOMER).headers().allValues("Set-Cookie"))
                        .noneMatch(cookie -> cookie.contains("homer"))
                        .hasSizeLessThan(2);
            }
            assertThat(
                            server.send("HEAD", "/", "REMOTE_USER", HOMER)
                                    .headers()
                                    .firstValue("Set-Cookie"))
                    .isEmpty();
            HttpResponse<String> login = server.get("/auth/login", "REMOTE_USER", HOMER);
            assertThat(login.statusCode()).isEqualTo(403);
            assertThat(login.body()).isEqualTo("URL is not supported for authentication");
        }
    }

    @Test
    void failures_leaveThePageAnonymous_andSayWhy() throws Exception {
        try (Whole server = start("RemoteUserAuth")) {
            JsonNode missing = json(server.get("/config"));
            assertThat(missing.at("/user/anonymous").asBoolean()).isTrue();
            assertThat(missing.get("on_load_warning").asText())
                    .isEqualTo("missing http header REMOTE_USER. Check your reverse proxy config!");
            assertThat(server.get("/").statusCode()).isEqualTo(200);

            JsonNode odd = json(server.get("/config", "REMOTE_USER", "homer"));
            assertThat(odd.get("on_load_warning").asText())
                    .isEqualTo(
                            "http header does not match regex! \"homer\" not matching"
                                    + " (?P<username>[^ @]+)@(?P<realm>[^ @]+)");
        }
    }

    @Test
    void header_fromSomebodyWhoIsNoProxy_isIgnoredAndAuditedOnce() throws Exception {
        try (Whole server = start("{RemoteUserAuth: {trustedProxies: [10.1.0.0/16]}}")) {
            for (int i = 0; i < 3; i++) {
                JsonNode document = json(server.get("/config", "REMOTE_USER", HOMER));
                assertThat(document.at("/user/anonymous").asBoolean()).isTrue();
                assertThat(document.get("on_load_warning").asText())
                        .contains("is not one of the trustedProxies");
            }
            assertThat(Files.readAllLines(folder.resolve("audit.log")))
                    .filteredOn(line -> line.contains("login.header_ignored"))
                    .hasSize(1)
                    .allMatch(line -> line.contains("127.0.0.1"));
        }
    }

    /** A container that believes X-Forwarded-For says that whoever writes 127.0.0.1 there is the proxy. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Forwarded-For | 192.0.2.1, 127.0.0.1",
                "X-Forwarded-For | 127.0.0.1:4711",
                "Forwarded | for=192.0.2.1;by=10.0.0.1, for=127.0.0.1",
                "Forwarded | FOR=\"127.0.0.1:4711\";proto=https"
            })
    void header_besideAForwardedAddressThatIsTheClients_isIgnored(String name, String value)
            throws Exception {
        try (Whole server = start("RemoteUserAuth")) {
            JsonNode document = json(server.get("/config", "REMOTE_USER", HOMER, name, value));
            assertThat(document.at("/user/anonymous").asBoolean()).isTrue();
            assertThat(document.get("on_load_warning").asText()).contains("cannot be told");
        }
    }

    @Test
    void header_throughAProxyThatForwardsItsClient_counts() throws Exception {
        try (Whole server = start("RemoteUserAuth")) {
            HttpResponse<String> answer =
                    server.get(
                            "/config",
                            "REMOTE_USER",
                            HOMER,
                            "X-Forwarded-For",
                            "192.0.2.1, 10.0.0.7",
                            "Forwarded",
                            "for=192.0.2.1;by=127.0.0.1");
            assertThat(json(answer).at("/user/username").asText()).isEqualTo("homer");
        }
    }

    @Test
    void header_markedByTomcatAsRewritten_isForged() {
        Setting parameters = Settings.of(new Problems(), "{}");
        HttpServletRequest request =
                (HttpServletRequest)
                        Proxy.newProxyInstance(
                                HttpServletRequest.class.getClassLoader(),
                                new Class<?>[] {HttpServletRequest.class},
                                (proxy, method, arguments) ->
                                        switch (method.getName()) {
                                            case "getRemoteAddr" -> "127.0.0.1";
                                            case "getAttribute" ->
                                                    "org.apache.tomcat.remoteAddr"
                                                                    .equals(arguments[0])
                                                            ? "127.0.0.1"
                                                            : null;
                                            case "getHeaders" ->
                                                    Collections.enumeration(
                                                            "REMOTE_USER".equals(arguments[0])
                                                                    ? List.of(HOMER)
                                                                    : List.of());
                                            default -> null;
                                        });

        assertThat(RemoteUser.read(parameters, null).read(request))
                .isInstanceOf(RemoteUser.Told.Forged.class);
    }

    /** A proxy that adds its header and leaves the client's: which of the two is meant? */
    @Test
    void header_thatCameTwice_countsForNobody() throws Exception {
        try (Whole server = start("RemoteUserAuth");
                Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream()
                    .write(
                            ("GET /config HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                                            + "REMOTE_USER: admin@X\r\nREMOTE_USER: homer@X\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            String answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream()))
                            .lines()
                            .reduce("", String::concat);
            assertThat(answer).contains("came 2 times").contains("\"anonymous\": true");
        }
    }

    @Test
    void realm_thatIsTheNameOfAWay_isNotBelieved() throws Exception {
        try (Whole server = start("[{UserPasswordAuth: {homer: a long one}}, RemoteUserAuth]")) {
            assertThat(
                            json(server.get("/config", "REMOTE_USER", "homer@UserPasswordAuth"))
                                    .at("/user/anonymous")
                                    .asBoolean())
                    .isTrue();
            assertThat(
                            json(server.get("/config", "REMOTE_USER", HOMER))
                                    .at("/user/username")
                                    .asText())
                    .isEqualTo("homer");
            assertThat(json(server.get("/config")).has("on_load_warning")).isFalse();
        }
    }

    @Test
    void headerAndRegex_ofYourOwn_areRead() throws Exception {
        try (Whole server =
                start(
                        "{RemoteUserAuth: {header: X-Forwarded-User,"
                                + " headerRegex: '(?P<full_name>[^<]+) <(?P<username>[^>]+)>'}}")) {
            JsonNode user =
                    json(server.get("/config", "X-Forwarded-User", "Homer S. <homer>")).get("user");
            assertThat(user.toString())
                    .isEqualTo(
                            "{\"username\":\"homer\",\"email\":\"homer\",\"full_name\":\"Homer S.\","
                                    + "\"realm\":\"RemoteUserAuth\"}");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{header: 'a b'} | must be the name of a header",
                "{headerRegex: '(?P<name>.*)'} | needs a group (?P<username>",
                "{headerRegex: '(?P<username>'} | is no regular expression",
                "{headerRegex: '(?P<username>.)(?P<groups>.)'} | means something else",
                "{trustedProxies: [proxy.example.org]} | must be an address or a network",
                "{trustedProxies: 10.0.0.0/33} | must be an address or a network",
                "{trustedProxy: 10.0.0.1} | did you mean 'trustedProxies'?",
                "{userInfoProvider: LdapUserinfo} | did you mean 'LdapUserInfo'?",
            })
    void faults_areNamed(String parameters, String text) throws Exception {
        Problems problems = new Problems();
        Path file = folder.resolve("gatehouse.yaml");
        Files.writeString(file, "www:\n  auth:\n    RemoteUserAuth: " + parameters + "\n");

        Server.check(file, Map.of(), problems);

        assertThat(problems.errors())
                .anySatisfy(
                        error -> {
                            assertThat(error.text()).contains(text);
                            assertThat(error.line()).isEqualTo(3);
                        });
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.0.0/16, 10.1.255.3, true",
        "10.1.0.0/16, 10.2.0.1, false",
        "10.1.0.128/25, 10.1.0.127, false",
        "0.0.0.0/0, 192.0.2.1, true",
        "0.0.0.0/0, ::1, false",
        "127.0.0.1, ::ffff:127.0.0.1, true",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, [2001:db9::1], false",
        "::1, 0:0:0:0:0:0:0:1%lo, true",
        "::1, '', false",
        "::1, localhost, false"
    })
    void networks_haveTheirAddresses(String network, String address, boolean has) {
        Problems problems = new Problems();
        assertThat(Networks.read(Settings.of(problems, "'" + network + "'")).have(address))
                .isEqualTo(has);
        assertThat(problems.errors()).isEmpty();
    }
}
