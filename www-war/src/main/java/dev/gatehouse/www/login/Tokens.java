package dev.gatehouse.www.login;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.util.Base64URL;
import dev.gatehouse.www.RandomText;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The text in the session cookie: a signed token that says who somebody is and until when, in the form of
 * Buildbot's. It knows nothing of what happened since it was signed: {@link Sessions} does. Any thread.
 */
final class Tokens {
    /** Browsers drop a cookie that is longer, silently. */
    static final int MAX_LENGTH = 4000;

    /** The clock of a Buildbot or of another node on the same database may be ahead of ours. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    private static final JWSHeader HEADER =
            new JWSHeader.Builder(JWSAlgorithm.HS256).type(JOSEObjectType.JWT).build();

    private final Duration lifetime;
    private final String issuer;
    private volatile Known known;

    /** With the current one's fingerprint, which every request asks for. */
    private record Known(Secrets secrets, String fingerprint) {}

    /**
     * That a browser was logged in to an account with a password, and which browser it is. It goes unchanged
     * from one token into the next, however often somebody logs out.
     *
     * @param knows a hash of the account's name; empty: of none
     * @param realm a hash of the way in: a namesake there is somebody else
     */
    record Mark(String knows, String realm, String browser) {
        static final Mark NONE = new Mark("", "", "");

        /** For a browser that has just shown the password of this account. */
        static Mark of(String realm, String username) {
            return new Mark(known(username), known(realm), RandomText.hex());
        }

        boolean isOf(String username) {
            return knows.equals(known(username));
        }

        private static String known(String username) {
            return Secrets.sha256("known " + username).substring(0, 32);
        }

        /** What has not both, as a Buildbot's token, marks nothing. */
        private static Mark read(Map<String, Object> payload) {
            return payload.get("knows") instanceof String knows
                            && payload.get("browser") instanceof String browser
                            && !knows.isEmpty()
                            && !browser.isEmpty()
                    ? new Mark(
                            knows,
                            payload.get("known_in") instanceof String realm ? realm : "",
                            browser)
                    : NONE;
        }
    }

    /**
     * What a genuine token says.
     *
     * @param user as the login found him, or {@code anonymous}
     * @param issuedAt when it must have been made, if it lives as long as ours
     * @param shownAt when he was asked who he is, and showed it; null: that is not known
     * @param signedWith the fingerprint of the secret
     * @param mark what the browser keeps of the account that it was logged in to with a password
     */
    record Token(
            Map<String, Object> user,
            Instant issuedAt,
            Instant until,
            @Nullable Instant shownAt,
            String signedWith,
            Mark mark) {
        Token {
            user = Map.copyOf(user);
        }

        boolean anonymous() {
            return Boolean.TRUE.equals(user.get("anonymous"));
        }

        String username() {
            return user.get("username") instanceof String name ? name : "";
        }
    }

    /**
     * @param lifetime of a token; none may end later than that from now
     * @param issuer this server's address; empty where it is not configured, and then not compared
     */
    Tokens(Secrets secrets, Duration lifetime, String issuer) {
        this.known = new Known(secrets, secrets.fingerprint());
        this.lifetime = lifetime;
        this.issuer = issuer;
    }

    /** From now on these. */
    void use(Secrets fresh) {
        known = new Known(fresh, fresh.fingerprint());
    }

    Secrets secrets() {
        return known.secrets();
    }

    Duration lifetime() {
        return lifetime;
    }

    /** Whether what this secret has signed is still worth something. */
    boolean holds(String signedWith, Instant now) {
        Known all = known;
        return all.fingerprint().equals(signedWith)
                || all.secrets().former().stream()
                        .filter(former -> former.until().isAfter(now))
                        .anyMatch(
                                former -> Secrets.fingerprint(former.secret()).equals(signedWith));
    }

