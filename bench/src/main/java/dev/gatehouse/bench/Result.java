package dev.gatehouse.bench;

/**
 * What one run of one load against one contender gave.
 *
 * @param perSecond answers (of the database alone: whole sets of statements) a second
 * @param p50 the median time of an answer, in milliseconds
 * @param p99 in milliseconds
 * @param bytes of an answer's body, on the average
 * @param bad answers with a status of 400 and above, and connections that broke
 * @param rss megabytes that the process held in memory right after the run; 0 where nobody knows
 */
record Result(double perSecond, double p50, double p99, long bytes, long bad, long rss) {
    static Result of(Latencies times, double seconds, long bytes, long bad, long rss) {
        return new Result(
                times.count() / seconds,
                times.quantile(0.50) / 1e6,
                times.quantile(0.99) / 1e6,
                times.count() == 0 ? 0 : bytes / times.count(),
                bad,
                rss);
    }

    Result holding(long megabytes) {
        return new Result(perSecond, p50, p99, bytes, bad, megabytes);
    }
}
