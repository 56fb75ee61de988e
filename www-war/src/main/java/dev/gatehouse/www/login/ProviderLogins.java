package dev.gatehouse.www.login;

import dev.gatehouse.www.RandomText;
import dev.gatehouse.www.audit.Audit;
import dev.gatehouse.www.login.ways.ProviderWay;
import dev.gatehouse.www.oauth.Arrival;
import dev.gatehouse.www.oauth.OAuthFailed;
import dev.gatehouse.www.oauth.OAuthLogins;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of {@code /auth/login} that happens at another site. What a provider says when something is wrong
 * is for the log; the browser gets fixed words and the number under which the log has more. Any thread.
 */
public final class ProviderLogins {
    private static final Logger log = LoggerFactory.getLogger(ProviderLogins.class);

    private static final int INCIDENT = 8;
    private static final String NO_DETAILS =
            "OAuth2 session: creation failed: the user's details are not to be had";

    private final Ways ways;
    private final List<ProviderWay> providers;
    private final OAuthLogins oauth;
    private final List<ProviderRecheck> rechecks;
    private final Audit audit;

    /** A login that did not come about, for the browser. */
    record Refusal(int status, String text) {}

    /** Either a redirect is wanted or there was a refusal. */
    record Outcome(Optional<URI> away, Optional<String> back, Optional<Refusal> refusal) {
        static Outcome away(URI target) {
            return new Outcome(Optional.of(target), Optional.empty(), Optional.empty());
        }

        static Outcome back(String redirect) {
            return new Outcome(Optional.empty(), Optional.of(redirect), Optional.empty());
        }

        static Outcome refused(int status, String text) {
            return new Outcome(
                    Optional.empty(), Optional.empty(), Optional.of(new Refusal(status, text)));
        }
    }

    /** Without keeping anything for later. */
    public ProviderLogins(Ways ways, OAuthLogins oauth, Audit audit) {
        this(ways, oauth, List.of(), audit);
    }

    /**
     * @param oauth knows the providers of these ways
     * @param rechecks of those that are to be asked again
     */
    public ProviderLogins(
            Ways ways, OAuthLogins oauth, List<ProviderRecheck> rechecks, Audit audit) {
        this.rechecks = List.copyOf(rechecks);
        this.ways = ways;
        this.providers = ways.of(ProviderWay.class);
        this.oauth = oauth;
        this.audit = audit;
    }

    boolean any() {
        return !providers.isEmpty();
    }

    boolean isAnswer(HttpServletRequest request) {
        return oauth.isAnswer(request);
    }

    /**
     * The provider that the parameter {@code way} names, by realm or by the name on its button; without it
     * the first of all ways, where that is a provider.
     */
    Optional<ProviderWay> chosen(HttpServletRequest request) {
        String wanted = request.getParameter("way");
        if (wanted == null) {
            return ways.all().stream()
                    .limit(1)
                    .filter(ProviderWay.class::isInstance)
                    .map(ProviderWay.class::cast)
                    .findFirst();
        }
        return providers.stream()
                .filter(way -> wanted.equals(way.name()) || wanted.equals(way.shown().get("name")))
                .findFirst();
    }

    /** Sends the browser away; with {@code confirm=true}, to be asked again who it is in any case. */
    Outcome begin(ProviderWay way, HttpServletRequest request, HttpServletResponse response) {
        String redirect = request.getParameter("redirect");
        boolean confirms = "true".equals(request.getParameter("confirm"));
        try {
            return Outcome.away(
                    oauth.begin(
                            way.provider(), redirect == null ? "" : redirect, confirms, response));
        } catch (OAuthFailed e) {
            return failed(request, way.name(), e.status(), e.getMessage(), e.why());
        }
    }

    /** Takes the browser back: a session, or the reason why there is none. */
    Outcome finish(Logins logins, HttpServletRequest request, HttpServletResponse response) {
        String realm = "OAuth2";
        try {
            OAuthLogins.Entered entered = oauth.finish(request, response);
            realm = entered.provider().realm();
            Identity identity = way(realm).identity(entered.person());
            Arrival arrival = entered.arrival();
            logins.begin(
                    request, response, identity, kept(identity, arrival).shown(arrival.shownAt()));
            return Outcome.back(entered.redirect());
        } catch (OAuthFailed e) {
            return failed(request, realm, e.status(), e.getMessage(), e.why());
        } catch (UserInfoUnavailable e) {
            return failed(request, realm, 503, NO_DETAILS, e.getMessage());
        }
    }

    private Kept kept(Identity identity, Arrival arrival) {
        return rechecks.stream()
                .filter(recheck -> recheck.name().equals(identity.realm()))
                .map(recheck -> recheck.kept(identity, arrival))
                .findFirst()
                .orElse(Kept.NOTHING);
    }

    private ProviderWay way(String realm) {
        return providers.stream()
                .filter(way -> way.name().equals(realm))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no way in is called " + realm));
    }

    /**
     * Not counted as a guess: nothing can be guessed here, and a foreign page could send its visitors with as
     * many bad answers as it takes to lock them out.
     */
    private Outcome failed(
            HttpServletRequest request,
            String realm,
            int status,
            @Nullable String text,
            @Nullable String why) {
        String incident = RandomText.hex().substring(0, INCIDENT);
        log.warn("{}: {} [{}]: {}", realm, text, incident, why);
        audit.say(
                "login.failed",
                Map.of(
                        "realm",
                        realm,
                        "address",
                        request.getRemoteAddr(),
                        "reason",
                        "[" + incident + "] " + why));
        return Outcome.refused(status, text + " [" + incident + "]");
    }
}
