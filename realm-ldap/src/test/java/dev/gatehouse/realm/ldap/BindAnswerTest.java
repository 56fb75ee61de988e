package dev.gatehouse.realm.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.shiro.authc.AuthenticationException;
import org.apache.shiro.authc.IncorrectCredentialsException;
import org.apache.shiro.authc.UsernamePasswordToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as a right password: one answer, and no other. */
class BindAnswerTest {
    private static final int SUCCESS = 0;
    private static final int REFERRAL = 10;

    @ParameterizedTest
    @ValueSource(ints = {5, 6, 9, REFERRAL, 14, 51, 118, 99})
    void login_answerThatIsNeitherSuccessNorRefusal_isATroubleOfTheServer(int code)
            throws Exception {
        try (AnsweringServer server = new AnsweringServer(code);
                LdapRealm realm = byTemplate(server)) {
            assertThatThrownBy(() -> login(realm))
                    .isExactlyInstanceOf(AuthenticationException.class)
                    .hasMessage("the directory cannot be asked");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {49, 32, 48, 19, 53})
    void login_refusal_isAWrongPassword(int code) throws Exception {
        try (AnsweringServer server = new AnsweringServer(code);
                LdapRealm realm = byTemplate(server)) {
            assertThatThrownBy(() -> login(realm))
                    .isExactlyInstanceOf(IncorrectCredentialsException.class);
        }
    }

    @Test
    void login_success_letsIn() throws Exception {
        try (AnsweringServer server = new AnsweringServer(SUCCESS);
                LdapRealm realm = byTemplate(server)) {
            login(realm);
            assertThat(server.names()).startsWith("uid=alice,ou=people,dc=example,dc=org");
        }
    }

    @Test
    void login_searcherOfActiveDirectory_bindsByTheNameAsItStands() throws Exception {
        try (AnsweringServer server = new AnsweringServer(SUCCESS);
                LdapRealm realm = searching(server)) {
            assertThatThrownBy(() -> login(realm))
                    .isExactlyInstanceOf(IncorrectCredentialsException.class);
            assertThat(server.names()).containsExactly("searcher@example.org");
        }
    }

    @Test
    void login_searcherReferredElsewhere_doesNotSearch() throws Exception {
        try (AnsweringServer server = new AnsweringServer(REFERRAL);
                LdapRealm realm = searching(server)) {
            assertThatThrownBy(() -> login(realm))
                    .isExactlyInstanceOf(AuthenticationException.class);
        }
    }

    private static void login(LdapRealm realm) {
        realm.getAuthenticationInfo(new UsernamePasswordToken("alice", "anything"));
    }

    private static LdapRealm byTemplate(AnsweringServer server) {
        return realm(
                LdapSettings.Server.of(server.uri(), null, null),
                "uid=%(username)s,ou=people,dc=example,dc=org");
    }

    private static LdapRealm searching(AnsweringServer server) {
        return realm(LdapSettings.Server.of(server.uri(), "searcher@example.org", "look"), null);
    }

    private static LdapRealm realm(LdapSettings.Server server, String dnTemplate) {
        return new LdapRealm(
                new LdapSettings(
                        server,
                        new LdapSettings.Account(
                                "ou=people,dc=example,dc=org",
                                "(uid=%(username)s)",
                                dnTemplate,
                                "cn",
                                "mail",
                                List.of()),
                        null));
    }
}
