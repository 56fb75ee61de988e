package dev.gatehouse.it.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.gatehouse.data.account.Authenticator;
import dev.gatehouse.it.Answer;
import dev.gatehouse.it.ItFiles;
import dev.gatehouse.it.ServerProcess;
import dev.gatehouse.it.WebClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What people do about their own accounts on the pages, and what administrators do about everybody's. */
class AccountPagesIT {
    private static final String PASSWORD = "nine lives of a heron";
    private static final String OTHER = "seven seas of gravel";
    private static final String JSON = "application/json";

    private static Chromium chromium;
    private static ServerProcess process;
    private static URI url;

    private final List<Visit> visits = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        chromium = Chromium.start("screenshots-accounts");
        Path base = ItFiles.baseDirectory("accounts", "accounts.yaml", Map.of());
        Path password = Files.writeString(base.resolve("root.password"), PASSWORD + "\n");
        ServerProcess.run(
                "account-add",
                base,
                List.of(
                        ItFiles.java(),
                        "-jar",
                        ItFiles.war().toString(),
                        "account",
                        "add",
                        "root",
                        "--administrator",
                        "--password-file",
                        password.toString(),
                        "--basedir",
                        base.toString()));
        process = ServerProcess.gatehouse(base);
        url = process.awaitReady();
    }

    @AfterAll
    static void stop() {
        if (process != null) {
            process.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @AfterEach
    void leave() {
        visits.forEach(Visit::close);
    }

    private Visit visitor() {
        Visit visit = chromium.visit(url);
        visits.add(visit);
        // Whatever a page has to ask it asks in itself.
        visit.page()
                .onDialog(box -> visit.complaints().add("a box of the browser: " + box.message()));
        return visit;
    }

    private Visit visit(String user) {
        Visit visit = visitor();
        visit.logIn(user, PASSWORD);
        return visit;
    }

    /** Somebody with an account and a password. */
    private static void account(String name) {
        Answer added =
                WebClient.of(url)
                        .login("root", PASSWORD)
                        .post("auth/admin/accounts", JSON, "{\"name\": \"" + name + "\"}");
        String code = added.json().path("password_code").asText();
        Answer chosen =
                WebClient.of(url)
                        .post(
                                "auth/password",
                                JSON,
                                "{\"code\": \"" + code + "\", \"password\": \"" + PASSWORD + "\"}");
        assertThat(chosen.status()).as(added + " " + chosen).isEqualTo(200);
    }

    private static Locator code(Visit visit) {
        return visit.page().getByLabel("Code", new Page.GetByLabelOptions().setExact(true));
    }

    private static Locator.FilterOptions with(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }

    @Test
    void token_isMade_seenOnce_andRevoked() {
        account("tess");
        Visit tess = visit("tess");
        tess.go("account");
        tess.button("New token…").click();
        tess.page().getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("nightly");
        tess.shot("token-new");
        tess.assertAccessible("the form of a new token");
        tess.button("Make token").click();
        Locator shown = tess.page().getByTestId("token");
        assertThat(shown).containsText("gh_");
        String token = shown.textContent();
        tess.shot("token-made");
        tess.assertAccessible("a token that is shown");
        tess.button("Done").click();

        assertThat(tess.row("nightly")).containsText("read");
        tess.page().reload();
        assertThat(tess.row("nightly")).isVisible();
        assertThat(tess.page().content()).doesNotContain(token);

        tess.button("Revoke nightly").click();
        tess.button("Really revoke nightly").click();
        assertThat(tess.row("nightly")).containsText("revoked");
        tess.shot("account");
        tess.assertAccessible("#/account");
        assertThat(tess.complaints()).isEmpty();
    }

    @Test
    void sessions_ofOneself_areSeen_andAnotherIsEnded() {
        account("sid");
        Visit there = visit("sid");
        Visit here = visit("sid");
        here.go("account");
        Locator rows = here.row("Chrome on Linux");
        assertThat(rows).hasCount(2);
        assertThat(rows.filter(with("this one"))).hasCount(1);

        here.page()
                .getByRole(
                        AriaRole.BUTTON, new Page.GetByRoleOptions().setName("End the session of"))
                .click();

        assertThat(rows).hasCount(1);
        there.page().reload();
        assertThat(there.button("Log in").first()).isVisible();
        assertThat(here.page().getByTestId("user")).containsText("sid");
        assertThat(here.complaints()).isEmpty();
    }

    @Test
    void account_isMade_itsCodeLeadsToAPassword_andItsOwnerIsIn() {
        Visit root = visit("root");
        root.go("admin/accounts");
        root.button("New account…").click();
        root.page().getByLabel("User name").fill("no good name");
        root.page().getByLabel("Full name").fill("Newton Frog");
        root.page().getByLabel("Groups").fill("staff, ops");
        root.dialogButton("Add").click();
        assertThat(root.page().getByRole(AriaRole.ALERT)).containsText("letters, digits");
        root.shot("account-refused");
        root.assertAccessible("a form that is refused");
        root.page().getByLabel("User name").fill("newt");
        root.dialogButton("Add").click();
        assertThat(root.row("newt")).containsText("no password yet");
        assertThat(root.row("newt")).containsText("staff, ops");
        String code = root.page().getByTestId("code").textContent();
        root.shot("account-made");
        root.assertAccessible("an account that was made");

        Visit newt = visitor();
        newt.go("password");
        code(newt).fill(code);
        newt.page().getByLabel("New password").fill("newtnewtnewtnewt");
        newt.button("Choose this password").click();
        assertThat(newt.page().getByRole(AriaRole.ALERT)).containsText("too easy to guess");
        newt.shot("password-refused");
        newt.page().getByLabel("New password").fill(OTHER);
        newt.button("Choose this password").click();
        assertThat(newt.page().getByRole(AriaRole.STATUS).filter(with("newt has a new password")))
                .isVisible();
        newt.shot("password-chosen");
        newt.assertAccessible("a password that was chosen");
        newt.logIn("newt", OTHER, "Newton Frog");
    }

    @Test
    void account_isChangedLockedAndRemoved_onThePageItself() {
        account("chad");
        Visit root = visit("root");
        root.go("admin/accounts");
        root.button("Change chad").click();
        root.page().getByLabel("Full name").fill("Chad Lowe");
        root.page().getByLabel("Groups").fill("night shift");
        root.shot("account-change");
        root.assertAccessible("the form of an account");
        root.dialogButton("Save").click();
        assertThat(root.row("chad")).containsText("night shift");
        assertThat(root.row("chad")).containsText("Chad Lowe");
        assertThat(root.page().getByRole(AriaRole.DIALOG)).hasCount(0);

        root.button("Lock chad").click();
        assertThat(root.row("chad")).containsText("locked");
        root.button("Unlock chad").click();
        assertThat(root.button("Lock chad")).isVisible();
        root.shot("accounts");
        root.assertAccessible("#/admin/accounts");

        root.button("Remove chad").click();
        root.button("Really remove chad").click();
        assertThat(root.row("chad")).hasCount(0);
        assertThat(root.complaints()).isEmpty();
    }

    @Test
    void secondFactor_isAskedForWhereItIsWanted_andTheSameGoesOn() throws Exception {
        account("fay");
        Visit fay = visit("fay");
        fay.go("account");
        fay.button("Set up an authenticator").click();
        String secret = fay.page().locator("code.key").textContent().replace(" ", "");
        fay.shot("factor-offered");
        fay.assertAccessible("a second factor that is offered");
        code(fay).fill(Authenticator.code(secret, 0));
        fay.button("Confirm").click();
        assertThat(fay.page().locator(".recovery li")).hasCount(10);
        fay.shot("factor-set-up");
        fay.assertAccessible("a second factor that is set up");

        Visit again = visit("fay");
        again.go("builders/idle");
        again.button("Build now").click();
        again.button("Start build").click();
        Locator code = code(again);
        assertThat(code).isFocused();
        again.shot("factor-asked");
        again.assertAccessible("the question for a code");
        code.fill("000000");
        again.button("Go on").click();
        assertThat(again.page().getByRole(AriaRole.ALERT)).containsText("code is wrong");
        code.fill(Authenticator.code(secret, 1));
        again.button("Go on").click();

        assertThat(again.page().locator("h1")).containsText("Build request");
        again.go("account");
        assertThat(again.page().getByText("You have shown it in this browser")).isVisible();
        // Two refusals, which the browser notes: of the build, and of the wrong code.
        assertThat(again.complaints()).hasSize(2).allMatch(line -> line.contains("403"));
    }

    @Test
    void secondFactor_notShown_leavesWhatWasWantedUndone() throws Exception {
        account("noa");
        Visit noa = visit("noa");
        noa.go("account");
        noa.button("Set up an authenticator").click();
        String secret = noa.page().locator("code.key").textContent().replace(" ", "");
        code(noa).fill(Authenticator.code(secret, 0));
        noa.button("Confirm").click();
        assertThat(noa.page().locator(".recovery li")).hasCount(10);

        Visit again = visit("noa");
        again.go("builders/idle");
        again.button("Build now").click();
        again.button("Start build").click();
        assertThat(code(again)).isVisible();
        again.dialogButton("Cancel").last().click();

        assertThat(again.page().getByRole(AriaRole.ALERT)).containsText("second factor");
        again.shot("factor-not-shown");
    }

    @Test
    void audit_isRead_andNarrowed() {
        account("audrey");
        Visit root = visit("root");
        root.go("admin/audit");
        assertThat(top(root, "audit-since")).isEqualTo(top(root, "audit-event"));
        Locator lines = root.page().locator("table.audit tbody tr");
        assertThat(lines.filter(with("account.added")).first()).isVisible();
        root.page().getByLabel("Event").fill("account.*");
        root.page().getByLabel("User name").fill("audrey");
        root.button("Show").click();
        assertThat(lines.filter(with("login"))).hasCount(0);
        assertThat(lines.filter(with("account.password"))).hasCount(1);
        assertThat(lines.filter(with("account.added"))).hasCount(1);
        root.shot("audit");
        root.assertAccessible("#/admin/audit");
        assertThat(root.complaints()).isEmpty();
    }

    private static double top(Visit visit, String field) {
        return visit.page().locator("label[for=" + field + "]").boundingBox().y;
    }

    @Test
    void sessions_ofEverybody_areSeen_andEnded() {
        account("eve");
        Visit eve = visit("eve");
        Visit root = visit("root");
        root.go("admin/sessions");
        assertThat(root.row("root").filter(with("this one"))).hasCount(1);
        root.page().getByLabel("User name").fill("eve");
        root.button("Show").click();
        assertThat(root.row("eve")).hasCount(1);
        assertThat(root.row("root")).hasCount(0);
        root.shot("sessions");
        root.assertAccessible("#/admin/sessions");

        root.button("End the session of eve").click();

        assertThat(root.page().getByText("A session of eve was ended.")).isVisible();
        assertThat(root.row("eve")).hasCount(0);
        eve.page().reload();
        assertThat(eve.button("Log in").first()).isVisible();
        assertThat(root.complaints()).isEmpty();
    }
}
