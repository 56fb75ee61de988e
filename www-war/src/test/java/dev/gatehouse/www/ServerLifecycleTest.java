package dev.gatehouse.www;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole server in a container, under a context path. */
class ServerLifecycleTest {
    private static final String CONFIG =
            """
            buildbotURL: http://127.0.0.1:1/ci/
            builtin_worker: true
            workers:
              - {name: builtin, password: pass}
            builders:
              - {name: b1, workernames: [builtin], factory: [ShellCommand: {command: 'true'}]}
            schedulers:
              - ForceScheduler: {name: force, builderNames: [b1]}
            www:
              auth: {UserPasswordAuth: {users: {alice: wonder}}}
            """;

    @TempDir Path basedir;
    private final Server jetty = new Server();
    private final ServerConnector connector = new ServerConnector(jetty);
    private final ServletContextHandler context = new ServletContextHandler();
    private final HttpClient client = HttpClient.newHttpClient();

    private void start(String config) throws Exception {
        Files.writeString(basedir.resolve("gatehouse.yaml"), config);
        context.setInitParameter("gatehouse.basedir", basedir.toString());
        deploy();
    }

    private void deploy() throws Exception {
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        context.setContextPath("/ci");
        context.addEventListener(new ServerLifecycle());
        JakartaWebSocketServletContainerInitializer.configure(context, null);
        jetty.setHandler(context);
        jetty.start();
    }

    @AfterEach
    void stop() throws Exception {
        jetty.stop();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/ci" + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private String logIn() throws Exception {
        HttpResponse<String> answer =
                send(
                        request("/auth/login")
                                .header("Authorization", "Basic " + base64("alice:wonder")));
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location")).contains("http://127.0.0.1:1/ci/#/");
        return answer.headers().firstValue("Set-Cookie").orElseThrow();
    }

    @Test
    void page_isServedWithAPolicyThatForbidsInlineScripts() throws Exception {
        start(CONFIG);
        HttpResponse<String> page = get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(
                        policy ->
                                assertThat(policy)
                                        .contains("default-src 'none'", "script-src 'self';"));
        assertThat(page.body()).doesNotContain("src=\"/", "href=\"/");

        HttpResponse<String> again =
                send(
                        request("/")
                                .header(
                                        "If-None-Match",
                                        page.headers().firstValue("ETag").orElseThrow()));
        assertThat(again.statusCode()).isEqualTo(304);
    }

    @Test
    void files_thatAreNotOfThePages_areNotThere() throws Exception {
        start(CONFIG);
        for (String path :
                List.of(
                        "/WEB-INF/web.xml",
                        "/META-INF/MANIFEST.MF",
                        "/dev/gatehouse/www/cli/Launcher.class",
                        "/logback.xml",
                        "/assets/",
                        "/assets/none.js",
                        "/builders")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void config_tellsWhoReads_andNoSecret() throws Exception {
        start(CONFIG);
        HttpResponse<String> config = get("/config");
        assertThat(config.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(config.body())
                .contains("\"auth\": {\"name\": \"UserPasswordAuth\"}")
                .contains("\"user\": {\"anonymous\": true}, \"user_any_access_allowed\": true}")
                .contains("[\"Buildbot\", \"")
                .doesNotContain("wonder", "pass\"");
        String cookie = logIn();
        assertThat(cookie).contains("Path=/ci");
        HttpResponse<String> known =
                send(request("/config").header("Cookie", cookie.split(";")[0]));
        assertThat(known.body()).contains("\"username\": \"alice\"");
        assertThat(get("/config.js").body()).startsWith("window.buildbotFrontendConfig = {");
        HttpResponse<String> post =
                send(request("/config").POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(post.statusCode()).isEqualTo(405);
    }

    @Test
    void force_withoutLogin_isRefused_andWithOneMakesARequest() throws Exception {
        start(CONFIG);
        String body =
                """
                {"jsonrpc": "2.0", "id": 1, "method": "force", "params": {"builderid": "1"}}""";
        HttpRequest.Builder force =
                request("/api/v2/forceschedulers/force")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        assertThat(send(force.copy()).statusCode()).isEqualTo(403);
        HttpResponse<String> done = send(force.copy().header("Cookie", logIn().split(";")[0]));
        assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
        JsonNode requests = new ObjectMapper().readTree(get("/api/v2/buildrequests").body());
        assertThat(requests.at("/meta/total").asInt()).isEqualTo(1);
    }

    @Test
    void worker_withTheWrongPassword_isRefused() throws Exception {
        start(CONFIG);
        assertThat(get("/worker").statusCode()).isEqualTo(426);
        WebSocket.Builder builder = client.newWebSocketBuilder();
        URI uri = URI.create("ws://127.0.0.1:" + connector.getLocalPort() + "/ci/worker");
        assertThat(
                        builder.header("Authorization", "Basic " + base64("builtin:wrong"))
                                .buildAsync(uri, new WebSocket.Listener() {})
                                .handle((socket, failure) -> status(failure))
                                .get())
                .isEqualTo(401);
        WebSocket worker =
                client.newWebSocketBuilder()
                        .header("Authorization", "Basic " + base64("builtin:pass"))
                        .buildAsync(uri, new WebSocket.Listener() {})
                        .get();
        worker.abort();
    }

    private static int status(Throwable failure) {
        return failure.getCause() instanceof WebSocketHandshakeException refused
                ? refused.getResponse().statusCode()
                : 101;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void masterNone_showsTheDatabase_andLetsNoWorkerIn() throws Exception {
        start("master: none\nwww: {auth: NoAuth, authz: open}\n");
        assertThat(get("/api/v2/builders").statusCode()).isEqualTo(200);
        assertThat(get("/worker").statusCode()).isEqualTo(404);
    }

    @Test
    void noBaseDirectory_isAPageThatSaysWhereToLook() throws Exception {
        deploy();
        HttpResponse<String> page = get("/api/v2/builders");
        assertThat(page.statusCode()).isEqualTo(503);
        assertThat(page.body()).contains("in the log");
    }

    @Test
    void aFaultInTheConfiguration_isAPageWithoutIt() throws Exception {
        start("www: {auth: {UserPasswordAuth: {users: {alice: hidden-word}}}}\nwwww: 1\n");
        HttpResponse<String> page = get("/");
        assertThat(page.statusCode()).isEqualTo(503);
        assertThat(page.body()).doesNotContain("hidden-word", "wwww");
        // Nothing is kept either: the directory can be used at once.
        BaseDirectory.open(basedir).close();
    }

    @Test
    void undeploy_leavesNoThreadAndNoLock() throws Exception {
        start(CONFIG);
        assertThat(get("/api/v2/builders").statusCode()).isEqualTo(200);
        jetty.stop();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () ->
                                assertThat(Thread.getAllStackTraces().keySet())
                                        .extracting(Thread::getName)
                                        .noneMatch(name -> name.startsWith("gatehouse"))
                                        .noneMatch(name -> name.startsWith("Hikari")));
        BaseDirectory.open(basedir).close();
    }
}
