package dev.gatehouse.www.stream;

import static org.assertj.core.api.Assertions.assertThat;

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
}
