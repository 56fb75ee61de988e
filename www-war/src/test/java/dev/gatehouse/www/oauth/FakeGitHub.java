package dev.gatehouse.www.oauth;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** GitHub Enterprise: REST below {@code /api/v3}, GraphQL at {@code /api/graphql}. */
final class FakeGitHub extends FakeSite {
    private static final Pattern TEAMS =
            Pattern.compile(
                    "(\\w+): organization\\(login: \"([^\"]+)\"\\) \\{ teams\\(first: 100 userLogins:"
                            + " \\[\"homer\"]\\) \\{ edges \\{ node \\{ name, slug } } } }");

    volatile List<Map<String, Object>> emails =
            List.of(
                    Map.of("email", "h@work.example", "primary", false, "verified", true),
                    Map.of("email", "homer@example.org", "primary", true, "verified", true));

    volatile List<String> organisations = List.of("buildbot", "3-scale");
    volatile int emailStatus = 200;

    FakeGitHub() throws IOException {}

    @Override
    String authorizePath() {
        return "/login/oauth/authorize";
    }

    @Override
    String tokenPath() {
        return "/login/oauth/access_token";
    }

    @Override
    String scope() {
        return "user:email read:org";
    }

    @Override
    String scheme() {
        return "token";
    }

    @Override
    int tokenErrorStatus() {
        return 200;
    }

    @Override
    Said api(String method, String path, Map<String, String> query, String body) throws Exception {
        return switch (path) {
            case "/api/v3/user" ->
                    Said.ok(
                            Map.of(
                                    "id",
                                    4711,
                                    "login",
                                    "homer",
                                    "name",
                                    "Homer Simpson",
                                    "email",
                                    "public@example.org"));
            case "/api/v3/user/emails" -> new Said(emailStatus, emails);
            case "/api/v3/user/orgs" -> Said.ok(page(query));
            case "/api/graphql" -> graphql(JSON.readTree(body).path("query").asText());
            default -> new Said(404, Map.of("message", "Not Found"));
        };
    }

    private List<Map<String, Object>> page(Map<String, String> query) {
        int size = Integer.parseInt(query.getOrDefault("per_page", "30"));
        int from = (Integer.parseInt(query.getOrDefault("page", "1")) - 1) * size;
        return IntStream.range(from, Math.min(from + size, organisations.size()))
                .mapToObj(i -> Map.<String, Object>of("login", organisations.get(i), "id", i))
                .toList();
    }

    private Said graphql(String query) {
        if (query.contains("viewer")) {
            List<Object> edges = new ArrayList<>();
            organisations.forEach(name -> edges.add(Map.of("node", Map.of("login", name))));
            return Said.ok(
                    Map.of(
                            "data",
                            Map.of(
                                    "viewer",
                                    Map.of(
                                            "databaseId",
                                            4711,
                                            "email",
                                            "public@example.org",
                                            "login",
                                            "homer",
                                            "name",
                                            "Homer Simpson",
                                            "organizations",
                                            Map.of("edges", edges)))));
        }
        Map<String, Object> data = new TreeMap<>();
        for (Matcher matcher = TEAMS.matcher(query); matcher.find(); ) {
            // An alias that begins with a digit is no GraphQL.
            if (Character.isDigit(matcher.group(1).charAt(0))) {
                return Said.ok(Map.of("errors", List.of(Map.of("message", "Parse error"))));
            }
            data.put(
                    matcher.group(1),
                    matcher.group(2).equals("buildbot")
                            ? Map.of(
                                    "teams",
                                    Map.of(
                                            "edges",
                                            List.of(
                                                    team("Core Developers", "core-developers"),
                                                    team("Contributors", "contributors"))))
                            : null);
        }
        return Said.ok(Map.of("data", data));
    }

    private static Map<String, Object> team(String name, String slug) {
        return Map.of("node", Map.of("name", name, "slug", slug));
    }
}
