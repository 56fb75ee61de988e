package dev.gatehouse.www.oauth;

import dev.gatehouse.data.database.Remembered;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Sends browsers to the providers and takes them back. An answer counts in the browser it was begun in, once,
 * for ten minutes, and for the provider it was begun at; any other is refused before anybody is asked about
 * it. Any thread.
 */
public final class OAuthLogins implements AutoCloseable {
    /** A provider that hangs holds no more of our threads than these, and none of another's. */
    private static final int AT_ONCE = 16;

    /** Beyond, a copied answer is left to the provider, which takes a code once. */
    private static final int REMEMBERED = 4096;

    private final Map<String, Provider> providers = new LinkedHashMap<>();
    private final AttemptCookie cookie;
    private final URI back;
    private final InstantSource clock;
    private final Remembered<String, Boolean> used = new Remembered<>(REMEMBERED);
    private final Map<String, Semaphore> places = new LinkedHashMap<>();

    /**
     * Somebody who came back.
     *
     * @param redirect the fragment he wanted to go to; may be empty
     */
    public record Entered(Provider provider, Arrival arrival, String redirect) {
        public Person person() {
            return arrival.person();
        }
    }

    /**
     * @param providers with different realms
     * @param url where browsers find this server, with a final slash
     * @param secret the sessions' secret as it now is
     */
    public OAuthLogins(
            List<Provider> providers, String url, Supplier<String> secret, InstantSource clock) {
        for (Provider provider : providers) {
            if (this.providers.put(provider.realm(), provider) != null) {
                throw new IllegalArgumentException(
                        "two providers have the realm '" + provider.realm() + "'");
            }
            places.put(provider.realm(), new Semaphore(AT_ONCE));
        }
        this.cookie = new AttemptCookie(secret, URI.create(url));
        this.back = URI.create(url + "auth/login");
        this.clock = clock;
    }

    /** In the order of the configuration. */
    public List<Provider> providers() {
        return List.copyOf(providers.values());
    }

    public Optional<Provider> provider(String realm) {
        return Optional.ofNullable(providers.get(realm));
    }

    /** Whether a request to {@code /auth/login} is a browser that comes back from some provider. */
    public boolean isAnswer(HttpServletRequest request) {
        return !providers.isEmpty()
                && (request.getParameter("code") != null || request.getParameter("error") != null);
    }

    /**
     * Begins a try; the answer gets a cookie.
     *
     * @param redirect the fragment to go to at the end
     * @param confirms whether the provider must ask who it is, though it may know; where it can be told to
     * @return where to send the browser
     */
    public URI begin(
            Provider provider, String redirect, boolean confirms, HttpServletResponse response)
            throws OAuthFailed {
        Attempt attempt =
                Attempt.begin(
                        provider.realm(),
                        redirect,
                        confirms,
                        clock.instant().plus(AttemptCookie.LIFETIME));
        Flow flow = provider.flow();
        URI target =
                flow.asksToBegin()
                        ? held(provider, () -> flow.begin(attempt, back))
                        : flow.begin(attempt, back);
        cookie.set(response, attempt);
        return target;
    }

    /** Ends a try, whichever way: its cookie goes, and it does not count a second time. */
    public Entered finish(HttpServletRequest request, HttpServletResponse response)
            throws OAuthFailed {
        Answer answer = Answer.of(request);
        Attempt attempt =
                cookie.read(request, clock.instant())
                        .orElseThrow(() -> OAuthFailed.foreign("no attempt in this browser"));
        if (!attempt.matches(answer.state())) {
            throw OAuthFailed.foreign("the state is not the attempt's");
        }
        cookie.clear(response);
        if (!firstUse(attempt.state().getValue())) {
            throw OAuthFailed.foreign("this attempt was used before");
        }
        Provider provider =
                provider(attempt.realm())
                        .orElseThrow(() -> OAuthFailed.foreign("no provider " + attempt.realm()));
        if (!answer.error().isEmpty()) {
            throw denied(answer);
        }
        if (answer.code().isEmpty()) {
            throw OAuthFailed.foreign("no code, or more than one");
        }
        Arrival arrival = held(provider, () -> provider.flow().finish(attempt, answer, back));
        return new Entered(provider, arrival, attempt.redirect());
    }

    private static OAuthFailed denied(Answer answer) {
        String why = answer.error() + ": " + answer.description();
        return answer.error().equals("access_denied")
                ? OAuthFailed.refused("access was denied at the provider", why)
                : OAuthFailed.provider("the provider refused the login", why);
    }

    private synchronized boolean firstUse(String state) {
        if (used.get(state).isPresent()) {
            return false;
        }
        used.put(state, true);
        return true;
    }

    @FunctionalInterface
    private interface Asking<T> {
        T ask() throws OAuthFailed;
    }

    private <T> T held(Provider provider, Asking<T> asking) throws OAuthFailed {
        Semaphore free = Objects.requireNonNull(places.get(provider.realm()));
        if (!free.tryAcquire()) {
            throw OAuthFailed.provider(
                    "too many logins at once; try again in a minute",
                    AT_ONCE + " logins wait for " + provider.realm());
        }
        try {
            return asking.ask();
        } finally {
            free.release();
        }
    }

    @Override
    public void close() {
        providers.values().forEach(Provider::close);
    }
}
