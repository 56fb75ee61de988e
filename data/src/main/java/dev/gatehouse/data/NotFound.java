package dev.gatehouse.data;

/** There is no such thing, or the caller may not know of it. */
public final class NotFound extends RuntimeException {
    private static final long serialVersionUID = 1;

    public NotFound(String message) {
        super(message);
    }
}
