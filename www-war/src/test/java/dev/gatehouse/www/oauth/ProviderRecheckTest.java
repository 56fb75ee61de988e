package dev.gatehouse.www.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.gatehouse.data.session.SessionRow;
import dev.gatehouse.data.session.SessionStore;
import dev.gatehouse.www.Served;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Providers are asked again about people who have logged in by them. */
class ProviderRecheckTest {

    private static SessionStore store(Site site) {
        return site.served.world.stores().sessions();
    }

    private static List<SessionRow> open(Site site, String username) {
        return store(site).open(username, site.served.now.get());
    }

    /** The next look round, after the people were here again. */
    private static void recheck(Site site, String username) {
        Instant later = site.served.now.get().plus(Served.RECHECK);
        site.served.now.set(later);
        open(site, username).forEach(row -> store(site).used(Map.of(row.tokenHash(), later)));
        site.served.rechecks.check();
    }

    private static Site gitHub(FakeGitHub github) throws Exception {
        return new Site(Site.read("GitHubAuth", "serverURL: " + github.url()));
    }

    @Test
    void gitHub_otherOrganisations_endTheSession() throws Exception {
        try (FakeGitHub github = new FakeGitHub();
                Site site = gitHub(github)) {
            site.user(site.browser().login(github, "/auth/login"));
            recheck(site, "homer");
            assertThat(open(site, "homer")).hasSize(1);

            github.organisations = List.of("buildbot");
            recheck(site, "homer");

            assertThat(open(site, "homer")).isEmpty();
            assertThat(site.served.audited)
                    .anyMatch(
                            line ->
                                    line.contains("session.ended")
                                            && line.contains("the account has changed"));
        }
    }

    @Test
    void gitHub_permissionTakenBack_endsTheSession() throws Exception {
        try (FakeGitHub github = new FakeGitHub();
                Site site = gitHub(github)) {
            site.user(site.browser().login(github, "/auth/login"));

            github.tokens.clear();
            recheck(site, "homer");

            assertThat(open(site, "homer")).isEmpty();
            assertThat(site.served.audited).anyMatch(line -> line.contains("the account is gone"));
        }
    }

    @Test
    void gitHub_thatIsAway_endsNothingAndIsAudited() throws Exception {
        try (FakeGitHub github = new FakeGitHub();
                Site site = gitHub(github)) {
            site.user(site.browser().login(github, "/auth/login"));

            github.apiStatus = 500;
            recheck(site, "homer");
            github.apiStatus = 403;
            recheck(site, "homer");

            assertThat(open(site, "homer")).hasSize(1);
            assertThat(site.served.audited)
                    .filteredOn(line -> line.contains("recheck.failed"))
                    .hasSize(1);
        }
    }

    @Test
    void token_liesInTheDatabaseSealed_andGoesWithTheSession() throws Exception {
        try (FakeGitHub github = new FakeGitHub();
                Site site = gitHub(github)) {
            Browser browser = site.browser();
            site.user(browser.login(github, "/auth/login"));
            String hash = open(site, "homer").get(0).tokenHash();
            String token = github.tokens.get(0);

            assertThat(store(site).kept(hash).orElseThrow())
                    .doesNotContain(token)
                    .matches("[A-Za-z0-9_.-]+");
            assertThat(browser.cookies.toString()).doesNotContain(token);
            assertThat(String.join("", site.served.audited)).doesNotContain(token);

            browser.get("/auth/logout");
            assertThat(store(site).kept(hash)).isEmpty();
        }
    }

    @Test
    void gitLab_refreshTokensAreTradedInAndKept() throws Exception {
        try (var gitlab = new FakeOthers.GitLabSite();
                Site site = new Site(Site.read("GitLabAuth", "instanceUri: " + gitlab.url()))) {
            gitlab.refreshing = true;
            site.user(site.browser().login(gitlab, "/auth/login"));

            for (int hour = 0; hour < 3; hour++) {
                // they are over after two hours there, whatever our clock says
                gitlab.tokens.clear();
                recheck(site, "lisa");
                assertThat(open(site, "lisa")).hasSize(1);
                assertThat(gitlab.refreshTokens).hasSize(1);
            }

            gitlab.tokens.clear();
            gitlab.refreshTokens.clear();
            recheck(site, "lisa");
            assertThat(open(site, "lisa")).isEmpty();
        }
    }

    @Test
    void refreshTokenThatIsOver_saysNothingAboutItsOwner() throws Exception {
        try (var gitlab = new FakeOthers.GitLabSite();
                Site site = new Site(Site.read("GitLabAuth", "instanceUri: " + gitlab.url()))) {
            gitlab.refreshing = true;
            gitlab.expiresIn = 300;
            site.user(site.browser().login(gitlab, "/auth/login"));
            String hash = open(site, "lisa").get(0).tokenHash();

            gitlab.tokens.clear();
            gitlab.refreshTokens.clear();
            // ten minutes later by our clock
            recheck(site, "lisa");

            assertThat(open(site, "lisa")).hasSize(1);
            assertThat(store(site).kept(hash)).isEmpty();
        }
    }

    private static Site oidc(FakeOidc oidc) throws Exception {
        return new Site(Site.read("OIDCAuth", "issuer: '" + oidc.url() + "'"));
    }

    @Test
    void oidc_groupsOfTheUserInfo_areComparedThere() throws Exception {
        try (FakeOidc oidc = new FakeOidc();
                Site site = oidc(oidc)) {
            site.user(site.browser().login(oidc, "/auth/login"));
            recheck(site, "homer");
            assertThat(open(site, "homer")).hasSize(1);

            Map<String, Object> changed = new HashMap<>(oidc.userInfo);
            changed.put("name", "Homer J. Simpson");
            oidc.userInfo = changed;
            recheck(site, "homer");
            assertThat(open(site, "homer")).hasSize(1);

            changed.put("groups", List.of());
            recheck(site, "homer");
            assertThat(open(site, "homer")).isEmpty();
        }
    }

    @Test
    void oidc_groupsOfTheIdToken_areComparedThere() throws Exception {
        try (FakeOidc oidc = new FakeOidc();
                Site site = oidc(oidc)) {
            Map<String, Object> without = new HashMap<>(oidc.userInfo);
            without.remove("groups");
            oidc.userInfo = without;
            oidc.refreshing = true;
            oidc.claims = claims -> groups(claims, "staff");
            site.user(site.browser().login(oidc, "/auth/login"));
            recheck(site, "homer");
            recheck(site, "homer");
            assertThat(open(site, "homer")).hasSize(1);

            oidc.claims = claims -> groups(claims, "guests");
            recheck(site, "homer");
            assertThat(open(site, "homer")).isEmpty();
        }
    }

    private static JWTClaimsSet.Builder groups(JWTClaimsSet.Builder claims, String group) {
        return claims.claim("preferred_username", "homer").claim("groups", List.of(group));
    }

    @Test
    void oidc_anotherPersonsAnswer_endsTheSession() throws Exception {
        try (FakeOidc oidc = new FakeOidc();
                Site site = oidc(oidc)) {
            site.user(site.browser().login(oidc, "/auth/login"));

            Map<String, Object> other = new HashMap<>(oidc.userInfo);
            other.put("sub", "sub-2");
            oidc.userInfo = other;
            recheck(site, "homer");

            assertThat(open(site, "homer")).isEmpty();
        }
    }
}
