package dev.gatehouse.www.mail;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The server that takes our mail.
 *
 * @param from the address that messages come from
 * @param user whom the server knows us by; null: it asks for no name
 * @param timeout for the connection and for each answer
 */
public record MailSettings(
        String host,
        int port,
        String from,
        Tls tls,
        @Nullable String user,
        @Nullable String password,
        Duration timeout) {

    /** How the connection is kept from readers. */
    public enum Tls {
        /** Not at all: for a server on this machine. */
        NONE,
        /** It begins in the clear and must change over. */
        STARTTLS,
        /** From the beginning. */
        TLS
    }

    /** Never shows the password. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
