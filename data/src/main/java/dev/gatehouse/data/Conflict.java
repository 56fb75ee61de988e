package dev.gatehouse.data;

/** The request is well formed but the state of things forbids it now. */
public final class Conflict extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Conflict(String message) {
        super(message);
    }
}
