package dev.gatehouse.realm.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LdapSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "ldap://dir.example.org, dir.example.org, 389",
        "ldap://dir.example.org:3268, dir.example.org, 3268",
        "ldaps://dir.example.org, dir.example.org, 636",
        "LDAPS://10.0.0.1:6360, 10.0.0.1, 6360",
        "ldap://[::1]:10389, ::1, 10389"
    })
    void server_uri_givesHostAndPort(String uri, String host, int port) {
        LdapSettings.Server server = LdapSettings.Server.of(uri, null, null);

        assertThat(server.endpoints().get(0).host()).isEqualTo(host);
        assertThat(server.endpoints().get(0).port()).isEqualTo(port);
    }

    @ParameterizedTest
    @CsvSource({"dir.example.org", "http://dir.example.org", "ldap:///", "ldap://a b"})
    void server_otherUri_isRefusedWithWhatWouldBeRight(String uri) {
        assertThatThrownBy(() -> LdapSettings.Server.of(uri, null, null))
                .hasMessageContaining(uri)
                .hasMessageContaining("ldap://host:port");
    }

    @Test
    void server_partsThatDoNotGoTogether_areRefused() {
        assertThatThrownBy(() -> LdapSettings.Server.of("ldap://d", "cn=x", null))
                .hasMessageContaining("bindUser and bindPw");
        assertThatThrownBy(() -> LdapSettings.Server.of("ldap://d", "cn=x", ""))
                .hasMessageContaining("anonymous");
        assertThatThrownBy(
                        () ->
                                new LdapSettings.Server(
                                        List.of("ldaps://d"),
                                        true,
                                        null,
                                        null,
                                        null,
                                        null,
                                        Duration.ofSeconds(1),
                                        1))
                .hasMessageContaining("startTls");
    }

    @Test
    void server_text_hasNoPasswordInIt() {
        assertThat(
                        new LdapSettings(
                                        LdapSettings.Server.of("ldap://d", "cn=x", "hush"),
                                        LdapSettings.Account.of(
                                                "dc=x", "(uid=%(username)s)", "cn", "mail"),
                                        null)
                                .toString())
                .doesNotContain("hush");
    }

    @Test
    void account_patternThatIsNoFilter_isRefused() {
        assertThatThrownBy(() -> LdapSettings.Account.of("dc=x", "(uid=%(username)s", "cn", "mail"))
                .hasMessageContaining("accountPattern '(uid=%(username)s' is not an LDAP filter");
        assertThatThrownBy(() -> LdapSettings.Account.of("dc=x", "(uid=alice)", "cn", "mail"))
                .hasMessageContaining("has no %(username)s");
        assertThatThrownBy(() -> LdapSettings.Account.of("dc=x", "(uid=%(user)s)", "cn", "mail"))
                .hasMessageContaining("%(username)s");
        assertThatThrownBy(
                        () -> LdapSettings.Account.of("here", "(uid=%(username)s)", "cn", "mail"))
                .hasMessageContaining("accountBase 'here'");
        assertThatThrownBy(
                        () ->
                                new LdapSettings.Account(
                                        "dc=x",
                                        "(uid=%(username)s)",
                                        "uid=alice,dc=x",
                                        "cn",
                                        "mail",
                                        List.of()))
                .hasMessageContaining("dnTemplate 'uid=alice,dc=x' has no %(username)s");
    }

    @Test
    void groups_someOfThree_areRefused() {
        assertThat(LdapSettings.Groups.of(null, null, null)).isNull();
        assertThat(LdapSettings.Groups.of("dc=x", "(member=%(dn)s)", "cn")).isNotNull();
        assertThatThrownBy(() -> LdapSettings.Groups.of("dc=x", null, "cn"))
                .hasMessageContaining("Incomplete LDAP groups configuration.");
    }

    @Test
    void template_percentAndValue_arePutInLiterally() {
        assertThat(Template.fill("100%% %(dn)s", "dn", "$1\\%(dn)s")).isEqualTo("100% $1\\%(dn)s");
        assertThat(Template.filter("(a=%(dn)s)", "dn", "*()\\\0"))
                .isEqualTo("(a=\\2a\\28\\29\\5c\\00)");
    }

    @ParameterizedTest
    @CsvSource({
        "dir.example.org, dir.example.org, true",
        "*.example.org, dir.example.org, true",
        "*.example.org, a.dir.example.org, false",
        "*.example.org, example.org, false",
        "*.org, example.org, false",
        "d*.example.org, dir.example.org, false",
        "dir.example.org, dir.example.com, false"
    })
    void certificate_name_matchesOneWholeLabelAtMost(String pattern, String host, boolean matches) {
        assertThat(NamedServerTrust.matches(pattern, host)).isEqualTo(matches);
    }
}
