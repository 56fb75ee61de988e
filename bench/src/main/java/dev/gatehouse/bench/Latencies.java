package dev.gatehouse.bench;

/**
 * How long answers took, in buckets that are at most 1.6 % wide, up to some hours. Used by one thread; sums
 * of several are made with {@link #add}.
 */
final class Latencies {
    /** Buckets for each doubling of the time. */
    private static final int HALF = 64;

    private static final int BUCKETS = 38 * HALF;

    private final long[] counts = new long[BUCKETS];
    private long count;

    void record(long nanos) {
        counts[bucket(Math.max(0, nanos))]++;
        count++;
    }

    void add(Latencies other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        count += other.count;
    }

    long count() {
        return count;
    }

    /**
     * The time within which that part of the answers came, in nanoseconds; 0 where there was none.
     *
     * @param part from 0 to 1
     */
    long quantile(double part) {
        long wanted = Math.max(1, (long) Math.ceil(part * count));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return upperEnd(i);
            }
        }
        return 0;
    }

    private static int bucket(long nanos) {
        if (nanos < 2 * HALF) {
            return (int) nanos;
        }
        int doublings = 63 - Long.numberOfLeadingZeros(nanos / (2 * HALF)) + 1;
        int step = (int) (nanos >>> doublings) - HALF;
        return Math.min(BUCKETS - 1, (doublings + 1) * HALF + step);
    }

    private static long upperEnd(int bucket) {
        if (bucket < 2 * HALF) {
            return bucket;
        }
        int doublings = bucket / HALF - 1;
        return ((long) (HALF + bucket % HALF + 1) << doublings) - 1;
    }
}
