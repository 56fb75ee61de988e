package dev.gatehouse.www.login;

import dev.gatehouse.data.session.SessionRow;
import dev.gatehouse.data.session.SessionStore;
import dev.gatehouse.www.audit.Audit;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks into the database once a second for what happened to sessions on other nodes, and writes down now and
 * then which ones were used here. One thread of its own.
 */
public final class SessionWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SessionWatch.class);

    /** When more were revoked within a minute, every session is looked up again instead. */
    private static final int MOST = 5000;

    private static final int NOTE_EVERY = 10;
    private static final int SECRETS_EVERY = 2;
    private static final int PURGE_EVERY = 600;

    private final Sessions sessions;
    private final SessionStore store;
    private final Supplier<Secrets> secrets;
    private final Audit audit;
    private final LiveWatch<Session, String> watch;
    private final List<Duty> duties;
    private final ScheduledExecutorService timer;
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
        this.audit = audit;
        this.watch = new LiveWatch<>(sessions.live(), new Revocations(), MOST, clock);
        List<Duty> own =
                List.of(
                        new Duty("hear of sessions that were ended", 1, this::look),
                        new Duty(
                                "look after the sessions' secret",
                                SECRETS_EVERY,
                                this::takeSecrets),
                        new Duty("write down which sessions are used", NOTE_EVERY, this::note),
                        new Duty(
                                "forget old sessions",
                                PURGE_EVERY,
                                () -> store.purge(clock.instant(), sessions.tokens().lifetime())),
                        new Duty("forget old failures to log in", PURGE_EVERY, guessing::purge));
        this.duties = Stream.concat(own.stream(), tokens.duties().stream()).toList();
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

    /** One second has passed. */
    void tick() {
        second++;
        duties.forEach(duty -> duty.turn(second));
    }

    /** What was revoked on other nodes. */
    void look() {
        watch.look();
    }

    /** What was used here. */
    void note() {
        watch.note();
    }

    /** A change is the hash of a token that was revoked. */
    private final class Revocations implements LiveWatch.Books<Session, String> {
        @Override
        public Collection<String> changedSince(Instant time, int most) {
            return store.revokedSince(time, most);
        }

        @Override
        public void changed(String hash) {
            sessions.live().get(hash).ifPresent(Session::revoke);
        }

        @Override
        public void doubt() {
            sessions.doubt();
        }

        /** And what has become of them, should a revocation have slipped through. */
        @Override
        public void note(Map<String, Session> used) {
            Map<String, Instant> uses = new HashMap<>();
            used.forEach(
                    (hash, session) -> uses.put(hash, Instant.ofEpochSecond(session.usedAt())));
            store.used(uses);
            Map<String, Session> gone = new HashMap<>(used);
            for (SessionRow row : store.find(new ArrayList<>(used.keySet()))) {
                Session session = gone.remove(row.tokenHash());
                if (session != null && row.revokedAt() == null) {
                    session.noted(row.usedAt());
                } else if (session != null) {
                    session.revoke();
                }
            }
            gone.values().forEach(Session::revoke);
        }
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
