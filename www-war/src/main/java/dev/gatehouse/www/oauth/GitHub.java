package dev.gatehouse.www.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.data.setting.Setting;
import java.net.URI;
import java.util.List;

/** {@code GitHubAuth}: GitHub, and GitHub Enterprise with {@code serverURL}. Stateless. */
final class GitHub {
    private static final String KNOWN = "https://github.com";
    private static final String SCOPE = "user:email read:org";

    private GitHub() {}

    static Provider read(Setting parameters) {
        Client client =
                Client.read(parameters, "serverURL", "apiVersion", "getTeamsMembership", "debug");
        String server = Client.site(parameters, "serverURL", KNOWN);
        String rest = server.equals(KNOWN) ? "https://api.github.com" : server + "/api/v3";
        long version = parameters.number("apiVersion", 3);
        boolean teams = parameters.flag("getTeamsMembership", false);
        boolean debug = parameters.flag("debug", false);
        if (version != 3 && version != 4) {
            parameters.error("GitHubAuth apiVersion must be 3 or 4 not " + version);
        }
        if (version == 3 && teams) {
            parameters.error(
                    "Retrieving team membership information using GitHubAuth is only possible using"
                            + " GitHub api v4.");
        }
        CodeFlow.Site site =
                new CodeFlow.Site(
                        URI.create(server + "/login/oauth/authorize"),
                        URI.create(server + "/login/oauth/access_token"),
                        SCOPE,
                        rest,
                        "token",
                        server + "/login/oauth");
        String graphql =
                server.equals(KNOWN) ? "https://api.github.com/graphql" : server + "/api/graphql";
        CodeFlow.Profile profile =
                version == 4 ? new GitHubGraph(graphql, teams, debug) : GitHub::person;
        return new Provider(
                Client.realm("GitHub", server, KNOWN),
                "GitHub",
                "fa-github",
                client,
                new CodeFlow(site, client, profile));
    }

    private static Person person(Api api) throws OAuthFailed {
        JsonNode user = api.get("/user");
        JsonNode email = email(api);
        List<String> organisations =
                api.list("/user/orgs").stream()
                        .map(organisation -> organisation.path("login").asText(""))
                        .toList();
        return new PersonBuilder("GitHub")
                .username(user.path("login"))
                .fullName(user.path("name"))
                .email(email, true)
                .groups(organisations)
                .build(user.path("id"));
    }

    /** The primary address where GitHub has verified it; else missing. What a profile shows may be anybody's. */
    static JsonNode email(Api api) throws OAuthFailed {
        for (JsonNode entry : api.getIfAllowed("/user/emails")) {
            if (entry.path("primary").asBoolean() && entry.path("verified").asBoolean()) {
                return entry.path("email");
            }
        }
        return Api.JSON.missingNode();
    }
}
