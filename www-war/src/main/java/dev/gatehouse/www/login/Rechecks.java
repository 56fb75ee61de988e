package dev.gatehouse.www.login;

import dev.gatehouse.data.session.SessionRow;
import dev.gatehouse.www.audit.Audit;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the ways in again about those who are logged in, once a minute, and ends the sessions of whoever stands
 * otherwise than when he logged in. One thread of its own, because a way may take its time.
 */
public final class Rechecks implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Rechecks.class);

    /** Of each way, those used last; the others come when they are used. */
    private static final int MOST = 5000;

    private static final long EVERY_SECONDS = 60;

    private final List<Recheck> ways;
    private final Sessions sessions;
    private final TokenWatch tokens;
    private final Audit audit;
    private final InstantSource clock;
    private final ScheduledExecutorService timer;

    public Rechecks(
            List<Recheck> ways,
            Sessions sessions,
            TokenWatch tokens,
            Audit audit,
            InstantSource clock) {
        this.ways = List.copyOf(ways);
        this.sessions = sessions;
        this.tokens = tokens;
        this.audit = audit;
        this.clock = clock;
        // Its thread comes with the first task: nothing runs before start().
        this.timer =
                Executors.newSingleThreadScheduledExecutor(
                        task -> {
                            Thread thread = new Thread(task, "gatehouse-rechecks");
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    public void start() {
        if (!ways.isEmpty()) {
            // Soon after a start: the configuration may have other passwords than before.
            timer.scheduleWithFixedDelay(this::check, 1, EVERY_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** As he stands at his login; empty where that is not known, and then it is never compared. */
    String standing(Identity identity) {
        try {
            return ways.stream()
                    .filter(way -> way.name().equals(identity.realm()))
                    .findFirst()
                    .flatMap(way -> way.standing(identity.subject(), identity.username()))
                    .orElse("");
        } catch (RuntimeException e) {
            log.warn("{} cannot be asked about its accounts: {}", identity.realm(), e.getMessage());
            return "";
        }
    }

    void check() {
        for (Recheck way : ways) {
            try {
                check(way);
                tokens.check(way);
            } catch (RuntimeException e) {
                log.warn("{} cannot be asked about its accounts: {}", way.name(), e.getMessage());
            }
        }
    }

    private void check(Recheck way) {
        Instant now = clock.instant();
        for (SessionRow row : sessions.store().openOf(way.name(), Instant.EPOCH, now, MOST)) {
            if (row.standing().isEmpty()) {
                continue;
            }
            Optional<String> standing = way.standing(row.subject(), row.username());
            if (!standing.equals(Optional.of(row.standing())) && sessions.revoke(row.tokenHash())) {
                audit.say(
                        "session.ended",
                        Map.of(
                                "realm",
                                row.realm(),
                                "user",
                                row.username(),
                                "session",
                                row.tokenHash().substring(0, 16),
                                "reason",
                                standing.isEmpty()
                                        ? "the account is gone"
                                        : "the account has changed"));
            }
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        try {
            if (!timer.awaitTermination(5, TimeUnit.SECONDS)) {
                log.warn("a way in takes long to tell of an account");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
