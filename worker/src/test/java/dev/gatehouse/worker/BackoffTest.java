package dev.gatehouse.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void next_growsToTheLimitAndStartsOver() {
        Backoff backoff =
                new Backoff(Duration.ofMillis(1500), 1.5, Duration.ofSeconds(60), () -> 0.5);
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(1500));
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(2250));
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(3375));
        for (int i = 0; i < 20; i++) {
            backoff.next();
        }
        assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(60));
        backoff.reset();
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(1500));
    }

    @Test
    void next_spread_staysWithinAFifthAndTheLimit() {
        assertThat(new Backoff(Duration.ofMillis(1000), 2, Duration.ofSeconds(2), () -> 0).next())
                .isEqualTo(Duration.ofMillis(800));
        Backoff late = new Backoff(Duration.ofMillis(1000), 2, Duration.ofSeconds(1), () -> 1);
        assertThat(late.next()).isEqualTo(Duration.ofMillis(1000));
    }
}
