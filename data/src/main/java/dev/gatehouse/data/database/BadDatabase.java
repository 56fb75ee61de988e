package dev.gatehouse.data.database;

/** The database cannot be used; the message is for the person who runs the server. */
public final class BadDatabase extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BadDatabase(String message) {
        super(message);
    }

    public BadDatabase(String message, Throwable cause) {
        super(message, cause);
    }
}
