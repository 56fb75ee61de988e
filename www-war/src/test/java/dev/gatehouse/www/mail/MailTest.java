package dev.gatehouse.www.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.gatehouse.data.account.SmtpListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class MailTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(Mail.class);
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();

    @BeforeEach
    void hear() {
        said.start();
        logger.addAppender(said);
    }

    @AfterEach
    void hearNoMore() {
        logger.detachAppender(said);
    }

    private static Mail by(SmtpListener smtp, MailSettings.Tls tls) {
        return new Mail(
                new MailSettings(
                        "localhost",
                        smtp.port(),
                        "ci@example.org",
                        tls,
                        "ci",
                        "secret",
                        Duration.ofSeconds(10)));
    }

    @Test
    void send_whateverTheSubjectAndTheAddress_makesNoFurtherHeader() throws Exception {
        try (SmtpListener smtp = new SmtpListener();
                Mail mail = by(smtp, MailSettings.Tls.NONE)) {
            mail.send("eve@example.org\r\nBcc: all@example.org", "x", "y");
            mail.send("eve@example.org, all@example.org", "x", "y");
            assertThat(smtp.messages).isEmpty();
            mail.send(
                    "eve@example.org",
                    "Farm\r\nBcc: all@example.org\r\n\r\nbuy this",
                    "text\n.\nend");

            assertThat(smtp.recipients).containsExactly("<eve@example.org>");
            assertThat(smtp.messages)
                    .singleElement()
                    .asString()
                    .contains("Subject: Farm Bcc: all@example.org buy this\n", "text\n.\nend")
                    .doesNotContain("\nBcc:");
        }
    }

    @Test
    void later_isBounded_andSaysSo() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        AtomicInteger done = new AtomicInteger();
        try (SmtpListener smtp = new SmtpListener();
                Mail mail = by(smtp, MailSettings.Tls.NONE)) {
            CountDownLatch begun = new CountDownLatch(1);
            mail.later(
                    () -> {
                        begun.countDown();
                        awaitQuietly(gate);
                    });
            assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
            for (int i = 0; i < 100; i++) {
                assertThat(mail.later(done::incrementAndGet)).isTrue();
            }
            assertThat(mail.later(done::incrementAndGet)).isFalse();
            assertThat(said.list.get(0).getFormattedMessage()).contains("100 messages wait");

            gate.countDown();
            await().until(() -> done.get() == 100);
            assertThat(mail.later(done::incrementAndGet)).isTrue();
        } finally {
            gate.countDown();
        }
    }

    @Test
    void later_workThatFails_isLogged_andTheNextIsDone() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (SmtpListener smtp = new SmtpListener();
                Mail mail = by(smtp, MailSettings.Tls.NONE)) {
            mail.later(
                    () -> {
                        throw new IllegalStateException("on purpose");
                    });
            mail.later(done::countDown);

            assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(said.list.get(0).getFormattedMessage()).contains("could not be made");
        }
    }

    @Test
    void send_serverWithoutStarttls_isToldNothing() throws Exception {
        try (SmtpListener smtp = new SmtpListener();
                Mail mail = by(smtp, MailSettings.Tls.STARTTLS)) {
            mail.send("alice@example.org", "x", "y");

            assertThat(smtp.credentials).isEmpty();
            assertThat(smtp.messages).isEmpty();
            assertThat(said.list.get(0).getFormattedMessage())
                    .contains("could not be sent by localhost");
        }
    }

    @Test
    void send_serverWhoseCertificateNobodyVouchesFor_isToldNothing(@TempDir Path folder)
            throws Exception {
        try (SmtpListener smtp = new SmtpListener(ownCertificate(folder), new CountDownLatch(0));
                Mail mail = by(smtp, MailSettings.Tls.TLS)) {
            mail.send("alice@example.org", "x", "y");

            assertThat(smtp.credentials).isEmpty();
            assertThat(smtp.messages).isEmpty();
            assertThat(said.list.get(0).getFormattedMessage())
                    .contains("could not be sent by localhost");
        }
    }

    @Test
    void send_serverThatSaysNothing_isGivenUp() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (SmtpListener smtp = new SmtpListener(ServerSocketFactory.getDefault(), gate);
                Mail mail =
                        new Mail(
                                new MailSettings(
                                        "localhost",
                                        smtp.port(),
                                        "ci@example.org",
                                        MailSettings.Tls.NONE,
                                        null,
                                        null,
                                        Duration.ofSeconds(1)))) {
            mail.send("alice@example.org", "x", "y");

            assertThat(said.list.get(0).getFormattedMessage()).contains("could not be sent");
        } finally {
            gate.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ServerSocketFactory ownCertificate(Path folder) throws Exception {
        Path store = folder.resolve("own.p12");
        char[] password = "changeit".toCharArray();
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "mail",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "SAN=DNS:localhost",
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                "changeit",
                                "-keystore",
                                store.toString())
                        .inheritIO()
                        .start();
        assertThat(keytool.waitFor(1, TimeUnit.MINUTES)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            keys.load(in, password);
        }
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context.getServerSocketFactory();
    }
}
