package dev.gatehouse.data.query;

/** The query cannot be answered as it is; the message says what was wrong and what would be right. */
public final class BadQuery extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BadQuery(String message) {
        super(message);
    }
}
