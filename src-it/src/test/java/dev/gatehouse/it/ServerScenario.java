package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the same WAR must do wherever it runs: REST, login, a role rule that refuses and one that allows, live
 * events over WebSocket and SSE. Each container has a small class that starts it over {@code open.yaml}.
 *
 * <p>There are no workers, so that a forced build waits for ever; its events come all the same.
 */
public abstract class ServerScenario extends PathContract {
    protected static final String CONFIG = "open.yaml";

    @Test
    void rest_builders_areListedAndFiltered() {
        Answer all = anonymous().get("api/v2/builders");

        assertThat(all.status()).isEqualTo(200);
        assertThat(all.header("Content-Type")).startsWith("application/json");
        assertThat(all.json().findValuesAsText("name")).contains("quick", "locked");
        assertThat(all.json().at("/meta/total").asInt()).isGreaterThanOrEqualTo(2);

        JsonNode one = anonymous().get("api/v2/builders?name=quick&field=name").json();
        assertThat(one.get("builders")).hasSize(1);
        assertThat(one.at("/builders/0").toString()).isEqualTo("{\"name\":\"quick\"}");
    }

    @Test
    void rest_wrongPathAndWrongQuery_areAnsweredInJson() {
        assertThat(anonymous().get("api/v2/nothing").status()).isEqualTo(404);
        assertThat(anonymous().get("api/v2/nothing").json().get("error").asText())
                .contains("Invalid path");
        assertThat(anonymous().get("api/v2/builders?colour=red").status()).isEqualTo(400);
        assertThat(anonymous().get("api/v2/builds/999999").status()).isEqualTo(404);
    }

    @Test
    void page_isServedWithAStrictPolicy() {
        Answer page = anonymous().get("");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src")
                .doesNotContain("unsafe-inline", "unsafe-eval");
    }

    @Test
    void login_goodAndBad_areToldApart() {
        assertThat(anonymous().tryLogin("alice", "wrong").status()).isEqualTo(401);
        assertThat(anonymous().tryLogin("nobody", "wonder").status()).isEqualTo(401);
        assertThat(userOf(anonymous())).isEqualTo("");
        assertThat(userOf(alice())).isEqualTo("alice");
    }

    @Test
    void login_cookie_isForThisApplicationOnlyAndOutOfReachOfScripts() {
        String cookie = anonymous().tryLogin("alice", "wonder").header("Set-Cookie");

        assertThat(cookie).containsIgnoringCase("HttpOnly").containsIgnoringCase("SameSite=Lax");
        Matcher path = Pattern.compile("(?i); *path=([^;]*)").matcher(cookie);
        assertThat(path.find()).isTrue();
        assertThat(path.group(1) + (path.group(1).endsWith("/") ? "" : "/"))
                .isEqualTo(url().getPath());
    }

