package dev.gatehouse.www;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the configuration keeps to itself, and what people may write into their names. */
class ConfigSecretsTest {
    private static final String LDAP =
            "uri: 'ldap://127.0.0.1:1', bindUser: 'cn=canary-searcher', bindPw: canary-bind,"
                    + " accountBase: 'dc=x', accountPattern: '(uid=%(username)s)',"
                    + " accountFullName: cn, accountEmail: mail";

    private static final String CONFIG =
            """
            buildbotURL: http://ci.example.org/
            master: none
            db: {db_url: 'sqlite:///state.sqlite'}
            www:
              auth:
                - UserPasswordAuth: {users: {alice: canary-password}}
                - LDAPAuth: {%s}
                - GitHubAuth: {clientId: c, clientSecret: canary-github, userInfoProvider: {LdapUserInfo: {%s}}}
                - OIDCAuth: {issuer: 'https://127.0.0.1:1', name: staff, clientId: c, clientSecret: canary-oidc}
                - RemoteUserAuth: {header: canary-header}
              avatar_methods:
                - AvatarGitHub: {client_id: c, client_secret: canary-pictures}
                - LdapUserInfo: {%s, avatarPattern: '(mail=%%(email)s)', avatarData: jpegPhoto}
              authz:
                allowRules: [AnyControlEndpointMatcher: {role: canary-role}]
                roleMatchers: [RolesFromEmails: {canary-role: [canary-boss@example.org]}]
              guessing: {never_locked: [canary-admin]}
            """
                    .formatted(LDAP, LDAP, LDAP);

    @TempDir Path folder;

    @Test
    void secrets_areInNoDocumentAndOnNoPage() throws Exception {
        try (Whole server = new Whole(folder, CONFIG)) {
            HttpResponse<String> login =
                    server.get(
                            "/auth/login",
                            "Authorization",
                            "Basic "
                                    + Base64.getEncoder()
                                            .encodeToString(
                                                    "alice:canary-password"
                                                            .getBytes(StandardCharsets.UTF_8)));
            String cookie = login.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
            for (String path :
                    new String[] {
                        "/",
                        "/config",
                        "/config.js",
                        "/api",
                        "/api/v2",
                        "/theme.css",
                        "/api/v2/application.spec",
                        "/api/v2/openapi.json",
                        "/auth/login",
                        "/auth/login?way=GitHub",
                        "/auth/login?way=staff",
                        "/auth/zap",
                        "/zap"
                    }) {
                for (String who : new String[] {"x=y", cookie}) {
                    HttpResponse<String> answer = server.get(path, "Cookie", who);
                    assertThat(answer.body() + answer.headers().map())
                            .describedAs(path)
                            .doesNotContain("canary");
                }
            }
            assertThat(Files.readString(folder.resolve("audit.log")))
                    .contains("\"login\"")
                    .doesNotContain("canary-password");
        }
    }

    /** The proxy's, the directory's or the provider's word for somebody is no part of a page. */
    @Test
    void markup_inANameOrATitle_isOnNoPage() throws Exception {
        String markup = "</script><script>alert(1)</script>";
        try (Whole server =
                new Whole(
                        folder,
                        """
                        buildbotURL: http://ci.example.org/
                        master: none
                        title: '%1$s'
                        www:
                          ui_default_config: {'x': '%1$s'}
                          auth:
                            RemoteUserAuth: {headerRegex: '(?P<full_name>[^@]+)@(?P<username>.+)'}
                        """
                                .formatted(markup))) {
            HttpResponse<String> page = server.get("/", "REMOTE_USER", markup + "@homer");
            assertThat(page.headers().firstValue("Set-Cookie")).isPresent();
            assertThat(page.body()).doesNotContain("alert(1)");

            HttpResponse<String> document = server.get("/config", "REMOTE_USER", markup + "@homer");
            assertThat(document.body()).contains("alert(1)");
            assertThat(document.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("application/json");
            HttpResponse<String> script = server.get("/config.js");
            assertThat(script.headers().firstValue("Content-Type").orElseThrow())
                    .contains("javascript");
            assertThat(script.body()).contains("alert(1)").doesNotContain("<");
            for (HttpResponse<String> answer : List.of(document, script)) {
                assertThat(answer.headers().firstValue("X-Content-Type-Options"))
                        .contains("nosniff");
                assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                        .startsWith("default-src 'none'");
            }
        }
    }
}
