package dev.gatehouse.it.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.gatehouse.data.Requirement;
import dev.gatehouse.it.ItFiles;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A headless Chromium. Where the machine has none the tests are left out, by name and with the reason. */
final class Chromium implements AutoCloseable {
    static final double LIMIT = 60_000;

    private final Playwright playwright;
    private final Browser browser;
    private final Path screenshots;

    private Chromium(Playwright playwright, Browser browser, Path screenshots) {
        this.playwright = playwright;
        this.browser = browser;
        this.screenshots = screenshots;
    }

    /**
     * @param screenshots the folder that they are put into
     */
    static Chromium start(String screenshots) {
        Path program = Requirement.program("chromium", "chromium");
        Playwright playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(program)
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
        return new Chromium(playwright, browser, ItFiles.fresh(screenshots));
    }

    /** Somebody with cookies of his own opens the server's first page. */
    Visit visit(URI url) {
        return new Visit(
                browser.newContext(
                        new Browser.NewContextOptions()
                                .setColorScheme(ColorScheme.LIGHT)
                                .setViewportSize(1280, 900)),
                url,
                screenshots);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
