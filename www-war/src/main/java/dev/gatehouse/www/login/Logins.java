package dev.gatehouse.www.login;

import dev.gatehouse.data.Unavailable;
import dev.gatehouse.data.access.Vouched;
import dev.gatehouse.data.session.SessionRow;
import dev.gatehouse.data.session.TokenRow;
import dev.gatehouse.www.audit.Audit;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every way in ends in: a password, a header, an account elsewhere. Begins and ends sessions, and keeps
 * the books of it. Any thread.
 */
public final class Logins {
    private static final Logger log = LoggerFactory.getLogger(Logins.class);

    private final Sessions sessions;
    private final Guessing guessing;
    private final Audit audit;
    private final Function<Identity, String> standing;
    private final Predicate<String> asked;
    private final TokenBook tokens;

    public Logins(Sessions sessions, Guessing guessing, TokenBook tokens, Audit audit) {
        this(sessions, guessing, tokens, audit, identity -> "", realm -> false);
    }

    /** With ways in that can be asked again. */
    public Logins(
            Sessions sessions,
            Guessing guessing,
            TokenBook tokens,
            Audit audit,
            Rechecks rechecks) {
        this(sessions, guessing, tokens, audit, rechecks::standing, rechecks::ask);
    }

    /**
     * @param standing what must not change about somebody while he is logged in
     * @param asked whether people of a realm have such a thing
     */
    private Logins(
            Sessions sessions,
            Guessing guessing,
            TokenBook tokens,
            Audit audit,
            Function<Identity, String> standing,
            Predicate<String> asked) {
        this.standing = standing;
        this.asked = asked;
        this.sessions = sessions;
        this.guessing = guessing;
        this.tokens = tokens;
        this.audit = audit;
    }

    /**
     * Looks at credentials, unless there were too many failures.
     *
     * @param name the user name that was typed; empty where there is none yet
     * @param look ends in {@link #begin} or {@link #failed}, or in neither where nobody can tell
     * @throws LoginRefused where there were too many failures
     */
    public <T> T admit(HttpServletRequest request, String realm, String name, Supplier<T> look) {
        return guessing.look(attempt(request, name), look);
    }

    /**
     * As {@link #admit}, for codes of a second factor: right passwords in between do not count against these.
     *
     * @param subject whose codes
     * @param look says {@link #failedCode} where the code was wrong
     * @throws LoginRefused where there were too many failures
     */
    public <T> T lookAtCode(HttpServletRequest request, String subject, Supplier<T> look) {
        return guessing.look(codes(request, subject), look);
    }

    /** Of somebody who has shown his password, a code was wrong. */
    public void failedCode(HttpServletRequest request, String realm, String user, String subject) {
        String why = "a wrong code of the second factor";
        say("login.failed", request, Map.of("realm", realm, "user", user), why);
        for (String locked : guessing.failed(codes(request, subject))) {
            say("login.locked", request, Map.of("user", user, "locked", locked), why);
        }
    }

    private static Guessing.Try codes(HttpServletRequest request, String subject) {
        return new Guessing.Try("second factor of " + subject, request.getRemoteAddr(), "");
    }

    /** With a second factor that the connection itself shows: a certificate of his. */
    static Identity seen(HttpServletRequest request, Identity identity) {
        return !identity.vouched().containsKey(Vouched.SECOND_FACTOR)
                        && ClientCertificate.isOf(request, identity)
                ? identity.vouchedFor(Vouched.SECOND_FACTOR, "certificate")
                : identity;
    }

    private Guessing.Try attempt(HttpServletRequest request, String name) {
        Tokens.Mark mark = sessions.vouches(request, name);
        return new Guessing.Try(name, request.getRemoteAddr(), mark.browser(), mark.realm());
    }

    /**
     * Somebody has shown who he is: a new session, in place of those the request came with.
     *
     * @throws LoginRefused where the session cannot be made
     */
    public void begin(HttpServletRequest request, HttpServletResponse response, Identity identity) {
        begin(request, response, identity, kept(identity), Tokens.Mark.NONE);
    }

    /** As {@link #begin}, with what is kept to ask about him later. */
    void begin(
            HttpServletRequest request,
            HttpServletResponse response,
            Identity identity,
            Kept kept) {
        begin(request, response, identity, kept, Tokens.Mark.NONE);
    }

    private Kept kept(Identity identity) {
        return new Kept(standing.apply(identity), null);
    }

