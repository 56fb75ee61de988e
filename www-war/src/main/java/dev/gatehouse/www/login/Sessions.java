package dev.gatehouse.www.login;

import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.session.SessionRow;
import dev.gatehouse.data.session.SessionStore;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who is logged in. The cookie is a signed token, so every node with the same secret takes it, and so does a
 * Buildbot on the same database; whether it was revoked, and when it was used last, is in the database. A
 * session in use is remembered: its requests cost no look there, because {@link SessionWatch} hears of
 * revocations. Any thread.
 */
public final class Sessions {
    /** More than use a server at the same time; about 2 KiB each. */
    private static final int REMEMBERED = 10_000;

    /** More than that nobody reads; a user's own are asked for by his name. */
    private static final int MOST_SHOWN = 200;

    /**
     * @param lifetime {@code www.cookie_expiration_time}; does not slide
     * @param idle how long a session lives without a request; zero: as long as its token
     * @param issuer the configured {@code buildbotURL}; empty where there is none
     * @param sharedWithBuildbot whether the cookie has Buildbot's name also over TLS
     * @param perUser how many somebody may have at a time; zero: any number
     */
    public record Settings(
            Duration lifetime,
            Duration idle,
            String issuer,
            boolean sharedWithBuildbot,
            int perUser) {
        public static Settings lasting(Duration lifetime) {
            return new Settings(lifetime, Duration.ZERO, "", false, 0);
        }
    }

    /** What a request brought. */
    public enum Brought {
        NOTHING,
        VALID,
        /** A session cookie that is forged, expired, revoked or garbage. */
        INVALID
    }

    /** A request's session, if it brought a valid one. */
    record Found(Brought brought, Optional<Session> session) {}

    private static final Found NOTHING = new Found(Brought.NOTHING, Optional.empty());
    private static final Found INVALID = new Found(Brought.INVALID, Optional.empty());

    private final Tokens tokens;
    private final SessionStore store;
    private final Settings settings;
    private final InstantSource clock;
    private final SessionCookies cookies;
    private final LiveSessions<Session> live = new LiveSessions<>(REMEMBERED);
    private final AtomicLong round = new AtomicLong();

    public Sessions(Secrets secrets, SessionStore store, Settings settings, InstantSource clock) {
        this.tokens = new Tokens(secrets, settings.lifetime(), settings.issuer());
        this.store = store;
        this.settings = settings;
        this.clock = clock;
        this.cookies = new SessionCookies(settings.sharedWithBuildbot(), settings.issuer());
    }

    Tokens tokens() {
        return tokens;
    }

    SessionStore store() {
        return store;
    }

    LiveSessions<Session> live() {
        return live;
    }

    /** What tokens are signed with now; for others, only to make keys of their own from it. */
    public String secret() {
        return tokens.secrets().current();
    }

    /** A token for somebody, valid from now on, that no book knows of: as a Buildbot would give it out. */
    public String issue(Map<String, Object> user) {
        return tokens.issue(user, Tokens.Mark.NONE, null, clock.instant());
    }

    /** Whose token it is; nobody's if it is forged, over, revoked or was not used for too long. */
    public Optional<Session> read(String token) {
        return read(token, Client.UNKNOWN);
    }

    private Optional<Session> read(String token, Client client) {
        if (token.length() > 2 * Tokens.MAX_LENGTH) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        String hash = Secrets.sha256(token);
        Optional<Session> known = live.get(hash);
        Optional<Session> session =
                known.isPresent()
                        ? known
                        : tokens.read(token, now)
                                .map(genuine -> live.keep(session(genuine, hash, client, now)));
        return session.filter(found -> !over(found, now))
                .map(
                        good -> {
                            good.use(now);
                            return good;
                        });
    }

    private Session session(Tokens.Token token, String hash, Client client, Instant now) {
        long inRound = round.get();
        if (token.anonymous()) {
            return new Session(token, "", hash, now, inRound);
        }
        SessionRow row =
                store.find(hash)
                        .orElseGet(() -> store.firstSeen(foreign(token, hash, client, now)));
        Session session = new Session(token, row.realm(), hash, row.usedAt(), inRound);
        if (row.revokedAt() != null) {
            session.revoke();
        }
        return session;
    }

    /** One that a Buildbot on the same database has begun. */
    private SessionRow foreign(Tokens.Token token, String hash, Client client, Instant now) {
        boolean before =
                store.loggedOutAt(token.username())
                        .filter(out -> !token.issuedAt().isAfter(out))
                        .isPresent();
        return row(token, hash, "", token.username(), "", client, now, before ? now : null);
    }

    private static SessionRow row(
            Tokens.Token token,
            String hash,
            String realm,
            String subject,
            String standing,
            Client client,
            Instant now,
            @Nullable Instant revokedAt) {
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        return new SessionRow(
                hash,
                realm,
                subject,
                token.username(),
                standing,
                client.address(),
                client.agent(),
                second,
                second,
                token.until(),
                revokedAt == null ? null : second);
    }

