package dev.gatehouse.www.oauth;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** GitLab, Bitbucket, Google and Keycloak, as far as a login sees them. */
final class FakeOthers {
    private FakeOthers() {}

    static final class GitLabSite extends FakeSite {
        volatile String confirmed = "2020-01-01T00:00:00Z";

        volatile Map<String, String> besides = Map.of();

        GitLabSite() throws IOException {}

        @Override
        Map<String, String> besides() {
            return besides;
        }

        @Override
        String authorizePath() {
            return "/oauth/authorize";
        }

        @Override
        String tokenPath() {
            return "/oauth/token";
        }

        @Override
        String scope() {
            return "";
        }

        @Override
        Said api(String method, String path, Map<String, String> query, String body) {
            return switch (path) {
                case "/api/v4/user" -> {
                    Map<String, Object> user = new HashMap<>();
                    user.put("id", 42);
                    user.put("username", "lisa");
                    user.put("name", "Lisa Simpson");
                    user.put("email", "lisa@example.org");
                    user.put("confirmed_at", confirmed);
                    user.put("avatar_url", "https://gitlab.example.org/lisa.png");
                    yield Said.ok(user);
                }
                case "/api/v4/groups" -> Said.ok(groups(query));
                default -> new Said(404, Map.of());
            };
        }

        /** All that one may look at, unless only those are asked where one has some access. */
        private static List<Map<String, Object>> groups(Map<String, String> query) {
            Map<String, Object> own = new HashMap<>();
            own.put("path", "band");
            own.put("full_path", "band");
            own.put("parent_id", null);
            Map<String, Object> below =
                    Map.of("path", "admins", "full_path", "band/admins", "parent_id", 1);
            Map<String, Object> everybodys = new HashMap<>();
            everybodys.put("path", "public-group");
            everybodys.put("full_path", "public-group");
            everybodys.put("parent_id", null);
            return query.containsKey("min_access_level")
                    ? List.of(own, below)
                    : List.of(own, below, everybodys);
        }
    }

    static final class BitbucketSite extends FakeSite {
        volatile Map<String, String> besides = Map.of();

        @Override
        Map<String, String> besides() {
            return besides;
        }

        volatile boolean confirmed = true;

        BitbucketSite() throws IOException {}

        @Override
        String authorizePath() {
            return "/site/oauth2/authorize";
        }

        @Override
        String tokenPath() {
            return "/site/oauth2/access_token";
        }

        @Override
        String scope() {
            return "";
        }

        @Override
        Said api(String method, String path, Map<String, String> query, String body) {
            return switch (path) {
                case "/2.0/user" ->
                        Said.ok(
                                Map.of(
                                        "uuid",
                                        "{b1-2}",
                                        "username",
                                        "bart",
                                        "display_name",
                                        "Bart Simpson"));
                case "/2.0/user/emails" ->
                        Said.ok(
                                Map.of(
                                        "values",
                                        List.of(
                                                Map.of("email", "x@y.z", "is_primary", false),
                                                Map.of(
                                                        "email",
                                                        "bart@example.org",
                                                        "is_primary",
                                                        true,
                                                        "is_confirmed",
                                                        confirmed))));
                case "/2.0/workspaces" ->
                        !"member".equals(query.get("role"))
                                ? new Said(400, Map.of())
                                : query.get("page").equals("1")
                                        ? Said.ok(
                                                Map.of(
                                                        "values",
                                                        List.of(Map.of("slug", "one")),
                                                        "next",
                                                        "http://elsewhere.invalid/"))
                                        : Said.ok(Map.of("values", List.of(Map.of("slug", "two"))));
                default -> new Said(404, Map.of());
            };
        }
    }

    static final class GoogleSite extends FakeSite {
        volatile boolean verified = true;

        GoogleSite() throws IOException {}

        @Override
        String authorizePath() {
            return "/o/oauth2/auth";
        }

        @Override
        String tokenPath() {
            return "/o/oauth2/token";
        }

        @Override
        String scope() {
            return "https://www.googleapis.com/auth/userinfo.email"
                    + " https://www.googleapis.com/auth/userinfo.profile";
        }

        @Override
        Said api(String method, String path, Map<String, String> query, String body) {
            return path.equals("/oauth2/v1/userinfo")
                    ? Said.ok(
                            Map.of(
                                    "id",
                                    "10769150350006150715113082367",
                                    "email",
                                    "marge@example.org",
                                    "verified_email",
                                    verified,
                                    "name",
                                    "Marge Simpson",
                                    "picture",
                                    "https://lh3.example.org/m.jpg"))
                    : new Said(404, Map.of());
        }
    }

    static final class KeycloakSite extends FakeSite {
        volatile String issuer = url() + "/realms/spring%20field";

        KeycloakSite() throws IOException {}

        @Override
        String authorizePath() {
            return "/realms/spring field/protocol/openid-connect/auth";
        }

        @Override
        String tokenPath() {
            return "/realms/spring field/protocol/openid-connect/token";
        }

        @Override
        String scope() {
            return "openid";
        }

        @Override
        Map<String, String> besides() {
            return Map.of("iss", issuer, "session_state", "abc");
        }

        @Override
        Said api(String method, String path, Map<String, String> query, String body) {
            return path.equals("/realms/spring field/protocol/openid-connect/userinfo")
                    ? Said.ok(
                            Map.of(
                                    "sub",
                                    "9f-8e",
                                    "preferred_username",
                                    "maggie",
                                    "name",
                                    "Maggie Simpson",
                                    "email",
                                    "maggie@example.org",
                                    "email_verified",
                                    true,
                                    "groups",
                                    List.of("/quiet", "/small")))
                    : new Said(404, Map.of());
        }
    }
}
