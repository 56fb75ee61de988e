package dev.gatehouse.www.oauth;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import net.minidev.json.JSONObject;
import org.jspecify.annotations.Nullable;

/** Gives a code back to its provider for tokens, and a refresh token for new ones. Immutable; any thread. */
final class Tokens {
    private static final String REFUSED = "the provider refused the code";

    /** What providers answer to a code or a token that is used up; GitHub has words of its own. */
    private static final Set<String> SPENT = Set.of("invalid_grant", "bad_refresh_token");

    /** In no standard; Keycloak's. */
    private static final String REFRESH_LIFETIME = "refresh_expires_in";

    private final Outbound outbound;

    Tokens(Outbound outbound) {
        this.outbound = outbound;
    }

    /**
     * @param address of the token endpoint
     * @param back the redirect address that the code was asked with
     */
    OIDCTokens redeem(
            URI address, ClientAuthentication client, Attempt attempt, Answer answer, URI back)
            throws OAuthFailed {
        AuthorizationCodeGrant grant =
                new AuthorizationCodeGrant(
                        new AuthorizationCode(answer.code()), back, attempt.verifier());
        return ask(address, client, grant);
    }

    /**
     * Gives a refresh token for new ones; it may be worth nothing afterwards.
     *
     * @return empty where the provider does not take it: it is over, or was taken back
     */
    Optional<OIDCTokens> refresh(URI address, ClientAuthentication client, String refresh)
            throws OAuthFailed {
        try {
            return Optional.of(
                    ask(address, client, new RefreshTokenGrant(new RefreshToken(refresh))));
        } catch (OAuthFailed e) {
            if (e.takenBack()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * What is kept of an answer.
     *
     * @param refresh goes on where the answer has no other
     */
    static Grant grant(OIDCTokens tokens, String refresh, String source) {
        AccessToken access = tokens.getAccessToken();
        RefreshToken next = tokens.getRefreshToken();
        return new Grant(
                access.getValue(),
                next == null ? refresh : next.getValue(),
                end(access.getLifetime()),
                tokens.getMetadata().get(REFRESH_LIFETIME) instanceof Number lifetime
                        ? end(lifetime.longValue())
                        : null,
                source);
    }

    /** Zero is what is said of no end, and of none that is known. */
    private static @Nullable Instant end(long lifetime) {
        return lifetime > 0 ? Instant.now().plusSeconds(lifetime) : null;
    }

    private OIDCTokens ask(URI address, ClientAuthentication client, AuthorizationGrant grant)
            throws OAuthFailed {
        HTTPRequest request =
                new TokenRequest.Builder(address, client, grant).build().toHTTPRequest();
        // GitHub answers with a form unless asked.
        request.setAccept("application/json");
        try {
            return read(outbound.send(request));
        } catch (IOException e) {
            throw OAuthFailed.provider(
                    "the provider cannot be reached", address.getHost() + ": " + e.getMessage());
        }
    }

    private static OIDCTokens read(HTTPResponse answer) throws OAuthFailed {
        String body = String.valueOf(answer.getBody());
        JSONObject said = parsed(body);
        if (said.containsKey("error")) {
            String why = said.get("error") + ": " + said.get("error_description");
            throw SPENT.contains(String.valueOf(said.get("error")))
                    ? OAuthFailed.spent(REFUSED, why)
                    : OAuthFailed.provider(REFUSED, why);
        }
        if (answer.getStatusCode() != 200) {
            throw OAuthFailed.provider(REFUSED, "status " + answer.getStatusCode());
        }
        try {
            OIDCTokens tokens = OIDCTokenResponse.parse(said).getOIDCTokens();
            if (said.get(REFRESH_LIFETIME) instanceof Number lifetime) {
                tokens.getMetadata().put(REFRESH_LIFETIME, lifetime);
            }
            return tokens;
        } catch (ParseException e) {
            throw OAuthFailed.provider(
                    "the provider gave no token", String.valueOf(e.getMessage()));
        }
    }

    /** JSON, or a query string as GitHub's of old. Empty where it is neither. */
    private static JSONObject parsed(String body) {
        try {
            return JSONObjectUtils.parse(body);
        } catch (ParseException e) {
            JSONObject form = new JSONObject();
            URLUtils.parseParameters(body)
                    .forEach((name, values) -> form.put(name, String.join(" ", values)));
            return form;
        }
    }
}
