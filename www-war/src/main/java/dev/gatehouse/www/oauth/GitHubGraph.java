package dev.gatehouse.www.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who somebody is, by GitHub's GraphQL API ({@code apiVersion: 4}), with the teams of each organisation where
 * wanted. The e-mail address comes from the REST API even so: GraphQL does not say whether it is verified.
 * Immutable; any thread.
 */
final class GitHubGraph implements CodeFlow.Profile {
    private static final Logger log = LoggerFactory.getLogger(GitHubGraph.class);

    private static final String VIEWER =
            "query { viewer { databaseId email login name organizations(first: 100) { edges { node {"
                    + " login } } } } }";

    private final String address;
    private final boolean teams;
    private final boolean debug;

    GitHubGraph(String address, boolean teams, boolean debug) {
        this.address = address;
        this.teams = teams;
        this.debug = debug;
    }

    @Override
    public Person read(Api api) throws OAuthFailed {
        JsonNode viewer = ask(api, VIEWER).path("viewer");
        List<String> groups = new ArrayList<>();
        for (JsonNode edge : viewer.path("organizations").path("edges")) {
            groups.add(edge.path("node").path("login").asText(""));
        }
        if (teams && !groups.isEmpty()) {
            groups.addAll(teams(api, groups, viewer.path("login").asText("")));
        }
        return new PersonBuilder("GitHub")
                .username(viewer.path("login"))
                .fullName(viewer.path("name"))
                .email(GitHub.email(api), true)
                .groups(groups)
                .build(viewer.path("databaseId"));
    }

    /** By name and by slug, sorted. One question for all organisations. */
    private TreeSet<String> teams(Api api, List<String> organisations, String user)
            throws OAuthFailed {
        StringBuilder query = new StringBuilder("query {");
        for (int i = 0; i < organisations.size(); i++) {
            query.append(" o")
                    .append(i)
                    .append(": organization(login: ")
                    .append(quoted(organisations.get(i)))
                    .append(") { teams(first: 100 userLogins: [")
                    .append(quoted(user))
                    .append("]) { edges { node { name, slug } } } }");
        }
        JsonNode answer = ask(api, query.append(" }").toString());
        TreeSet<String> found = new TreeSet<>();
        for (int i = 0; i < organisations.size(); i++) {
            for (JsonNode edge : answer.path("o" + i).path("teams").path("edges")) {
                String prefix = organisations.get(i) + "/";
                found.add(prefix + edge.path("node").path("name").asText());
                found.add(prefix + edge.path("node").path("slug").asText());
            }
        }
        return found;
    }

    private JsonNode ask(Api api, String query) throws OAuthFailed {
        JsonNode answer = api.graphql(address, query);
        if (debug) {
            log.info("GitHub GraphQL query: {}", OAuthFailed.printable(query));
            log.info("GitHub GraphQL answer: {}", OAuthFailed.printable(answer.toString()));
        }
        return answer;
    }

    /** GraphQL writes texts as JSON does. */
    private static String quoted(String text) {
        return Api.JSON.getNodeFactory().textNode(text).toString();
    }
}
