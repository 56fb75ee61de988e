package dev.gatehouse.realm.ldap;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory's servers in the order in which they are to be tried: as configured, but one that did not
 * answer comes last for a minute, so that not every login waits for it. Any thread.
 */
final class Endpoints {
    static final Duration REST = Duration.ofMinutes(1);

    private static final Logger log = LoggerFactory.getLogger(Endpoints.class);

    private final List<Endpoint> all;
    private final InstantSource clock;

    /** Until when; at most as many as there are servers. */
    private final Map<Endpoint, Instant> resting = new ConcurrentHashMap<>();

    Endpoints(List<Endpoint> all, InstantSource clock) {
        this.all = List.copyOf(all);
        this.clock = clock;
    }

    List<Endpoint> inOrder() {
        Instant now = clock.instant();
        return all.stream().sorted(Comparator.comparing(endpoint -> rests(endpoint, now))).toList();
    }

    void failed(Endpoint endpoint, Exception why) {
        if (resting.put(endpoint, clock.instant().plus(REST)) == null) {
            log.warn("{} does not answer: {}", endpoint, why.getMessage());
        }
    }

    void answered(Endpoint endpoint) {
        if (resting.remove(endpoint) != null) {
            log.info("{} answers again", endpoint);
        }
    }

    private boolean rests(Endpoint endpoint, Instant now) {
        Instant until = resting.get(endpoint);
        return until != null && now.isBefore(until);
    }
}