    /** Whether it has ended, for whatever reason; keeps it among those that the watch looks after. */
    boolean over(Session session) {
        try {
            return over(live.keep(session), clock.instant());
        } catch (Unavailable e) {
            // What was good goes on while the database is away; there is little to see then.
            return false;
        }
    }

    private boolean over(Session session, Instant now) {
        if (session.revoked()
                || !now.isBefore(session.until())
                || !tokens.holds(session.signedWith(), now)) {
            return true;
        }
        if (session.anonymous() || (session.round() == round.get() && !idle(session, now))) {
            return false;
        }
        // It may have been used, or revoked, on another node.
        refresh(session);
        return session.revoked() || idle(session, now);
    }

    private boolean idle(Session session, Instant now) {
        return !settings.idle().isZero()
                && now.getEpochSecond() - session.usedAt() >= settings.idle().toSeconds();
    }

    private void refresh(Session session) {
        long inRound = round.get();
        Optional<SessionRow> row = store.find(session.hash());
        if (row.filter(found -> found.revokedAt() == null).isEmpty()) {
            session.revoke();
            return;
        }
        session.noted(row.get().usedAt());
        session.foundGood(inRound);
    }

    /** Revocations may have been missed: each session is looked up again before it is next believed. */
    void doubt() {
        round.incrementAndGet();
    }

    /** The first cookie that is somebody's; a nobody's before it, which others may plant, does not hide it. */
    Found find(HttpServletRequest request) {
        List<String> values = cookies.values(request);
        Optional<Session> nobodys = Optional.empty();
        for (String value : values) {
            Optional<Session> session = read(value, Client.of(request));
            if (session.filter(found -> !found.anonymous()).isPresent()) {
                return new Found(Brought.VALID, session);
            }
            nobodys = nobodys.or(() -> session);
        }
        if (nobodys.isPresent()) {
            return new Found(Brought.VALID, nobodys);
        }
        return values.isEmpty() ? NOTHING : INVALID;
    }

    /** What the books say of a session. */
    public Optional<SessionRow> row(Session session) {
        return store.find(session.hash());
    }

    /** Every session of somebody that the request brings. */
    private List<Session> brought(HttpServletRequest request) {
        return cookies.values(request).stream()
                .flatMap(value -> read(value, Client.of(request)).stream())
                .filter(session -> !session.anonymous())
                .distinct()
                .toList();
    }

    /**
     * A new session, in place of those that the request came with.
     *
     * @param kept to ask about him later, and when he showed who he is
     * @param mark what the browser is to keep of this login when it is over: it has one where he has just shown a
     *     password
     * @return what it is called in the audit log
     * @throws IllegalStateException when browsers would drop the cookie
     */
    String begin(
            HttpServletRequest request,
            HttpServletResponse response,
            Identity identity,
            Kept kept,
            Tokens.Mark mark) {
        Instant now = clock.instant();
        Instant shownAt = mark.equals(Tokens.Mark.NONE) ? kept.shownAt() : now;
        if (shownAt != null && shownAt.isAfter(now)) {
            // the clock of the site that says so is ahead
            shownAt = now;
        }
        String text = tokens.issue(identity.user(), mark, shownAt, now);
        if (text.length() > Tokens.MAX_LENGTH) {
            throw new IllegalStateException(
                    "the session of '"
                            + identity.username()
                            + "' would be a cookie of "
                            + text.length()
                            + " bytes and browsers take 4096; it has too many groups: narrow"
                            + " groupBase or groupMemberPattern");
        }
        Tokens.Token token =
                tokens.read(text, now)
                        .orElseThrow(() -> new IllegalStateException("our own token is no token"));
        String hash = Secrets.sha256(text);
        List<Session> old = brought(request);
        store.begin(
                row(
                        token,
                        hash,
                        identity.realm(),
                        identity.subject(),
                        kept.standing(),
                        Client.of(request),
                        now,
                        null),
                kept.sealed(),
                old.stream().map(Session::hash).toList());
        old.forEach(Session::revoke);
        cookies.set(request, response, text);
        return hash.substring(0, 16);
    }

    /**
     * Ends the request's sessions everywhere, and gives them; the browser is nobody's from now on. Where that
     * cannot be written down, nothing is changed, so that he can try again.
     */
    List<Session> end(HttpServletRequest request, HttpServletResponse response) {
        List<Session> ended = brought(request);
        store.revoke(ended.stream().map(Session::hash).toList(), clock.instant());
        ended.forEach(Session::revoke);
        forget(request, response);
        return ended;
    }

    /** Those that people of that name have open in a realm; the one used last first. */
    public List<SessionRow> open(String username, String realm) {
        return store.open(username, clock.instant()).stream()
                .filter(row -> row.realm().equals(realm))
                .toList();
    }

