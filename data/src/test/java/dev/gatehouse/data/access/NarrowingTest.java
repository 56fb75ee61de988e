package dev.gatehouse.data.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NarrowingTest {
    private static final List<Narrowing> ALL =
            List.of(
                    Narrowing.none(),
                    Narrowing.only(Set.of()),
                    Narrowing.only(Set.of(1L, 2L)),
                    Narrowing.only(Set.of(2L, 3L)),
                    Narrowing.without(Set.of(1L)),
                    Narrowing.without(Set.of(2L, 4L)));

    @Test
    void and_seesWhatBothSee() {
        for (Narrowing one : ALL) {
            for (Narrowing other : ALL) {
                for (long builderid = 1; builderid <= 5; builderid++) {
                    assertThat(one.and(other).sees(builderid))
                            .describedAs("%s and %s: %s", one, other, builderid)
                            .isEqualTo(one.sees(builderid) && other.sees(builderid));
                }
            }
        }
    }
}
