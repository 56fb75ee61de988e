package dev.gatehouse.www.login;

import dev.gatehouse.data.session.SessionRow;
import dev.gatehouse.data.session.SessionStore;
import dev.gatehouse.www.audit.Audit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks into the database once a second for what happened to sessions on other nodes, and writes down now and
 * then which ones were used here. One thread of its own.
 */
public final class SessionWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SessionWatch.class);

    /** How far back revocations are asked for: the clocks of two nodes differ by less. */
    private static final Duration WINDOW = Duration.ofMinutes(1);

    /** When there are more, every session is looked up again instead. */
    private static final int MOST = 5000;

    /** How old a use may be before the database knows of it, in seconds. */
    private static final long UNNOTED = 60;

    private static final int NOTE_EVERY = 10;
    private static final int SECRETS_EVERY = 2;
    private static final int PURGE_EVERY = 600;

    private final Sessions sessions;
    private final SessionStore store;
    private final Supplier<Secrets> secrets;
    private final Guessing guessing;
    private final TokenWatch tokens;
    private final Audit audit;
    private final InstantSource clock;
    private final ScheduledExecutorService timer;
    private @Nullable Instant lastLook;
    private boolean failing;
    private long second;

    /**
     * @param secrets those that hold now; asked every other second
     */
    public SessionWatch(
            Sessions sessions,
            Supplier<Secrets> secrets,
            Guessing guessing,
            TokenWatch tokens,
            Audit audit,
            InstantSource clock) {
        this.sessions = sessions;
        this.store = sessions.store();
        this.secrets = secrets;
        this.guessing = guessing;
        this.tokens = tokens;
        this.audit = audit;
        this.clock = clock;
        // Its thread comes with the first task: nothing runs before start().
        this.timer =
                Executors.newSingleThreadScheduledExecutor(
                        task -> {
                            Thread thread = new Thread(task, "gatehouse-sessions");
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    public void start() {
        timer.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    private void tick() {
        try {
            second++;
            look();
            tokens.tick(second);
            if (second % SECRETS_EVERY == 0) {
                takeSecrets();
            }
            if (second % NOTE_EVERY == 0) {
                note();
            }
            if (second % PURGE_EVERY == 0) {
                store.purge(clock.instant(), sessions.tokens().lifetime());
                guessing.purge();
            }
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                log.warn("cannot look after sessions, and will try on: {}", e.getMessage());
            }
            failing = true;
        }
    }

    /** What was revoked on other nodes. */
    void look() {
        Instant now = clock.instant();
        List<String> revoked = store.revokedSince(now.minus(WINDOW), MOST);
        boolean missed =
                lastLook != null
                        && Duration.between(lastLook, now).compareTo(WINDOW.dividedBy(2)) > 0;
        if (missed || revoked.size() == MOST) {
            sessions.doubt();
        }
        revoked.forEach(hash -> sessions.live().get(hash).ifPresent(Session::revoke));
        lastLook = now;
    }

    /** What was used here; and what has become of it, should a revocation have slipped through. */
    void note() {
        Map<String, Session> due =
                sessions.live().all().stream()
                        .filter(session -> !session.anonymous() && !session.revoked())
                        .filter(session -> session.unnoted() >= UNNOTED)
                        .collect(Collectors.toMap(Session::hash, Function.identity()));
        if (due.isEmpty()) {
            return;
        }
        Map<String, Instant> uses = new HashMap<>();
        due.forEach((hash, session) -> uses.put(hash, Instant.ofEpochSecond(session.usedAt())));
        store.used(uses);
        for (SessionRow row : store.find(new ArrayList<>(due.keySet()))) {
            Session session = due.remove(row.tokenHash());
            if (session != null && row.revokedAt() == null) {
                session.noted(row.usedAt());
            } else if (session != null) {
                session.revoke();
            }
        }
        due.values().forEach(Session::revoke);
    }

    void takeSecrets() {
        Secrets now = secrets.get();
        if (!now.equals(sessions.tokens().secrets())) {
            sessions.tokens().use(now);
            audit.say(
                    "sessions.secret_changed",
                    Map.of("secret", now.fingerprint(), "former", now.former().size()));
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        try {
            if (!timer.awaitTermination(5, TimeUnit.SECONDS)) {
                log.warn("looking after sessions does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
