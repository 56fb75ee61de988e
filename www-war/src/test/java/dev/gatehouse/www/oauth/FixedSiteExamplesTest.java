package dev.gatehouse.www.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.data.setting.Setting;
import dev.gatehouse.realm.ldap.Slapd;
import dev.gatehouse.www.ExampleDirectories;
import dev.gatehouse.www.Examples;
import dev.gatehouse.www.Served;
import dev.gatehouse.www.Settings;
import dev.gatehouse.www.access.RuleList;
import dev.gatehouse.www.access.Rules;
import dev.gatehouse.www.login.UserInfo;
import dev.gatehouse.www.login.Ways;
import dev.gatehouse.www.login.ways.ProviderWay;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples for sites whose addresses nobody configures: their parameters, and fakes in place of the sites.
 * With one of them the rest comes from a real directory.
 */
class FixedSiteExamplesTest {
    private static final String PEOPLE =
            """
            dn: dc=mycompany,dc=com
            objectClass: domain
            dc: mycompany

            dn: ou=services,dc=mycompany,dc=com
            objectClass: organizationalUnit
            ou: services

            dn: ou=people,dc=mycompany,dc=com
            objectClass: organizationalUnit
            ou: people

            dn: ou=groups,dc=mycompany,dc=com
            objectClass: organizationalUnit
            ou: groups

            dn: cn=searcher,ou=services,dc=mycompany,dc=com
            objectClass: organizationalRole
            objectClass: simpleSecurityObject
            cn: searcher
            userPassword: look

            dn: uid=marge,ou=people,dc=mycompany,dc=com
            objectClass: inetOrgPerson
            uid: marge
            cn: Marjorie Bouvier
            sn: Bouvier
            mail: %s

            dn: cn=buildbot-admins,ou=groups,dc=mycompany,dc=com
            objectClass: groupOfNames
            cn: buildbot-admins
            member: uid=marge,ou=people,dc=mycompany,dc=com
            """;

    @TempDir Path folder;

    @Test
    void google_asWritten_logsIn_andTheDomainIsARole() throws Exception {
        Setting www = example("google.yaml", "CLIENT_ID");
        try (var google = new FakeOthers.GoogleSite();
                Served served =
                        served(google(google, www), Rules.read(www.need("authz"), Map::of), null)) {
            Browser browser = new Browser(served.port());
            assertThat(browser.control()).isEqualTo(403);

            browser.login(google, "/auth/login");

            assertThat(user(served, browser))
                    .containsEntry("username", "marge")
                    .containsEntry("email", "marge@example.org")
                    .containsEntry("full_name", "Marge Simpson");
            assertThat(browser.control()).isNotEqualTo(403);
        }
    }

    @Test
    void bitbucket_asWritten_logsIn_andWorkspacesAreGroups() throws Exception {
        Setting auth = example("bitbucket.yaml", "CLIENT_ID").need("auth").need("BitbucketAuth");
        try (var bitbucket = new FakeOthers.BitbucketSite();
                Served served =
                        served(
                                Bitbucket.provider(
                                        Client.read(auth),
                                        bitbucket.url(),
                                        bitbucket.url() + "/2.0"),
                                RuleList.loggedIn(),
                                null)) {
            Browser browser = new Browser(served.port());
            assertThat(browser.control()).isEqualTo(403);

            browser.login(bitbucket, "/auth/login");

            assertThat(user(served, browser))
                    .containsEntry("username", "bart")
                    .containsEntry("groups", List.of("one", "two"));
            assertThat(browser.control()).isNotEqualTo(403);
        }
    }

    @Test
    void googleWithADirectory_sameAddress_hasItsNameAndGroupsAndTheirRoles() throws Exception {
        try (var google = new FakeOthers.GoogleSite();
                Slapd slapd = slapd("Marge@Example.org");
                Served served = withDirectory(google, slapd)) {
            Browser browser = new Browser(served.port());
            assertThat(browser.control()).isEqualTo(403);

            HttpResponse<String> answer = browser.login(google, "/auth/login");

            assertThat(answer.statusCode()).describedAs(answer.body()).isEqualTo(302);
            assertThat(user(served, browser))
                    .containsEntry("username", "marge")
                    .containsEntry("full_name", "Marjorie Bouvier")
                    .containsEntry("email", "Marge@Example.org")
                    .containsEntry("groups", List.of("buildbot-admins"));
            assertThat(browser.control()).isNotEqualTo(403);
        }
    }

    @Test
    void googleWithADirectory_anotherAddress_isSomebodyElse() throws Exception {
        try (var google = new FakeOthers.GoogleSite();
                Slapd slapd = slapd("marge@mycompany.com");
                Served served = withDirectory(google, slapd)) {
            Browser browser = new Browser(served.port());

            HttpResponse<String> answer = browser.login(google, "/auth/login");

            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).doesNotContain("mycompany.com");
            assertThat(browser.cookies).doesNotContainKey("TWISTED_SESSION");
            assertThat(browser.control()).isEqualTo(403);
        }
    }

    private static Slapd slapd(String mail) throws Exception {
        return Slapd.start("dc=mycompany,dc=com", PEOPLE.formatted(mail));
    }

    private Served withDirectory(FakeSite google, Slapd slapd) throws Exception {
        Setting www =
                example(
                        "google-ldap-user-info.yaml",
                        "client-id-of-this-server",
                        "ldaps://ldap.mycompany.com",
                        slapd.ldap(),
                        "${secret:ldap}",
                        "look");
        Provider provider = google(google, www);
        return served(
                provider,
                Rules.read(www.need("authz"), Map::of),
                ExampleDirectories.of(provider.userInfoProvider().orElseThrow(), folder));
    }

    private static Provider google(FakeSite google, Setting www) {
        return Google.provider(
                Client.read(www.need("auth").need("GoogleAuth")),
                google.url(),
                google.url() + "/oauth2/v1");
    }

    private static Served served(Provider provider, RuleList rules, UserInfo details)
            throws Exception {
        return new Served(rules, new Ways(List.of(new ProviderWay(provider, details))));
    }

    /** What stands under {@code www}, but for the client and the texts on the left, which become those on the right. */
    private static Setting example(String name, String client, String... changes) throws Exception {
        List<String> all = new ArrayList<>(List.of(changes));
        all.addAll(List.of("${file:oauth.secret}", FakeSite.SECRET, client, FakeSite.CLIENT));
        String text = Examples.text(name, all.toArray(String[]::new));
        Problems problems = new Problems();
        Setting www = Settings.of(problems, text).need("www");
        assertThat(problems.errors()).isEmpty();
        return www;
    }

    private static Map<String, Object> user(Served served, Browser browser) {
        String session = browser.cookies.get("TWISTED_SESSION");
        return served.sessions.read(session).orElseThrow().user();
    }
}
