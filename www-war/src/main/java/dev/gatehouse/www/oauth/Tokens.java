package dev.gatehouse.www.oauth;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import java.io.IOException;
import java.net.URI;
import net.minidev.json.JSONObject;

/** Gives a code back to its provider for tokens. Immutable; any thread. */
final class Tokens {
    private static final String REFUSED = "the provider refused the code";

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
            throw OAuthFailed.provider(
                    REFUSED, said.get("error") + ": " + said.get("error_description"));
        }
        if (answer.getStatusCode() != 200) {
            throw OAuthFailed.provider(REFUSED, "status " + answer.getStatusCode());
        }
        try {
            return OIDCTokenResponse.parse(said).getOIDCTokens();
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
