package dev.gatehouse.www.oauth;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A strict OpenID provider: discovery, keys, code flow with S256 alone, ID tokens, user info. */
final class FakeOidc extends FakeSite {
    /** Makes a whole ID token out of the claims of a good one. */
    @FunctionalInterface
    interface Signer {
        String sign(JWTClaimsSet claims) throws Exception;
    }

    final RSAKey key = newKey("key-1");

    /** What the key set has. */
    volatile List<RSAKey> published = List.of(key);

    volatile UnaryOperator<JWTClaimsSet.Builder> claims = UnaryOperator.identity();
    volatile Signer signer = set -> signed(set, key);
    volatile Map<String, Object> userInfo =
            Map.of(
                    "sub",
                    "sub-1",
                    "preferred_username",
                    "homer",
                    "name",
                    "Homer Simpson",
                    "email",
                    "homer@example.org",
                    "email_verified",
                    true,
                    "groups",
                    List.of("staff"));
    volatile Map<String, Object> metadata = Map.of();
    volatile Map<String, String> besides;

    FakeOidc() throws IOException {
        besides = Map.of("iss", url());
    }

    static RSAKey newKey(String id) {
        try {
            return new RSAKeyGenerator(2048).keyUse(KeyUse.SIGNATURE).keyID(id).generate();
        } catch (com.nimbusds.jose.JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String signed(JWTClaimsSet set, RSAKey key) throws Exception {
        return signed(
                set,
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(JOSEObjectType.JWT)
                        .keyID(key.getKeyID())
                        .build(),
                key);
    }

    static String signed(JWTClaimsSet set, JWSHeader header, RSAKey key) throws Exception {
        SignedJWT token = new SignedJWT(header, set);
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    @Override
    String authorizePath() {
        return "/authorize";
    }

    @Override
    String tokenPath() {
        return "/token";
    }

    @Override
    String scope() {
        return "openid profile email";
    }

    @Override
    Map<String, String> besides() {
        return besides;
    }

    @Override
    Said open(String path) {
        return switch (path) {
            case "/.well-known/openid-configuration" -> Said.ok(described());
            case "/keys" -> Said.ok(new JWKSet(List.copyOf(published)).toPublicJWKSet().toString());
            default -> null;
        };
    }

    private Map<String, Object> described() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("issuer", url());
        all.put("authorization_endpoint", url() + "/authorize");
        all.put("token_endpoint", url() + "/token");
        all.put("userinfo_endpoint", url() + "/userinfo");
        all.put("jwks_uri", url() + "/keys");
        all.put("response_types_supported", List.of("code"));
        all.put("subject_types_supported", List.of("public"));
        all.put("id_token_signing_alg_values_supported", List.of("RS256"));
        all.put("code_challenge_methods_supported", List.of("S256"));
        all.put("authorization_response_iss_parameter_supported", true);
        all.putAll(metadata);
        return all;
    }

    @Override
    Map<String, Object> tokenFields(Map<String, String> authorization) {
        Instant now = Instant.now();
        JWTClaimsSet.Builder good =
                new JWTClaimsSet.Builder()
                        .issuer(url())
                        .subject("sub-1")
                        .audience(CLIENT)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(300)))
                        .claim("nonce", authorization.get("nonce"));
        try {
            String token = signer.sign(claims.apply(good).build());
            return token.isEmpty() ? Map.of() : Map.of("id_token", token);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    Said api(String method, String path, Map<String, String> query, String body) {
        return path.equals("/userinfo") ? Said.ok(userInfo) : new Said(404, Map.of());
    }
}
