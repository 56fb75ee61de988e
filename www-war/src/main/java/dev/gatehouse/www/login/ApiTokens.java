package dev.gatehouse.www.login;

import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.access.Unrecognised;
import dev.gatehouse.data.session.TokenRow;
import dev.gatehouse.data.session.TokenStore;
import dev.gatehouse.www.audit.Audit;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Whose API token a request brings: opaque texts in the header {@code Authorization: Bearer}, never in the
 * address. One in use is remembered: its requests cost no look at the database, because {@link TokenWatch}
 * hears of what is changed on other nodes. Any thread.
 */
public final class ApiTokens {
    /** More than use a server at the same time; about 2 KiB each. */
    private static final int REMEMBERED = 5000;

    private static final String SCHEME = "bearer";

    private final TokenStore store;
    private final Guessing guessing;
    private final Audit audit;
    private final Predicate<String> wayIn;
    private final InstantSource clock;
    private final LiveSessions<LiveToken> live = new LiveSessions<>(REMEMBERED);
    private final AtomicLong round = new AtomicLong();

    /**
     * @param wayIn whether people of this realm could log in by the configuration; those of others are nobody
     */
    public ApiTokens(
            TokenStore store,
            Guessing guessing,
            Audit audit,
            Predicate<String> wayIn,
            InstantSource clock) {
        this.store = store;
        this.guessing = guessing;
        this.audit = audit;
        this.wayIn = wayIn;
        this.clock = clock;
    }

    TokenStore store() {
        return store;
    }

    LiveSessions<LiveToken> live() {
        return live;
    }

    /**
     * The token of a request; empty where it brings none.
     *
     * @throws Unrecognised where it brings one that is worth nothing
     */
    Optional<LiveToken> find(HttpServletRequest request) {
        List<String> headers = Collections.list(request.getHeaders("Authorization"));
        Optional<String> header = headers.stream().filter(ApiTokens::bearer).findFirst();
        if (header.isEmpty()) {
            return Optional.empty();
        }
        if (headers.size() > 1) {
            throw new Unrecognised("several headers 'Authorization': send one");
        }
        LiveToken token = find(header.get().substring(SCHEME.length()).strip(), request);
        use(token, request.getRemoteAddr());
        return Optional.of(token);
    }

    private static boolean bearer(String header) {
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && (header.length() == SCHEME.length() || header.charAt(SCHEME.length()) == ' ');
    }

    private LiveToken find(String text, HttpServletRequest request) {
        if (!text.startsWith(TokenText.PREFIX)) {
            // what others sign or give out is no guess at what we do
            throw new Unrecognised(
                    "this is no API token of this server; they begin with " + TokenText.PREFIX);
        }
        if (!TokenText.wellFormed(text)) {
            // a slip of whoever copied it
            throw new Unrecognised("this is no API token: it is cut, or has a wrong character");
        }
        String hash = Secrets.sha256(text);
        Optional<LiveToken> known = live.get(hash).filter(token -> !over(token));
        if (known.isPresent()) {
            return known.get();
        }
        long inRound = round.get();
        TokenRow row = store.find(hash).orElseThrow(() -> wrong(request));
        refuseDead(row);
        return live.keep(new LiveToken(row, inRound));
    }

    private void refuseDead(TokenRow row) {
        String which = "the API token '" + row.name() + "' (" + row.id() + ") ";
        if (row.endedAt() != null && row.endedAt().isBefore(row.endsAt())) {
            throw new Unrecognised(which + "was revoked");
        }
        if (!row.open(clock.instant())) {
            throw new Unrecognised(which + "has expired");
        }
        if (row.suspended()) {
            throw new Unrecognised(
                    which + "is suspended: " + row.suspendedWhy() + "; he has to log in once");
        }
        if (!wayIn.test(row.owner().realm())) {
            throw new Unrecognised(
                    which + "is of somebody who cannot log in here: there is no such way in");
        }
    }

    /**
     * Counted against the address, so that the audit log does not fill; apart from the passwords, because nobody
     * guesses a token, and a script with an old one must not keep people out.
     */
    private Unrecognised wrong(HttpServletRequest request) {
        String address = request.getRemoteAddr();
        Optional<Duration> wait = guessing.waitWithTokens(address);
        if (wait.isPresent()) {
            return new Unrecognised(
                    "unknown API token, and too many of them from your address",
                    (int) Math.max(1, wait.get().toSeconds()));
        }
        Map<String, Object> fields = Client.of(request).fields();
        fields.put("reason", "unknown API token");
        audit.say("token.refused", fields);
        if (guessing.failedWithToken(address)) {
            audit.say("login.locked", Map.of("address", address, "locked", "tokens"));
        }
        return new Unrecognised("unknown API token");
    }

    private void use(LiveToken token, String address) {
        Instant now = clock.instant();
        token.use(now, address);
        if (!token.firstUse()) {
            return;
        }
        TokenStore.Use first = token.used();
        token.noted(first);
        if (store.firstUsed(token.hash(), first)) {
            Map<String, Object> fields = named(token.row());
            fields.put("address", address);
            audit.say("token.first_used", fields);
        }
    }

    /** Who and which, for the audit log. */
    static Map<String, Object> named(TokenRow row) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("realm", row.owner().realm());
        fields.put("user", row.owner().username());
        fields.put("token", row.id());
        return fields;
    }

    /** Whether it has ended, or is another than it was; also asked for streams that are open. */
    boolean over(LiveToken token) {
        if (token.over() || !clock.instant().isBefore(token.row().endsAt())) {
            return true;
        }
        try {
            Optional<LiveToken> kept = live.get(token.hash());
            if (kept.filter(other -> other != token).isPresent()) {
                return kept.get().row().version() != token.row().version();
            }
            if (kept.isPresent() && token.round() == round.get()) {
                return false;
            }
            return changed(token);
        } catch (Unavailable e) {
            // What was good goes on while the database is away; there is little to see then.
            return false;
        }
    }

    /** Nobody has looked after it for a while. */
    private boolean changed(LiveToken token) {
        long inRound = round.get();
        Long version = store.versions(List.of(token.hash())).get(token.hash());
        if (version == null || version != token.row().version()) {
            end(token);
            return true;
        }
        token.foundGood(inRound);
        live.keep(token);
        return false;
    }

    void end(LiveToken token) {
        token.end();
        live.forget(token);
    }

    /** Something was changed here: the next request reads it anew, and open streams end. */
    void changed(String hash) {
        live.get(hash).ifPresent(this::end);
    }

    /** Changes may have been missed: each token is looked up again before it is next believed. */
    void doubt() {
        round.incrementAndGet();
    }
}
