package dev.gatehouse.data.session;

import dev.gatehouse.data.access.Grant;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One API token, as the database has it. Times are whole seconds.
 *
 * @param hash the SHA-256 of the token, 64 hexadecimal digits; who has it cannot make the token of it
 * @param name what its owner calls it
 * @param grant what it is for
 * @param usedAt of the last request, at most a minute or so behind; null: never
 * @param usedFrom whence that came
 * @param endsAt after which it is worth nothing
 * @param endedAt when it was revoked, or found to be over; null: not yet
 * @param endedWhy in words; empty while it has not ended
 * @param loginAt when its owner logged in last, or had it made
 * @param suspendedWhy why its owner has to log in before it is worth something again, in words; empty: he need
 *     not
 * @param version counts what was changed about it, but for its use
 */
public record TokenRow(
        String hash,
        String name,
        Owner owner,
        Grant grant,
        Instant madeAt,
        Instant endsAt,
        @Nullable Instant usedAt,
        String usedFrom,
        @Nullable Instant endedAt,
        String endedWhy,
        Instant loginAt,
        String suspendedWhy,
        long version) {

    /**
     * Whose it is: realm and subject name him for ever.
     *
     * @param user what the login found of him, the last time it did
     * @param standing a digest of what must not change about him; empty where nothing is known
     */
    public record Owner(
            String realm,
            String subject,
            String username,
            Map<String, Object> user,
            String standing) {
        public Owner {
            user = Collections.unmodifiableMap(new LinkedHashMap<>(user));
        }
    }

    /** What it is called in pages and in the audit log. */
    public String id() {
        return grant.token();
    }

    /** Whether its owner has to log in before it is worth something again. */
    public boolean suspended() {
        return !suspendedWhy.isEmpty();
    }

    /** Whether its owner could still use it, were his account in order. */
    public boolean open(Instant now) {
        return endedAt == null && now.isBefore(endsAt);
    }
}
