package dev.gatehouse.realm.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class EndpointsTest {
    private static final Endpoint A = new Endpoint("ldap://a");
    private static final Endpoint B = new Endpoint("ldap://b");
    private static final Endpoint C = new Endpoint("ldaps://c");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final Endpoints endpoints = new Endpoints(List.of(A, B, C), now::get);

    @Test
    void inOrder_oneThatFailed_comesLastForAMinute() {
        assertThat(endpoints.inOrder()).containsExactly(A, B, C);

        endpoints.failed(A, new Exception("gone"));
        assertThat(endpoints.inOrder()).containsExactly(B, C, A);
        now.set(now.get().plus(Duration.ofSeconds(59)));
        assertThat(endpoints.inOrder()).containsExactly(B, C, A);
        now.set(now.get().plus(Duration.ofSeconds(2)));
        assertThat(endpoints.inOrder()).containsExactly(A, B, C);
    }

    @Test
    void inOrder_allFailed_isAsConfigured() {
        for (Endpoint endpoint : List.of(B, C, A)) {
            endpoints.failed(endpoint, new Exception("gone"));
        }
        assertThat(endpoints.inOrder()).containsExactly(A, B, C);
    }

    @Test
    void answered_ofOneThatFailed_bringsItBack() {
        endpoints.failed(A, new Exception("gone"));
        endpoints.answered(A);
        assertThat(endpoints.inOrder()).containsExactly(A, B, C);
    }
}
