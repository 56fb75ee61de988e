package dev.gatehouse.www;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.realm.ldap.Slapd;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of {@code docs/examples} that are about pictures of people: each does what its text says. */
class AvatarExamplesTest {
    private static final byte[] PORTRAIT = {
        (byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, -1, 0, -128
    };
    private static final byte[] PAGE =
            "<script>alert(1)</script>".getBytes(StandardCharsets.US_ASCII);

    private static final String DIRECTORY =
            """
            dn: dc=corp,dc=mycompany,dc=com
            objectClass: domain
            dc: corp

            dn: cn=ldap_user,dc=corp,dc=mycompany,dc=com
            objectClass: organizationalRole
            objectClass: simpleSecurityObject
            cn: ldap_user
            userPassword: p4$$wd

            dn: cn=Homer Simpson,dc=corp,dc=mycompany,dc=com
            objectClass: user
            objectClass: person
            cn: Homer Simpson
            sAMAccountName: homer
            mail: homer@mycompany.com
            thumbnailPhoto:: %s

            dn: cn=Bart Simpson,dc=corp,dc=mycompany,dc=com
            objectClass: user
            objectClass: person
            cn: Bart Simpson
            sAMAccountName: bart
            mail: bart@mycompany.com
            thumbnailPhoto:: %s
            """
                    .formatted(
                            Base64.getEncoder().encodeToString(PORTRAIT),
                            Base64.getEncoder().encodeToString(PAGE));

    @TempDir Path folder;

    @Test
    void ldapUserInfo_hasTheDirectorysPictures_andGravatarsForOthers() throws Exception {
        try (Slapd slapd = Slapd.start("dc=corp,dc=mycompany,dc=com", DIRECTORY);
                Whole server = Examples.startBeside(slapd, folder)) {
            for (String homer : List.of("username=homer", "email=homer%40mycompany.com")) {
                HttpResponse<byte[]> picture = picture(server, homer);
                assertThat(picture.statusCode()).describedAs(homer).isEqualTo(200);
                assertThat(picture.body()).isEqualTo(PORTRAIT);
                assertThat(picture.headers().firstValue("Content-Type")).contains("image/png");
                assertThat(picture.headers().firstValue("X-Content-Type-Options"))
                        .contains("nosniff");
                assertThat(picture.headers().firstValue("Content-Security-Policy").orElse(""))
                        .startsWith("default-src 'none'");
            }
            for (String other :
                    List.of(
                            "username=bart",
                            "email=bart%40mycompany.com",
                            "username=lisa",
                            "username=*",
                            "username=h*",
                            "email=*",
                            "email=homer%40mycompany.com%29%28cn%3D*",
                            "username=homer%00")) {
                assertThat(location(server, other))
                        .describedAs(other)
                        .startsWith("//www.gravatar.com/avatar/");
            }
            assertThat(server.get("/config").body())
                    .contains(
                            "\"avatar_methods\": [{\"name\": \"ldap\"}, {\"name\": \"gravatar\"}]")
                    .doesNotContain("ldap_user", "p4$$wd");
        }
    }

    @Test
    void gitHub_hasThePicturesOfItsUsers_andNoneForOthers() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer gitHub = gitHub(asked);
        try (Whole server =
                Examples.start(
                        folder,
                        "avatar-github.yaml",
                        "- AvatarGitHub",
                        "- AvatarGitHub: {github_api_endpoint: 'http://127.0.0.1:"
                                + gitHub.getAddress().getPort()
                                + "'}")) {
            assertThat(location(server, "username=homer&size=60"))
                    .isEqualTo("https://avatars.githubusercontent.com/u/1?v=4&s=60");
            assertThat(location(server, "email=homer%40example.org"))
                    .isEqualTo("https://avatars.githubusercontent.com/u/1?v=4&s=32");
            assertThat(location(server, "username=nobody")).isEqualTo("img/nobody.png");
            assertThat(asked)
                    .containsExactly(
                            "/users/homer",
                            "/search/users?q=homer%40example.org+in%3Aemail",
                            "/users/nobody");
            assertThat(server.get("/config").body())
                    .contains("\"avatar_methods\": [{\"name\": \"github\"}]");
        } finally {
            gitHub.stop(0);
        }
    }

    @Test
    void none_asksNobodyAndLetsThePageAskNobody() throws Exception {
        try (Whole server = Examples.start(folder, "no-avatars.yaml")) {
            assertThat(location(server, "email=homer%40example.org")).isEqualTo("img/nobody.png");
            assertThat(server.get("/").headers().firstValue("Content-Security-Policy").orElse(""))
                    .contains("img-src 'self' data:;");
            assertThat(server.get("/config").body()).contains("\"avatar_methods\": []");
        }
    }

    private static HttpResponse<byte[]> picture(Whole server, String query) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + server.port() + "/avatar?" + query);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofByteArray());
    }

    private static String location(Whole server, String query) throws Exception {
        HttpResponse<String> answer = server.get("/avatar?" + query);
        assertThat(answer.statusCode()).describedAs(query).isEqualTo(302);
        return answer.headers().firstValue("Location").orElse("");
    }

    /** Knows Homer, by his name and by his address. */
    private static HttpServer gitHub(List<String> asked) throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    String path = exchange.getRequestURI().toString();
                    asked.add(path);
                    String homer =
                            "{\"avatar_url\": \"https://avatars.githubusercontent.com/u/1?v=4\"}";
                    boolean found = !path.equals("/users/nobody");
                    String body =
                            path.startsWith("/users/")
                                    ? found ? homer : "{\"message\": \"Not Found\"}"
                                    : "{\"total_count\": 1, \"items\": [" + homer + "]}";
                    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(found ? 200 : 404, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
        server.start();
        return server;
    }
}
