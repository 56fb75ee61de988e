package dev.gatehouse.www.login;

import dev.gatehouse.data.session.TokenRow;
import dev.gatehouse.data.session.TokenStore;
import dev.gatehouse.www.audit.Audit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks after API tokens: what was changed about them on other nodes, which were used here, which are over,
 * and whether their owners are still who they were. Called by {@link SessionWatch} once a second and by
 * {@link Rechecks} once a minute, each on its own thread.
 */
public final class TokenWatch {
    /** When more were changed within a minute, every token is looked up again instead. */
    private static final int MOST = 1000;

    /** Of each way in, those used last; the others come when they are used. */
    private static final int MOST_RECHECKED = 5000;

    private static final String GONE = "its owner's account is gone";
    private static final String CHANGED = "its owner's account has changed";
    private static final String AWAY =
            "its owner has not logged in for too long (www.tokens.login_within)";

    private static final int NOTE_EVERY = 10;
    private static final int PURGE_EVERY = 600;

    private final ApiTokens tokens;
    private final TokenStore store;
    private final Duration loginWithin;
    private final Audit audit;
    private final InstantSource clock;
    private final LiveWatch<LiveToken, Map.Entry<String, Long>> watch;

    /**
     * @param loginWithin how long tokens of people about whom nobody can be asked are good without a login of
     *     their owner; zero: to their end
     */
    public TokenWatch(ApiTokens tokens, Duration loginWithin, Audit audit, InstantSource clock) {
        this.tokens = tokens;
        this.store = tokens.store();
        this.loginWithin = loginWithin;
        this.audit = audit;
        this.clock = clock;
        this.watch = new LiveWatch<>(tokens.live(), new Changes(), MOST, clock);
    }

    /** What {@link SessionWatch} does about them. */
    List<Duty> duties() {
        return List.of(
                new Duty("hear of API tokens that were changed", 1, this::look),
                new Duty("write down which API tokens are used", NOTE_EVERY, this::note),
                new Duty("end API tokens whose time is over", NOTE_EVERY, this::expire),
                new Duty("forget old API tokens", PURGE_EVERY, () -> store.purge(clock.instant())));
    }

    /** What was changed on other nodes. */
    void look() {
        watch.look();
    }

    /** What was used here. */
    void note() {
        watch.note();
    }

    /** A change is the hash of a token, and its version from then on. */
    private final class Changes implements LiveWatch.Books<LiveToken, Map.Entry<String, Long>> {
        @Override
        public Collection<Map.Entry<String, Long>> changedSince(Instant time, int most) {
            return store.changedSince(time, most).entrySet();
        }

        @Override
        public void changed(Map.Entry<String, Long> change) {
            tokens.live()
                    .get(change.getKey())
                    .filter(token -> token.row().version() != change.getValue())
                    .ifPresent(tokens::end);
        }

        @Override
        public void doubt() {
            tokens.doubt();
        }

        @Override
        public void note(Map<String, LiveToken> used) {
            Map<String, TokenStore.Use> uses = new HashMap<>();
            used.forEach((hash, token) -> uses.put(hash, token.used()));
            store.used(uses);
            used.forEach((hash, token) -> token.noted(uses.getOrDefault(hash, token.used())));
        }
    }

    /** One node says so, whichever comes first. */
    void expire() {
        for (TokenRow row : store.expired(clock.instant())) {
            if (store.end(row.id(), "expired", row.endsAt())) {
                audit.say("token.expired", ApiTokens.named(row));
            }
        }
    }

    /**
     * Ends the tokens of whoever is gone, and lets those of whoever has changed rest until he logs in: only then
     * it is known again what he may do.
     */
    void check(Recheck way) {
        Instant now = clock.instant();
        Map<TokenRow.Owner, Optional<String>> standings = new HashMap<>();
        for (TokenRow row : store.openOf(way.name(), now, MOST_RECHECKED)) {
            TokenRow.Owner owner = row.owner();
            if (!way.canBeAsked(owner.subject())) {
                suspendIfAway(row, now);
                continue;
            }
            Optional<String> standing =
                    standings.computeIfAbsent(
                            owner, one -> way.standing(one.subject(), one.username()));
            if (standing.isEmpty()) {
                if (store.endAsRead(row, GONE, now)) {
                    say("token.revoked", row, GONE);
                }
            } else if (!owner.standing().isEmpty() && !standing.get().equals(owner.standing())) {
                suspend(row, CHANGED, now);
            }
        }
    }

    /**
     * Lets the tokens rest of those who have not logged in for too long, where nobody can be asked whether they
     * still may.
     *
     * @param asked the realms whose people {@link #check} looks after
     */
    void checkUnasked(Collection<String> asked) {
        if (loginWithin.isZero()) {
            return;
        }
        Instant now = clock.instant();
        store.loginBefore(now.minus(loginWithin), asked, now)
                .forEach(row -> suspend(row, AWAY, now));
    }

    private void suspendIfAway(TokenRow row, Instant now) {
        if (!loginWithin.isZero() && row.loginAt().isBefore(now.minus(loginWithin))) {
            suspend(row, AWAY, now);
        }
    }

    private void suspend(TokenRow row, String why, Instant now) {
        if (store.suspend(row, why, now)) {
            say("token.suspended", row, why);
        }
    }

    private void say(String event, TokenRow row, String why) {
        tokens.changed(row.hash());
        Map<String, Object> fields = ApiTokens.named(row);
        fields.put("reason", why);
        audit.say(event, fields);
    }
}
