package dev.gatehouse.data;

/** The database cannot keep a text: it is too long, or has characters that its tables do not know. */
public final class DoesNotFit extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DoesNotFit(String message, Throwable cause) {
        super(message, cause);
    }
}
