package dev.gatehouse.data.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One session, as the database has it. Times are whole seconds.
 *
 * @param tokenHash the SHA-256 of the token, 64 hexadecimal digits; who has it cannot make the token of it
 * @param realm which way in; empty where a Buildbot on the same database let him in
 * @param subject the id within the realm that is never given to somebody else
 * @param standing a digest of what must not change while the session lasts; empty where nothing is known
 * @param address whence it was begun, or first seen
 * @param agent which browser that was
 * @param usedAt of the last request, at most a minute or so behind
 * @param endsAt after which the token is worth nothing anyway
 * @param revokedAt when it was ended before its time
 */
public record SessionRow(
        String tokenHash,
        String realm,
        String subject,
        String username,
        String standing,
        String address,
        String agent,
        Instant startedAt,
        Instant usedAt,
        Instant endsAt,
        @Nullable Instant revokedAt) {

    /** What the database may have cut. */
    private static final int LONG = 200;

    /** Whether it is of whoever has this id within the realm. */
    public boolean isOf(String id) {
        return subject.equals(id) || (subject.length() > LONG && id.startsWith(subject));
    }
}
