package dev.gatehouse.www.login;

import dev.gatehouse.data.access.Grant;
import dev.gatehouse.data.session.TokenRow;
import dev.gatehouse.data.session.TokenStore;
import dev.gatehouse.www.MadeToken;
import dev.gatehouse.www.NewToken;
import dev.gatehouse.www.RandomText;
import dev.gatehouse.www.audit.Audit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What people do with their API tokens: make them, look at them, end them. Everything that is changed is in
 * the audit log, by the token's id. Any thread.
 */
public final class TokenBook {
    private static final int MAX_NAME = 100;
    private static final int MAX_GLOBS = 20;
    private static final int MAX_GLOB = 255;
    private static final int ID = 12;

    /**
     * The section {@code www.tokens}.
     *
     * @param maxAge longer lives none
     * @param usualAge so long lives one of which nothing else was said
     * @param perUser so many may somebody have; zero: nobody may have any
     * @param loginWithin those of people about whom nobody can be asked rest when their owner has not logged in
     *     for so long; zero: they never do
     */
    public record Settings(Duration maxAge, Duration usualAge, int perUser, Duration loginWithin) {
        public static final Settings USUAL =
                new Settings(Duration.ofDays(365), Duration.ofDays(90), 50, Duration.ofDays(30));
    }

    private final ApiTokens tokens;
    private final TokenStore store;
    private final Settings settings;
    private final Audit audit;
    private final InstantSource clock;

    public TokenBook(ApiTokens tokens, Settings settings, Audit audit, InstantSource clock) {
        this.tokens = tokens;
        this.store = tokens.store();
        this.settings = settings;
        this.audit = audit;
        this.clock = clock;
    }

    public Settings settings() {
        return settings;
    }

    /**
     * @param by who does it, and whence, for the audit log
     * @throws TokenRefused where it may not be so
     */
    public MadeToken make(TokenRow.Owner owner, NewToken wanted, Map<String, ?> by) {
        Duration age = wanted.age() == null ? settings.usualAge() : wanted.age();
        require(wanted, age);
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        String text = TokenText.fresh();
        Grant grant =
                new Grant(
                        RandomText.hex().substring(0, ID),
                        wanted.rights(),
                        wanted.builders(),
                        wanted.projects());
        TokenRow row =
                new TokenRow(
                        Secrets.sha256(text),
                        wanted.name().strip(),
                        owner,
                        grant,
                        now,
                        now.plus(age).truncatedTo(ChronoUnit.SECONDS),
                        null,
                        "",
                        null,
                        "",
                        now,
                        "",
                        1);
        write(row);
        Map<String, Object> fields = ApiTokens.named(row);
        fields.put("name", row.name());
        fields.put("scopes", String.join(" ", grant.scopes()));
        fields.put("builders", grant.builders() == null ? "" : grant.builders());
        fields.put("projects", grant.projects() == null ? "" : grant.projects());
        fields.put("ends", row.endsAt());
        fields.putAll(by);
        audit.say("token.made", fields);
        return new MadeToken(text, row);
    }

    private void write(TokenRow row) {
        switch (store.add(row, settings.perUser())) {
            case WRITTEN -> {}
            case TOO_MANY ->
                    throw new TokenRefused(
                            "there may be "
                                    + settings.perUser()
                                    + " API tokens of one user (www.tokens.per_user): revoke one"
                                    + " first");
            case TOO_MANY_LATELY ->
                    throw new TokenRefused(
                            "too many API tokens of one user were made within a day: use those that"
                                    + " there are");
        }
    }

