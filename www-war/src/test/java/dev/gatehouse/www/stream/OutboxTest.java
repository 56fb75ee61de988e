package dev.gatehouse.www.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {

    @Test
    void offer_keepsTheOrder() {
        Outbox outbox = new Outbox();
        outbox.offer("a");
        outbox.offer("b");

        assertThat(outbox.poll()).contains("a");
        assertThat(outbox.poll()).contains("b");
        assertThat(outbox.poll()).isEmpty();
    }

    @Test
    void offer_tooMany_isFullForEver() {
        Outbox outbox = new Outbox();
        for (int i = 0; i < Outbox.MAX_MESSAGES; i++) {
            assertThat(outbox.offer("x")).isTrue();
        }

        assertThat(outbox.offer("x")).isFalse();
        assertThat(outbox.isEmpty()).isTrue();
        assertThat(outbox.offer("x")).isFalse();
    }

    @Test
    void offer_tooLong_isFull_butOneLongMessagePasses() {
        Outbox outbox = new Outbox();
        String huge = "x".repeat((int) Outbox.MAX_CHARACTERS + 1);

        assertThat(outbox.offer(huge)).isTrue();
        assertThat(outbox.offer("x")).isFalse();
    }

    @Test
    void offerMissed_tooMany_takesNoneAndChangesNothing() {
        Outbox outbox = new Outbox();

        assertThat(outbox.offerMissed(Collections.nCopies(Outbox.MAX_MISSED + 1, "x"))).isFalse();
        assertThat(outbox.isEmpty()).isTrue();
        assertThat(outbox.offerMissed(Collections.nCopies(Outbox.MAX_MISSED, "x"))).isTrue();
        assertThat(outbox.offerMissed(List.of("x"))).isFalse();
        assertThat(outbox.offer("x")).isTrue();
    }

    @Test
    void offerMissed_tooLong_takesNone() {
        Outbox outbox = new Outbox();
        String half = "x".repeat((int) Outbox.MAX_CHARACTERS / 2);

        assertThat(outbox.offerMissed(List.of(half, "x"))).isFalse();
        assertThat(outbox.offerMissed(List.of(half))).isTrue();
    }
}
