package dev.gatehouse.it.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.gatehouse.data.account.SmtpListener;
import dev.gatehouse.it.ItFiles;
import dev.gatehouse.it.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A stranger, his browser and his mail: from no account to a forgotten password, and in again. */
class RegistrationPagesIT {
    private static final String PASSWORD = "nine lives of a heron";
    private static final String OTHER = "seven seas of gravel";
    private static final Pattern LINK = Pattern.compile("http://\\S+/#/password/[\\w-]{22}(?=\\s)");

    private static SmtpListener smtp;
    private static Chromium chromium;
    private static ServerProcess process;
    private static URI url;

    @BeforeAll
    static void start() throws IOException {
        chromium = Chromium.start("screenshots-registration");
        smtp = new SmtpListener();
        int port = ServerProcess.freePort();
        url = URI.create("http://127.0.0.1:" + port + "/");
        Path base =
                ItFiles.baseDirectory(
                        "registration",
                        "registration.yaml",
                        Map.of("URL", url.toString(), "MAIL", String.valueOf(smtp.port())));
        process = ServerProcess.gatehouse(port, base);
        process.awaitReady();
    }

    @AfterAll
    static void stop() throws IOException {
        if (process != null) {
            process.close();
        }
        if (smtp != null) {
            smtp.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void stranger_registersByMail_forgetsThePassword_andIsInAgain() {
        try (Visit there = chromium.visit(url);
                Visit here = chromium.visit(url)) {
            ask(there, "Register");
            there.page().getByLabel("User name").fill("rita");
            there.page().getByLabel("E-mail address").fill("rita@example.org");
            there.shot("register");
            there.assertAccessible("#/register");
            there.button("Register").click();
            choose(there, link(there, 0), PASSWORD);
            there.logIn("rita", PASSWORD);
            assertThat(there.page().getByTestId("user")).hasAttribute("title", "rita@example.org");
            assertThat(there.complaints()).isEmpty();

            ask(here, "Forgotten password");
            here.page().getByLabel("User name or e-mail address").fill("rita@example.org");
            here.shot("forgotten");
            here.assertAccessible("#/forgotten");
            here.button("Send me a link").click();
            String link = link(here, 1);
            choose(here, link, OTHER);
            here.logIn("rita", OTHER);
            assertThat(here.complaints()).isEmpty();
            there.page().reload();
            assertThat(there.button("Log in").first()).isVisible();

            usedLink_isRefusedInASentence(here, link);
        }
    }

    /** The page of a link that is open in the same window already is not taken for the other's. */
    private static void usedLink_isRefusedInASentence(Visit visit, String link) {
        visit.go("password/" + "x".repeat(22));
        visit.page().navigate(link);
        Locator code = visit.page().getByLabel("Code");
        assertThat(code).hasValue(link.substring(link.lastIndexOf('/') + 1));
        visit.page().getByLabel("New password").fill(PASSWORD);
        visit.button("Choose this password").click();
        assertThat(visit.page().getByRole(AriaRole.ALERT)).containsText("This code is not good");
        visit.shot("link-used");
        visit.assertAccessible("a link that was used");
    }

    /** Begins where somebody does who cannot log in. */
    private static void ask(Visit visit, String what) {
        visit.button("Log in").first().click();
        visit.page()
                .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(what).setExact(true))
                .click();
        assertThat(visit.page().getByRole(AriaRole.DIALOG)).hasCount(0);
    }

    /** What is in the mail that the page says is on its way. */
    private static String link(Visit visit, int number) {
        assertThat(visit.page().getByRole(AriaRole.STATUS).filter(with("mail"))).isVisible();
        visit.shot("mail-" + number);
        visit.assertAccessible("that a mail is on its way");
        await().atMost(Duration.ofMinutes(1)).until(() -> smtp.messages.size() > number);
        String message = smtp.messages.get(number);
        assertThat(message).contains("To: rita@example.org\n");
        Matcher link = LINK.matcher(message);
        assertThat(link.find()).as(message).isTrue();
        assertThat(link.group()).startsWith(url + "#/");
        return link.group();
    }

    private static void choose(Visit visit, String link, String password) {
        visit.page().navigate(link);
        visit.page().getByLabel("New password").fill(password);
        assertThat(visit.page().getByText("Show it")).hasCSS("font-weight", "400");
        visit.shot("password");
        visit.assertAccessible("#/password with a code");
        visit.button("Choose this password").click();
        assertThat(visit.page().getByRole(AriaRole.STATUS).filter(with("rita has a new password")))
                .isVisible();
    }

    private static Locator.FilterOptions with(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }
}
