package dev.gatehouse.www.oauth;

import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Plain OAuth2: a code, a token for it, and questions to the provider's own API. With PKCE, also where the
 * provider takes no notice of it. Immutable; any thread.
 */
final class CodeFlow implements Flow {

    /**
     * Where a provider's parts are.
     *
     * @param scope what we ask to know; may be empty
     * @param api what the paths of questions are appended to
     * @param scheme of the {@code Authorization} header: {@code Bearer} or {@code token}
     * @param issuer what the provider calls itself in answers, where it does; else empty, and no
     *     answer may name one
     */
    record Site(URI authorize, URI token, String scope, String api, String scheme, String issuer) {}

    /** Asks a provider who the owner of a token is. */
    @FunctionalInterface
    interface Profile {
        Person read(Api api) throws OAuthFailed;
    }

    private final Site site;
    private final Client client;
    private final Profile profile;
    private final Outbound outbound;

    CodeFlow(Site site, Client client, Profile profile) {
        this.site = site;
        this.client = client;
        this.profile = profile;
        this.outbound = client.outbound();
    }

    @Override
    public URI begin(Attempt attempt, URI back) {
        AuthorizationRequest.Builder request =
                new AuthorizationRequest.Builder(ResponseType.CODE, client.id())
                        .endpointURI(site.authorize())
                        .redirectionURI(back)
                        .state(attempt.state())
                        .codeChallenge(attempt.verifier(), CodeChallengeMethod.S256);
        if (!site.scope().isEmpty()) {
            request.scope(Scope.parse(site.scope()));
        }
        return request.build().toURI();
    }

    @Override
    public boolean asksToBegin() {
        return false;
    }

    @Override
    public Arrival finish(Attempt attempt, Answer answer, URI back) throws OAuthFailed {
        // One provider must not answer for another (RFC 9207).
        if (!answer.issuer().isEmpty() && !site.issuer().equals(answer.issuer())) {
            throw OAuthFailed.foreign(
                    "answered by '" + answer.issuer() + "', not '" + site.issuer() + "'");
        }
        OIDCTokens tokens =
                new Tokens(outbound).redeem(site.token(), authentication(), attempt, answer, back);
        return arrival(Tokens.grant(tokens, "", ""));
    }

    private ClientSecretPost authentication() {
        return new ClientSecretPost(client.id(), client.secret());
    }

    private Arrival arrival(Grant grant) throws OAuthFailed {
        Person person =
                profile.read(new Api(outbound, site.api(), site.scheme() + " " + grant.access()));
        return new Arrival(person, person.user(), grant);
    }

    @Override
    public Optional<Arrival> again(Grant grant, Consumer<Grant> fresh) throws OAuthFailed {
        if (!grant.isOver(Instant.now())) {
            try {
                return Optional.of(arrival(grant));
            } catch (OAuthFailed e) {
                if (!e.takenBack()) {
                    throw e;
                }
            }
        }
        // The token was over earlier than we knew, or there is no account to it any more.
        Optional<Grant> next = refreshed(grant);
        next.ifPresent(fresh);
        try {
            return next.isEmpty() ? Optional.empty() : Optional.of(arrival(next.get()));
        } catch (OAuthFailed e) {
            if (e.takenBack()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Optional<Grant> refreshed(Grant grant) throws OAuthFailed {
        return grant.refresh().isEmpty()
                ? Optional.empty()
                : new Tokens(outbound)
                        .refresh(site.token(), authentication(), grant.refresh())
                        .map(tokens -> Tokens.grant(tokens, grant.refresh(), grant.source()));
    }

    @Override
    public void close() {
        outbound.close();
    }
}