    /**
     * As {@link #begin}, after the right password: from now on neither the browser nor the address is a
     * stranger to whoever tries this account's passwords.
     *
     * @throws LoginRefused where the session cannot be made
     */
    public void beginWithPassword(
            HttpServletRequest request, HttpServletResponse response, Identity identity) {
        begin(
                request,
                response,
                identity,
                kept(identity),
                Tokens.Mark.of(identity.realm(), identity.username()));
        guessing.succeeded(attempt(request, identity.username()));
    }

    private void begin(
            HttpServletRequest request,
            HttpServletResponse response,
            Identity found,
            Kept kept,
            Tokens.Mark mark) {
        Identity identity = seen(request, found);
        String session;
        try {
            session = sessions.begin(request, response, identity, kept, mark);
        } catch (IllegalStateException e) {
            log.error("login of {} refused: {}", identity.realm(), e.getMessage());
            say(
                    "login.refused",
                    request,
                    Map.of("realm", identity.realm(), "user", identity.username()),
                    String.valueOf(e.getMessage()));
            throw LoginRefused.because("the login cannot be completed; the server's log says why");
        }
        Map<String, Object> who = new LinkedHashMap<>();
        who.put("realm", identity.realm());
        who.put("user", identity.username());
        if (!identity.subject().equals(identity.username())) {
            who.put("subject", identity.subject());
        }
        who.put("session", session);
        say("login", request, who, "");
        tellTokens(identity, kept.standing());
        for (SessionRow oldest : sessions.endOldest(identity, session)) {
            who.put("session", oldest.tokenHash().substring(0, 16));
            say("session.ended", request, who, "the user has begun more sessions than he may have");
        }
    }

    private void tellTokens(Identity identity, String stands) {
        try {
            tokens.ownerIs(identity, stands, asked.test(identity.realm()));
        } catch (Unavailable e) {
            // He is logged in; those of his tokens that rest go on resting until he logs in again.
            log.warn("API tokens do not hear of a login of their owner: {}", e.getMessage());
        }
    }

    /**
     * Whether the request's session is this very person's already, groups and all; then there is no need for
     * a new one.
     */
    public boolean holds(HttpServletRequest request, Identity identity) {
        return sessions.find(request)
                .session()
                .filter(session -> session.user().equals(identity.user()))
                .isPresent();
    }

    /**
     * Somebody has not shown who he is.
     *
     * @param name the user name that was typed; empty where there is none
     * @param why for the audit log alone
     */
    public void failed(HttpServletRequest request, String realm, String name, String why) {
        say("login.failed", request, Map.of("realm", realm, "user", name), why);
        for (String locked : guessing.failed(attempt(request, name))) {
            say("login.locked", request, Map.of("user", name, "locked", locked), why);
        }
    }

    /** A logout: the session is revoked, on every node and every wire. */
    public void end(HttpServletRequest request, HttpServletResponse response) {
        sessions.end(request, response)
                .forEach(session -> say("logout", request, named(session), ""));
    }

    /**
     * A logout of every browser that somebody has used; strangers have none.
     *
     * @param alsoTokens whether his API tokens end as well
     */
    public void endEverywhere(
            HttpServletRequest request, HttpServletResponse response, boolean alsoTokens) {
        sessions.find(request)
                .session()
                .filter(session -> !session.anonymous())
                .ifPresent(
                        session -> {
                            Map<String, Object> who = named(session);
                            if (alsoTokens) {
                                who.put("tokens", endTokens(session, request));
                            }
                            who.put("sessions", sessions.endAllLike(session));
                            say("logout.everywhere", request, who, "");
                        });
        end(request, response);
    }

    private int endTokens(Session session, HttpServletRequest request) {
        return sessions.row(session)
                .map(
                        row ->
                                tokens.revokeAll(
                                        new TokenRow.Owner(
                                                row.realm(),
                                                row.subject(),
                                                row.username(),
                                                session.user(),
                                                row.standing()),
                                        "its owner has logged out everywhere",
                                        Map.of("address", request.getRemoteAddr())))
                .orElse(0);
    }

    private static Map<String, Object> named(Session session) {
        Map<String, Object> who = new LinkedHashMap<>();
        who.put("user", session.username());
        who.put("session", session.id());
        return who;
    }

    private void say(String event, HttpServletRequest request, Map<String, ?> who, String why) {
        Map<String, Object> fields = new LinkedHashMap<>(who);
        fields.putAll(Client.of(request).fields());
        fields.put("reason", why);
        audit.say(event, fields);
    }
}
