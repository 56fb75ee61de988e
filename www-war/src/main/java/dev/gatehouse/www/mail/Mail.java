package dev.gatehouse.www.mail;

import jakarta.mail.Authenticator;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends messages, by one thread, one after the other. What the server refuses, or does not answer in time, is lost
 * and logged: whoever waits for it asks again. Any thread.
 */
public final class Mail implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Mail.class);

    /** The next is not taken, and whoever wants it hears so. */
    private static final int WAITING = 100;

    private static final long IDLE_SECONDS = 10;
    private static final long CLOSING_SECONDS = 5;

    private final MailSettings settings;
    private final Session session;
    private final ThreadPoolExecutor sender;

    public Mail(MailSettings settings) {
        this.settings = settings;
        this.session = Session.getInstance(properties(settings), authenticator(settings));
        // Its thread comes with the first message, and goes when there are none.
        this.sender =
                new ThreadPoolExecutor(
                        1,
                        1,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(WAITING),
                        Mail::thread,
                        new ThreadPoolExecutor.AbortPolicy());
        sender.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "gatehouse-mail");
        thread.setDaemon(true);
        // The mail library finds its parts by it, and a container's threads bring any.
        thread.setContextClassLoader(Mail.class.getClassLoader());
        return thread;
    }

    private static Properties properties(MailSettings settings) {
        boolean starttls = settings.tls() == MailSettings.Tls.STARTTLS;
        Properties properties = new Properties();
        properties.setProperty("mail.transport.protocol", "smtp");
        // Else the host's and the user's own names get into the message's id.
        properties.setProperty("mail.from", settings.from());
        properties.setProperty("mail.smtp.host", settings.host());
        properties.setProperty("mail.smtp.port", String.valueOf(settings.port()));
        properties.setProperty("mail.smtp.auth", String.valueOf(settings.user() != null));
        properties.setProperty("mail.smtp.starttls.enable", String.valueOf(starttls));
        properties.setProperty("mail.smtp.starttls.required", String.valueOf(starttls));
        properties.setProperty(
                "mail.smtp.ssl.enable", String.valueOf(settings.tls() == MailSettings.Tls.TLS));
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        for (String wait : List.of("connectiontimeout", "timeout", "writetimeout")) {
            properties.setProperty(
                    "mail.smtp." + wait, String.valueOf(settings.timeout().toMillis()));
        }
        return properties;
    }

    private static @Nullable Authenticator authenticator(MailSettings settings) {
        String user = settings.user();
        String password = settings.password();
        if (user == null || password == null) {
            return null;
        }
        return new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication(user, password);
            }
        };
    }

    /**
     * Does work that ends in messages, by the thread that sends them.
     *
     * @return false where a hundred of such wait already: it is not done then
     */
    public boolean later(Runnable work) {
        try {
            sender.execute(() -> run(work));
            return true;
        } catch (RejectedExecutionException e) {
            log.warn("{} messages wait for {}; the next is not taken", WAITING, settings);
            return false;
        }
    }

    private static void run(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            log.warn("a message could not be made", e);
        }
    }

    /**
     * Sends a message now, by the thread that asks for it. A fault is logged and no more.
     *
     * @param to one address
     * @param text with line feeds alone
     */
    public void send(String to, String subject, String text) {
        try {
            MimeMessage message = new MimeMessage(session);
            message.setFrom(new InternetAddress(settings.from(), true));
            message.setRecipient(Message.RecipientType.TO, new InternetAddress(to, true));
            message.setSubject(oneLine(subject), StandardCharsets.UTF_8.name());
            message.setText(text, StandardCharsets.UTF_8.name());
            // So that no vacation program answers.
            message.setHeader("Auto-Submitted", "auto-generated");
            message.setSentDate(new Date());
            Transport.send(message);
        } catch (MessagingException e) {
            log.warn(
                    "a message could not be sent by {}: {}",
                    settings,
                    oneLine(String.valueOf(e.getMessage())));
        }
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
    }

    /** What waits is given up. */
    @Override
    public void close() {
        int lost = sender.shutdownNow().size();
        if (lost > 0) {
            log.warn("{} messages were not sent before the end", lost);
        }
        try {
            if (!sender.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                log.warn("{} still holds on to a message; it is left to itself", settings);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
