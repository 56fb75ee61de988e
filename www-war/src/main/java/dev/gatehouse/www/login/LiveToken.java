package dev.gatehouse.www.login;

import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.session.TokenRow;
import dev.gatehouse.data.session.TokenStore;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.shiro.subject.PrincipalCollection;

/**
 * An API token in use: whose it is, as of when it was read from the database, and when it was used since. When
 * anything about it changes there, this one ends, and the next request reads another. Any thread.
 */
final class LiveToken implements Live {
    private final TokenRow row;
    private final PrincipalCollection principals;
    private final Caller caller;
    private final AtomicBoolean unused;
    private volatile long round;
    private volatile boolean over;
    private volatile TokenStore.Use used;
    private volatile long notedAt;

    LiveToken(TokenRow row, long round) {
        this.row = row;
        this.principals = Callers.principals(row.owner().user());
        this.caller = Callers.caller(principals, "").under(row.grant());
        Instant usedAt = row.usedAt();
        this.unused = new AtomicBoolean(usedAt == null);
        this.used = new TokenStore.Use(usedAt == null ? Instant.EPOCH : usedAt, row.usedFrom());
        this.notedAt = used.at().getEpochSecond();
        this.round = round;
    }

    @Override
    public String hash() {
        return row.hash();
    }

    TokenRow row() {
        return row;
    }

    Caller caller() {
        return caller;
    }

    PrincipalCollection principals() {
        return principals;
    }

    /** Whether nobody has used it before; true once. */
    boolean firstUse() {
        return unused.get() && unused.compareAndSet(true, false);
    }

    void use(Instant now, String from) {
        if (now.getEpochSecond() > used.at().getEpochSecond()) {
            used = new TokenStore.Use(Instant.ofEpochSecond(now.getEpochSecond()), from);
        }
    }

    TokenStore.Use used() {
        return used;
    }

    @Override
    public long unnoted() {
        return used.at().getEpochSecond() - notedAt;
    }

    void noted(TokenStore.Use use) {
        notedAt = use.at().getEpochSecond();
    }

    boolean over() {
        return over;
    }

    void end() {
        over = true;
    }

    /** In which round of doubts it was last found unchanged in the database. */
    long round() {
        return round;
    }

    void foundGood(long inRound) {
        round = inRound;
    }
}
