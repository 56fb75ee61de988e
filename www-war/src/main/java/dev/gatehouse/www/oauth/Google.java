package dev.gatehouse.www.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.data.setting.Setting;
import java.net.URI;

/** {@code GoogleAuth}. Stateless. */
final class Google {
    private static final String SCOPE =
            "https://www.googleapis.com/auth/userinfo.email"
                    + " https://www.googleapis.com/auth/userinfo.profile";

    private Google() {}

    static Provider read(Setting parameters) {
        Client client = Client.read(parameters);
        return provider(
                client, "https://accounts.google.com", "https://www.googleapis.com/oauth2/v1");
    }

    static Provider provider(Client client, String web, String api) {
        CodeFlow.Site site =
                new CodeFlow.Site(
                        URI.create(web + "/o/oauth2/auth"),
                        URI.create(web + "/o/oauth2/token"),
                        SCOPE,
                        api,
                        "Bearer",
                        "https://accounts.google.com");
        return new Provider(
                "Google",
                "Google",
                "fa-google-plus",
                client,
                new CodeFlow(site, client, Google::person));
    }

    private static Person person(Api api) throws OAuthFailed {
        JsonNode user = api.get("/userinfo");
        String email = user.path("email").asText("");
        // The user name is made of it, so an address that is anybody's would make anybody's name.
        if (!user.path("verified_email").asBoolean()) {
            throw OAuthFailed.refused(
                    "the provider has not verified the e-mail address", "'" + email + "'");
        }
        return new PersonBuilder("Google")
                .username(Api.JSON.getNodeFactory().textNode(email.split("@", 2)[0]))
                .fullName(user.path("name"))
                .email(user.path("email"), true)
                .avatar(user.path("picture"))
                .build(user.path("id"));
    }
}
