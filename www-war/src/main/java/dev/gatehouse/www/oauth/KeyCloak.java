package dev.gatehouse.www.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.data.setting.Setting;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** {@code KeyCloakAuth}: one realm of one's own Keycloak. Stateless. */
final class KeyCloak {
    private static final String CONNECT = "/protocol/openid-connect";

    private KeyCloak() {}

    static Provider read(Setting parameters) {
        Client client = Client.read(parameters, "instance_uri", "realm");
        String instance = Client.site(parameters, "instance_uri", null);
        Setting setting = parameters.need("realm");
        String name = setting.isNull() ? "" : setting.text();
        String realm =
                instance
                        + "/realms/"
                        + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        CodeFlow.Site site =
                new CodeFlow.Site(
                        URI.create(realm + CONNECT + "/auth"),
                        URI.create(realm + CONNECT + "/token"),
                        "openid",
                        realm,
                        "Bearer",
                        realm);
        return new Provider(
                "KeyCloak:" + URI.create(instance).getAuthority() + "/" + name,
                "KeyCloak",
                "fa-key",
                client,
                new CodeFlow(site, client, KeyCloak::person));
    }

    private static Person person(Api api) throws OAuthFailed {
        JsonNode user = api.get(CONNECT + "/userinfo");
        return new PersonBuilder("KeyCloak")
                .username(user.path("preferred_username"))
                .fullName(user.path("name"))
                .email(user.path("email"), user.path("email_verified").asBoolean())
                .avatar(user.path("picture"))
                .groups(Claims.texts(user.path("groups")))
                .build(user.path("sub"));
    }
}
