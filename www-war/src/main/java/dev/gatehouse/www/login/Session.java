package dev.gatehouse.www.login;

import dev.gatehouse.data.access.Vouched;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is logged in, or was: who, and since when he has not been heard of. Any thread; what changes
 * is told to it by {@link Sessions} and its watch.
 */
public final class Session implements Live {
    private final Map<String, Object> user;
    private final Instant until;
    private final @Nullable Instant shownAt;
    private final String realm;
    private final String hash;
    private final String signedWith;
    private volatile long usedAt;
    private volatile long notedAt;
    private volatile long round;
    private volatile boolean revoked;

    Session(Tokens.Token token, String realm, String hash, Instant usedAt, long round) {
        this.user = realm.isEmpty() ? Vouched.without(token.user()) : token.user();
        this.until = token.until();
        this.shownAt = token.shownAt();
        this.signedWith = token.signedWith();
        this.realm = realm;
        this.hash = hash;
        this.usedAt = usedAt.getEpochSecond();
        this.notedAt = this.usedAt;
        this.round = round;
    }

    /** What the login found: {@code username}, {@code email}, {@code groups}, …; or {@code anonymous}. */
    public Map<String, Object> user() {
        return user;
    }

    /** When it ends at the latest. */
    public Instant until() {
        return until;
    }

    /** When he was last asked who he is, and showed it; empty where that is not known. */
    public Optional<Instant> shownAt() {
        return Optional.ofNullable(shownAt);
    }

    public boolean anonymous() {
        return Boolean.TRUE.equals(user.get("anonymous"));
    }

    String username() {
        return user.get("username") instanceof String name ? name : "";
    }

    /** Which way in; empty where a Buildbot let him in, or nobody is logged in. */
    String realm() {
        return realm;
    }

    /** Of its token. */
    @Override
    public String hash() {
        return hash;
    }

    /** What it is called in the audit log: nobody can make the token of it. */
    public String id() {
        return hash.substring(0, 16);
    }

    String signedWith() {
        return signedWith;
    }

    boolean revoked() {
        return revoked;
    }

    void revoke() {
        revoked = true;
    }

    /** The last request, in seconds since 1970. */
    long usedAt() {
        return usedAt;
    }

    void use(Instant now) {
        long second = now.getEpochSecond();
        // Spares the other processors' caches a write for each request.
        if (second > usedAt) {
            usedAt = second;
        }
    }

    /** Of nobody's, and of one that is over, it is told nothing. */
    @Override
    public long unnoted() {
        return anonymous() || revoked ? 0 : usedAt - notedAt;
    }

    /** The database knows that it was used then. */
    void noted(Instant at) {
        notedAt = at.getEpochSecond();
        usedAt = Math.max(usedAt, notedAt);
    }

    /** In which round of doubts it was last found good in the database. */
    long round() {
        return round;
    }

    void foundGood(long inRound) {
        round = inRound;
    }
}
