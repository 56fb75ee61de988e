package dev.gatehouse.it.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.data.Requirement;
import dev.gatehouse.it.Answer;
import dev.gatehouse.it.ItFiles;
import dev.gatehouse.it.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real Buildbot 3.7 and a Gatehouse beside it, on the database that the Buildbot has made. */
class RealBuildbotIT {
    private static final String ALICE = basic("alice:wonder");

    /** One of several masters may go without builders and workers. */
    private static final String MASTER =
            """
            from buildbot.plugins import util
            c = BuildmasterConfig = {
                'buildbotURL': 'http://127.0.0.1:@PORT@/',
                'buildbotNetUsageData': None,
                'db': {'db_url': 'sqlite:///state.sqlite'},
                'multiMaster': True,
                'www': {
                    'port': 'tcp:@PORT@:interface=127.0.0.1',
                    'auth': util.UserPasswordAuth({'alice': 'wonder'}),
                },
            }
            """;

    private static final String GATEHOUSE =
            """
            db: {db_url: "sqlite:///%s"}
            master: none
            www:
              port: 0
              auth: {UserPasswordAuth: {users: {alice: wonder}}}
            """;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static ServerProcess buildbot;
    private static ServerProcess gatehouse;
    private static URI theirs;
    private static URI ours;

    @BeforeAll
    static void startBoth() throws IOException {
        Path program = Requirement.program("buildbot", "buildbot");
        Path folder = ItFiles.fresh("real-buildbot");
        ServerProcess.run(
                "create-master",
                folder,
                List.of(program.toString(), "create-master", folder.toString()));
        int port = ServerProcess.freePort();
        Files.writeString(
                folder.resolve("master.cfg"), MASTER.replace("@PORT@", String.valueOf(port)));
        theirs = URI.create("http://127.0.0.1:" + port + "/");
        buildbot =
                ServerProcess.start(
                        "buildbot",
                        folder,
                        Map.of("PYTHONPATH", withoutPages(folder.resolve("pages")).toString()),
                        List.of(program.toString(), "start", "--nodaemon", folder.toString()));
        buildbot.awaitHttp(theirs.resolve("api/v2/masters"), Duration.ofMinutes(2));
        Path basedir = ItFiles.fresh("beside-buildbot");
        Files.writeString(
                basedir.resolve("gatehouse.yaml"),
                GATEHOUSE.formatted(folder.resolve("state.sqlite")));
        gatehouse = ServerProcess.gatehouse(basedir);
        ours = gatehouse.awaitReady();
    }

    @AfterAll
    static void stopBoth() {
        if (gatehouse != null) {
            gatehouse.close();
        }
        if (buildbot != null) {
            buildbot.close();
        }
    }

    @Test
    void cookie_ofTheBuildbot_isALoginHere() throws Exception {
        String cookie = login(theirs);

        assertThat(user(ours, cookie)).isEqualTo("alice");
        assertThat(user(ours, damaged(cookie))).isEmpty();
    }

    @Test
    void cookie_ofGatehouse_isALoginAtTheBuildbot() throws Exception {
        String cookie = login(ours);

        assertThat(user(theirs, cookie)).isEqualTo("alice");
        assertThat(user(theirs, damaged(cookie))).isEmpty();
    }

    @Test
    void logout_withTheBuildbotsCookie_endsItHere() throws Exception {
        String cookie = login(theirs);
        assertThat(user(ours, cookie)).isEqualTo("alice");

        assertThat(get(ours, "auth/logout", "Cookie", cookie).status()).isEqualTo(302);

        assertThat(user(ours, cookie)).isEmpty();
    }

    /** Debian's package has no pages, and a master without them serves no HTTP. */
    private static Path withoutPages(Path folder) throws IOException {
        Path pages = Files.createDirectories(folder.resolve("buildbot_www/static")).getParent();
        Files.writeString(pages.resolve("static/index.html"), "<!DOCTYPE html><title>none</title>");
        Files.writeString(pages.resolve("VERSION"), "0");
        Files.writeString(
                pages.resolve("__init__.py"),
                "from buildbot.www.plugin import Application\nep = Application(__name__, 'none')\n");
        Path described = Files.createDirectories(folder.resolve("buildbot_www-0.dist-info"));
        Files.writeString(
                described.resolve("METADATA"),
                "Metadata-Version: 2.1\nName: buildbot-www\nVersion: 0\n");
        Files.writeString(
                described.resolve("entry_points.txt"), "[buildbot.www]\nbase = buildbot_www:ep\n");
        return folder;
    }

    /** Of the cookies that a login sets the last one counts. */
    private static String login(URI server) throws IOException, InterruptedException {
        Answer answer = get(server, "auth/login", "Authorization", ALICE);
        assertThat(answer.status()).isEqualTo(302);
        List<String> cookies = answer.headers().allValues("Set-Cookie");
        String last = cookies.get(cookies.size() - 1);
        return last.substring(0, last.indexOf(';'));
    }

    /** Who a server says somebody with this cookie is. */
    private static String user(URI server, String cookie) throws IOException, InterruptedException {
        Answer answer = get(server, "config", "Cookie", cookie);
        assertThat(answer.status()).isEqualTo(200);
        return answer.json().at("/user/username").asText();
    }

    /** With another signature. */
    private static String damaged(String cookie) {
        int at = cookie.lastIndexOf('.') + 1;
        return cookie.substring(0, at)
                + (cookie.charAt(at) == 'A' ? 'B' : 'A')
                + cookie.substring(at + 1);
    }

    private static Answer get(URI server, String path, String header, String value)
            throws IOException, InterruptedException {
        HttpResponse<String> response =
                HTTP.send(
                        HttpRequest.newBuilder(server.resolve(path)).header(header, value).build(),
                        HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.headers(), response.body());
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
