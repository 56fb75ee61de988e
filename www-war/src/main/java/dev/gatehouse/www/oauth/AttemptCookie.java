package dev.gatehouse.www.oauth;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The one cookie that ties an {@link Attempt} to a browser. It is encrypted, so that it can be read back by
 * any node with the same secret and by nobody else. A browser has one attempt at a time: a second one takes
 * the place of the first. Immutable; any thread.
 */
final class AttemptCookie {
    static final Duration LIFETIME = Duration.ofMinutes(10);

    private static final String NAME = "gatehouse_login";
    private static final String PURPOSE = "gatehouse: attempts to log in at a provider";
    private static final int LONGEST = 4000;
    private static final JWEHeader HEADER =
            new JWEHeader(JWEAlgorithm.DIR, EncryptionMethod.A256GCM);

    private final Supplier<String> secret;
    private final String name;
    private final String attributes;

    /**
     * @param secret of the sessions; the key for these cookies is derived from it
     * @param url where browsers find this server, with a final slash; what they come back to
     */
    AttemptCookie(Supplier<String> secret, URI url) {
        this.secret = secret;
        String path = url.getPath().replaceAll("/+$", "");
        String suffix = path.replace('/', '_').replaceAll("[^A-Za-z0-9_-]", "-");
        boolean secure = "https".equalsIgnoreCase(url.getScheme());
        // The prefix keeps a sibling host from planting one; it demands the path "/".
        this.name = (secure ? "__Host-" : "") + NAME + suffix;
        this.attributes =
                "; Path="
                        + (secure ? "/" : path + "/")
                        + "; HttpOnly; SameSite=Lax"
                        + (secure ? "; Secure" : "");
    }

    void set(HttpServletResponse response, Attempt attempt) {
        response.addHeader(
                "Set-Cookie",
                name + "=" + seal(attempt) + attributes + "; Max-Age=" + LIFETIME.toSeconds());
    }

    void clear(HttpServletResponse response) {
        response.addHeader("Set-Cookie", name + "=" + attributes + "; Max-Age=0");
    }

    Optional<Attempt> read(HttpServletRequest request, Instant now) {
        Cookie[] cookies = request.getCookies();
        if (cookies == null) {
            return Optional.empty();
        }
        for (Cookie cookie : cookies) {
            if (cookie.getName().equals(name)) {
                Optional<Attempt> attempt = open(cookie.getValue());
                if (attempt.filter(a -> now.isBefore(a.until())).isPresent()) {
                    return attempt;
                }
            }
        }
        return Optional.empty();
    }

    private String seal(Attempt attempt) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("realm", attempt.realm());
        payload.put("state", attempt.state().getValue());
        payload.put("verifier", attempt.verifier().getValue());
        payload.put("nonce", attempt.nonce().getValue());
        payload.put("redirect", attempt.redirect());
        payload.put("until", attempt.until().getEpochSecond());
        JWEObject sealed = new JWEObject(HEADER, new Payload(payload));
        try {
            sealed.encrypt(new DirectEncrypter(key()));
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot seal an attempt to log in", e);
        }
        return sealed.serialize();
    }

    private Optional<Attempt> open(String value) {
        if (value.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            JWEObject sealed = JWEObject.parse(value);
            if (!sealed.getHeader().getAlgorithm().equals(JWEAlgorithm.DIR)
                    || sealed.getHeader().getCompressionAlgorithm() != null) {
                return Optional.empty();
            }
            sealed.decrypt(new DirectDecrypter(key()));
            Map<String, Object> payload = sealed.getPayload().toJSONObject();
            if (payload == null || !(payload.get("until") instanceof Number until)) {
                return Optional.empty();
            }
            return Optional.of(
                    new Attempt(
                            text(payload, "realm"),
                            new State(text(payload, "state")),
                            new CodeVerifier(text(payload, "verifier")),
                            new Nonce(text(payload, "nonce")),
                            text(payload, "redirect"),
                            Instant.ofEpochSecond(until.longValue())));
        } catch (ParseException | JOSEException | RuntimeException e) {
            // whatever is wrong with it, it is no attempt of ours
            return Optional.empty();
        }
    }

    private static String text(Map<String, Object> payload, String key) {
        return String.valueOf(payload.get(key));
    }

    private SecretKey key() {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(
                    new SecretKeySpec(secret.get().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return new SecretKeySpec(mac.doFinal(PURPOSE.getBytes(StandardCharsets.UTF_8)), "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
