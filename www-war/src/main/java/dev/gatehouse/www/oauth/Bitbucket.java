package dev.gatehouse.www.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.data.setting.Setting;
import java.net.URI;

/** {@code BitbucketAuth}: bitbucket.org. Stateless. */
final class Bitbucket {
    private Bitbucket() {}

    static Provider read(Setting parameters) {
        Client client = Client.read(parameters);
        return provider(client, "https://bitbucket.org", "https://api.bitbucket.org/2.0");
    }

    static Provider provider(Client client, String web, String api) {
        CodeFlow.Site site =
                new CodeFlow.Site(
                        URI.create(web + "/site/oauth2/authorize"),
                        URI.create(web + "/site/oauth2/access_token"),
                        "",
                        api,
                        "Bearer",
                        "");
        return new Provider(
                "Bitbucket",
                "Bitbucket",
                "fa-bitbucket",
                client,
                new CodeFlow(site, client, Bitbucket::person));
    }

    private static Person person(Api api) throws OAuthFailed {
        JsonNode user = api.get("/user");
        PersonBuilder person =
                new PersonBuilder("Bitbucket")
                        .username(user.path("username"))
                        .fullName(user.path("display_name"));
        for (JsonNode entry : api.values("/user/emails")) {
            if (entry.path("is_primary").asBoolean()) {
                person.email(entry.path("email"), entry.path("is_confirmed").asBoolean());
            }
        }
        person.groups(
                api.values("/workspaces?role=member").stream()
                        .map(workspace -> workspace.path("slug").asText(""))
                        .toList());
        return person.build(user.path("uuid"));
    }
}
