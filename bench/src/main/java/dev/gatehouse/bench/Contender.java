package dev.gatehouse.bench;

import java.io.IOException;
import java.time.Duration;

/** Something that can be put under a load. Used by one thread. */
interface Contender {
    /** Whether it has an answer to such a load. */
    boolean takes(Workload load);

    Result run(Workload load, Duration time) throws IOException;
}
