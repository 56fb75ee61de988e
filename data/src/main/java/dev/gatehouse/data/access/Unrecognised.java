package dev.gatehouse.data.access;

/** The caller says who he is, and cannot be believed. The message says why, and nothing of anybody. */
public final class Unrecognised extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int retryAfter;

    public Unrecognised(String message) {
        this(message, 0);
    }

    /**
     * @param retryAfter seconds after which he is listened to again; 0: he was listened to
     */
    public Unrecognised(String message, int retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    public int retryAfter() {
        return retryAfter;
    }
}
