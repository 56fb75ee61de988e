package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;

/**
 * A server that shows nothing to anonymous callers ({@code closed.yaml}), on every wire. The handshake of a
 * WebSocket is the one that containers treat each in their own way.
 */
public abstract class ClosedScenario {
    protected static final String CONFIG = "closed.yaml";

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
}
