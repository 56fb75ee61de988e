package dev.gatehouse.www.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.data.access.Attempt;
import dev.gatehouse.data.access.Caller;
import dev.gatehouse.data.access.Denied;
import dev.gatehouse.data.access.Scope;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DemandTest {
    private static final Demand ALL =
            new Demand(true, true, Set.of("totp", "oidc", "proxy"), Set.of("gold"), Set.of("mfa"));
    private static final Attempt STOP = new Attempt("stop", "build", Scope.builder(1), Set.of());

    private static Caller with(Map<String, Object> attributes) {
        return new Caller(false, "alice", "", "", Set.of(), attributes, "");
    }

    @Test
    void control_withoutASecondFactor_isDenied_andReadingIsNot() {
        RuleList rules = RuleList.loggedIn().demanding(ALL);
        Caller alice = with(Map.of());

        assertThatThrownBy(() -> rules.checkPath(alice, "stop", "build"))
                .isInstanceOf(Denied.class)
                .hasMessageContaining("#/account")
                .hasMessageContaining("at the proxy")
                .hasMessageContaining("at the site where your account is");
        assertThatThrownBy(() -> rules.check(alice, STOP)).isInstanceOf(Denied.class);
        assertThatThrownBy(() -> rules.checkSpace(alice, "POST")).isInstanceOf(Denied.class);
        assertThatCode(() -> rules.checkPath(alice, "get", "build")).doesNotThrowAnyException();
        assertThatThrownBy(() -> rules.checkPath(Caller.nobody(), "stop", "build"))
                .hasMessage("you need to be logged in");
    }

    @Test
    void eachKindThatCounts_opens() {
        RuleList rules = RuleList.loggedIn().demanding(ALL);
        for (Map<String, Object> shown :
                List.<Map<String, Object>>of(
                        Map.of("second_factor", "totp"),
                        Map.of("second_factor", "proxy"),
                        Map.of("acr", "gold"),
                        Map.of("amr", List.of("pwd", "mfa")))) {
            assertThatCode(() -> rules.check(with(shown), STOP)).doesNotThrowAnyException();
            assertThat(rules.hasSecondFactor(with(shown))).isTrue();
        }
        for (Map<String, Object> other :
                List.<Map<String, Object>>of(
                        Map.of("second_factor", "certificate"),
                        Map.of("second_factor", true),
                        Map.of("acr", "silver"),
                        Map.of("amr", List.of("pwd")),
                        Map.of("amr", "mfa"))) {
            assertThatThrownBy(() -> rules.check(with(other), STOP)).isInstanceOf(Denied.class);
        }
    }

    @Test
    void open_isNoWayRoundIt() {
        RuleList rules = RuleList.open().demanding(ALL);

        assertThatThrownBy(() -> rules.check(Caller.nobody(), STOP)).isInstanceOf(Denied.class);
    }

    @Test
    void whoHasSetOneUp_isAskedForIt_whereNothingDemandsOne() {
        RuleList rules = RuleList.loggedIn();

        assertThatThrownBy(() -> rules.check(with(Map.of("second_factor_due", true)), STOP))
                .hasMessageContaining("your second factor");
        assertThatThrownBy(() -> rules.checkAdministration(with(Map.of("second_factor_due", true))))
                .isInstanceOf(Denied.class);
        assertThatCode(
                        () ->
                                rules.check(
                                        with(
                                                Map.of(
                                                        "second_factor_due",
                                                        true,
                                                        "second_factor",
                                                        "totp")),
                                        STOP))
                .doesNotThrowAnyException();
        assertThatCode(() -> rules.check(with(Map.of()), STOP)).doesNotThrowAnyException();
    }

    @Test
    void mustChange_comesFirst() {
        assertThatThrownBy(
                        () ->
                                RuleList.loggedIn()
                                        .check(
                                                with(
                                                        Map.of(
                                                                "must_change",
                                                                true,
                                                                "second_factor",
                                                                "totp")),
                                                STOP))
                .hasMessageContaining("choose a new password first");
    }
}
