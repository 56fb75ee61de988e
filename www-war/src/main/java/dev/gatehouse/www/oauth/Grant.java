package dev.gatehouse.www.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a provider gave at a login, with which it can be asked about that person later. Whoever has it can ask
 * there in his name: it is kept sealed, and shown nowhere.
 *
 * @param access the access token
 * @param refresh for a new one; empty: the provider gives none
 * @param until when the access token is worth nothing; null: the provider does not say
 * @param refreshUntil when the refresh token is, such as Keycloak's after half an hour without use; null: the
 *     provider does not say
 * @param source which of the provider's answers his groups were found in, where it has several
 */
public record Grant(
        String access,
        String refresh,
        @Nullable Instant until,
        @Nullable Instant refreshUntil,
        String source) {
    /** Asked for a new one that much earlier: clocks differ, and answers take their time. */
    private static final Duration EARLY = Duration.ofSeconds(30);

    /** Whether it is of no use any more: over, and no new one to be had. */
    public boolean isSpent(Instant now) {
        return isOver(now) && (refresh.isEmpty() || over(refreshUntil, now));
    }

    boolean isOver(Instant now) {
        return over(until, now);
    }

    private static boolean over(@Nullable Instant end, Instant now) {
        return end != null && !now.isBefore(end.minus(EARLY));
    }

    /** For sealing. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("access", access);
        fields.put("refresh", refresh);
        fields.put("source", source);
        put(fields, "until", until);
        put(fields, "refresh_until", refreshUntil);
        return fields;
    }

    private static void put(Map<String, Object> fields, String name, @Nullable Instant time) {
        if (time != null) {
            fields.put(name, time.getEpochSecond());
        }
    }

    private static @Nullable Instant time(Map<String, Object> fields, String name) {
        return fields.get(name) instanceof Number time
                ? Instant.ofEpochSecond(time.longValue())
                : null;
    }

    /** Of what was sealed; empty where it is none. */
    public static Optional<Grant> of(Map<String, Object> fields) {
        return fields.get("access") instanceof String access
                        && fields.get("refresh") instanceof String refresh
                        && fields.get("source") instanceof String source
                ? Optional.of(
                        new Grant(
                                access,
                                refresh,
                                time(fields, "until"),
                                time(fields, "refresh_until"),
                                source))
                : Optional.empty();
    }

    /** Never shows a token. */
    @Override
    public String toString() {
        return "a grant until " + until;
    }
}
