package dev.gatehouse.www.oauth;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The one cookie that ties an {@link Attempt} to a browser. It is encrypted, so that it can be read back by
 * any node with the same secret and by nobody else. A browser has one attempt at a time: a second one takes
 * the place of the first. Immutable; any thread.
 */
final class AttemptCookie {
    static final Duration LIFETIME = Duration.ofMinutes(10);

    private static final String NAME = "gatehouse_login";
    private static final int LONGEST = 4000;
    private static final Sealing SEALING =
            new Sealing("gatehouse: attempts to log in at a provider", LONGEST);

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
        payload.put("confirms", attempt.confirms());
        payload.put("until", attempt.until().getEpochSecond());
        return SEALING.seal(payload, secret.get());
    }

    private Optional<Attempt> open(String value) {
        return SEALING.open(value, secret.get()).flatMap(AttemptCookie::attempt);
    }

    private static Optional<Attempt> attempt(Map<String, Object> payload) {
        if (!(payload.get("until") instanceof Number until)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Attempt(
                            text(payload, "realm"),
                            new State(text(payload, "state")),
                            new CodeVerifier(text(payload, "verifier")),
                            new Nonce(text(payload, "nonce")),
                            text(payload, "redirect"),
                            Boolean.TRUE.equals(payload.get("confirms")),
                            Instant.ofEpochSecond(until.longValue())));
        } catch (IllegalArgumentException e) {
            // another version of ours has sealed it
            return Optional.empty();
        }
    }

    private static String text(Map<String, Object> payload, String key) {
        return String.valueOf(payload.get(key));
    }
}
