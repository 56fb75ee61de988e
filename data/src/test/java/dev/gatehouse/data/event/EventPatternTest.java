package dev.gatehouse.data.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EventPatternTest {

    @Test
    void matches_star_isExactlyOneSegment() {
        EventPattern pattern = EventPattern.of("builds/*/*");

        assertThat(pattern.matches(List.of("builds", "7", "new"))).isTrue();
        assertThat(pattern.matches(List.of("builds", "7"))).isFalse();
        assertThat(pattern.matches(List.of("builds", "7", "properties", "update"))).isFalse();
        assertThat(pattern.matches(List.of("steps", "7", "new"))).isFalse();
    }

    @Test
    void matches_emptySegment_isNothing() {
        assertThat(EventPattern.of("builds//new").matches(List.of("builds", "7", "new"))).isFalse();
        assertThat(EventPattern.of("builds/7/new/").matches(List.of("builds", "7", "new")))
                .isFalse();
    }
}
