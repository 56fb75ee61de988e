package dev.gatehouse.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import org.junit.jupiter.api.Test;

class LatenciesTest {
    @Test
    void quantile_ofThousandTimes_isWithinTwoPercent() {
        Latencies times = new Latencies();
        for (long i = 1; i <= 1000; i++) {
            times.record(i * 1_000_000);
        }
        assertThat(times.count()).isEqualTo(1000);
        assertThat((double) times.quantile(0.50)).isCloseTo(500e6, withPercentage(2));
        assertThat((double) times.quantile(0.99)).isCloseTo(990e6, withPercentage(2));
    }

    @Test
    void quantile_atTheEdgesOfBuckets_isNeverBelowTheTime() {
        for (long time = 1; time < 1L << 40; time = time * 3 / 2 + 1) {
            Latencies times = new Latencies();
            times.record(time);
            assertThat(times.quantile(1)).isBetween(time, time + time / 50 + 1);
        }
    }

    @Test
    void add_another_countsBoth() {
        Latencies one = new Latencies();
        one.record(5);
        Latencies other = new Latencies();
        other.record(7);
        one.add(other);
        assertThat(one.count()).isEqualTo(2);
        assertThat(one.quantile(1)).isEqualTo(7);
    }
}