    /** Those that somebody has open, and those of his name that a Buildbot began; the one used last first. */
    public List<SessionRow> open(String username, String realm, String subject) {
        return store.open(username, clock.instant()).stream()
                .filter(
                        row ->
                                row.realm().isEmpty()
                                        || (row.realm().equals(realm)
                                                && row.subject().equals(subject)))
                .toList();
    }

    /**
     * Ends the oldest sessions of somebody who has too many, and gives them.
     *
     * @param newest what the one that has just begun is called in the audit log
     */
    List<SessionRow> endOldest(Identity identity, String newest) {
        if (settings.perUser() == 0) {
            return List.of();
        }
        return store.open(identity.username(), clock.instant()).stream()
                .filter(row -> row.realm().equals(identity.realm()))
                .filter(row -> row.isOf(identity.subject()))
                .filter(row -> !row.tokenHash().startsWith(newest))
                .sorted(
                        Comparator.comparing(SessionRow::startedAt)
                                .thenComparing(SessionRow::usedAt)
                                .reversed())
                .skip(settings.perUser() - 1L)
                .filter(row -> revoke(row.tokenHash()))
                .toList();
    }

    /** Those that somebody may still use, the one used last first; of no name the latest of everybody. */
    public List<SessionRow> open(String username) {
        Instant now = clock.instant();
        List<SessionRow> rows =
                username.isEmpty() ? store.open(now, MOST_SHOWN) : store.open(username, now);
        return rows.stream()
                .filter(
                        row ->
                                settings.idle().isZero()
                                        || row.usedAt().plus(settings.idle()).isAfter(now))
                .toList();
    }

    /** Those that the audit log calls so: one, or none. */
    public List<SessionRow> called(String id) {
        return id.matches("[0-9a-f]{16}") ? store.beginningWith(id) : List.of();
    }

    /** Ends one session; false where it was over already. */
    public boolean revoke(String hash) {
        boolean wasOpen = store.revoke(List.of(hash), clock.instant()) > 0;
        live.get(hash).ifPresent(Session::revoke);
        return wasOpen;
    }

    /** Ends every session of that name, of whichever realm, and gives how many were known. */
    public int endAll(String username) {
        int ended = store.revokeAll(username, clock.instant());
        revokeLive(session -> session.username().equals(username));
        return ended;
    }

    /** Ends every session of that name in a realm, and those of the name that a Buildbot has begun. */
    public int endAll(String username, String realm) {
        int ended = store.revokeAll(username, realm, clock.instant());
        revokeLive(
                session ->
                        session.username().equals(username)
                                && (session.realm().equals(realm) || session.realm().isEmpty()));
        return ended;
    }

    /** Ends every session of whoever has this one, and gives how many were known; namesakes keep theirs. */
    int endAllLike(Session one) {
        Optional<SessionRow> row = row(one);
        if (row.isEmpty()) {
            return endAll(one.username(), one.realm());
        }
        String realm = row.get().realm();
        int ended = store.revokeAll(one.username(), realm, row.get().subject(), clock.instant());
        List<String> maybe =
                live.all().stream()
                        .filter(session -> session.username().equals(one.username()))
                        .map(Session::hash)
                        .toList();
        for (SessionRow found : store.find(maybe)) {
            if (found.revokedAt() != null) {
                live.get(found.tokenHash()).ifPresent(Session::revoke);
            }
        }
        return ended;
    }

    private void revokeLive(Predicate<Session> which) {
        live.all().stream()
                .filter(session -> !session.anonymous())
                .filter(which)
                .forEach(Session::revoke);
    }

    /**
     * Makes the browser nobody's. Whose it was stays in the cookie, so that failures of strangers do not keep
     * its owner out.
     */
    private void forget(HttpServletRequest request, HttpServletResponse response) {
        Instant now = clock.instant();
        Tokens.Mark mark = marks(request, now).findFirst().orElse(Tokens.Mark.NONE);
        cookies.set(request, response, tokens.issueAnonymous(mark, now));
    }

    /** What to do about a cookie that is worth nothing. */
    void clear(HttpServletRequest request, HttpServletResponse response) {
        if (authentic(request, clock.instant()).findAny().isPresent()) {
            forget(request, response);
        } else {
            cookies.clear(request, response);
        }
    }

    /** What this browser keeps of this account, if it was logged in to there with a password; else nothing. */
    Tokens.Mark vouches(HttpServletRequest request, String username) {
        return marks(request, clock.instant())
                .filter(mark -> mark.isOf(username))
                .findFirst()
                .orElse(Tokens.Mark.NONE);
    }

    private Stream<Tokens.Mark> marks(HttpServletRequest request, Instant now) {
        return authentic(request, now)
                .map(Tokens.Token::mark)
                .filter(mark -> !mark.equals(Tokens.Mark.NONE));
    }

    /** What was signed by us, though its time may be over, or it may be revoked. */
    private Stream<Tokens.Token> authentic(HttpServletRequest request, Instant now) {
        return cookies.values(request).stream()
                .flatMap(value -> tokens.authentic(value, now).stream());
    }
}
