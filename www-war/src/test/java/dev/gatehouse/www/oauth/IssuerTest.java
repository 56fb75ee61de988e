package dev.gatehouse.www.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.oauth2.sdk.id.ClientID;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IssuerTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final Outbound outbound = new Outbound(Duration.ofSeconds(20), true);
    private FakeOidc provider;
    private Issuer issuer;

    @BeforeEach
    void start() throws Exception {
        provider = new FakeOidc();
        issuer =
                new Issuer(
                        provider.url(),
                        new ClientID(FakeSite.CLIENT),
                        Set.of(JWSAlgorithm.RS256),
                        outbound,
                        now::get);
    }

    @AfterEach
    void stop() throws Exception {
        outbound.close();
        provider.close();
    }

    @Test
    void metadata_thatFailed_isNotAskedForAgainForTenSeconds() throws Exception {
        provider.metadata = Map.of("issuer", "https://evil.example");
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(issuer::metadata).isInstanceOf(OAuthFailed.class);
        }
        assertThat(provider.asked).hasSize(1);

        provider.metadata = Map.of();
        pass(Duration.ofSeconds(11));
        assertThat(issuer.metadata().getIssuer().getValue()).isEqualTo(provider.url());
    }

    @Test
    void metadata_thatCannotBeRefreshed_staysAsItWas() throws Exception {
        issuer.metadata();
        provider.metadata = Map.of("issuer", "https://evil.example");
        pass(Duration.ofHours(2));

        for (int i = 0; i < 3; i++) {
            assertThat(issuer.metadata().getIssuer().getValue()).isEqualTo(provider.url());
        }
        assertThat(provider.asked).hasSize(2);
        pass(Duration.ofSeconds(11));
        issuer.metadata();
        assertThat(provider.asked).hasSize(3);
    }

    private void pass(Duration time) {
        now.set(now.get().plus(time));
    }
}
