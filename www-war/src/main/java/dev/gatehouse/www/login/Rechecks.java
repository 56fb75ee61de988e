package dev.gatehouse.www.login;

import dev.gatehouse.data.session.SessionRow;
import dev.gatehouse.data.session.SessionStore;
import dev.gatehouse.www.audit.Audit;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the ways in again about those who are logged in, and ends the sessions of whoever stands otherwise than
 * when he logged in. Nobody is logged out because a way cannot be asked; that it cannot is in the audit log.
 * Each way has a thread to itself, so that a slow one waits alone, and asks one question at a time.
 */
public final class Rechecks implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Rechecks.class);

    /** Of each way in one round; the others come in the next ones. */
    private static final int MOST = 5000;

    /** Further ways share these threads. */
    private static final int MOST_THREADS = 16;

    /** A way that fails so often in a row is left alone until the next round. */
    private static final int PATIENCE = 3;

    private static final long EVERY_SECONDS = 60;

    private final List<Recheck> ways;
    private final Sessions sessions;
    private final TokenWatch tokens;
    private final Audit audit;
    private final InstantSource clock;
    private final ScheduledExecutorService timer;

    /** When the owners of API tokens were asked about, of each way. */
    private final Map<String, Instant> ownersAsked = new ConcurrentHashMap<>();

    private final Set<String> troubled = ConcurrentHashMap.newKeySet();
    private final Duty others;
    private volatile boolean closed;

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
        List<String> asked = this.ways.stream().map(Recheck::name).toList();
        this.others =
                new Duty(
                        "look after API tokens of people about whom nobody can be asked",
                        1,
                        () -> tokens.checkUnasked(asked));
        // Its threads come with the first tasks: nothing runs before start().
        this.timer =
                Executors.newScheduledThreadPool(
                        Math.min(MOST_THREADS, this.ways.size() + 1),
                        task -> {
                            Thread thread = new Thread(task, "gatehouse-rechecks");
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    /** Those of one kind. */
    public <T extends Recheck> List<T> of(Class<T> kind) {
        return ways.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    public void start() {
        for (Recheck way : ways) {
            // Soon after a start: the configuration may have other passwords than before.
            timer.scheduleWithFixedDelay(() -> check(way), 1, EVERY_SECONDS, TimeUnit.SECONDS);
        }
        timer.scheduleWithFixedDelay(others::run, 1, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    /** Whether people of this realm are asked about again. */
    boolean ask(String realm) {
        return ways.stream().anyMatch(way -> way.name().equals(realm));
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
            failed(identity.realm(), e);
            return "";
        }
    }

    /** Asks about everybody whose turn it is. */
    public void check() {
        ways.forEach(this::check);
        others.run();
    }

    private void check(Recheck way) {
        try {
            new Round(way).run();
        } catch (RuntimeException e) {
            // Such as a database that is away; the timer would never come back after an exception.
            log.warn("sessions of {} cannot be looked after: {}", way.name(), e.getMessage());
        }
        Instant now = clock.instant();
        Instant last = ownersAsked.getOrDefault(way.name(), Instant.EPOCH);
        if (now.isBefore(last.plus(way.every()))) {
            return;
        }
        ownersAsked.put(way.name(), now);
        try {
            tokens.check(way);
        } catch (RuntimeException e) {
            failed(way.name(), e);
        }
    }

    /** Once about everybody of one way whose turn it is. */
    private final class Round {
        private final Recheck way;
        private final SessionStore store = sessions.store();
        private final Map<List<String>, Optional<String>> answers = new HashMap<>();
        private int failures;

        Round(Recheck way) {
            this.way = way;
        }

        void run() {
            boolean shared = !way.every().isZero();
            Instant now = clock.instant();
            Instant before = now.minus(way.every());
            List<SessionRow> rows =
                    shared
                            ? store.due(way.name(), before, now, MOST)
                            : store.openOf(way.name(), Instant.EPOCH, now, MOST);
            for (SessionRow row : rows) {
                if (closed || failures == PATIENCE) {
                    return;
                }
                if (!row.standing().isEmpty()
                        && (!shared || store.claim(row.tokenHash(), before, now))) {
                    check(row);
                }
            }
        }

        private void check(SessionRow row) {
            Optional<String> standing;
            try {
                standing = asked(row);
            } catch (RuntimeException e) {
                failures++;
                failed(way.name(), e);
                return;
            }
            failures = 0;
            if (troubled.remove(way.name())) {
                log.info("{} can be asked about its accounts again", way.name());
                audit.say("recheck.works_again", Map.of("realm", way.name()));
            }
            if (!standing.equals(Optional.of(row.standing()))) {
                end(row, standing.isEmpty() ? "the account is gone" : "the account has changed");
            }
        }

        /** One person may have many sessions; what he is asked with may be each one's own. */
        private Optional<String> asked(SessionRow row) {
            List<String> who =
                    way.asksBySession()
                            ? List.of(row.tokenHash())
                            : List.of(row.subject(), row.username());
            Optional<String> known = answers.get(who);
            if (known == null) {
                known = way.standing(row);
                answers.put(who, known);
            }
            return known;
        }
    }

    private void end(SessionRow row, String why) {
        if (sessions.revoke(row.tokenHash())) {
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
                            why));
        }
    }

    /** Told when it begins, and not for everybody who is to be asked about. */
    private void failed(String way, RuntimeException why) {
        if (troubled.add(way)) {
            log.warn("{} cannot be asked about its accounts: {}", way, why.getMessage());
            audit.say(
                    "recheck.failed",
                    Map.of("realm", way, "reason", String.valueOf(why.getMessage())));
        }
    }

    @Override
    public void close() {
        closed = true;
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
