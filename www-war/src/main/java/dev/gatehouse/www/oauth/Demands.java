package dev.gatehouse.www.oauth;

import com.nimbusds.oauth2.sdk.id.Identifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Prompt;
import com.nimbusds.openid.connect.sdk.claims.ACR;
import com.nimbusds.openid.connect.sdk.claims.AMR;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import dev.gatehouse.data.access.Vouched;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How strong and how fresh a login at the provider must be. Asking is a wish; what the ID token says is
 * checked. One that says nothing is a login with one factor, some time ago. Immutable; any thread.
 *
 * @param acrValues one of these must be {@code acr}; empty: any
 * @param amr all of these must be in {@code amr}
 * @param maxAge how long ago the password may have been typed; null: any time
 */
record Demands(List<String> acrValues, List<String> amr, @Nullable Duration maxAge) {
    /** Clocks differ. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    /** They go into a cookie. */
    private static final int MOST_AMR = 10;

    Demands {
        acrValues = List.copyOf(acrValues);
        amr = List.copyOf(amr);
    }

    /**
     * @param anew whether it must ask who it is, though it may know
     */
    void ask(AuthenticationRequest.Builder request, boolean anew) {
        if (!acrValues.isEmpty()) {
            request.acrValues(acrValues.stream().map(ACR::new).toList());
        }
        if (anew) {
            // The one is the wish; the other makes the provider say in the ID token when it did.
            request.prompt(new Prompt(Prompt.Type.LOGIN)).maxAge(0);
        } else if (maxAge != null) {
            request.maxAge((int) maxAge.toSeconds());
        }
    }

    void check(IDTokenClaimsSet claims) throws OAuthFailed {
        ACR acr = claims.getACR();
        if (!acrValues.isEmpty() && (acr == null || !acrValues.contains(acr.getValue()))) {
            throw tooWeak("acr is " + acr + ", not one of " + acrValues);
        }
        List<AMR> used = claims.getAMR();
        List<String> names =
                used == null ? List.of() : used.stream().map(Identifier::getValue).toList();
        if (!names.containsAll(amr)) {
            throw tooWeak("amr is " + names + ", not " + amr);
        }
        if (maxAge != null) {
            checkShown(claims, Instant.now().minus(maxAge));
        }
    }

    /**
     * @param since he must have been asked who he is since then
     */
    static void checkShown(IDTokenClaimsSet claims, Instant since) throws OAuthFailed {
        Instant at = shownAt(claims);
        if (at == null || at.isBefore(since.minus(SKEW))) {
            throw OAuthFailed.refused(
                    "the login at the provider is too old; log in there again",
                    "auth_time is " + at);
        }
    }

    /** When he was asked who he is; null: it does not say. */
    static @Nullable Instant shownAt(IDTokenClaimsSet claims) {
        Date at = claims.getAuthenticationTime();
        return at == null ? null : at.toInstant();
    }

    /** What the ID token says of it; nobody else is asked. */
    static Map<String, Object> met(IDTokenClaimsSet claims) {
        Map<String, Object> met = new LinkedHashMap<>();
        if (claims.getACR() != null) {
            met.put(Vouched.ACR, claims.getACR().getValue());
        }
        List<AMR> used = claims.getAMR();
        if (used != null && !used.isEmpty()) {
            met.put(Vouched.AMR, used.stream().map(Identifier::getValue).limit(MOST_AMR).toList());
        }
        return met;
    }

    private static OAuthFailed tooWeak(String why) {
        return OAuthFailed.refused("the login at the provider was not strong enough", why);
    }
}
