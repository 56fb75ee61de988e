package dev.gatehouse.www.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.www.login.UserInfo;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A provider's people with what a directory knows of their names: never somebody else's. */
class DirectoryDetailsTest {
    private static final UserInfo DIRECTORY =
            username ->
                    Map.of(
                            "email",
                            "Homer@Example.org",
                            "full_name",
                            "Homer of the directory",
                            "groups",
                            List.of("admins"));

    private FakeOidc provider;

    @BeforeEach
    void start() throws Exception {
        provider = new FakeOidc();
    }

    @AfterEach
    void stop() throws Exception {
        provider.close();
    }

    @Test
    void login_sameEmail_getsTheDirectorysDetails() throws Exception {
        try (Site site = site(DIRECTORY, "")) {
            assertThat(site.user(site.browser().login(provider, "/auth/login")))
                    .containsEntry("full_name", "Homer of the directory")
                    .containsEntry("groups", List.of("admins"));
        }
    }

    @Test
    void login_takenNameWithAnotherEmail_isRefused() throws Exception {
        email("stranger@example.org", true);
        try (Site site = site(DIRECTORY, "")) {
            assertRefused(site);
        }
    }

    @Test
    void login_emailNobodyVouchesFor_isRefused() throws Exception {
        email("homer@example.org", false);
        try (Site site = site(DIRECTORY, "")) {
            assertRefused(site);
        }
    }

    @Test
    void login_directoryWithoutEmail_isRefused() throws Exception {
        try (Site site = site(username -> Map.of("groups", List.of("admins")), "")) {
            assertRefused(site);
        }
    }

    @Test
    void login_byName_isOnlyWhereItIsSaid() throws Exception {
        email("other@example.org", true);
        try (Site site = site(DIRECTORY, ", userInfoByName: true")) {
            assertThat(site.user(site.browser().login(provider, "/auth/login")))
                    .containsEntry("email", "Homer@Example.org")
                    .containsEntry("groups", List.of("admins"));
        }
    }

    private Site site(UserInfo info, String more) throws Exception {
        return new Site(
                info,
                Site.read("OIDCAuth", "issuer: '" + provider.url() + "', name: staff" + more));
    }

    private void email(String address, boolean verified) {
        Map<String, Object> info = new LinkedHashMap<>(provider.userInfo);
        info.put("email", address);
        info.put("email_verified", verified);
        provider.userInfo = info;
    }

    private void assertRefused(Site site) throws Exception {
        HttpResponse<String> answer = site.browser().login(provider, "/auth/login");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
        assertThat(answer.headers().allValues("Set-Cookie"))
                .noneMatch(cookie -> cookie.startsWith("TWISTED_SESSION="));
    }
}
