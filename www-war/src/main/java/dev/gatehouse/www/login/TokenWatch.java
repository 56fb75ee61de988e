package dev.gatehouse.www.login;

import dev.gatehouse.data.session.TokenRow;
import dev.gatehouse.data.session.TokenStore;
import dev.gatehouse.www.audit.Audit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks after API tokens: what was changed about them on other nodes, which were used here, which are over,
 * and whether their owners are still who they were. Called by {@link SessionWatch} once a second and by
 * {@link Rechecks} once a minute, each on its own thread.
 */
public final class TokenWatch {
    /** How far back changes are asked for: the clocks of two nodes differ by less. */
    private static final Duration WINDOW = Duration.ofMinutes(1);

    /** When there are more, every token is looked up again instead. */
    private static final int MOST = 1000;

    /** Of each way in, those used last; the others come when they are used. */
    private static final int MOST_RECHECKED = 5000;

    /** How old a use may be before the database knows of it, in seconds. */
    private static final long UNNOTED = 60;

    private static final String GONE = "its owner's account is gone";

    private static final int NOTE_EVERY = 10;
    private static final int PURGE_EVERY = 600;

    private final ApiTokens tokens;
    private final TokenStore store;
    private final Audit audit;
    private final InstantSource clock;
    private @Nullable Instant lastLook;

    public TokenWatch(ApiTokens tokens, Audit audit, InstantSource clock) {
        this.tokens = tokens;
        this.store = tokens.store();
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * @param second counts from 1
     */
    void tick(long second) {
        look();
        if (second % NOTE_EVERY == 0) {
            note();
            expire();
        }
        if (second % PURGE_EVERY == 0) {
            store.purge(clock.instant());
        }
    }

    /** What was changed on other nodes. */
    void look() {
        Instant now = clock.instant();
        Map<String, Long> changed = store.changedSince(now.minus(WINDOW), MOST);
        boolean missed =
                lastLook != null
                        && Duration.between(lastLook, now).compareTo(WINDOW.dividedBy(2)) > 0;
        if (missed || changed.size() == MOST) {
            tokens.doubt();
        }
        changed.forEach(
                (hash, version) ->
                        tokens.live()
                                .get(hash)
                                .filter(token -> token.row().version() != version)
                                .ifPresent(tokens::end));
        lastLook = now;
    }

    /** What was used here. */
    void note() {
        Map<String, TokenStore.Use> uses = new HashMap<>();
        for (LiveToken token : tokens.live().all()) {
            if (token.unnoted() >= UNNOTED) {
                TokenStore.Use use = token.used();
                uses.put(token.hash(), use);
                token.noted(use);
            }
        }
        if (!uses.isEmpty()) {
            store.used(uses);
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
                continue;
            }
            Optional<String> standing =
                    standings.computeIfAbsent(
                            owner, one -> way.standing(one.subject(), one.username()));
            if (standing.isEmpty()) {
                if (store.endAsRead(row, GONE, now)) {
                    say("token.revoked", row, GONE);
                }
            } else if (!owner.standing().isEmpty()
                    && !standing.get().equals(owner.standing())
                    && store.suspend(row, now)) {
                say("token.suspended", row, "its owner's account has changed");
            }
        }
    }

    private void say(String event, TokenRow row, String why) {
        tokens.changed(row.hash());
        Map<String, Object> fields = ApiTokens.named(row);
        fields.put("reason", why);
        audit.say(event, fields);
    }
}
