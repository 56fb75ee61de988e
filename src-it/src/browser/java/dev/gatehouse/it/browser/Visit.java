package dev.gatehouse.it.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.AxeResults;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One person's browser window, and what its console has complained of. One thread. */
final class Visit implements AutoCloseable {
    private final BrowserContext context;
    private final URI url;
    private final Path screenshots;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    Visit(BrowserContext context, URI url, Path screenshots) {
        this.context = context;
        this.url = url;
        this.screenshots = screenshots;
        context.setDefaultTimeout(Chromium.LIMIT);
        page = context.newPage();
        page.onPageError(complaints::add);
        page.onConsoleMessage(
                message -> {
                    // The pages say what went wrong there; a refused policy shows up there too.
                    if (message.type().equals("error")) {
                        complaints.add(message.text());
                    }
                });
        page.navigate(url.toString());
    }

    Page page() {
        return page;
    }

    /** All that the console had to say: one line for every answer that refuses something is among it. */
    List<String> complaints() {
        return complaints;
    }

    void go(String place) {
        page.navigate(url + "#/" + place);
    }

    void logIn(String user, String password) {
        logIn(user, password, user);
    }

    /**
     * @param shown what the page calls him then
     */
    void logIn(String user, String password, String shown) {
        button("Log in").first().click();
        page.getByLabel("User name").fill(user);
        page.getByLabel("Password").fill(password);
        submitLogin();
        assertThat(page.getByTestId("user")).containsText(shown);
    }

    void submitLogin() {
        dialogButton("Log in").click();
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator dialogButton(String name) {
        return page.getByRole(AriaRole.DIALOG)
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    /** The row of a table that begins with this. */
    Locator row(String name) {
        return page.getByRole(AriaRole.ROW)
                .filter(
                        new Locator.FilterOptions()
                                .setHas(
                                        page.getByRole(
                                                AriaRole.ROWHEADER,
                                                new Page.GetByRoleOptions().setName(name))));
    }

    void shot(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(screenshots.resolve(name + ".png")));
    }

    void assertAccessible(String what) {
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

    @Override
    public void close() {
        context.close();
    }
}
