package dev.gatehouse.www;

import dev.gatehouse.data.setting.Setting;
import dev.gatehouse.www.mail.MailSettings;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The section {@code www.mail}: who takes our mail. Stateless. */
final class MailConfig {
    private static final int SUBMISSION = 587;
    private static final int SUBMISSIONS = 465;
    private static final int PLAIN = 25;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    private MailConfig() {}

    static Optional<MailSettings> of(Optional<Setting> section) {
        return section.map(MailConfig::read);
    }

    private static MailSettings read(Setting mail) {
        mail.allowOnly("host", "port", "from", "tls", "user", "password", "timeout");
        MailSettings.Tls tls =
                MailSettings.Tls.valueOf(
                        mail.get("tls")
                                .map(s -> s.choice(Set.of("none", "starttls", "tls"), "starttls"))
                                .orElse("starttls")
                                .toUpperCase(Locale.ROOT));
        String host = text(mail.need("host"));
        if (mail.get("host").isPresent() && host.isBlank()) {
            mail.need("host").error("must be the name of a server, such as mail.example.org");
        }
        if (tls == MailSettings.Tls.NONE && !HERE.contains(host)) {
            mail.need("tls")
                    .warning(
                            "whoever listens on the way to '"
                                    + host
                                    + "' can read the codes in the mail"
                                    + (mail.get("password").isPresent()
                                            ? ", and the password"
                                            : ""));
        }
        return new MailSettings(
                host,
                port(mail, tls),
                from(mail.need("from")),
                tls,
                credential(mail, "user", "password"),
                credential(mail, "password", "user"),
                timeout(mail));
    }

    private static String text(Setting setting) {
        return setting.isNull() ? "" : setting.text();
    }

    private static int port(Setting mail, MailSettings.Tls tls) {
        long port =
                mail.number(
                        "port",
                        switch (tls) {
                            case NONE -> PLAIN;
                            case STARTTLS -> SUBMISSION;
                            case TLS -> SUBMISSIONS;
                        });
        if (port < 1 || port > 65_535) {
            mail.need("port").error("must be from 1 to 65535");
        }
        return (int) port;
    }

    private static String from(Setting from) {
        String address = text(from);
        if (!from.isNull() && !address.matches("[\\x21-\\x7e&&[^@<>,;:\"]]+@[A-Za-z0-9.-]+")) {
            from.error("must be an address such as ci@example.org");
        }
        return address;
    }

    private static @Nullable String credential(Setting mail, String name, String other) {
        Optional<Setting> found = mail.get(name);
        if (found.isPresent() && mail.get(other).isEmpty()) {
            found.get().error("takes '" + other + "' beside it");
        }
        return found.map(Setting::text).orElse(null);
    }

    private static Duration timeout(Setting mail) {
        Duration timeout = mail.duration("timeout", TIMEOUT);
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0 || timeout.compareTo(LONGEST) > 0) {
            mail.need("timeout").error("must be from 1s to 1m");
        }
        return timeout;
    }
}
