package dev.gatehouse.www.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.data.setting.Problems;
import dev.gatehouse.www.Settings;
import org.apache.shiro.authc.AuthenticationException;
import org.apache.shiro.authc.UsernamePasswordToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserPasswordRealmTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{users: {alice: wonder, bob: '1234'}}",
                "{alice: wonder, bob: 1234}",
                "[[alice, wonder], [bob, '1234']]",
                "{users: [[alice, wonder], [bob, '1234']]}",
            })
    void read_everyForm_letsItsUsersIn(String yaml) {
        Problems problems = new Problems();
        UserPasswordRealm realm = UserPasswordRealm.read(Settings.of(problems, yaml));

        assertThat(problems.errors()).isEmpty();
        assertThat(
                        realm.getAuthenticationInfo(new UsernamePasswordToken("alice", "wonder"))
                                .getPrincipals()
                                .getPrimaryPrincipal())
                .isEqualTo("alice");
        assertThat(realm.getAuthenticationInfo(new UsernamePasswordToken("bob", "1234")))
                .isNotNull();
        String[][] wrong = {
            {"alice", "wander"},
            {"alice", ""},
            {"Alice", "wonder"},
            {"nobody", "wonder"},
            {"nobody", "no such user"},
            {"", ""}
        };
        for (String[] pair : wrong) {
            UsernamePasswordToken token = new UsernamePasswordToken(pair[0], pair[1]);
            assertThatThrownBy(() -> realm.getAuthenticationInfo(token))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessage("user name or password is wrong");
        }
    }

    @Test
    void read_shortPasswords_areWarnedOf() {
        Problems problems = new Problems();
        UserPasswordRealm.read(
                Settings.of(
                        problems,
                        "{users: {alice: '7 chars', bob: '8 chars.', carol: '\ud83d\udd11\ud83d\udd11\ud83d\udd11\ud83d\udd11'}}"));

        assertThat(problems.errors()).isEmpty();
        assertThat(problems.warnings())
                .extracting(Problems.Problem::text)
                .hasSize(2)
                .anyMatch(text -> text.contains("'alice' has fewer than 8"))
                .anyMatch(text -> text.contains("'carol' has fewer than 8"))
                .noneMatch(text -> text.contains("7 chars"));
    }

    @Test
    void read_faults_areNamed() {
        Problems problems = new Problems();
        UserPasswordRealm.read(Settings.of(problems, "[[alice], bob]"));
        UserPasswordRealm.read(Settings.of(problems, "{alice: ''}"));

        assertThat(problems.errors())
                .extracting(Problems.Problem::text)
                .anyMatch(text -> text.contains("pair of user name and password"))
                .anyMatch(text -> text.contains("names no user"))
                .anyMatch(text -> text.contains("'alice' has an empty password"));
    }
}
