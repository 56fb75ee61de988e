package dev.gatehouse.www.oauth;

import com.nimbusds.jose.JWSAlgorithm;
import dev.gatehouse.data.setting.Setting;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters of {@code OIDCAuth}.
 *
 * @param issuer exactly as the provider writes it
 * @param name tells several providers apart; part of the realm
 * @param usernameClaim what names the user here
 * @param groupsClaim what his groups are in; may be a path with dots
 * @param algorithms of ID tokens' signatures; never symmetric ones
 */
record OidcSettings(
        String issuer,
        String name,
        String icon,
        List<String> scopes,
        String usernameClaim,
        String groupsClaim,
        Set<JWSAlgorithm> algorithms,
        Demands demands) {

    private static final List<String> SCOPES = List.of("openid", "profile", "email");
    private static final Set<JWSAlgorithm> SIGNATURES =
            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256);
    private static final Set<JWSAlgorithm> LEGAL =
            Set.of(
                    JWSAlgorithm.RS256,
                    JWSAlgorithm.RS384,
                    JWSAlgorithm.RS512,
                    JWSAlgorithm.PS256,
                    JWSAlgorithm.PS384,
                    JWSAlgorithm.PS512,
                    JWSAlgorithm.ES256,
                    JWSAlgorithm.ES384,
                    JWSAlgorithm.ES512);

    OidcSettings {
        scopes = List.copyOf(scopes);
        algorithms = Set.copyOf(algorithms);
    }

    static Provider provider(Setting parameters) {
        Client client =
                Client.read(
                        parameters,
                        "issuer",
                        "name",
                        "fa_icon",
                        "scopes",
                        "usernameClaim",
                        "groupsClaim",
                        "algorithms",
                        "acrValues",
                        "requireAmr",
                        "maxAge");
        OidcSettings settings = read(parameters);
        return new Provider(
                "OIDC:" + settings.name(),
                settings.name(),
                settings.icon(),
                client,
                new Oidc(settings, client));
    }

    private static OidcSettings read(Setting parameters) {
        String site = Client.site(parameters, "issuer", null);
        Optional<Setting> written = parameters.get("issuer");
        if (!Client.safe(URI.create(site))) {
            written.ifPresent(setting -> setting.error("must be https"));
        }
        List<String> scopes = new ArrayList<>(parameters.texts("scopes"));
        if (scopes.isEmpty()) {
            scopes.addAll(SCOPES);
        } else if (!scopes.contains("openid")) {
            scopes.add(0, "openid");
        }
        return new OidcSettings(
                written.map(Setting::text).orElse(site),
                parameters.text("name", URI.create(site).getAuthority()),
                parameters.text("fa_icon", "fa-openid"),
                scopes,
                parameters.text("usernameClaim", "preferred_username"),
                parameters.text("groupsClaim", "groups"),
                algorithms(parameters),
                new Demands(
                        parameters.texts("acrValues"),
                        parameters.texts("requireAmr"),
                        parameters.get("maxAge").map(OidcSettings::age).orElse(null)));
    }

    private static Duration age(Setting setting) {
        Duration age = setting.duration();
        if (age.toSeconds() > Integer.MAX_VALUE) {
            setting.error("must be shorter");
            return Duration.ZERO;
        }
        return age;
    }

    private static Set<JWSAlgorithm> algorithms(Setting parameters) {
        Set<JWSAlgorithm> found = new LinkedHashSet<>();
        for (String name : parameters.texts("algorithms")) {
            JWSAlgorithm algorithm = JWSAlgorithm.parse(name);
            if (LEGAL.contains(algorithm)) {
                found.add(algorithm);
            } else {
                parameters
                        .need("algorithms")
                        .error(
                                "'"
                                        + name
                                        + "' is not a signature by a key pair; legal: RS256, RS384,"
                                        + " RS512, PS256, PS384, PS512, ES256, ES384, ES512");
            }
        }
        return found.isEmpty() ? SIGNATURES : found;
    }
}
