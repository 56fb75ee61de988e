package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A server that shows nothing to anonymous callers ({@code closed.yaml}), on every wire. The handshake of a
 * WebSocket is the one that containers treat each in their own way.
 */
public abstract class ClosedScenario {
    protected static final String CONFIG = "closed.yaml";

    private static final String HEADER = "REMOTE_USER";

    /** Where the application is, with its context path. */
    protected abstract URI url();

    @Test
    void anonymous_seesNothing() {
        WebClient anonymous = WebClient.of(url());

        assertThat(anonymous.get("api/v2/builders").status()).isEqualTo(403);
        assertThat(anonymous.get("api/v2/nothing").status()).isEqualTo(403);
        assertThat(anonymous.get("sse/listen/builds/*/*").status()).isEqualTo(403);
        assertThatThrownBy(anonymous::socket)
                .isInstanceOf(EventSocket.Refused.class)
                .hasMessageContaining("403");
    }

    @Test
    void bob_seesEverything() {
        WebClient bob = WebClient.of(url()).login("bob", "builder");

        assertThat(bob.get("api/v2/builders").json().findValuesAsText("name")).contains("quick");
        try (EventSocket socket = bob.socket()) {
            assertThat(socket.subscribe("builds/*/*").get("code").asInt()).isEqualTo(200);
        }
    }

    /** Our way in by header reads what each container hands on of it, and of the address that it came from. */
    @Test
    void header_ofTheProxy_logsInWithTheDocument_andNowhereElse() {
        WebClient anonymous = WebClient.of(url());
        assertThat(anonymous.get("api/v2/builders", HEADER, "homer@CORP").status()).isEqualTo(403);

        Answer document = anonymous.get("config", HEADER, "homer@CORP");

        assertThat(document.json().at("/user/username").asText()).isEqualTo("homer");
        assertThat(document.json().at("/user/realm").asText()).isEqualTo("CORP");
        WebClient homer = anonymous.with(document);
        assertThat(homer.get("api/v2/builders").status()).isEqualTo(200);
        assertThat(homer.get("config").json().at("/user/username").asText()).isEqualTo("homer");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                HEADER + " | bob@CORP",
                "X-Forwarded-For | 127.0.0.1, ::1",
                "Forwarded | for=127.0.0.1, for=\"[::1]\"",
            })
    void header_thatTheClientMayHaveSent_isNobodys(String besides, String value) {
        Answer document = WebClient.of(url()).get("config", HEADER, "homer@CORP", besides, value);

        assertThat(document.json().at("/user/anonymous").asBoolean()).isTrue();
        assertThat(document.json().path("on_load_warning").asText()).contains(HEADER);
    }
}