    /**
     * A token that was never given out before: two of the same second differ. It has no {@code aud}, {@code
     * iat} or {@code nbf}, because a Buildbot refuses tokens with the first, and its clock may be behind.
     */
    String issue(Map<String, Object> user, Mark mark, @Nullable Instant shownAt, Instant now) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("user_info", user);
        payload.put("exp", now.plus(lifetime).getEpochSecond());
        if (!issuer.isEmpty()) {
            payload.put("iss", issuer);
        }
        if (!mark.equals(Mark.NONE)) {
            payload.put("knows", mark.knows());
            payload.put("known_in", mark.realm());
            payload.put("browser", mark.browser());
        }
        if (shownAt != null) {
            payload.put("auth_time", shownAt.getEpochSecond());
        }
        payload.put("jti", RandomText.hex());
        JWSObject token = new JWSObject(HEADER, new Payload(payload));
        try {
            token.sign(new MACSigner(bytes(known.secrets().current())));
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot sign a session", e);
        }
        return token.serialize();
    }

    /** For a browser that was logged in once. */
    String issueAnonymous(Mark mark, Instant now) {
        return issue(Map.of("anonymous", true), mark, null, now);
    }

    /** Only our own algorithm and secrets, only with an end, only before that end, only for this server. */
    Optional<Token> read(String text, Instant now) {
        return authentic(text, now)
                .filter(token -> now.isBefore(token.until()))
                .filter(token -> !token.until().isAfter(now.plus(lifetime).plus(SKEW)));
    }

    /** As {@link #read}, but its time may be over. */
    Optional<Token> authentic(String text, Instant now) {
        if (text.length() > 2 * MAX_LENGTH || !canonical(text)) {
            return Optional.empty();
        }
        try {
            JWSObject parsed = JWSObject.parse(text);
            if (!parsed.getHeader().getAlgorithm().equals(JWSAlgorithm.HS256)) {
                return Optional.empty();
            }
            String signedWith = signedWith(parsed, now);
            Map<String, Object> payload = parsed.getPayload().toJSONObject();
            if (signedWith == null || payload == null || !forUsAndNow(payload, now)) {
                return Optional.empty();
            }
            return token(payload, signedWith);
        } catch (ParseException | JOSEException | RuntimeException e) {
            // whatever is wrong with it, it is no session
            return Optional.empty();
        }
    }

    /**
     * Whether it is written in the only way that counts. Decoders forgive stray characters and bits; but a
     * token is revoked by the hash of its text, so there must be one text alone that verifies.
     */
    private static boolean canonical(String text) {
        for (String part : text.split("\\.", -1)) {
            if (!Base64URL.encode(new Base64URL(part).decode()).toString().equals(part)) {
                return false;
            }
        }
        return true;
    }

    private @Nullable String signedWith(JWSObject parsed, Instant now) throws JOSEException {
        Known all = known;
        if (parsed.verify(new MACVerifier(bytes(all.secrets().current())))) {
            return all.fingerprint();
        }
        for (Secrets.Former former : all.secrets().former()) {
            if (former.until().isAfter(now)
                    && new MACVerifier(bytes(former.secret()))
                            .verify(
                                    parsed.getHeader(),
                                    parsed.getSigningInput(),
                                    parsed.getSignature())) {
                return Secrets.fingerprint(former.secret());
            }
        }
        return null;
    }

    /** What is not there is not asked for, because a Buildbot does not write it. */
    private boolean forUsAndNow(Map<String, Object> payload, Instant now) {
        Object meant = payload.get("iss");
        if (payload.containsKey("aud")
                || (payload.containsKey("iss") && !issuer.isEmpty() && !issuer.equals(meant))) {
            return false;
        }
        for (String begin : new String[] {"nbf", "iat"}) {
            if (payload.containsKey(begin)
                    && !(payload.get(begin) instanceof Number at
                            && at.longValue() <= now.getEpochSecond())) {
                return false;
            }
        }
        return true;
    }

    private Optional<Token> token(Map<String, Object> payload, String signedWith) {
        if (!(payload.get("exp") instanceof Number end)
                || !(payload.get("user_info") instanceof Map<?, ?> info)) {
            return Optional.empty();
        }
        Instant until = Instant.ofEpochSecond(end.longValue());
        Map<String, Object> user = new LinkedHashMap<>();
        info.forEach(
                (key, value) -> {
                    if (value != null) {
                        user.put(String.valueOf(key), value);
                    }
                });
        Instant shownAt =
                payload.get("auth_time") instanceof Number at
                        ? Instant.ofEpochSecond(at.longValue())
                        : null;
        Token token =
                new Token(
                        user,
                        until.minus(lifetime),
                        until,
                        shownAt,
                        signedWith,
                        Mark.read(payload));
        return token.anonymous() || !token.username().isEmpty()
                ? Optional.of(token)
                : Optional.empty();
    }

    private static byte[] bytes(String secret) {
        return secret.getBytes(StandardCharsets.US_ASCII);
    }
}
