package dev.gatehouse.it.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.AxeResults;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.gatehouse.it.BuildServer;
import dev.gatehouse.it.GitRepository;
import dev.gatehouse.it.ItFiles;
import dev.gatehouse.it.Requirement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person does: log in, start a build, watch it, read how it ended. */
class BrowserIT {
    private static final double LIMIT = 60_000;

    private static Path screenshots;
    private static Playwright playwright;
    private static Browser browser;

    private final List<String> complaints = new ArrayList<>();
    private BuildServer server;
    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void startBrowser() {
        Path chromium = Requirement.program("chromium", "chromium");
        screenshots = ItFiles.fresh("screenshots");
        playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(chromium)
                                        .setArgs(
                                                List.of(
                                                        "--disable-quic",
                                                        "--disable-gpu",
                                                        "--no-first-run",
                                                        "--disable-background-networking",
                                                        "--disable-component-update",
                                                        "--disable-sync")));
        System.out.println("Chromium " + browser.version());
        PlaywrightAssertions.setDefaultAssertionTimeout(LIMIT);
    }

    @AfterAll
    static void stopBrowser() {
        if (browser != null) {
            browser.close();
        }
        if (playwright != null) {
            playwright.close();
        }
    }

    @BeforeEach
    void openPage() {
        server = new BuildServer("browser", "builtin").start();
        context =
                browser.newContext(
                        new Browser.NewContextOptions()
                                .setColorScheme(ColorScheme.LIGHT)
                                .setViewportSize(1280, 900));
        context.setDefaultTimeout(LIMIT);
        page = context.newPage();
        page.onPageError(complaints::add);
        page.onConsoleMessage(
                message -> {
                    // The pages say what went wrong there; a refused policy shows up there too.
                    if (message.type().equals("error")) {
                        complaints.add(message.text());
                    }
                });
        page.navigate(server.url().toString());
    }

    @AfterEach
    void closePage() {
        if (context != null) {
            context.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void build_forcedOnThePage_isSeenWhileItRunsAndToItsEnd() {
        logIn("alice", "wonder");
        page.navigate(server.url() + "#/builders");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("real").setExact(true))
                .first()
                .click();
        button("Build now").click();
        button("Start build").click();

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
        page.screenshot(
                new Page.ScreenshotOptions().setPath(screenshots.resolve("build-running.png")));
        assertAccessible("the page of a running build");

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
        page.screenshot(
                new Page.ScreenshotOptions().setPath(screenshots.resolve("build-ended.png")));
        assertAccessible("the page of a build that has ended");
        assertThat(complaints).isEmpty();
    }

    @Test
    void login_wrongPassword_saysSoAndRightOneShowsTheUser() {
        button("Log in").first().click();
        page.getByLabel("User name").fill("alice");
        page.getByLabel("Password").fill("wrong");
        submitLogin();
        assertThat(page.getByRole(AriaRole.ALERT).first()).isVisible();
        assertAccessible("a refused login");

        page.getByLabel("Password").fill("wonder");
        submitLogin();
        assertThat(page.getByTestId("user")).containsText("alice");
        page.reload();
        assertThat(page.getByTestId("user")).containsText("alice");

        button("Log out").click();
        assertThat(page.getByTestId("user")).hasCount(0);
    }

    @Test
    void login_fields_hideThePasswordAndTakePastingAndManagers() {
        button("Log in").first().click();
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
        submitLogin();
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
            page.navigate(server.url() + "#/" + place);
            assertThat(page.locator("h1")).isVisible();
            assertAccessible("#/" + place);
        }
        assertThat(complaints).isEmpty();
    }

    private void logIn(String user, String password) {
        button("Log in").first().click();
        page.getByLabel("User name").fill(user);
        page.getByLabel("Password").fill(password);
        submitLogin();
        assertThat(page.getByTestId("user")).containsText(user);
    }

    private void submitLogin() {
        page.getByRole(AriaRole.DIALOG)
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Log in"))
                .click();
    }

    private Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator.FilterOptions containing(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }

    private void assertAccessible(String what) {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            AxeResults results =
                    new AxeBuilder(page)
                            .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa"))
                            .analyze();
            assertThat(results.getViolations()).describedAs("%s in %s", what, scheme).isEmpty();
        }
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    }
}
