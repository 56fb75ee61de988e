package dev.gatehouse.it.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.gatehouse.it.BuildServer;
import dev.gatehouse.it.GitRepository;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person does: log in, start a build, watch it, read how it ended. */
class BrowserIT {
    private static Chromium chromium;

    private BuildServer server;
    private Visit visit;
    private Page page;

    @BeforeAll
    static void startBrowser() {
        chromium = Chromium.start("screenshots");
    }

    @AfterAll
    static void stopBrowser() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void openPage() {
        server = new BuildServer("browser", "builtin").start();
        visit = chromium.visit(server.url());
        page = visit.page();
    }

    @AfterEach
    void closePage() {
        if (visit != null) {
            visit.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void build_forcedOnThePage_isSeenWhileItRunsAndToItsEnd() {
        visit.logIn("alice", "wonder");
        visit.go("builders");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("real").setExact(true))
                .first()
                .click();
        visit.button("Build now").click();
        visit.button("Start build").click();

        Locator status = page.getByTestId("build-status");
        assertThat(status).hasAttribute("data-results", "running");
        Locator waiting = page.locator("[data-testid=step][data-step-name=wait]");
        assertThat(waiting).hasAttribute("data-results", "running");
        Locator lines = waiting.getByTestId("log-line");
        assertThat(lines.filter(containing("tick 5")).first()).isVisible();
        // The build has not ended, and more comes.
        assertThat(status).hasAttribute("data-results", "running");
        assertThat(lines.filter(containing("tick 15")).first()).isVisible();
        assertThat(status).hasAttribute("data-results", "running");
        visit.shot("build-running");
        visit.assertAccessible("the page of a running build");

        server.openGate();

        assertThat(status).hasAttribute("data-results", "0");
        assertThat(waiting).hasAttribute("data-results", "0");
        assertThat(lines.filter(containing("the gate is open"))).isVisible();
        Locator show = page.locator("[data-testid=step][data-step-name=show]");
        if (show.getByTestId("log-line").count() == 0) {
            show.getByRole(AriaRole.BUTTON).first().click();
        }
        assertThat(show.getByTestId("log-line").filter(containing(GitRepository.HELLO)))
                .isVisible();
        visit.shot("build-ended");
        visit.assertAccessible("the page of a build that has ended");
        assertThat(visit.complaints()).isEmpty();
    }

    @Test
    void login_wrongPassword_saysSoAndRightOneShowsTheUser() {
        visit.button("Log in").first().click();
        page.getByLabel("User name").fill("alice");
        page.getByLabel("Password").fill("wrong");
        visit.submitLogin();
        assertThat(page.getByRole(AriaRole.ALERT).first()).isVisible();
        visit.assertAccessible("a refused login");

        page.getByLabel("Password").fill("wonder");
        visit.submitLogin();
        assertThat(page.getByTestId("user")).containsText("alice");
        page.reload();
        assertThat(page.getByTestId("user")).containsText("alice");

        visit.button("Log out").click();
        assertThat(page.getByTestId("user")).hasCount(0);
    }

    @Test
    void login_fields_hideThePasswordAndTakePastingAndManagers() {
        visit.button("Log in").first().click();
        Locator name = page.getByLabel("User name");
        Locator password = page.getByLabel("Password");
        assertThat(name).hasAttribute("autocomplete", "username");
        assertThat(password).hasAttribute("type", "password");
        assertThat(password).hasAttribute("autocomplete", "current-password");

        name.fill("wonder");
        name.press("Control+A");
        name.press("Control+X");
        password.press("Control+V");
        name.fill("alice");
        assertThat(password).hasValue("wonder");
        visit.submitLogin();
        assertThat(page.getByTestId("user")).containsText("alice");
    }

    @Test
    void pages_everyOne_areAccessibleInLightAndDark() {
        server.openGate();
        server.awaitEnded(server.force(), 1);
        for (String place :
                List.of(
                        "",
                        "builders",
                        "builders/1",
                        "builders/1/builds/1",
                        "changes",
                        "workers",
                        "about",
                        "api")) {
            visit.go(place);
            assertThat(page.locator("h1")).isVisible();
            visit.assertAccessible("#/" + place);
        }
        assertThat(visit.complaints()).isEmpty();
    }

    private static Locator.FilterOptions containing(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }
}
