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
import com.nimbusds.oauth2.sdk.id.Identifier;
import com.nimbusds.oauth2.sdk.id.Subject;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.AuthorizedParty;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * OpenID Connect at any provider that describes itself. What counts is the ID token: its signature, for whom
 * it is, how old, for which attempt; the user info adds to it. Any thread.
 */
final class Oidc implements Flow {
    private static final String USER_INFO = "user info";
    private static final String ID_TOKEN = "ID token";

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
        demands.ask(request, attempt.confirms());
        return request.build().toURI();
    }

    @Override
    public boolean asksToBegin() {
        return true;
    }

    @Override
    public boolean confirms() {
        return true;
    }

    @Override
    public Arrival finish(Attempt attempt, Answer answer, URI back) throws OAuthFailed {
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
        IDTokenClaimsSet claims = validated(tokens.getIDToken(), attempt.nonce());
        demands.check(claims);
        if (attempt.confirms()) {
            Demands.checkShown(claims, attempt.begunAt());
        }
        JsonNode info = info(metadata, tokens.getAccessToken().getValue(), claims.getSubject());
        JsonNode token = Api.JSON.valueToTree(claims.toJSONObject());
        Person person = person(claims, everything(info, token));
        boolean inToken =
                Claims.find(info, settings.groupsClaim()).isMissingNode()
                        && !Claims.find(token, settings.groupsClaim()).isMissingNode();
        Grant grant = Tokens.grant(tokens, "", inToken || info.isEmpty() ? ID_TOKEN : USER_INFO);
        return new Arrival(
                person,
                counted(grant.source().equals(ID_TOKEN) ? token : info),
                grant,
                Demands.shownAt(claims));
    }

    /** Compared are answers of one kind alone: what the other said of him at the login is not known later. */
    private Map<String, Object> counted(JsonNode claims) {
        Map<String, Object> counted = new LinkedHashMap<>();
        counted.put("username", Claims.find(claims, settings.usernameClaim()).asText());
        counted.put("email", claims.path("email").asText());
        counted.put("email_verified", claims.path("email_verified").asBoolean());
        counted.put("groups", Claims.texts(Claims.find(claims, settings.groupsClaim())));
        return counted;
    }

    @Override
    public Optional<Arrival> again(Grant grant, Consumer<Grant> fresh) throws OAuthFailed {
        OIDCProviderMetadata metadata = issuer.metadata();
        if (grant.source().equals(USER_INFO) && !grant.isOver(Instant.now())) {
            try {
                return Optional.of(told(metadata, grant));
            } catch (OAuthFailed e) {
                if (!e.takenBack()) {
                    throw e;
                }
            }
        }
        Optional<OIDCTokens> tokens = refreshed(metadata, grant);
        if (tokens.isEmpty()) {
            return Optional.empty();
        }
        Grant next = Tokens.grant(tokens.get(), grant.refresh(), grant.source());
        fresh.accept(next);
        try {
            return Optional.of(
                    grant.source().equals(USER_INFO)
                            ? told(metadata, next)
                            : signed(tokens.get().getIDToken(), next));
        } catch (OAuthFailed e) {
            if (e.takenBack()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Optional<OIDCTokens> refreshed(OIDCProviderMetadata metadata, Grant grant)
            throws OAuthFailed {
        return grant.refresh().isEmpty()
                ? Optional.empty()
                : new Tokens(outbound)
                        .refresh(
                                metadata.getTokenEndpointURI(),
                                authentication(metadata),
                                grant.refresh());
    }

    /** By the user info. */
    private Arrival told(OIDCProviderMetadata metadata, Grant grant) throws OAuthFailed {
        JsonNode info = info(metadata, grant.access(), null);
        Subject subject = new Subject(info.path("sub").asText("-"));
        return new Arrival(person(metadata.getIssuer(), subject, info), counted(info), grant);
    }

    /** By a new ID token, of which a refresh may bring none: then nobody knows. */
    private Arrival signed(JWT idToken, Grant grant) throws OAuthFailed {
        IDTokenClaimsSet claims = validated(idToken, null);
        JsonNode token = Api.JSON.valueToTree(claims.toJSONObject());
        return new Arrival(person(claims, token), counted(token), grant);
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

    private IDTokenClaimsSet validated(JWT token, @Nullable Nonce nonce) throws OAuthFailed {
        if (token == null) {
            throw bad("there is none");
        }
        try {
            IDTokenClaimsSet claims = issuer.validator().validate(token, nonce);
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

    /**
     * What the user info says; nothing where there is none.
     *
     * @param expected whom it must speak of; null: whose access token it is
     */
    private JsonNode info(OIDCProviderMetadata metadata, String access, @Nullable Subject expected)
            throws OAuthFailed {
        URI address = metadata.getUserInfoEndpointURI();
        if (address == null) {
            return Api.JSON.createObjectNode();
        }
        JsonNode info = new Api(outbound, address.toString(), "Bearer " + access).get("");
        if (expected != null && !info.path("sub").asText("").equals(expected.getValue())) {
            throw OAuthFailed.provider(
                    "the provider speaks of two people", "user info of another subject");
        }
        return info;
    }

    /** The ID token's claims over those of the user info. */
    private static JsonNode everything(JsonNode info, JsonNode claims) {
        ObjectNode all = Api.JSON.createObjectNode();
        info.properties().forEach(field -> all.set(field.getKey(), field.getValue()));
        ObjectNode token = claims.deepCopy();
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
        Person person = person(claims.getIssuer(), claims.getSubject(), all);
        return new Person(person.subject(), person.user(), Demands.met(claims));
    }

    private Person person(Identifier by, Subject who, JsonNode all) throws OAuthFailed {
        boolean vouched = all.path("email_verified").asBoolean();
        if (settings.usernameClaim().equals("email") && !vouched) {
            throw OAuthFailed.refused(
                    "the provider has not verified the e-mail address",
                    "usernameClaim is email, and email_verified is "
                            + all.path("email_verified")
                            + " for "
                            + who);
        }
        PersonBuilder person =
                new PersonBuilder("OpenID provider " + settings.issuer())
                        .username(Claims.find(all, settings.usernameClaim()))
                        .fullName(all.path("name"))
                        .email(all.path("email"), vouched)
                        .avatar(all.path("picture"))
                        .groups(Claims.texts(Claims.find(all, settings.groupsClaim())));
        String subject = by.getValue() + " " + who.getValue();
        return person.build(Api.JSON.getNodeFactory().textNode(subject));
    }

    @Override
    public void close() {
        outbound.close();
    }
}
