package dev.gatehouse.www.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole way over an OpenID provider, and every ID token that must not get anybody in. */
class OidcLoginTest {
    private FakeOidc provider;
    private Site site;

    @BeforeEach
    void start() throws Exception {
        provider = new FakeOidc();
        site = site("");
    }

    private Site site(String more) throws Exception {
        return new Site(
                Site.read("OIDCAuth", "issuer: '" + provider.url() + "', name: staff" + more));
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
        provider.close();
    }

    @Test
    void login_goodToken_isWhoTheProviderSays() throws Exception {
        Map<String, Object> user = site.user(site.browser().login(provider, "/auth/login"));

        assertThat(user)
                .containsEntry("username", "homer")
                .containsEntry("email", "homer@example.org")
                .containsEntry("groups", List.of("staff"))
                .containsEntry("realm", "OIDC:staff");
        assertThat(provider.authorization.get("nonce")).hasSizeGreaterThan(21);
        assertThat(provider.authorization).doesNotContainKeys("prompt", "acr_values", "max_age");
    }

    static Stream<Arguments> claims() {
        Date past = Date.from(Instant.now().minusSeconds(120));
        return Stream.of(
                claim("another issuer", set -> set.issuer("https://evil.example")),
                claim("no issuer", set -> set.issuer(null)),
                claim("another audience", set -> set.audience("client-2")),
                claim("no audience", set -> set.audience((String) null)),
                claim(
                        "two audiences and no azp",
                        set -> set.audience(List.of(FakeSite.CLIENT, "client-2"))),
                claim(
                        "two audiences and another's azp",
                        set ->
                                set.audience(List.of(FakeSite.CLIENT, "client-2"))
                                        .claim("azp", "client-2")),
                claim("another's azp", set -> set.claim("azp", "client-2")),
                claim("expired", set -> set.expirationTime(past)),
                claim("no end", set -> set.expirationTime(null)),
                claim("no time of issue", set -> set.issueTime(null)),
                claim(
                        "issued tomorrow",
                        set -> set.issueTime(Date.from(Instant.now().plusSeconds(86_400)))),
                claim("another nonce", set -> set.claim("nonce", "another")),
                claim("no nonce", set -> set.claim("nonce", null)),
                claim("no subject", set -> set.subject(null)),
                claim("another subject than the user info's", set -> set.subject("sub-2")));
    }

    private static Arguments claim(String name, UnaryOperator<JWTClaimsSet.Builder> change) {
        return Arguments.of(name, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("claims")
    void token_withBadClaims_isRefused(String name, UnaryOperator<JWTClaimsSet.Builder> change)
            throws Exception {
        provider.claims = change;

        assertRefused(site.browser().login(provider, "/auth/login"));
    }

    static Stream<Arguments> signatures() {
        RSAKey foreign = FakeOidc.newKey("key-1");
        return Stream.of(
                signature("none", (set, own) -> new PlainJWT(set).serialize()),
                signature("no token", (set, own) -> ""),
                signature("HS256 with the public key", OidcLoginTest::publicKeyAsSecret),
                signature(
                        "another key of the same name",
                        (set, own) -> FakeOidc.signed(set, foreign)),
                signature(
                        "an unknown key",
                        (set, own) -> FakeOidc.signed(set, FakeOidc.newKey("key-9"))),
                signature(
                        "its own key in the header",
                        (set, own) ->
                                FakeOidc.signed(
                                        set,
                                        new JWSHeader.Builder(JWSAlgorithm.RS256)
                                                .keyID("key-1")
                                                .jwk(foreign.toPublicJWK())
                                                .build(),
                                        foreign)),
                signature(
                        "an algorithm that is not configured",
                        (set, own) ->
                                FakeOidc.signed(
                                        set,
                                        new JWSHeader.Builder(JWSAlgorithm.RS512)
                                                .keyID("key-1")
                                                .build(),
                                        own)),
                signature(
                        "a signature that was cut",
                        (set, own) -> {
                            String good = FakeOidc.signed(set, own);
                            return good.substring(0, good.length() - 8);
                        }));
    }

    @FunctionalInterface
    interface Bad {
        String sign(JWTClaimsSet set, RSAKey own) throws Exception;
    }

    private static Arguments signature(String name, Bad bad) {
        return Arguments.of(name, bad);
    }

    private static String publicKeyAsSecret(JWTClaimsSet set, RSAKey own) throws Exception {
        SignedJWT token =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("key-1").build(), set);
        token.sign(new MACSigner(own.toRSAPublicKey().getEncoded()));
        return token.serialize();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("signatures")
    void token_badlySigned_isRefused(String name, Bad bad) throws Exception {
        provider.signer = set -> bad.sign(set, provider.key);

        assertRefused(site.browser().login(provider, "/auth/login"));
    }

    @Test
    void token_namingAnotherKeySet_doesNotMakeUsFetchIt() throws Exception {
        try (FakeOidc evil = new FakeOidc()) {
            RSAKey theirs = FakeOidc.newKey("key-1");
            evil.published = List.of(theirs);
            provider.signer =
                    set ->
                            FakeOidc.signed(
                                    set,
                                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                                            .keyID("key-1")
                                            .jwkURL(URI.create(evil.url() + "/keys"))
                                            .x509CertURL(URI.create(evil.url() + "/keys"))
                                            .build(),
                                    theirs);

            assertRefused(site.browser().login(provider, "/auth/login"));
            assertThat(evil.asked).isEmpty();
        }
    }

    private void assertRefused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.body()).startsWith("OAuth2 session: creation failed: the provider");
        assertThat(answer.headers().allValues("Set-Cookie"))
                .noneMatch(cookie -> cookie.startsWith("TWISTED_SESSION="));
    }

