package dev.gatehouse.data;

/** This server cannot do it now; the message says why and what would help. */
public final class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Unavailable(String message) {
        super(message);
    }
}
