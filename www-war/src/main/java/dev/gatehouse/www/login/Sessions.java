package dev.gatehouse.www.login;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import dev.gatehouse.data.database.Remembered;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The session is the cookie: a signed token that says who somebody is and until when. Nothing is kept on
 * the server, so every node with the same secret takes it, and so does a Buildbot on the same database.
 * There is no revoking it before it ends. Immutable; any thread.
 */
public final class Sessions {
    /** Browsers drop a cookie that is longer, silently. */
    static final int MAX_COOKIE = 4000;

    private static final int REMEMBERED = 1000;

    private static final Pattern SECRET = Pattern.compile("[\\x21-\\x7e]{32,}");
    private static final JWSHeader HEADER =
            new JWSHeader.Builder(JWSAlgorithm.HS256).type(JOSEObjectType.JWT).build();

    /**
     * Who a cookie says somebody is.
     *
     * @param user what the login found: {@code username}, {@code email}, {@code groups}, …; or {@code
     *     anonymous}
     * @param until when it ends
     */
    public record Session(Map<String, Object> user, Instant until) {
        public Session {
            user = Map.copyOf(user);
        }

        public boolean anonymous() {
            return Boolean.TRUE.equals(user.get("anonymous"));
        }
    }

    /** What a request brought. */
    public enum Brought {
        NOTHING,
        VALID,
        /** A session cookie that is forged, expired or garbage. */
        INVALID
    }

    /** A request's session, if it brought a valid one. */
    record Found(Brought brought, Optional<Session> session) {}

    private static final Found NOTHING = new Found(Brought.NOTHING, Optional.empty());
    private static final Found INVALID = new Found(Brought.INVALID, Optional.empty());

    private final byte[] secret;
    private final Duration lifetime;
    private final InstantSource clock;

    /** Good tokens, so that a signature is not checked with every request. */
    private final Remembered<String, Session> known = new Remembered<>(REMEMBERED);

    /**
     * @param secret at least 32 ASCII characters, the database's {@code session_secret}
     * @param lifetime {@code www.cookie_expiration_time}; does not slide
     */
    public Sessions(String secret, Duration lifetime, InstantSource clock) {
        if (!SECRET.matcher(secret).matches()) {
            throw new IllegalArgumentException(
                    "the session secret must be 32 or more printable ASCII characters");
        }
        this.secret = secret.getBytes(StandardCharsets.US_ASCII);
        this.lifetime = lifetime;
        this.clock = clock;
    }

    /** The token for somebody, valid from now on. */
    public String issue(Map<String, Object> user) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("user_info", user);
        payload.put("exp", clock.instant().plus(lifetime).getEpochSecond());
        JWSObject token = new JWSObject(HEADER, new Payload(payload));
        try {
            token.sign(new MACSigner(secret));
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot sign a session", e);
        }
        return token.serialize();
    }

    /** Only our own algorithm, only with an end, only before that end. */
    public Optional<Session> read(String token) {
        if (token.length() > 2 * MAX_COOKIE) {
            return Optional.empty();
        }
        Optional<Session> proved = known.get(token);
        if (proved.isPresent()) {
            return proved.filter(session -> clock.instant().isBefore(session.until()));
        }
        Optional<Session> session = verified(token);
        session.ifPresent(good -> known.put(token, good));
        return session;
    }

    private Optional<Session> verified(String token) {
        try {
            JWSObject parsed = JWSObject.parse(token);
            if (!parsed.getHeader().getAlgorithm().equals(JWSAlgorithm.HS256)) {
                return Optional.empty();
            }
            JWSVerifier verifier = new MACVerifier(secret);
            if (!parsed.verify(verifier)) {
                return Optional.empty();
            }
            Map<String, Object> payload = parsed.getPayload().toJSONObject();
            if (payload == null
                    || !(payload.get("exp") instanceof Number end)
                    || !(payload.get("user_info") instanceof Map<?, ?> info)) {
                return Optional.empty();
            }
            Instant until = Instant.ofEpochSecond(end.longValue());
            if (!clock.instant().isBefore(until)) {
                return Optional.empty();
            }
            Map<String, Object> user = new LinkedHashMap<>();
            info.forEach(
                    (key, value) -> {
                        if (value != null) {
                            user.put(String.valueOf(key), value);
                        }
                    });
            boolean named = user.get("username") instanceof String name && !name.isEmpty();
            if (!named && !Boolean.TRUE.equals(user.get("anonymous"))) {
                return Optional.empty();
            }
            return Optional.of(new Session(user, until));
        } catch (ParseException | JOSEException | RuntimeException e) {
            // whatever is wrong with it, it is no session
            return Optional.empty();
        }
    }

    Found find(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies == null) {
            return NOTHING;
        }
        Found found = NOTHING;
        for (Cookie cookie : cookies) {
            if (cookie.getName().equals(name(request))) {
                Optional<Session> session = read(cookie.getValue());
                if (session.isPresent()) {
                    return new Found(Brought.VALID, session);
                }
                found = INVALID;
            }
        }
        return found;
    }

    /**
     * Sets the one session cookie.
     *
     * @throws IllegalStateException when browsers would drop it
     */
    void set(HttpServletRequest request, HttpServletResponse response, Map<String, Object> user) {
        String token = issue(user);
        if (token.length() > MAX_COOKIE) {
            throw new IllegalStateException(
                    "the session of '"
                            + user.get("username")
                            + "' would be a cookie of "
                            + token.length()
                            + " bytes and browsers take 4096; it has too many groups: narrow"
                            + " groupBase or groupMemberPattern");
        }
        response.addHeader("Set-Cookie", cookie(request, token, ""));
    }

    /** Makes the browser forget a cookie that is worth nothing. */
    void clear(HttpServletRequest request, HttpServletResponse response) {
        response.addHeader("Set-Cookie", cookie(request, "", "; Max-Age=0"));
    }

    private static String cookie(HttpServletRequest request, String value, String more) {
        String path = request.getContextPath().isEmpty() ? "/" : request.getContextPath();
        return name(request)
                + "="
                + value
                + "; Path="
                + path
                + "; HttpOnly; SameSite=Lax"
                + (request.isSecure() ? "; Secure" : "")
                + more;
    }

    private static String name(HttpServletRequest request) {
        return request.isSecure() ? "TWISTED_SECURE_SESSION" : "TWISTED_SESSION";
    }
}