    private void require(NewToken wanted, Duration age) {
        String name = wanted.name().strip();
        if (name.isEmpty()
                || name.codePointCount(0, name.length()) > MAX_NAME
                || name.codePoints().anyMatch(TokenBook::unprintable)) {
            throw new TokenRefused("'name' must be 1 to " + MAX_NAME + " characters in one line");
        }
        if (wanted.rights().isEmpty()) {
            throw new TokenRefused("'scopes' must name one or more of " + Grant.Right.words());
        }
        if (age.toSeconds() < 1 || age.compareTo(settings.maxAge()) > 0) {
            throw new TokenRefused(
                    "it may last "
                            + settings.maxAge().toSeconds()
                            + " seconds at most (www.tokens.max_age), not "
                            + age.toSeconds());
        }
        requireGlobs("builders", wanted.builders());
        requireGlobs("projects", wanted.projects());
    }

    private static void requireGlobs(String what, @Nullable List<String> globs) {
        if (globs == null) {
            return;
        }
        if (globs.isEmpty() || globs.size() > MAX_GLOBS) {
            throw new TokenRefused(
                    "'"
                            + what
                            + "' must be 1 to "
                            + MAX_GLOBS
                            + " names or patterns such as linux-*; leave it out for all");
        }
        if (globs.stream().anyMatch(glob -> glob.isBlank() || glob.length() > MAX_GLOB)) {
            throw new TokenRefused(
                    "each of '" + what + "' must be 1 to " + MAX_GLOB + " characters long");
        }
        if (globs.stream().anyMatch(glob -> glob.codePoints().anyMatch(TokenBook::unprintable))) {
            throw new TokenRefused("each of '" + what + "' must be in one line, as it is seen");
        }
    }

    /** What a terminal or a page would do something about instead of showing it. */
    private static boolean unprintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }

    /** Somebody's, the newest first, also those that ended of late. */
    public List<TokenRow> of(TokenRow.Owner owner) {
        return store.of(owner.realm(), owner.subject(), owner.username());
    }

    /** Everybody's that have not ended; at most 1000. */
    public List<TokenRow> open() {
        return store.open(clock.instant());
    }

    /** Those of everybody of that name that have not ended; at most 1000. */
    public List<TokenRow> open(String username) {
        return store.openOf(username, clock.instant());
    }

    public Optional<TokenRow> find(String id) {
        return store.byId(id);
    }

    /** Ends one for good; false where it had ended already. */
    public boolean revoke(TokenRow row, String why, Map<String, ?> by) {
        if (!store.end(row.id(), why, clock.instant())) {
            tokens.changed(row.hash());
            return false;
        }
        ended(row, why, by);
        return true;
    }

    /** Ends all that somebody has, and gives how many. */
    public int revokeAll(TokenRow.Owner owner, String why, Map<String, ?> by) {
        List<TokenRow> ended = store.endAll(owner.realm(), owner.subject(), why, clock.instant());
        ended.forEach(row -> ended(row, why, by));
        return ended.size();
    }

    /** Ends all of everybody of that name, in whichever realm, and gives how many. */
    public int revokeAll(String username, String why, Map<String, ?> by) {
        int ended = 0;
        for (List<TokenRow> some = open(username); !some.isEmpty(); some = open(username)) {
            for (TokenRow row : some) {
                ended += revoke(row, why, by) ? 1 : 0;
            }
        }
        return ended;
    }

    private void ended(TokenRow row, String why, Map<String, ?> by) {
        tokens.changed(row.hash());
        Map<String, Object> fields = ApiTokens.named(row);
        fields.putAll(by);
        fields.put("reason", why);
        audit.say("token.revoked", fields);
    }

    /**
     * Somebody has logged in: his tokens are of somebody who is as he is now.
     *
     * @param asked whether his way in can be asked about him; then tokens of which it is known how he stood stay
     *     as they are where that is not known now
     */
    void ownerIs(Identity identity, String standing, boolean asked) {
        TokenRow.Owner owner =
                new TokenRow.Owner(
                        identity.realm(),
                        identity.subject(),
                        identity.username(),
                        identity.user(),
                        standing);
        if (store.ownerIs(owner, asked && standing.isEmpty(), clock.instant()) > 0) {
            of(owner).forEach(row -> tokens.changed(row.hash()));
        }
    }
}