    @Test
    void force_withoutTheRole_isRefused() {
        for (WebClient caller : new WebClient[] {anonymous(), bob()}) {
            Answer answer = force(caller, "force-locked");

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.json().at("/error/code").asInt()).isEqualTo(-32600);
            assertThat(answer.json().at("/error/message").asText())
                    .isEqualTo("you need to have role 'admins'");
        }
    }

    @Test
    void force_withTheRole_startsABuildset() {
        for (Answer answer :
                new Answer[] {force(bob(), "force-quick"), force(alice(), "force-locked")}) {
            assertThat(answer.status()).describedAs(answer.body()).isEqualTo(200);
            int buildset = answer.json().at("/result/0").asInt();
            JsonNode found = anonymous().get("api/v2/buildsets/" + buildset).json();
            assertThat(found.at("/buildsets/0/bsid").asInt()).isEqualTo(buildset);
        }
    }

    @Test
    void force_withoutTheMediaTypeOfJson_isRefused() {
        // Another site's page could send such a form in the name of its reader.
        Answer answer =
                alice().post(
                                "api/v2/forceschedulers/force-quick",
                                "text/plain",
                                "{\"jsonrpc\":\"2.0\",\"method\":\"force\",\"id\":1,\"params\":{}}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/error/message").asText()).contains("application/json");
    }

    @Test
    void socket_subscription_bringsEventsLive() {
        try (EventSocket socket = anonymous().socket()) {
            assertThat(socket.command(Map.of("cmd", "ping")).get("msg").asText()).isEqualTo("pong");
            assertThat(socket.subscribe("buildsets/*/*").get("code").asInt()).isEqualTo(200);

            int buildset = force(bob(), "force-quick").json().at("/result/0").asInt();

            JsonNode event = socket.awaitEvent("buildsets/" + buildset + "/new");
            assertThat(event.get("bsid").asInt()).isEqualTo(buildset);
        }
    }

    @Test
    void socket_longMessage_isTaken() {
        try (EventSocket socket = anonymous().socket()) {
            // Tomcat takes 8 KiB unless told otherwise, Jetty 64 KiB.
            assertThat(socket.command(Map.of("cmd", "ping"), 60_000).get("code").asInt())
                    .isEqualTo(200);
        }
    }

    @Test
    void socket_whosePeerAnswersNoPing_isClosed() throws Exception {
        try (SilentSocket silent = new SilentSocket(url())) {
            assertThat(silent.nextFrame()).isEqualTo(SilentSocket.PING);
            int frame = silent.nextFrame();
            while (frame == SilentSocket.PING) {
                frame = silent.nextFrame();
            }
            assertThat(frame).isEqualTo(SilentSocket.CLOSE);
        }
    }

    @Test
    void stream_subscription_bringsEventsLive() throws Exception {
        try (EventLines stream = anonymous().stream("sse/listen/buildsets/*/*")) {
            assertThat(stream.handshake()).isNotBlank();

            int buildset = force(bob(), "force-quick").json().at("/result/0").asInt();

            JsonNode event = stream.await(e -> e.at("/message/bsid").asInt() == buildset);
            assertThat(event.at("/key/0").asText()).isEqualTo("buildsets");
            assertThat(event.at("/key/2").asText()).isEqualTo("new");
        }
    }

    @Test
    void stream_thatComesBack_getsWhatItMissed() throws Exception {
        String path = "sse/listen/buildsets/*/new";
        String last;
        try (EventLines stream = anonymous().stream(path)) {
            stream.handshake();
            int seen = force(bob(), "force-quick").json().at("/result/0").asInt();
            stream.await(e -> e.at("/message/bsid").asInt() == seen);
            last = stream.lastId();
        }
        int missed = force(bob(), "force-quick").json().at("/result/0").asInt();

        try (EventLines again = anonymous().stream(path, last)) {
            again.await(e -> e.path("resumed").asText().equals("replay"));
            again.await(e -> e.at("/message/bsid").asInt() == missed);
        }
        try (EventLines late = anonymous().stream(path, "another-1")) {
            late.await(e -> e.path("resumed").asText().equals("refetch"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WEB-INF/web.xml",
                "web-inf/web.xml",
                "META-INF/MANIFEST.MF",
                "dev/gatehouse/www/cli/Launcher.class",
                "gatehouse.yaml"
            })
    void file_ofTheInside_isNotServed(String path) {
        Answer answer = anonymous().get(path);

        // An unknown path may show the page, which finds out itself that there is nothing.
        if (answer.status() == 200) {
            assertThat(answer.header("Content-Type")).startsWith("text/html");
            assertThat(answer.body()).contains("<html").doesNotContain("Manifest-Version");
        } else {
            assertThat(answer.status()).isIn(Set.of(400, 403, 404));
        }
    }

    protected WebClient anonymous() {
        return WebClient.of(url());
    }

    protected WebClient alice() {
        return anonymous().login("alice", "wonder");
    }

    protected WebClient bob() {
        return anonymous().login("bob", "builder");
    }

    protected static Answer force(WebClient caller, String scheduler) {
        return caller.call(
                "api/v2/forceschedulers/" + scheduler, "force", Map.of("reason", "a test"));
    }

    /** The user name that the pages are told; empty for an anonymous caller. */
    private static String userOf(WebClient caller) {
        return caller.get("config").json().at("/user/username").asText();
    }
}
