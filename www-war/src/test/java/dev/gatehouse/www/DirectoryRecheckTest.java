package dev.gatehouse.www;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.realm.ldap.Slapd;
import dev.gatehouse.www.login.Recheck;
import dev.gatehouse.www.login.Ways;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.directory.api.ldap.model.entry.DefaultModification;
import org.apache.directory.api.ldap.model.entry.ModificationOperation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real directory is asked again about people who have logged in. */
class DirectoryRecheckTest {
    private static final String HOMER = "uid=homer,dc=example,dc=org";

    private static final String PEOPLE =
            """
            dn: dc=example,dc=org
            objectClass: domain
            structuralObjectClass: domain
            dc: example

            dn: uid=homer,dc=example,dc=org
            objectClass: inetOrgPerson
            structuralObjectClass: inetOrgPerson
            uid: homer
            cn: Homer Simpson
            sn: Simpson
            mail: homer@example.org
            employeeType: safety inspector

            dn: cn=admins,dc=example,dc=org
            objectClass: groupOfNames
            structuralObjectClass: groupOfNames
            cn: admins
            member: uid=homer,dc=example,dc=org

            dn: cn=staff,dc=example,dc=org
            objectClass: groupOfNames
            structuralObjectClass: groupOfNames
            cn: staff
            member: uid=homer,dc=example,dc=org
            """;

    private static final String DIRECTORY =
            """
            uri: %s
            accountBase: dc=example,dc=org
            accountPattern: (uid=%%(username)s)
            accountFullName: cn
            accountEmail: mail
            accountExtraFields: [employeeType]
            groupBase: dc=example,dc=org
            groupMemberPattern: (member=%%(dn)s)
            groupName: cn
            """;

    @TempDir Path folder;

    private Ways ways(String auth) {
        Problems problems = new Problems();
        Ways ways = Realms.read(Settings.of(problems, auth), folder, null);
        assertThat(problems.errors()).isEmpty();
        return ways;
    }

    private static String below(String name, Slapd slapd) {
        return name + ":\n" + DIRECTORY.formatted(slapd.ldap()).indent(2);
    }

    private static void replace(Slapd slapd, String dn, String attribute, String value)
            throws Exception {
        slapd.change(
                connection ->
                        connection.modify(
                                dn,
                                new DefaultModification(
                                        ModificationOperation.REPLACE_ATTRIBUTE,
                                        attribute,
                                        value)));
    }

    @Test
    void ldapAuth_otherGroupsOrFieldsOrNoAccount_isAnotherStanding() throws Exception {
        try (Slapd slapd = Slapd.start("dc=example,dc=org", PEOPLE);
                Ways ways = ways(below("LDAPAuth", slapd))) {
            List<Recheck> rechecks = Realms.rechecks(ways, Duration.ofMinutes(10));
            assertThat(rechecks).hasSize(1);
            Recheck recheck = rechecks.get(0);
            assertThat(recheck.name()).isEqualTo("LDAPAuth");
            assertThat(recheck.every()).isEqualTo(Duration.ofMinutes(10));
            Optional<String> first = recheck.standing("homer", "homer");
            assertThat(first.orElseThrow()).hasSize(64);

            replace(slapd, HOMER, "cn", "Homer J. Simpson");
            assertThat(recheck.standing("homer", "homer")).isEqualTo(first);
            replace(slapd, HOMER, "employeeType", "astronaut");
            Optional<String> second = recheck.standing("homer", "homer");
            assertThat(second).isPresent().isNotEqualTo(first);
            slapd.change(connection -> connection.delete("cn=admins,dc=example,dc=org"));
            assertThat(recheck.standing("homer", "homer")).isPresent().isNotEqualTo(second);
            slapd.change(connection -> connection.delete(HOMER));
            assertThat(recheck.standing("homer", "homer")).isEmpty();

            slapd.stop();
            assertThatThrownBy(() -> recheck.standing("homer", "homer"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot be asked");
        }
    }

    @Test
    void dnTemplate_asksAgainOnlyWithSomebodyWhoMayRead() throws Exception {
        String template = "  dnTemplate: uid=%(username)s,dc=example,dc=org\n";
        String searcher = "  bindUser: cn=root,dc=example,dc=org\n  bindPw: root\n";
        try (Slapd slapd = Slapd.start("dc=example,dc=org", PEOPLE);
                Ways alone = ways(below("LDAPAuth", slapd) + template);
                Ways both = ways(below("LDAPAuth", slapd) + template + searcher)) {
            assertThat(Realms.rechecks(alone, Duration.ofMinutes(10))).isEmpty();
            assertThat(Realms.rechecks(both, Duration.ZERO)).isEmpty();
            Recheck recheck = Realms.rechecks(both, Duration.ofMinutes(10)).get(0);
            assertThat(recheck.standing("homer", "homer")).isPresent();
            assertThat(recheck.standing("bart", "bart")).isEmpty();
        }
    }

    @Test
    void fileOfPasswordsWithADirectory_asksBoth() throws Exception {
        Files.writeString(folder.resolve("people"), "homer:doh!\n");
        try (Slapd slapd = Slapd.start("dc=example,dc=org", PEOPLE);
                Ways ways =
                        ways(
                                """
                                HTPasswdAuth:
                                  passwdFile: people
                                  plainAllowed: true
                                  userInfoProvider:
                                """
                                        + below("LdapUserInfo", slapd).indent(4))) {
            Recheck recheck = Realms.rechecks(ways, Duration.ofMinutes(10)).get(0);
            Optional<String> first = recheck.standing("homer", "homer");
            assertThat(first).isPresent();
            assertThat(recheck.standing("marge", "marge")).isEmpty();

            slapd.change(connection -> connection.delete("cn=staff,dc=example,dc=org"));
            assertThat(recheck.standing("homer", "homer")).isPresent().isNotEqualTo(first);
            Files.writeString(folder.resolve("people"), "");
            assertThat(recheck.standing("homer", "homer")).isEmpty();
        }
    }
}
