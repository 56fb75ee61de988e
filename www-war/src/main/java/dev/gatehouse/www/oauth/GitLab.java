package dev.gatehouse.www.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.data.setting.Setting;
import java.net.URI;

/** {@code GitLabAuth}: gitlab.com or one's own. Stateless. */
final class GitLab {
    private static final String KNOWN = "https://gitlab.com";

    /** Guests and above. Without it the list has every group that one may look at. */
    private static final String MEMBER = "/groups?min_access_level=10";

    private GitLab() {}

    static Provider read(Setting parameters) {
        Client client = Client.read(parameters, "instanceUri");
        String instance = Client.site(parameters, "instanceUri", null);
        CodeFlow.Site site =
                new CodeFlow.Site(
                        URI.create(instance + "/oauth/authorize"),
                        URI.create(instance + "/oauth/token"),
                        "",
                        instance + "/api/v4",
                        "Bearer",
                        instance);
        return new Provider(
                Client.realm("GitLab", instance, KNOWN),
                "GitLab",
                "fa-git",
                client,
                new CodeFlow(site, client, GitLab::person));
    }

    private static Person person(Api api) throws OAuthFailed {
        JsonNode user = api.get("/user");
        return new PersonBuilder("GitLab")
                .username(user.path("username"))
                .fullName(user.path("name"))
                .email(user.path("email"), user.hasNonNull("confirmed_at"))
                .avatar(user.path("avatar_url"))
                .groups(api.list(MEMBER).stream().map(GitLab::group).toList())
                .build(user.path("id"));
    }

    /** A subgroup by its whole path: anybody may have a subgroup called {@code admins} somewhere. */
    private static String group(JsonNode group) {
        return group.hasNonNull("parent_id")
                ? group.path("full_path").asText("")
                : group.path("path").asText("");
    }
}
