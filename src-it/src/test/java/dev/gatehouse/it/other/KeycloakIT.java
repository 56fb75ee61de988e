package dev.gatehouse.it.other;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.it.ItFiles;
import dev.gatehouse.it.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logins at a real Keycloak, which demands PKCE with S256 and this server's one redirect address. */
class KeycloakIT {
    private static final Pattern FORM = Pattern.compile("<form[^>]* action=\"([^\"]+)\"");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static ServerProcess keycloak;
    private static ServerProcess gatehouse;
    private static String url;

    @BeforeAll
    static void start() throws IOException {
        Path home = ItFiles.server("it.keycloak");
        int port = ServerProcess.freePort();
        int keycloakPort = ServerProcess.freePort();
        url = "http://127.0.0.1:" + port + "/";
        String keycloakUrl = "http://127.0.0.1:" + keycloakPort;
        // A realm that an earlier run left behind would be kept, with that run's address.
        ItFiles.delete(home.resolve("data"));
        Path realms = Files.createDirectories(home.resolve("data/import"));
        Files.writeString(realms.resolve("staff-realm.json"), resource("keycloak-realm.json"));
        keycloak =
                ServerProcess.start(
                        "keycloak",
                        home,
                        List.of(
                                "bash",
                                home.resolve("bin/kc.sh").toString(),
                                "start-dev",
                                "--http-host=127.0.0.1",
                                "--http-port=" + keycloakPort,
                                "--http-management-port=" + ServerProcess.freePort(),
                                "--import-realm"));
        keycloak.awaitHttp(
                URI.create(keycloakUrl + "/realms/staff/.well-known/openid-configuration"),
                Duration.ofMinutes(8));

        Path basedir = ItFiles.fresh("keycloak-gatehouse");
        Files.writeString(
                basedir.resolve("gatehouse.yaml"),
                """
                buildbotURL: %1$s
                master: none
                www:
                  auth:
                    - OIDCAuth:
                        issuer: %2$s/realms/staff
                        name: staff
                        clientId: gatehouse
                        clientSecret: "${file:oauth.secret}"
                    - KeyCloakAuth:
                        instance_uri: %2$s
                        realm: staff
                        clientId: gatehouse
                        clientSecret: "${file:oauth.secret}"
                """
                        .formatted(url, keycloakUrl));
        Files.writeString(basedir.resolve("oauth.secret"), "secret-of-the-test\n");
        gatehouse =
                ServerProcess.start(
                        "gatehouse-keycloak",
                        basedir,
                        List.of(
                                ItFiles.java(),
                                "-Xmx256m",
                                "-jar",
                                ItFiles.war().toString(),
                                "run",
                                "--port",
                                Integer.toString(port),
                                "--basedir",
                                basedir.toString()));
        gatehouse.awaitReady();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = KeycloakIT.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("@URL@", url);
        }
    }

    @AfterAll
    static void stop() {
        for (ServerProcess process : new ServerProcess[] {gatehouse, keycloak}) {
            if (process != null) {
                process.close();
            }
        }
    }

    /** A browser of its own, up to a page that is no redirect. */
    private static final class Visitor {
        private final HttpClient client = HttpClient.newHttpClient();

        /** By hand: Java's own keeps cookies of the version 1 in a form that no browser sends. */
        private final Map<String, String> cookies = new LinkedHashMap<>();

        HttpResponse<String> get(String address) throws Exception {
            return followed(send(HttpRequest.newBuilder(URI.create(address)).build()));
        }

        HttpResponse<String> submit(HttpResponse<String> page, String user, String password)
                throws Exception {
            Matcher form = FORM.matcher(page.body());
            assertThat(form.find()).as(page.body()).isTrue();
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(form.group(1).replace("&amp;", "&")))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(
                                    HttpRequest.BodyPublishers.ofString(
                                            "username="
                                                    + user
                                                    + "&password="
                                                    + URLEncoder.encode(
                                                            password, StandardCharsets.UTF_8)))
                            .build();
            return followed(send(request));
        }

        private HttpResponse<String> followed(HttpResponse<String> first) throws Exception {
            HttpResponse<String> answer = first;
            for (int i = 0; i < 10 && answer.statusCode() / 100 == 3; i++) {
                URI to =
                        answer.uri().resolve(answer.headers().firstValue("Location").orElseThrow());
                answer = send(HttpRequest.newBuilder(to).build());
            }
            return answer;
        }

        HttpResponse<String> send(HttpRequest request) throws Exception {
            HttpRequest.Builder with = HttpRequest.newBuilder(request, (name, value) -> true);
            if (!cookies.isEmpty()) {
                with.header("Cookie", String.join("; ", cookies.values()));
            }
            HttpResponse<String> answer = client.send(with.build(), BodyHandlers.ofString());
            for (String cookie : answer.headers().allValues("Set-Cookie")) {
                String pair = cookie.split(";")[0];
                String name = pair.split("=")[0];
                if (cookie.contains("Max-Age=0")) {
                    cookies.remove(name);
                } else {
                    cookies.put(name, pair);
                }
            }
            return answer;
        }

        JsonNode user() throws Exception {
            return JSON.readTree(get(url + "config").body()).get("user");
        }
    }

    @ParameterizedTest
    @CsvSource({"staff, OIDC:staff", "KeyCloak, KeyCloak:127.0.0.1"})
    void login_rightPassword_isWhoKeycloakSays(String way, String realm) throws Exception {
        Visitor visitor = new Visitor();
        HttpResponse<String> page = visitor.get(url + "auth/login?way=" + way);

        HttpResponse<String> answer = visitor.submit(page, "homer", "doh! doh! doh!");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode user = visitor.user();
        assertThat(user.path("username").asText()).isEqualTo("homer");
        assertThat(user.path("full_name").asText()).isEqualTo("Homer Simpson");
        assertThat(user.path("email").asText()).isEqualTo("homer@example.org");
        assertThat(user.path("groups").toString()).isEqualTo("[\"/ci-admins\"]");
        assertThat(user.path("realm").asText()).startsWith(realm);
    }

    @Test
    void login_wrongPassword_staysAtKeycloak() throws Exception {
        Visitor visitor = new Visitor();

        HttpResponse<String> answer =
                visitor.submit(visitor.get(url + "auth/login"), "homer", "wrong");

        assertThat(answer.uri().toString()).doesNotStartWith(url);
        assertThat(visitor.user().toString()).isEqualTo("{\"anonymous\":true}");
    }

    @Test
    void keycloak_withoutPkceOrAtAnotherAddress_refuses() throws Exception {
        Visitor visitor = new Visitor();
        String sent =
                visitor.send(HttpRequest.newBuilder(URI.create(url + "auth/login")).build())
                        .headers()
                        .firstValue("Location")
                        .orElseThrow();

        for (Map.Entry<String, String> change :
                Map.of(
                                "code_challenge_method=S256", "code_challenge_method=plain",
                                "auth%2Flogin", "auth%2Felsewhere")
                        .entrySet()) {
            assertThat(sent).contains(change.getKey());
            HttpResponse<String> answer =
                    visitor.get(sent.replace(change.getKey(), change.getValue()));
            assertThat(answer.statusCode()).as(change.toString()).isGreaterThanOrEqualTo(400);
        }
    }
}
