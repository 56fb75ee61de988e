package dev.gatehouse.www.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.data.setting.Setting;
import dev.gatehouse.www.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a configuration may say of providers. */
class ProvidersTest {
    private final Problems problems = new Problems();

    private Provider read(String name, String parameters) {
        Setting setting = Settings.of(problems, "{" + parameters + "}");
        return Providers.read(name, setting).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GoogleAuth | Google | fa-google-plus | ''",
                "GitHubAuth | GitHub | fa-github | ''",
                "GitLabAuth | GitLab | fa-git | instanceUri: https://gitlab.com",
                "BitbucketAuth | Bitbucket | fa-bitbucket | ''",
                "KeyCloakAuth | KeyCloak | fa-key | 'instance_uri: https://k.example, realm: r'",
                "OIDCAuth | staff | fa-openid | 'issuer: https://k.example, name: staff'",
            })
    void document_hasTheOriginalsFieldsAndNoSecret(
            String name, String shown, String icon, String more) {
        Provider provider =
                read(name, "clientId: c, clientSecret: s" + (more.isEmpty() ? "" : ", " + more));

        assertThat(problems.errors()).isEmpty();
        assertThat(problems.warnings()).isEmpty();
        assertThat(provider.document())
                .isEqualTo(
                        Map.of("name", shown, "oauth2", true, "fa_icon", icon, "autologin", false));
        provider.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GitHubAuth | '' | 'clientId' is missing",
                "GitHubAuth | clientId: c | 'clientSecret' is missing",
                "GitHubAuth | 'clientId: c, clientSecret: \"\"' | must not be empty",
                "GitHubAuth | 'clientId: c, clientSecret: s, apiVersion: 5' | GitHubAuth apiVersion"
                        + " must be 3 or 4 not 5",
                "GitHubAuth | 'clientId: c, clientSecret: s, getTeamsMembership: true' | Retrieving"
                        + " team membership information using GitHubAuth is only possible using"
                        + " GitHub api v4.",
                "GitHubAuth | 'clientId: c, clientSecret: s, serverUrl: x' | did you mean"
                        + " 'serverURL'?",
                "GitHubAuth | 'clientId: c, clientSecret: s, timeout: 0s' | timeout must be",
                "GitLabAuth | 'clientId: c, clientSecret: s' | 'instanceUri' is missing",
                "GitLabAuth | 'clientId: c, clientSecret: s, instanceUri: git.example' | must be a"
                        + " URL",
                "KeyCloakAuth | 'clientId: c, clientSecret: s, instance_uri: https://k.example' |"
                        + " 'realm' is missing",
                "OIDCAuth | 'clientId: c, clientSecret: s, issuer: http://k.example' | must be"
                        + " https",
                "OIDCAuth | 'clientId: c, clientSecret: s, issuer: https://k.example, algorithms:"
                        + " [HS256]' | 'HS256' is not a signature by a key pair",
                "OIDCAuth | 'clientId: c, clientSecret: s, issuer: https://k.example, algorithms:"
                        + " none' | 'none' is not a signature by a key pair",
            })
    void fault_isNamed(String name, String parameters, String fault) {
        read(name, parameters).close();

        assertThat(problems.errors())
                .anySatisfy(problem -> assertThat(problem.text()).contains(fault));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GoogleAuth | 'ssl_verify: false' | ssl_verify is false",
                "GitHubAuth | 'serverURL: http://git.example' | is not https",
            })
    void danger_isWarnedOf(String name, String parameters, String warning) {
        read(name, "clientId: c, clientSecret: s, " + parameters).close();

        assertThat(problems.errors()).isEmpty();
        assertThat(problems.warnings())
                .anySatisfy(problem -> assertThat(problem.text()).contains(warning));
    }

    @Test
    void secret_isInNoMessage() {
        read("GitHubAuth", "clientId: c, clientSecret: {x: very-secret}").close();

        assertThat(problems.errors().toString()).doesNotContain("very-secret");
    }
}
