package dev.gatehouse.www.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.data.access.Attempt;
import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.access.Denied;
import dev.gatehouse.data.access.Grant;
import dev.gatehouse.data.access.Narrowing;
import dev.gatehouse.data.access.Scope;
import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.data.setting.Setting;
import dev.gatehouse.www.Settings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleListTest {
    private static final Map<Long, String> BUILDERS =
            Map.of(1L, "quick", 2L, "locked", 3L, "secret-a", 4L, "secret-b");

    private static final String SAMPLE =
            """
            allowRules:
              - StopBuildEndpointMatcher: {role: admins, defaultDeny: false}
              - StopBuildEndpointMatcher: {role: owner}
              - RebuildBuildEndpointMatcher: {role: owner, defaultDeny: false}
              - RebuildBuildEndpointMatcher: {role: admins}
              - ForceBuildEndpointMatcher: {builder: locked, role: admins}
              - ForceBuildEndpointMatcher: {role: users, defaultDeny: false}
              - ForceBuildEndpointMatcher: {role: admins}
              - EnableSchedulerEndpointMatcher: {role: admins}
              - AnyControlEndpointMatcher: {role: admins}
            roleMatchers:
              - RolesFromUsername: {roles: [admins], usernames: [alice]}
              - RolesFromUsername: {roles: [users], usernames: [bob, carol@example.org]}
              - RolesFromDomain: {admins: [example.com]}
              - RolesFromOwner: {role: owner}
            """;

    private static RuleList read(String yaml) {
        Problems problems = new Problems();
        RuleList rules = Rules.read(Settings.of(problems, yaml), () -> BUILDERS);
        assertThat(problems.errors()).isEmpty();
        return rules;
    }

    private static Caller caller(String name) {
        return name.equals("-") ? Caller.nobody() : Caller.named(name, name);
    }

    /** What the chain and the door ask; {@code yes}, or the role that is missing. */
    private static String ask(
            RuleList rules, String who, String action, String type, Set<Long> ids, String owner) {
        try {
            Caller caller = caller(who);
            rules.checkPath(caller, action, type);
            rules.checkSpace(caller, action.equals("get") ? "GET" : "POST");
            Scope scope = ids.isEmpty() ? Scope.ofEverybody() : Scope.builders(ids);
            Set<String> owners = owner == null ? Set.of() : Set.of(owner);
            rules.check(caller, new Attempt(action, type, scope, owners));
            return "yes";
        } catch (Denied e) {
            return e.getMessage().replaceAll(".*'(.*)'", "$1");
        }
    }

    private static String force(RuleList rules, String who, Long... builders) {
        return ask(rules, who, "force", "forcescheduler", Set.of(builders), null);
    }

    @ParameterizedTest
    @CsvSource({
        "-,                 get,          build,          1, ,      yes",
        "-,                 stop,         build,          1, ,      owner",
        "bob,               stop,         build,          1, ,      owner",
        "bob,               stop,         build,          1, bob,   yes",
        "bob,               stop,         build,          1, carol, owner",
        "alice,             stop,         build,          1, bob,   yes",
        "dave@example.com,  stop,         build,          1, bob,   yes",
        "dave@EXAMPLE.com,  stop,         build,          1, bob,   owner",
        "bob,               cancel,       buildrequest,   1, bob,   yes",
        "bob,               cancel,       buildrequest,   1, carol, owner",
        "bob,               set_priority, buildrequest,   1, carol, owner",
        "bob,               rebuild,      build,          1, bob,   yes",
        "bob,               rebuild,      build,          1, carol, admins",
        "bob,               force,        forcescheduler, 1, ,      yes",
        "carol@example.org, force,        forcescheduler, 1, ,      yes",
        "zoe,               force,        forcescheduler, 1, ,      admins",
        "-,                 force,        forcescheduler, 1, ,      admins",
        "bob,               force,        forcescheduler, 2, ,      admins",
        "alice,             force,        forcescheduler, 2, ,      yes",
        "bob,               enable,       scheduler,      1, ,      admins",
        "alice,             enable,       scheduler,      1, ,      yes",
        "bob,               pause,        worker,         1, ,      admins",
        "bob,               stop,         worker,         1, ,      admins",
        "alice,             kill,         worker,         1, ,      yes",
        "-,                 zap,          build,          1, ,      admins",
    })
    void sample_decidesAsBuildbot(
            String who, String action, String type, long builder, String owner, String expected) {
        assertThat(ask(read(SAMPLE), who, action, type, Set.of(builder), owner))
                .isEqualTo(expected);
    }

    @Test
    void force_ofSeveralBuilders_needsEachToBeAllowed() {
        assertThat(force(read(SAMPLE), "bob", 1L, 2L)).isEqualTo("admins");
        assertThat(force(read(SAMPLE), "bob", 1L, 3L)).isEqualTo("yes");
    }

    @Test
    void control_thatNoRuleIsAbout_isAllowed() {
        RuleList rules = read("{allowRules: [StopBuildEndpointMatcher: {role: admins}]}");

        assertThat(force(rules, "-", 1L)).isEqualTo("yes");
    }

    @Test
    void anyEndpoint_closesReadingToo() {
        RuleList rules =
                read(
                        "{allowRules: [AnyEndpointMatcher: {role: staff}],"
                                + " roleMatchers: [RolesFromGroups: {groupPrefix: team-}]}");
        Caller staff = new Caller(false, "u", "", "", Set.of("team-staff"), Map.of(), "");

        assertThat(ask(rules, "-", "get", "build", Set.of(1L), null)).isEqualTo("staff");
        assertThatCode(() -> rules.checkPath(staff, "get", null)).doesNotThrowAnyException();
        assertThat(rules.narrow(caller("-"), "build")).isEqualTo(Narrowing.only(Set.of()));
        assertThat(rules.narrow(staff, "build")).isEqualTo(Narrowing.none());
    }

    @Test
    void head_countsAsControlWhereRulesAreWritten() {
        RuleList rules = read("{allowRules: [AnyControlEndpointMatcher: {role: admins}]}");

        assertThatCode(() -> rules.checkSpace(Caller.nobody(), "GET")).doesNotThrowAnyException();
        assertThatThrownBy(() -> rules.checkSpace(Caller.nobody(), "HEAD"))
                .hasMessage("you need to have role 'admins'");
        assertThatThrownBy(() -> rules.checkSpace(Caller.nobody(), "POST"))
                .hasMessage("you need to have role 'admins'");
        assertThatCode(() -> RuleList.loggedIn().checkSpace(Caller.nobody(), "HEAD"))
                .doesNotThrowAnyException();
    }

    @Test
    void viewBuilds_hidesItsBuildersFromOthers() {
        RuleList rules =
                read(
                        """
                        allowRules:
                          - ViewBuildsEndpointMatcher: {builder: "secret-*", role: staff}
                        roleMatchers:
                          - RolesFromUsername: {roles: [staff], usernames: [alice]}
                        """);

        assertThat(rules.narrow(caller("bob"), "build")).isEqualTo(Narrowing.only(Set.of(1L, 2L)));
        assertThat(rules.narrow(caller("alice"), "build")).isEqualTo(Narrowing.none());
        assertThat(ask(rules, "bob", "get", "build", Set.of(3L), null)).isEqualTo("staff");
        assertThat(ask(rules, "bob", "get", "build", Set.of(3L, 1L), null)).isEqualTo("yes");
        assertThat(ask(rules, "bob", "get", "build", Set.of(99L), null)).isEqualTo("staff");
        assertThat(ask(rules, "bob", "get", "master", Set.of(), null)).isEqualTo("yes");
    }

    @Test
    void anyControl_doesNotKnowOwners() {
        RuleList rules =
                read(
                        "{allowRules: [AnyControlEndpointMatcher: {role: owner}],"
                                + " roleMatchers: [RolesFromOwner: {role: owner}]}");

        assertThat(ask(rules, "bob", "stop", "build", Set.of(1L), "bob")).isEqualTo("owner");
    }

    @Test
    void strings_matchAsGlobsOrFromTheStart() {
        String yaml =
                "{allowRules: [ForceBuildEndpointMatcher: {builder: 'secret-[ab]', role: '%s'}],"
                        + " roleMatchers: [RolesFromUsername: {roles: [administrators],"
                        + " usernames: [alice]}]%s}";

        assertThat(force(read(yaml.formatted("adm*", "")), "alice", 3L)).isEqualTo("yes");
        assertThat(force(read(yaml.formatted("adm*", "")), "bob", 3L)).isEqualTo("adm*");
        assertThat(force(read(yaml.formatted("admin", "")), "alice", 3L)).isEqualTo("admin");
        assertThat(force(read(yaml.formatted("admin", ", stringsMatcher: re")), "alice", 3L))
                .isEqualTo("yes");
    }

    @Test
    void defaults_controlNeedsALogin() {
        assertThat(ask(RuleList.loggedIn(), "-", "get", "build", Set.of(1L), null))
                .isEqualTo("yes");
        assertThat(force(RuleList.loggedIn(), "-", 1L)).contains("logged in");
        assertThat(force(RuleList.loggedIn(), "bob", 1L)).isEqualTo("yes");
        assertThat(force(RuleList.administrator("admin"), "bob", 1L)).isEqualTo("admin");
        assertThat(force(RuleList.administrator("admin"), "-", 1L)).isEqualTo("admin");
        assertThat(force(RuleList.administrator("admin"), "admin", 1L)).isEqualTo("yes");
        assertThat(force(read("open"), "-", 1L)).isEqualTo("yes");
    }

    @Test
    void administers_byTheConfiguredRole() {
        RuleList rules = read("{roleMatchers: [RolesFromGroups: {groupPrefix: ci-}]}");
        Setting authz =
                Settings.of(
                        new Problems(),
                        "roleMatchers: [RolesFromUsername: {roles: [roots], usernames: [alice]}]");

        assertThat(rules.administers(inGroup("ci-admins"))).isTrue();
        assertThat(rules.administers(inGroup("ci-users"))).isFalse();
        assertThat(rules.administers(inGroup("admins"))).isFalse();
        assertThat(rules.administers(Caller.nobody())).isFalse();
        Grant control = new Grant("t", Set.of(Grant.Right.CONTROL), null, null);
        Grant admin = new Grant("t", Set.of(Grant.Right.ADMIN), null, null);
        assertThat(rules.administers(inGroup("ci-admins").under(control))).isFalse();
        assertThat(rules.administers(inGroup("ci-admins").under(admin))).isTrue();
        assertThat(rules.administers(inGroup("ci-users").under(admin))).isFalse();
        assertThat(Rules.read(authz, "roots", () -> BUILDERS).administers(caller("alice")))
                .isTrue();
        assertThat(Rules.read(authz, () -> BUILDERS).administers(caller("alice"))).isFalse();
    }

    @Test
    void administers_withoutRules_onlyWhomTheServerItselfMarks() {
        Map<String, Object> mark = Map.of("administrator", true, "realm", "DatabaseAuth");
        for (RuleList rules : List.of(RuleList.open(), RuleList.loggedIn(), read("open"))) {
            assertThat(rules.administers(caller("alice"))).isFalse();
            assertThat(rules.administers(Caller.nobody())).isFalse();
            assertThat(rules.administers(with(mark))).isTrue();
            assertThat(rules.administers(with(Map.of("administrator", true)))).isFalse();
            assertThat(rules.administers(with(Map.of("administrator", true, "realm", "LDAPAuth"))))
                    .isFalse();
        }
        assertThat(RuleList.administrator("admin").administers(caller("admin"))).isTrue();
        assertThat(RuleList.administrator("admin").administers(caller("alice"))).isFalse();
        assertThat(read("{roleMatchers: []}").administers(with(mark))).isFalse();
    }

    private static Caller inGroup(String group) {
        return new Caller(false, "alice", "", "", Set.of(group), Map.of(), "");
    }

    private static Caller with(Map<String, Object> attributes) {
        return new Caller(false, "alice", "", "", Set.of(), attributes, "");
    }

    @Test
    void read_faults_areNamedWithTheNearest() {
        Problems problems = new Problems();
        Rules.read(
                Settings.of(
                        problems,
                        """
                        allowRule: []
                        allowRules:
                          - AnyControlEndpointMatchr: {role: a}
                          - AnyControlEndpointMatcher: {role: a, builder: b}
                          - StopBuildEndpointMatcher: {defaultdeny: false}
                        roleMatchers:
                          - RolesFromUser: {}
                          - RolesFromOwner: {}
                        """),
                () -> BUILDERS);

        assertThat(problems.errors())
                .extracting(Problems.Problem::text)
                .anyMatch(text -> text.contains("did you mean 'allowRules'?"))
                .anyMatch(text -> text.contains("did you mean 'AnyControlEndpointMatcher'?"))
                .anyMatch(text -> text.contains("unknown setting 'builder'"))
                .anyMatch(text -> text.contains("did you mean 'defaultDeny'?"))
                .anyMatch(text -> text.contains("'role' is missing"))
                .anyMatch(text -> text.contains("no role matcher 'RolesFromUser'"));
    }

    @Test
    void read_whatIsOpenToAnybody_isAWarning() {
        Problems problems = new Problems();
        Rules.read(
                Settings.of(problems, "{allowRules: [StopBuildEndpointMatcher: {role: a}]}"),
                () -> BUILDERS);
        Problems closed = new Problems();
        Rules.read(
                Settings.of(closed, "{allowRules: [AnyControlEndpointMatcher: {role: a}]}"),
                () -> BUILDERS);

        assertThat(problems.warnings()).hasSize(1);
        assertThat(problems.warnings().get(0).text())
                .contains("forcescheduler.force")
                .doesNotContain("build.stop,");
        assertThat(closed.warnings()).isEmpty();
    }
}
