package dev.gatehouse.www.oauth;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An OpenID provider's description of itself and its keys, fetched when first needed. It must call itself
 * what the configuration calls it. A signature's key is looked for in the described key set alone, whatever a
 * token's header says; a key that is not there is looked for once more, and no more often than twice in half
 * a minute. Any thread; the first one waits for the network. A
 * failure is remembered for some seconds; an old description serves on where no new one is to be had.
 */
final class Issuer {
    private static final String UNDESCRIBED = "the provider's description is not to be had";
    private static final String WELL_KNOWN = "/.well-known/openid-configuration";

    private static final Logger log = LoggerFactory.getLogger(Issuer.class);

    private static final Duration KEPT = Duration.ofHours(1);

    /** So long a provider that failed is not asked again: each try may take the whole of the time limit. */
    private static final Duration LEFT_ALONE = Duration.ofSeconds(10);

    private static final long KEYS_KEPT = Duration.ofMinutes(5).toMillis();
    private static final long KEYS_TIMEOUT = Duration.ofSeconds(30).toMillis();
    private static final long KEYS_INTERVAL = Duration.ofSeconds(30).toMillis();

    private final String name;
    private final ClientID client;
    private final Set<JWSAlgorithm> algorithms;
    private final Outbound outbound;
    private final InstantSource clock;
    private @Nullable Described described;
    private @Nullable Failed failed;

    private record Failed(OAuthFailed why, Instant until) {}

    private record Described(
            OIDCProviderMetadata metadata, IDTokenValidator validator, Instant until) {}

    /**
     * @param name the issuer, as it is written in tokens
     */
    Issuer(
            String name,
            ClientID client,
            Set<JWSAlgorithm> algorithms,
            Outbound outbound,
            InstantSource clock) {
        this.name = name;
        this.client = client;
        this.algorithms = algorithms;
        this.outbound = outbound;
        this.clock = clock;
    }

    OIDCProviderMetadata metadata() throws OAuthFailed {
        return described().metadata();
    }

    IDTokenValidator validator() throws OAuthFailed {
        return described().validator();
    }

    private synchronized Described described() throws OAuthFailed {
        Described known = described;
        if (known != null && clock.instant().isBefore(known.until())) {
            return known;
        }
        if (failed != null && clock.instant().isBefore(failed.until())) {
            throw OAuthFailed.provider(UNDESCRIBED, "not asked again yet: " + failed.why().why());
        }
        try {
            OIDCProviderMetadata metadata = fetched();
            known = new Described(metadata, validator(metadata), clock.instant().plus(KEPT));
        } catch (OAuthFailed e) {
            Instant again = clock.instant().plus(LEFT_ALONE);
            if (known == null) {
                failed = new Failed(e, again);
                throw e;
            }
            log.warn("going on with the old description: {}", e.why());
            known = new Described(known.metadata(), known.validator(), again);
        }
        failed = null;
        described = known;
        return known;
    }

    private OIDCProviderMetadata fetched() throws OAuthFailed {
        try {
            URI address = URI.create(name.replaceAll("/$", "") + WELL_KNOWN);
            HTTPResponse answer = outbound.send(new HTTPRequest(HTTPRequest.Method.GET, address));
            if (answer.getStatusCode() != 200) {
                throw broken("status " + answer.getStatusCode());
            }
            return checked(OIDCProviderMetadata.parse(String.valueOf(answer.getBody())));
        } catch (IOException | ParseException e) {
            throw broken(String.valueOf(e.getMessage()));
        }
    }

    private OIDCProviderMetadata checked(OIDCProviderMetadata metadata) throws OAuthFailed {
        if (!name.equals(metadata.getIssuer().getValue())) {
            throw broken("it calls itself " + metadata.getIssuer());
        }
        for (URI needed :
                Arrays.asList(
                        metadata.getAuthorizationEndpointURI(),
                        metadata.getTokenEndpointURI(),
                        metadata.getJWKSetURI())) {
            if (needed == null || !Client.safe(needed)) {
                throw broken("an endpoint is missing or not https: " + needed);
            }
        }
        URI info = metadata.getUserInfoEndpointURI();
        if (info != null && !Client.safe(info)) {
            throw broken("its user info is not https");
        }
        return metadata;
    }

    private OAuthFailed broken(String why) {
        return OAuthFailed.provider(UNDESCRIBED, "discovery of " + name + ": " + why);
    }

    private IDTokenValidator validator(OIDCProviderMetadata metadata) throws OAuthFailed {
        try {
            URL keys = Objects.requireNonNull(metadata.getJWKSetURI()).toURL();
            // Nothing is fetched ahead: that would take a thread of its own.
            JWKSource<SecurityContext> source =
                    JWKSourceBuilder.create(keys, this::resource)
                            .cache(KEYS_KEPT, KEYS_TIMEOUT)
                            .refreshAheadCache(false)
                            .rateLimited(KEYS_INTERVAL)
                            .build();
            return new IDTokenValidator(
                    metadata.getIssuer(),
                    client,
                    new JWSVerificationKeySelector<>(algorithms, source),
                    null);
        } catch (IOException e) {
            throw broken(String.valueOf(e.getMessage()));
        }
    }

    private Resource resource(URL address) throws IOException {
        HTTPResponse answer =
                outbound.send(
                        new HTTPRequest(
                                HTTPRequest.Method.GET, URI.create(address.toExternalForm())));
        if (answer.getStatusCode() != 200) {
            throw new IOException("keys: status " + answer.getStatusCode());
        }
        return new Resource(String.valueOf(answer.getBody()), "application/json");
    }
}