    @Test
    void keys_changed_areFetchedOnceMore() throws Exception {
        site.user(site.browser().login(provider, "/auth/login"));
        RSAKey second = FakeOidc.newKey("key-2");
        provider.published = List.of(second);
        provider.signer = set -> FakeOidc.signed(set, second);

        site.user(site.browser().login(provider, "/auth/login"));
        assertThat(keysAsked()).isEqualTo(2);

        provider.signer = set -> FakeOidc.signed(set, FakeOidc.newKey("key-3"));
        for (int i = 0; i < 4; i++) {
            assertRefused(site.browser().login(provider, "/auth/login"));
        }
        assertThat(keysAsked()).as("bounded, however many unknown keys come").isLessThan(5);
    }

    private long keysAsked() {
        return provider.asked.stream().filter("GET /keys"::equals).count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", ""})
    void answer_ofAnotherIssuer_isRefusedUnasked(String issuer) throws Exception {
        provider.besides = issuer.isEmpty() ? Map.of() : Map.of("iss", issuer);
        Browser browser = site.browser();
        String back = provider.consent(browser.begin("/auth/login"));
        provider.asked.clear();

        assertThat(browser.get(back).statusCode()).isEqualTo(400);
        assertThat(provider.asked).isEmpty();
    }

    @Test
    void answer_withoutIssuer_isGoodWhereNoneIsPromised() throws Exception {
        provider.metadata = Map.of("authorization_response_iss_parameter_supported", false);
        provider.besides = Map.of();

        site.user(site.browser().login(provider, "/auth/login"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"issuer", "jwks_uri", "token_endpoint", "authorization_endpoint"})
    void discovery_ofSomebodyElse_disablesTheProvider(String field) throws Exception {
        provider.metadata = Map.of(field, "http://evil.example/x");

        assertRefused(site.browser().get("/auth/login"));

        provider.metadata = Map.of();
        try (Site later = site("")) {
            later.user(later.browser().login(provider, "/auth/login"));
        }
    }

    @Test
    void secret_goesByPost_whereOnlyThatIsTaken() throws Exception {
        provider.metadata =
                Map.of("token_endpoint_auth_methods_supported", List.of("client_secret_post"));

        site.user(site.browser().login(provider, "/auth/login"));
    }

    @Test
    void email_notVerified_isLeftOut() throws Exception {
        Map<String, Object> info = new LinkedHashMap<>(provider.userInfo);
        info.put("email_verified", false);
        provider.userInfo = info;

        assertThat(site.user(site.browser().login(provider, "/auth/login")))
                .doesNotContainKey("email");
    }

    @Test
    void email_ofTheToken_isNotVerifiedByWhatTheUserInfoSaysOfAnother() throws Exception {
        provider.claims = set -> set.claim("email", "boss@example.org");

        assertThat(site.user(site.browser().login(provider, "/auth/login")))
                .doesNotContainKey("email");

        Map<String, Object> info = new LinkedHashMap<>(provider.userInfo);
        info.remove("email_verified");
        provider.userInfo = info;
        provider.claims = set -> set.claim("email_verified", true);

        assertThat(site.user(site.browser().login(provider, "/auth/login")))
                .doesNotContainKey("email");
    }

    @Test
    void email_asUserName_mustBeVerified() throws Exception {
        try (Site byEmail = site(", usernameClaim: email")) {
            assertThat(byEmail.user(byEmail.browser().login(provider, "/auth/login")))
                    .containsEntry("username", "homer@example.org");

            Map<String, Object> info = new LinkedHashMap<>(provider.userInfo);
            info.put("email_verified", false);
            provider.userInfo = info;

            assertThat(byEmail.browser().login(provider, "/auth/login").statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void claims_ofOneChoice_nameUserAndGroups() throws Exception {
        provider.claims =
                set ->
                        set.claim("upn", "HS")
                                .claim("realm_access", Map.of("roles", List.of("admins", "x")));
        try (Site chosen = site(", usernameClaim: upn, groupsClaim: realm_access.roles")) {
            assertThat(chosen.user(chosen.browser().login(provider, "/auth/login")))
                    .containsEntry("username", "HS")
                    .containsEntry("groups", List.of("admins", "x"));
        }
    }

    @Test
    void user_withoutTheClaim_isRefused() throws Exception {
        try (Site chosen = site(", usernameClaim: upn")) {
            assertRefused(chosen.browser().login(provider, "/auth/login"));
        }
    }

    @Test
    void demands_areAskedAndChecked() throws Exception {
        try (Site strict =
                site(", acrValues: [gold, silver], requireAmr: [pwd, otp], maxAge: 1h")) {
            assertThat(status(strict, set -> set)).isEqualTo(403);
            assertThat(provider.authorization)
                    .containsEntry("acr_values", "gold silver")
                    .containsEntry("max_age", "3600");
            assertThat(status(strict, set -> strong(set, "bronze", List.of("pwd", "otp"), 0)))
                    .isEqualTo(403);
            assertThat(status(strict, set -> strong(set, "gold", List.of("pwd"), 0)))
                    .isEqualTo(403);
            assertThat(status(strict, set -> strong(set, "gold", List.of("pwd", "otp"), 7200)))
                    .isEqualTo(403);
            assertThat(status(strict, set -> strong(set, "silver", List.of("otp", "pwd"), 60)))
                    .isEqualTo(302);
        }
    }

    /** Else a provider could say it in a claim that everybody fills in himself. */
    @Test
    void strength_isTheIdTokens_andNothingElseOfOursCanBeSaid() throws Exception {
        try (Site usual = site("")) {
            provider.claims =
                    set ->
                            strong(set, "gold", List.of("pwd", "otp"), 0)
                                    .claim("second_factor", "totp")
                                    .claim("administrator", true);
            Map<String, Object> user = usual.user(usual.browser().login(provider, "/auth/login"));
            assertThat(user)
                    .containsEntry("acr", "gold")
                    .containsEntry("amr", List.of("pwd", "otp"))
                    .doesNotContainKeys("second_factor", "administrator");
        }
    }

    private int status(Site strict, UnaryOperator<JWTClaimsSet.Builder> change) throws Exception {
        provider.claims = change;
        return strict.browser().login(provider, "/auth/login").statusCode();
    }

    private static JWTClaimsSet.Builder strong(
            JWTClaimsSet.Builder set, String acr, List<String> amr, int secondsAgo) {
        return set.claim("acr", acr)
                .claim("amr", amr)
                .claim("auth_time", Instant.now().getEpochSecond() - secondsAgo);
    }
}
