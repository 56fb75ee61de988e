package dev.gatehouse.www.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.claims.AuthorizedParty;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;

/**
 * OpenID Connect at any provider that describes itself. What counts is the ID token: its signature, for whom
 * it is, how old, for which attempt; the user info adds to it. Any thread.
 */
final class Oidc implements Flow {
    private final OidcSettings settings;
    private final Client client;
    private final Outbound outbound;
    private final Issuer issuer;
    private final Demands demands;

    Oidc(OidcSettings settings, Client client) {
        this.settings = settings;
        this.client = client;
        this.outbound = client.outbound();
        this.issuer =
                new Issuer(
                        settings.issuer(),
                        client.id(),
                        settings.algorithms(),
                        outbound,
                        InstantSource.system());
        this.demands = settings.demands();
    }

    @Override
    public URI begin(Attempt attempt, URI back) throws OAuthFailed {
        AuthenticationRequest.Builder request =
                new AuthenticationRequest.Builder(
                                ResponseType.CODE,
                                new Scope(settings.scopes().toArray(new String[0])),
                                client.id(),
                                back)
                        .endpointURI(issuer.metadata().getAuthorizationEndpointURI())
                        .state(attempt.state())
                        .nonce(attempt.nonce())
                        .codeChallenge(attempt.verifier(), CodeChallengeMethod.S256);
        demands.ask(request);
        return request.build().toURI();
    }

    @Override
    public boolean asksToBegin() {
        return true;
    }

    @Override
    public Person finish(Attempt attempt, Answer answer, URI back) throws OAuthFailed {
        OIDCProviderMetadata metadata = issuer.metadata();
        checkIssuer(metadata, answer);
        OIDCTokens tokens =
                new Tokens(outbound)
                        .redeem(
                                metadata.getTokenEndpointURI(),
                                authentication(metadata),
                                attempt,
                                answer,
                                back);
        IDTokenClaimsSet claims = validated(tokens.getIDToken(), attempt);
        demands.check(claims);
        return person(claims, everything(metadata, tokens, claims));
    }

    /** With several providers behind one address, one must not answer for another (RFC 9207). */
    private static void checkIssuer(OIDCProviderMetadata metadata, Answer answer)
            throws OAuthFailed {
        boolean promised = metadata.supportsAuthorizationResponseIssuerParam();
        if ((promised || !answer.issuer().isEmpty())
                && !metadata.getIssuer().getValue().equals(answer.issuer())) {
            throw OAuthFailed.foreign(
                    "answered by '" + answer.issuer() + "', not " + metadata.getIssuer());
        }
    }

    /** Basic is what the standard takes for granted where nothing is said. */
    private ClientAuthentication authentication(OIDCProviderMetadata metadata) {
        List<ClientAuthenticationMethod> methods = metadata.getTokenEndpointAuthMethods();
        return methods == null || methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                ? new ClientSecretBasic(client.id(), client.secret())
                : new ClientSecretPost(client.id(), client.secret());
    }

    private IDTokenClaimsSet validated(JWT token, Attempt attempt) throws OAuthFailed {
        if (token == null) {
            throw bad("there is none");
        }
        try {
            IDTokenClaimsSet claims = issuer.validator().validate(token, attempt.nonce());
            checkAuthorizedParty(claims);
            return claims;
        } catch (BadJOSEException | JOSEException e) {
            throw bad(String.valueOf(e.getMessage()));
        }
    }

    /** The validator does not look at it. */
    private void checkAuthorizedParty(IDTokenClaimsSet claims) throws OAuthFailed {
        AuthorizedParty party = claims.getAuthorizedParty();
        if (party == null && claims.getAudience().size() > 1) {
            throw bad("it is for several, and does not say who asked for it");
        }
        if (party != null && !party.getValue().equals(client.id().getValue())) {
            throw bad("it was asked for by " + party);
        }
    }

    private static OAuthFailed bad(String why) {
        return OAuthFailed.provider("the provider's ID token does not hold", "ID token: " + why);
    }

    /** The ID token's claims over those of the user info, which is asked where there is any. */
    private JsonNode everything(
            OIDCProviderMetadata metadata, OIDCTokens tokens, IDTokenClaimsSet claims)
            throws OAuthFailed {
        ObjectNode all = Api.JSON.createObjectNode();
        URI address = metadata.getUserInfoEndpointURI();
        if (address != null) {
            Api api =
                    new Api(
                            outbound,
                            address.toString(),
                            "Bearer " + tokens.getAccessToken().getValue());
            JsonNode info = api.get("");
            if (!info.path("sub").asText("").equals(claims.getSubject().getValue())) {
                throw OAuthFailed.provider(
                        "the provider speaks of two people", "user info of another subject");
            }
            info.properties().forEach(field -> all.set(field.getKey(), field.getValue()));
        }
        ObjectNode token = Api.JSON.valueToTree(claims.toJSONObject());
        // Whether an address is verified counts for the address it was said with.
        if (!token.has("email")) {
            token.remove("email_verified");
        } else if (!token.path("email").equals(all.path("email"))) {
            all.remove("email_verified");
        }
        token.properties().forEach(field -> all.set(field.getKey(), field.getValue()));
        return all;
    }

    private Person person(IDTokenClaimsSet claims, JsonNode all) throws OAuthFailed {
        boolean vouched = all.path("email_verified").asBoolean();
        if (settings.usernameClaim().equals("email") && !vouched) {
            throw OAuthFailed.refused(
                    "the provider has not verified the e-mail address",
                    "usernameClaim is email, and email_verified is "
                            + all.path("email_verified")
                            + " for "
                            + claims.getSubject());
        }
        PersonBuilder person =
                new PersonBuilder("OpenID provider " + settings.issuer())
                        .username(Claims.find(all, settings.usernameClaim()))
                        .fullName(all.path("name"))
                        .email(all.path("email"), vouched)
                        .avatar(all.path("picture"))
                        .groups(Claims.texts(Claims.find(all, settings.groupsClaim())));
        String subject = claims.getIssuer().getValue() + " " + claims.getSubject().getValue();
        return person.build(Api.JSON.getNodeFactory().textNode(subject));
    }

    @Override
    public void close() {
        outbound.close();
    }
}
