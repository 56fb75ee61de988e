package dev.gatehouse.data;

/** How something ended, in the numbers of the wire and the database. */
public final class Results {
    public static final int SUCCESS = 0;
    public static final int WARNINGS = 1;
    public static final int FAILURE = 2;
    public static final int SKIPPED = 3;
    public static final int EXCEPTION = 4;
    public static final int RETRY = 5;
    public static final int CANCELLED = 6;

    /** What buildsets and buildrequests have until they end; builds and steps have null. */
    public static final int PENDING = -1;

    private static final int[] BEST_FIRST = {
        SKIPPED, SUCCESS, WARNINGS, FAILURE, EXCEPTION, RETRY, CANCELLED
    };

    private Results() {}

    /** The one that counts when two are combined. */
    public static int worse(int one, int other) {
        return badness(one) >= badness(other) ? one : other;
    }

    private static int badness(int results) {
        for (int i = 0; i < BEST_FIRST.length; i++) {
            if (BEST_FIRST[i] == results) {
                return i;
            }
        }
        return -1;
    }
}
